"""Killed runs, dead workers, full disks, many runs at once: what is kept is whole, and what comes out is the same."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from tenetlint.facts.gather import gather
from tenetlint.facts.kept import Kept
from tenetlint.project import Project
from tests.hostile.running import command, environment, run

COUNT = 100
TEXT = "import time\nimport requests\n\n\ndef f{n}(x):\n    while x():\n        time.sleep({n})\n    requests.get(x)\n"
PLACES = ("fresh", "kept", "none")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred files, one of which is no Python, and long since written."""
    root = tmp_path_factory.mktemp("tree")
    (root / "shop").mkdir()
    for number in range(COUNT - 1):
        (root / f"shop/m{number:02}.py").write_text(TEXT.format(n=number), encoding="utf-8")
    (root / "shop/odd.py").write_text("def (:\n", encoding="utf-8")
    time.sleep(0.05)
    return root


def printed(
    tree: Path, cache: Path | None, *words: str, seed: str = "0", jobs: str = "2", **more: str
) -> tuple[int, str, str]:
    """The exit code, a digest of what is printed, and the notes."""
    where = {"TENETLINT_NO_CACHE": "" if cache else "1", "TENETLINT_CACHE_DIR": str(cache or "")}
    variables = environment(**where, PYTHONHASHSEED=seed, TENETLINT_JOBS=jobs, **more)
    ended = run(command(*(words or ("check", str(tree), "--format", "json"))), tree, variables)
    return ended.code, hashlib.sha256(ended.output.encode()).hexdigest(), ended.errors


