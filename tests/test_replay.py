"""The replay of 2013 on small clones: revisions, what stands behind a textual count, the coverage that is made up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from benchmarks import replay_2013
from benchmarks.replay_2013 import main, reconciliation, synthetic_coverage
from benchmarks.revisions import RevisionError, newest_before, unpack
from benchmarks.textual import CATEGORIES, Hit, categories, search, truth
from tenetlint.facts import Facts
from tenetlint.project import Project

HANGAR = Path(__file__).parents[1] / "fixtures" / "projects" / "hangar"


@pytest.fixture(scope="module")
def hangar() -> Facts:
    """The facts of a small compute service."""
    return Facts.of(Project.open(HANGAR, use_git=False))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A bare clone with two commits: `old` on 2013-08-28, `new` a day later."""
    work = tmp_path / "work"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(work))
    for name, day in (("old", 28), ("new", 29)):
        (work / f"{name}.py").write_text(f"{name} = 1\n", encoding="utf-8")
        git(work, "add", ".")
        git(work, "commit", "--quiet", "-m", name, date=f"2013-08-{day}T12:00:00+00:00")
    git(tmp_path, "clone", "--quiet", "--bare", str(work), str(tmp_path / "bare.git"))
    return tmp_path / "bare.git"


def git(folder: Path, *arguments: str, date: str = "2013-01-01T00:00:00+00:00") -> None:
    """git with an identity and a date of its own."""
    who = {f"GIT_{role}_{part}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **who, **when})


def test_a_revision_of_a_bare_clone_becomes_a_folder(clone: Path, tmp_path: Path) -> None:
    commit = newest_before(clone, replay_2013.DAY_AFTER)
    folder = unpack(clone, commit, tmp_path / "tree")
    assert [path.name for path in folder.iterdir()] == ["old.py"]
    assert not (tmp_path / "tree.zip").exists()


def test_a_clone_without_the_revision_is_one_line(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RevisionError, match="no commit before 2013-08-01"):
        newest_before(clone, "2013-08-01T00:00:00+00:00")
    assert main(["--nova", str(clone)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"replay_2013: {clone}: git archive: ")


def test_every_textual_hit_has_its_category(hangar: Facts) -> None:
    hits = [hit for hit, _ in search(HANGAR)]
    found = categories(hangar, hits)
    expected = {
        Hit("call", "hangar/compute/rpcapi.py", 33): "RPC site",
        Hit("cast", "hangar/network/rpcapi.py", 21): "RPC site",
        Hit("call", "hangar/openstack/common/rpc/proxy.py", 18): "RPC library",
        Hit("call", "hangar/virt/qemu.py", 14): "unrelated",
    }
    assert {hit: found[hit] for hit in expected} == expected
    assert set(found) == set(hits)
    assert set(found.values()) <= set(CATEGORIES)


def test_comments_docstrings_definitions_and_documents(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '"""Use rpc.cast() here."""\n\n\ndef base_call(self):\n    # never call()\n    return plugin_call("cast(")\n',
        encoding="utf-8",
    )
    (tmp_path / "flow.svg").write_text("<text>rpc.cast(topic)</text>\n", encoding="utf-8")
    facts = Facts.of(Project.open(tmp_path, use_git=False))
    found = categories(facts, [hit for hit, _ in search(tmp_path)])
    assert [(hit.word, hit.line, category) for hit, category in sorted(found.items())] == [
        ("call", 4, "definition"),
        ("call", 5, "comment"),
        ("call", 6, "unrelated"),
        ("cast", 1, "comment"),
        ("cast", 6, "comment"),
        ("cast", 1, "documentation"),
    ]


def test_the_reconciliation_adds_up(hangar: Facts) -> None:
    lines = list(reconciliation(hangar, list(search(HANGAR))))
    rows = {line[:44].strip(): [int(word) for word in line[44:].split(",")[0].split()] for line in lines[1:12]}
    assert rows["the post, by text search"] == [258, 133]
    assert rows["the same search here"] == [sum(rows[name][column] for name in CATEGORIES) for column in (0, 1)]
    assert rows["resolved by inference (TNT301)"] == [12, 7]


def test_the_hand_checked_table_is_whole() -> None:
    table = truth()
    assert len(table) == 267 + 133
    assert set(table.values()) == set(CATEGORIES)


def test_made_up_coverage_is_what_it_says(hangar: Facts, tmp_path: Path) -> None:
    report = tmp_path / "coverage.xml"
    report.write_text(synthetic_coverage(hangar.project, 83), encoding="utf-8")
    found = Facts.of(hangar.project, (report,)).coverage
    assert found is not None
    assert abs(found.percent - 83) < 0.5
    assert found.unmatched == ()
