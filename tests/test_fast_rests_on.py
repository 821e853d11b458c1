"""What an answer rests on beside the sources: the repository, a baseline, a diff, coverage, the day, the place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tenetlint.answers import fast
from tests.test_fast import Box, was_fast
from tests.test_git import commit, git

WAITING = "import time\n\n\ndef wait(lock):\n    while not lock.free:\n        time.sleep(1)\n"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    found = Box(tmp_path)
    found.write("depot/api.py", WAITING)
    git(found.root, "init", "-q", "-b", "main")
    commit(found.root, {})
    commit(found.root, {"depot/more.py": WAITING})
    found.rest()
    return found


def fresh(box: Box, *words: str) -> bool:
    """Whether it is computed anew; what is said is what a run without a cache says, either way."""
    *said, modules = box.ask(*words)
    *without, _ = box.ask(*words, "--no-cache")
    assert said == without
    return not was_fast(modules)


def committed(box: Box) -> None:
    commit(box.root, {"depot/other.py": WAITING})


def moved_back(box: Box) -> None:
    git(box.root, "reset", "-q", "--soft", "HEAD~1")


def on_another_branch(box: Box) -> None:
    git(box.root, "checkout", "-q", "-b", "other")


def staged_otherwise(box: Box) -> None:
    git(box.root, "rm", "-q", "--cached", "depot/more.py")


def packed(box: Box) -> None:
    git(box.root, "pack-refs", "--all")


def configured(box: Box) -> None:
    git(box.root, "config", "core.ignorecase", "true")


@pytest.mark.parametrize("change", [committed, moved_back, on_another_branch, staged_otherwise, packed, configured])
@pytest.mark.parametrize("words", [("check", "--diff", "HEAD~1"), ("check", ".")], ids=["diff", "whole"])
def test_the_repository_has_a_say(box: Box, change: Callable[[Box], None], words: tuple[str, ...]) -> None:
    assert fresh(box, *words)
    assert not fresh(box, *words)
    change(box)
    box.rest()
    assert fresh(box, *words)


def test_against_a_commit_every_line_of_a_source_counts(box: Box) -> None:
    words = ("check", "--diff", "HEAD~1")
    assert fresh(box, *words)
    box.write("depot/__init__.py", "# nothing\n")
    box.rest()
    assert fresh(box, *words)


def test_a_baseline_has_a_say_when_it_comes_changes_and_goes(box: Box) -> None:
    assert fresh(box, "check", ".")
    box.ask("baseline", "write")
    box.rest()
    assert fresh(box, "check", ".")
    assert not fresh(box, "check", ".")
    (baseline,) = (each for each in box.root.iterdir() if b"TNT302" in (each.read_bytes() if each.is_file() else b""))
    text = baseline.read_text()
    box.write(baseline.name, text.replace("more.py", "gone.py"))
    box.rest()
    assert fresh(box, "check", ".")
    baseline.unlink()
    box.rest()
    assert fresh(box, "check", ".")


def test_what_only_a_baseline_knows_is_read_for_its_text(box: Box) -> None:
    box.ask("baseline", "write")
    box.rest()
    assert fresh(box, "check", ".")
    box.write("depot/more.py", WAITING.replace("time.sleep(1)", "time.sleep(2)"))
    box.rest()
    assert fresh(box, "check", ".")


def test_a_diff_file_has_a_say(box: Box) -> None:
    diff = box.root.parent / "change.diff"
    diff.write_text(git(box.root, "diff", "HEAD~1") + "\n")
    box.rest()
    words = ("check", "--diff-file", str(diff))
    assert fresh(box, *words)
    assert not fresh(box, *words)
    diff.write_text("")
    box.rest()
    assert fresh(box, *words)


def test_a_coverage_report_has_a_say(box: Box) -> None:
    report = '<coverage><packages><package><classes><class filename="depot/api.py"><lines>{}</lines></class></classes>'
    lines = '<line number="6" hits="{}"/>'
    for hits in (0, 1):
        box.write("coverage.xml", f"{report.format(lines.format(hits))}</package></packages></coverage>")
        box.rest()
        assert fresh(box, "score", ".")
        assert not fresh(box, "score", ".")


def test_the_path_and_the_python_are_part_of_the_question(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.ask("check", ".")
    assert not was_fast(box.ask("check", ".", PATH=os.environ["PATH"] + os.pathsep + "/nowhere")[3])
    before = fast.question(["check"])
    monkeypatch.setattr("sys.version", "4.0")
    assert fast.question(["check"]) != before


def test_the_day_is_part_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fast.question(["check"])
    assert fast.question(["check"]) == before
    monkeypatch.setattr("time.gmtime", lambda: (2030, 1, 2, 3, 4, 5, 6, 7, 0))
    assert fast.question(["check"]) != before


def test_a_file_written_while_it_was_read_is_not_relied_on(box: Box) -> None:
    box.write("depot/more.py", WAITING + "\n")
    box.ask("check", ".")
    box.write("depot/more.py", WAITING.replace("sleep", "speel"))
    assert fresh(box, "check", ".")


def test_a_file_put_back_with_its_old_time_is_seen(box: Box) -> None:
    path = box.root / "depot/more.py"
    about = path.stat()
    box.ask("check", ".")
    box.write("depot/more.py", WAITING.replace("lock.free", "lock.full"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    box.rest()
    assert fresh(box, "check", ".")


def test_compiled_code_of_the_tool_has_no_say(box: Box) -> None:
    box.ask("check", ".", PYTHONDONTWRITEBYTECODE="")
    assert was_fast(box.ask("check", ".", PYTHONDONTWRITEBYTECODE="")[3])