def killed(tree: Path, cache: Path, after: float) -> None:
    """Start a run that keeps what it computes, and kill it, with all its workers, some time after."""
    variables = environment(TENETLINT_NO_CACHE="", TENETLINT_CACHE_DIR=str(cache), TENETLINT_JOBS="2")
    words = command("check", str(tree), "--format", "json")
    started = subprocess.Popen(words, env=variables, stdout=-3, stderr=-3, start_new_session=True)
    time.sleep(after)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def kill_often(tree: Path, root: Path, times: int) -> Iterator[str]:
    """Kill runs at all moments of their lives; what is wrong with the run after each."""
    expected = printed(tree, None)
    began = time.monotonic()
    assert printed(tree, root / "0") == expected
    lasting = time.monotonic() - began
    dice = random.Random(1)
    for turn in range(times):
        cache = root / str(turn // 10)
        killed(tree, cache, dice.uniform(0.3, 1.1) * lasting)
        if turn % 10 == 9 and printed(tree, cache) != expected:
            yield f"the run after kill {turn} prints something else"
    if left := [each.name for each in root.rglob("*.tmp")]:
        yield f"left over: {left}"


def test_a_killed_run_harms_no_other(tree: Path, tmp_path: Path) -> None:
    assert list(kill_often(tree, tmp_path, 20)) == []


@pytest.mark.slow
def test_five_hundred_killed_runs_harm_no_other(tree: Path, tmp_path: Path) -> None:
    assert list(kill_often(tree, tmp_path, 500)) == []


@pytest.mark.parametrize("once", [True, False], ids=["once", "always"])
def test_a_worker_may_die_at_each_file(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, once: bool
) -> None:
    """What kills a worker is tried once more; what kills it again is lost, and nothing else is."""
    project = Project.open(tree, use_git=False)
    whole = gather(project, Kept(project, None))
    read = Project.read
    victim, mark = "", tmp_path / "mark"

    def deadly(self: Project, path: str) -> object:
        if path == victim and not (once and mark.exists()):
            mark.touch()
            os.kill(os.getpid(), random.choice([signal.SIGKILL, signal.SIGTERM]))
        return read(self, path)

    monkeypatch.setattr(Project, "read", deadly)
    for source in project.sources:
        victim = source.path
        mark.unlink(missing_ok=True)
        found = gather(project, Kept(project, None))
        if once:
            assert (found.files, found.unread) == (whole.files, whole.unread)
        else:
            assert found.files == {path: each for path, each in whole.files.items() if path != victim}
            (lost,) = set(found.unread) - set(whole.unread)
            assert lost.path == victim
            assert lost.reason.startswith("it kills the process that reads it")


def test_runs_at_once_say_the_same(tree: Path, tmp_path: Path) -> None:
    variables = environment(TENETLINT_NO_CACHE="", TENETLINT_CACHE_DIR=str(tmp_path / "cache"), TENETLINT_JOBS="1")
    words = command("check", str(tree), "--format", "json")
    for _ in range(2):
        runs = [subprocess.Popen(words, env=variables, stdout=-1, stderr=-1) for _ in range(8)]
        answers = {(*each.communicate(), each.returncode) for each in runs}
        assert len(answers) == 1
    assert {each.suffix for each in (tmp_path / "cache").iterdir() if each.is_file()} <= {".sqlite3"}


def variants(seeds: tuple[str, ...], jobs: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """Ways to ask one question."""
    for seed, count, place in product(seeds, jobs, PLACES):
        yield {"seed": seed, "jobs": count, "place": place}


def digests(tree: Path, root: Path, seeds: tuple[str, ...], jobs: tuple[str, ...]) -> set[tuple[int, str]]:
    """What comes out, over hash seeds, workers, states of the cache and orders of the arguments."""
    found: set[tuple[int, str]] = set()
    paths = sorted(str(each.relative_to(tree)) for each in (tree / "shop").iterdir())
    dice = random.Random(3)
    for number, each in enumerate(variants(seeds, jobs)):
        cache = {"fresh": root / str(number), "kept": root / "kept", "none": None}[each["place"]]
        dice.shuffle(paths)
        words = ("check", *paths, "--format", "json")
        found.add(printed(tree, cache, *words, seed=each["seed"], jobs=each["jobs"])[:2])
    return found


def test_the_same_question_gets_the_same_answer(tree: Path, tmp_path: Path) -> None:
    assert len(digests(tree, tmp_path, ("0", "random"), ("1", "7"))) == 1


@pytest.mark.slow
def test_the_same_question_gets_the_same_answer_always(tree: Path, tmp_path: Path) -> None:
    assert len(digests(tree, tmp_path, ("0", "1", "2", "random"), ("1", "2", "7"))) == 1


@pytest.mark.parametrize("place", ["/dev/full", "/proc/none", "{tmp}/file/below", "{tmp}/closed/below"])
def test_a_cache_that_cannot_be_written_costs_one_note(tree: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "closed").mkdir(mode=0o500)
    code, digest, errors = printed(tree, Path(place.format(tmp=tmp_path)))
    assert (code, digest) == printed(tree, None)[:2]
    assert len([line for line in errors.splitlines() if "note:" in line]) <= 1
    assert "Traceback" not in errors


def test_a_disk_that_fills_up_costs_one_note(tree: Path, tmp_path: Path) -> None:
    """No file may grow beyond 4 KiB, as on a full disk."""
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit("
        "resource.RLIMIT_FSIZE, (4096, 4096)); sys.argv[:1] = ['tenetlint']; from tenetlint.launch import main; main()"
    )
    variables = environment(TENETLINT_NO_CACHE="", TENETLINT_CACHE_DIR=str(tmp_path / "cache"))
    words = [sys.executable, "-P", "-c", script, "check", str(tree), "--format", "json"]
    ended = run(words, tree, variables)
    assert (ended.code, hashlib.sha256(ended.output.encode()).hexdigest()) == printed(tree, None)[:2]
    assert ended.errors.count("note:") == 1


def test_a_cache_of_somebody_else_is_left_alone(tree: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a file that belongs to somebody else")
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    os.chown(cache, 12345, 12345)
    assert printed(tree, cache)[:2] == printed(tree, None)[:2]
    assert list(cache.iterdir()) == []
