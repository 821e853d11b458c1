"""The story of a released project that adopts the tool: real sources, real git, real pre-commit from the package index.

`pytest -m network tests/test_story.py` runs it; `test_small_story.py` tells it of one module, offline.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.releases import Release, tree_of
from tests.readings import READERS
from tests.released import Call, Released, long_blocks

pytestmark = pytest.mark.network

RELEASE = Release("masakari", "masakari==22.0.0")
BASELINE = "tenets-baseline.toml"
PRUNE = "`tenetlint baseline prune` removes what is gone"


@pytest.fixture(scope="session")
def template(hooks: Path, hooks_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release as a repository: one commit with its sources, one that adopts the tool and its hooks."""
    root = tmp_path_factory.mktemp("released") / RELEASE.name
    shutil.copytree(tree_of(RELEASE), root)
    project = Released(root, hooks_home)
    project.git("init", "--quiet", "--initial-branch=main")
    project.commit()
    assert project.tool("check").returncode == 1
    assert project.tool("init").returncode == 0
    assert project.tool("baseline", "write").returncode == 0
    shutil.copy(hooks, root)
    project.commit()
    return root


@pytest.fixture
def adopted(template: Path, pre_commit: Path, hooks_home: Path, tmp_path: Path) -> Released:
    """A clone of it with the hooks installed, and nothing uncommitted."""
    subprocess.run(["git", "clone", "--quiet", template, tmp_path / RELEASE.name], check=True)
    project = Released(tmp_path / RELEASE.name, hooks_home)
    subprocess.run([pre_commit, "install"], cwd=project.root, check=True, capture_output=True)
    return project


def findings(shown: str) -> list[tuple[str, int, str]]:
    """What a check says in plain text."""
    return READERS["text"](shown)


def passes(project: Released, *words: str) -> bool:
    """Whether a check finds nothing at all."""
    ended = project.tool("check", *words)
    return (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_adoption_leaves_no_finding(adopted: Released) -> None:
    assert passes(adopted)
    assert passes(adopted, "--diff", "HEAD~1")
    assert adopted.tool("baseline", "check").returncode == 0
    assert len(findings(adopted.tool("check", "--no-baseline").stdout)) > 50


def test_one_synchronous_call_fails_in_every_format_and_a_cast_passes(adopted: Released, tmp_path: Path) -> None:
    call = adopted.call()
    expected = [(call.path, call.in_a_new_method(), "TNT301")]
    files = {name: tmp_path / f"report.{name}" for name in READERS}
    stopped = adopted.commit()
    assert stopped.returncode == 1, stopped.stderr
    assert findings(stopped.stderr) == expected
    assert adopted.commit("--no-verify").returncode == 0
    written = [f"--output-file={path}:{name}" for name, path in files.items()]
    ended = adopted.tool("check", "--diff", "HEAD~1", *written)
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (1, "bar missed: 1 new warning")
    assert findings(ended.stdout) == expected
    assert {name: READERS[name](path.read_text("utf-8")) for name, path in files.items()} == dict.fromkeys(
        READERS, expected
    )
    assert findings(adopted.tool("check").stdout) == expected
    recall(call)
    passed = adopted.commit()
    assert passed.returncode == 0, passed.stderr
    assert passes(adopted, "--diff", "HEAD~1")
    assert passes(adopted, "--diff", "HEAD~2")


def recall(call: Call) -> None:
    """Put the file back, and add a cast instead."""
    call.project.git("checkout", "--quiet", "HEAD~1", "--", call.path)
    call.in_a_new_method(verb="cast")


def test_moving_200_lines_passes(adopted: Released) -> None:
    known = {path for path, _, _ in findings(adopted.tool("check", "--no-baseline").stdout) if path.endswith(".py")}
    moved = 0
    for path in sorted(known):
        lines = adopted.text(path).splitlines(keepends=True)
        for begin, end in list(long_blocks("".join(lines), 200))[:1]:
            block = lines[begin - 1 : end]
            adopted.write(path, "".join([*lines[: begin - 1], *lines[end:], "\n\n", *block]))
            moved += 1
    assert moved > 1
    assert adopted.commit().returncode == 0
    assert passes(adopted)
    assert passes(adopted, "--diff", "HEAD~1", "--no-baseline")
    assert adopted.tool("check", "--strict-baseline").returncode == 0


def test_a_second_identical_call_in_the_same_function_fails(adopted: Released) -> None:
    call = adopted.call()
    expected = [(call.path, call.once_more(), "TNT301")]
    stopped = adopted.commit()
    assert stopped.returncode == 1, stopped.stderr
    assert findings(stopped.stderr) == expected
    adopted.commit("--no-verify")
    assert findings(adopted.tool("check", "--diff", "HEAD~1").stdout) == expected
    assert findings(adopted.tool("check", "--diff", "HEAD~1", "--no-baseline").stdout) == expected
    assert len(findings(adopted.tool("check").stdout)) == 1


def test_deleting_an_old_finding_asks_for_prune(adopted: Released) -> None:
    adopted.call().as_a_cast()
    assert adopted.commit().returncode == 0
    told = adopted.tool("check")
    assert told.returncode == 0
    assert PRUNE in told.stderr
    failed = adopted.tool("check", "--diff", "HEAD~1", CI="true")
    assert failed.returncode == 1
    assert failed.stdout.splitlines()[-1].endswith(PRUNE)
    before = adopted.text(BASELINE)
    assert adopted.tool("baseline", "prune").returncode == 0
    assert len(adopted.text(BASELINE)) < len(before)
    assert adopted.tool("check", "--diff", "HEAD~1", CI="true").returncode == 0
    assert adopted.tool("baseline", "check").returncode == 0


def test_a_suppression_needs_a_reason(adopted: Released) -> None:
    call = adopted.call()
    line = call.in_a_new_method(comment="  # tenet: allow[TNT301]")
    stopped = adopted.commit()
    assert stopped.returncode == 1
    assert findings(stopped.stderr) == [(call.path, line, "TNT001"), (call.path, line, "TNT301")]
    adopted.write(call.path, adopted.text(call.path).replace("allow[TNT301]", "allow[TNT301] an operator waits for it"))
    passed = adopted.commit()
    assert passed.returncode == 0, passed.stderr
    assert passes(adopted, "--diff", "HEAD~1")
    assert f"{call.path}:{line}: TNT301 an operator waits for it, since 20" in adopted.tool("suppressions").stdout


def test_our_own_repository_passes_our_own_hooks(ours: Path, pre_commit: Path, hooks: Path, hooks_home: Path) -> None:
    project = Released(ours, hooks_home)
    for hook, stage in (("tenetlint", "pre-commit"), ("tenetlint-project", "manual")):
        words = ("run", "--config", str(hooks), hook, "--all-files", "--hook-stage", stage)
        ended = project.run([str(pre_commit), *words])
        assert ended.returncode == 0, ended.stdout
        assert "Passed" in ended.stdout
