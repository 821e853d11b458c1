"""An unchanged question gets the stored answer, byte for byte, and any change at all the slow way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tenetlint.answers import fast
from tenetlint.answers.fast import Answer, packed, unpacked

HOME = Path(__file__).parents[1]
HEAVY = {"ast", "astroid", "click", "coverage", "inspect", "json", "re", "rich", "sqlite3", "typing"}


class Box:
    """A project and a cache, and a way to ask."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "depot"
        self.cache = folder / "cache"
        (self.root / "depot").mkdir(parents=True)
        self.write("setup.cfg", "[metadata]\nname = depot\n[files]\npackages = depot\n")
        self.write("depot/__init__.py", "")
        self.write("depot/api.py", "import time\n\n\ndef wait(lock):\n    while True:\n        time.sleep(1)\n")
        self.rest()

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def rest(self) -> None:
        """Let the clock move on: what was just written may be written again."""
        time.sleep(0.05)

    def ask(self, *words: str, **environment: str) -> tuple[int, bytes, bytes, set[str]]:
        """Exit code, output, errors, and the modules that were imported."""
        known = {name: value for name, value in os.environ.items() if name not in ("CI", "TENETLINT_NO_CACHE")}
        known |= {"PYTHONPATH": str(HOME), "XDG_CACHE_HOME": str(self.cache)} | environment
        command = [sys.executable, "-X", "importtime", "-P", "-m", "tenetlint", *words]
        done = subprocess.run(command, cwd=self.root, env=known, capture_output=True)
        lines = done.stderr.splitlines(keepends=True)
        imported = {each.split(b"|")[-1].strip().decode() for each in lines if each.startswith(b"import time:")}
        return done.returncode, done.stdout, b"".join(e for e in lines if not e.startswith(b"import time:")), imported


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def at_start() -> set[str]:
    """What the interpreter imports before any program: an editable install adds a finder that imports much."""
    done = subprocess.run([sys.executable, "-X", "importtime", "-P", "-c", "pass"], capture_output=True)
    return {each.split(b"|")[-1].strip().decode() for each in done.stderr.splitlines() if b"|" in each}


def was_fast(modules: set[str]) -> bool:
    return "tenetlint.cli" not in modules


@pytest.mark.parametrize(
    "words", [("score", "."), ("score", ".", "--format", "json"), ("check",), ("facts", "rpc", ".")]
)
def test_the_second_run_says_the_same_and_imports_next_to_nothing(box: Box, words: tuple[str, ...]) -> None:
    first, second = box.ask(*words), box.ask(*words)
    assert not was_fast(first[3])
    assert was_fast(second[3])
    assert first[:3] == second[:3]
    assert (second[3] - at_start()).isdisjoint(HEAVY)


def test_a_cache_that_is_named_is_none_of_the_answer(box: Box) -> None:
    words = ("score", ".", "--cache-dir", str(box.cache / "mine"))
    box.ask(*words)
    (box.cache / "mine" / "another").write_text("")
    assert was_fast(box.ask(*words)[3])


def test_a_missed_bar_is_remembered_with_its_code(box: Box) -> None:
    words = ("score", ".", "--fail-under", "100", "--format", "json")
    first, second = box.ask(*words), box.ask(*words)
    assert first[0] == second[0] == 1
    assert first[2] == second[2] != b""
    assert was_fast(second[3])


def touched(box: Box) -> None:
    os.utime(box.root / "depot/api.py", ns=(1, 1))


def edited(box: Box) -> None:
    path = box.root / "depot/api.py"
    about = path.stat()
    box.write("depot/api.py", path.read_text().replace("def wait", "def hold"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def added(box: Box) -> None:
    (box.root / "depot/new").mkdir()
    box.write("depot/new/more.py", "")


def removed(box: Box) -> None:
    (box.root / "depot/api.py").unlink()


def ignored(box: Box) -> None:
    box.write(".gitignore", "depot/api.py\n")


def configured(box: Box) -> None:
    box.write("pyproject.toml", "[tool.tenetlint]\nignore = ['TNT302']\n")


def covered(box: Box) -> None:
    box.write("coverage.xml", "<coverage/>")


def above(box: Box) -> None:
    (box.root.parent / "tox.ini").write_text("")


@pytest.mark.parametrize("change", [edited, added, removed, ignored, configured, covered, above])
def test_any_change_is_seen(box: Box, change: Callable[[Box], None]) -> None:
    box.ask("check", ".")
    assert was_fast(box.ask("check", ".")[3])
    change(box)
    assert not was_fast(box.ask("check", ".")[3])


def test_a_linked_work_tree_has_its_answers_kept(box: Box, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=box.root, check=True)

    home = box.root
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    box.root = tmp_path / "linked"
    box.rest()
    box.ask("check", ".")
    assert was_fast(box.ask("check", ".")[3])
    box.write("depot/new.py", "")
    git("add", "depot/new.py")
    assert not was_fast(box.ask("check", ".")[3])
    box.rest()
    box.ask("check", ".")
    assert was_fast(box.ask("check", ".")[3])
    (home / ".git/info/exclude").write_text("depot/other.py\n", encoding="utf-8")
    assert not was_fast(box.ask("check", ".")[3])


def test_a_repository_that_is_nowhere_keeps_no_answer(box: Box) -> None:
    box.write(".git", "gitdir: ../nowhere\n")
    box.rest()
    box.ask("check", ".")
    assert not was_fast(box.ask("check", ".")[3])


def test_the_surroundings_are_part_of_the_question(box: Box) -> None:
    box.ask("score", ".")
    assert not was_fast(box.ask("score", ".", COLUMNS="50")[3])
    assert not was_fast(box.ask("score", "depot")[3])


@pytest.mark.parametrize("words", [("score", ".", "--output-file", "x.json"), ("score", ".", "--no-cache"), ("rules",)])
def test_what_does_more_than_print_is_never_answered_from_the_cache(words: tuple[str, ...]) -> None:
    assert not fast.may_be_stored(list(words))


def test_a_cache_in_the_tree_is_not_believed_in_ci(box: Box) -> None:
    words = ("score", ".")
    inside = {"XDG_CACHE_HOME": str(box.root / "cache")}
    for _ in range(3):
        box.ask(*words, **inside)
        box.rest()
    assert was_fast(box.ask(*words, **inside)[3])
    assert not was_fast(box.ask(*words, **inside, CI="true")[3])


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_cache_that_others_may_write_to_is_not_believed(box: Box, mode: int) -> None:
    box.ask("score", ".")
    (box.cache / "tenetlint").chmod(mode)
    assert not was_fast(box.ask("score", ".")[3])


def test_a_cache_behind_a_link_is_not_believed(box: Box) -> None:
    box.ask("score", ".")
    (box.cache / "tenetlint").rename(box.cache / "other")
    (box.cache / "tenetlint").symlink_to(box.cache / "other")
    assert not was_fast(box.ask("score", ".")[3])


def test_a_broken_answer_is_no_answer(box: Box) -> None:
    right = box.ask("score", ".")
    (stored,) = (box.cache / "tenetlint/answers").iterdir()
    data = stored.read_bytes()
    for wrong in (b"", data[:-1], data.replace(b"depot", b"repot"), b"x" * len(data)):
        stored.write_bytes(wrong)
        found = box.ask("score", ".")
        assert not was_fast(found[3])
        assert found[:3] == right[:3]


def test_answers_survive_packing() -> None:
    found = Answer(b"\0 q\n", (("/a b/\udcff", "1.2"), ("/c", "-")), b"out\n", b"\xff", 4)
    again = unpacked(packed(found))
    assert again is not None
    assert [getattr(again, name) for name in Answer.__slots__] == [getattr(found, name) for name in Answer.__slots__]


def test_what_was_left_half_written_is_swept(box: Box) -> None:
    box.ask("score", ".")
    left = box.cache / "tenetlint/answers/new-left"
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    box.ask("score", ".", "--format", "json")
    assert not left.exists()


def test_a_cache_that_cannot_be_written_changes_nothing(box: Box) -> None:
    box.cache.write_text("a file is in the way")
    with_note, without = box.ask("score", "."), box.ask("score", ".", "--no-cache")
    assert with_note[:2] == without[:2]
    assert (with_note[2].count(b"\n"), without[2]) == (1, b"")
