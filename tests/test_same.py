"""After a change that leaves the answer as it was, the stored one is given; after any other, what a fresh run says."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from tenetlint.answers.rows import ALL, LETTER, SHAPE, Row, listed, with_counts
from tenetlint.facts.payload import Subject, payload, said, shape_of
from tests.test_fast import HEAVY, Box, at_start, was_fast

QUIET = """import os

LIMIT = 3


class Depot:
    \"\"\"A place.\"\"\"

    def where(self):
        return os.path.join("a", "b")

    def many(self, items):
        return [each for each in items if each]
"""
WAITING = "import time\n\n\ndef wait(lock):\n    while not lock.let_off:\n        time.sleep(1)\n"
EDITS = {
    "a comment above": ("import os\n", "# of the depot\nimport os\n"),
    "a blank line": ("LIMIT", "\nLIMIT"),
    "another value": ("LIMIT = 3", "LIMIT = 4"),
    "a statement": ("        return [", "        count = len(items) + 1\n        return [" ),
    "a function": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef grown(given):\n    return LIMIT\n"),
    "a function that calls": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef grown(given):\n    return len(given.regrown)\n"),
    "what others say": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef grown(a):\n    return a.let_off\n"),
    "a method": ("    def many", "    def grown(self):\n        return 1\n\n    def many"),
}
SEEN = {
    "a function that another file names": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef time():\n    return LIMIT\n"),
    "a function that the tool asks for": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef main():\n    return LIMIT\n"),
    "a decorated function": ("LIMIT = 3\n", "LIMIT = 3\n\n\n@os.more\ndef other():\n    return LIMIT\n"),
    "a listing": ("LIMIT = 3\n", "LIMIT = 3\n\n\ndef list_more(limit, marker):\n    return LIMIT\n"),
    "a special method": ("    def many", "    def __len__(self):\n        return 1\n\n    def many"),
    "an import": ("import os\n", "import os\nimport time\n"),
    "a comment for the gate": ("LIMIT = 3", "LIMIT = 3  # tenet: allow[TNT302] it is so"),
    "what a rule finds": (
        "        return [",
        "        import time\n        while not items:\n            time.sleep(1)\n        return [",
    ),
    "what cannot be parsed": ("LIMIT = 3", "LIMIT = ("),
}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    found = Box(tmp_path)
    found.write("depot/quiet.py", QUIET)
    found.write("depot/api.py", WAITING)
    found.write("depot/other.py", "import time\n\n\ndef go():\n    return time.time()\n")
    found.rest()
    return found


def replaced(box: Box, name: str, old: str, new: str) -> None:
    text = (box.root / name).read_text()
    assert old in text
    box.write(name, text.replace(old, new, 1))
    box.rest()


def asked(box: Box, *words: str) -> tuple[object, bool]:
    """What is said now, which is what a run without a cache says; and whether it was stored."""
    *said, modules = box.ask(*words)
    *fresh, _ = box.ask(*words, "--no-cache")
    assert said == fresh
    return said, was_fast(modules)


@pytest.mark.parametrize("words", [("check", "."), ("score", ".", "--format", "json"), ("check", "--format", "sarif")])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_changes_no_fact_changes_no_answer(box: Box, edit: tuple[str, str], words: tuple[str, ...]) -> None:
    before = box.ask(*words)[:3]
    replaced(box, "depot/quiet.py", *edit)
    said, stored = asked(box, *words)
    assert stored
    assert said == list(before)
    assert not {"tenetlint.facts", "ast"} & box.ask(*words)[3], "its signature is kept"


@pytest.mark.parametrize("edit", SEEN.values(), ids=SEEN)
def test_what_changes_a_fact_is_seen(box: Box, edit: tuple[str, str]) -> None:
    box.ask("check", ".")
    replaced(box, "depot/quiet.py", *edit)
    assert not asked(box, "check", ".")[1]


def test_what_is_shown_of_a_file_moves_with_its_lines(box: Box) -> None:
    box.ask("check", ".")
    for number in range(3):
        replaced(box, "depot/api.py", "import time\n", f"import time\n# moved\n_fresh{number} = 1\n\n\n")
        said, stored = asked(box, "check", ".")
        assert stored
        assert f"depot/api.py:{10 + 4 * number}" in str(said)
        replaced(box, "depot/quiet.py", "LIMIT", "\nLIMIT")
        assert asked(box, "check", ".") == (said, True)


@pytest.mark.parametrize("new", ["import time; a = 1\n", "import time\na = b\n", "import time\nwait = 1\n"])
def test_where_a_finding_stands_every_letter_counts(box: Box, new: str) -> None:
    box.ask("check", ".")
    replaced(box, "depot/api.py", "import time\n", new)
    assert not asked(box, "check", ".")[1]


@pytest.mark.parametrize("words", [("--format", "json"), ("--format", "full")])
def test_only_findings_one_a_line_are_moved(box: Box, words: tuple[str, ...]) -> None:
    box.ask("check", ".", *words)
    replaced(box, "depot/api.py", "import time\n", "import time\n# moved\n")
    assert not asked(box, "check", ".", *words)[1]
    box.write("depot/api.py", (box.root / "depot/api.py").read_text() + "# at the end\n")
    box.rest()
    assert asked(box, "check", ".", *words)[1]


def test_a_file_that_is_written_anew_in_its_folder_is_the_same(box: Box) -> None:
    box.ask("check", ".")
    box.write("depot/new.py", QUIET)
    os.replace(box.root / "depot/new.py", box.root / "depot/quiet.py")
    box.rest()
    assert asked(box, "check", ".")[1]


def test_what_is_no_file_any_more_is_not_the_same(box: Box, tmp_path: Path) -> None:
    box.ask("check", ".")
    (tmp_path / "outside.py").write_text(QUIET)
    (box.root / "depot/quiet.py").unlink()
    (box.root / "depot/quiet.py").symlink_to(tmp_path / "outside.py")
    assert not asked(box, "check", ".")[1]


def test_a_linked_source_is_watched_behind_its_link(box: Box) -> None:
    hidden = box.root / "depot/.hidden"
    hidden.mkdir()
    (hidden / "text").write_text(QUIET)
    (box.root / "depot/linked.py").symlink_to(hidden / "text")
    box.rest()
    box.ask("check", ".")
    assert was_fast(box.ask("check", ".")[3])
    (hidden / "text").write_text(QUIET + "import time\nwhile not where:\n    time.sleep(1)\n")
    box.rest()
    assert not asked(box, "check", ".")[1]


def test_with_coverage_every_line_counts(box: Box) -> None:
    box.write("coverage.xml", '<coverage><packages><package><classes><class filename="depot/quiet.py"><lines>'
              '<line number="3" hits="1"/></lines></class></classes></package></packages></coverage>')
    box.rest()
    box.ask("score", ".")
    replaced(box, "depot/quiet.py", *EDITS["a comment above"])
    assert not asked(box, "score", ".")[1]


def test_an_unchanged_answer_needs_no_more_than_the_reading(box: Box) -> None:
    box.ask("check", ".")
    replaced(box, "depot/quiet.py", *EDITS["a blank line"])
    modules = box.ask("check", ".")[3] - at_start()
    assert not modules & (HEAVY - {"ast", "inspect", "json", "re", "typing"})
    assert not any(each.startswith(("tenetlint.rules", "tenetlint.report", "tenetlint.gate")) for each in modules)


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_edits_is_answered_as_without_a_cache(box: Box, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(6):
        name = dice.choice(["depot/quiet.py", "depot/api.py", "depot/other.py"])
        lines = (box.root / name).read_text().splitlines(keepends=True)
        place = dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                lines.insert(place, "# a word\n")
            case 1:
                lines.insert(place, "\n")
            case 2:
                lines.append(f"VALUE{place} = {dice.randrange(9)}\n")
            case _:
                lines.append("import time\nwhile not VALUE:\n    time.sleep(1)\n")
        box.write(name, "".join(lines))
        box.rest()
        asked(box, "check", ".")


def shape_text(text: str) -> str:
    return shape_of(payload(text, Subject("depot/a.py", "depot.a", False, True)))


@pytest.mark.parametrize("seed", range(40))
def test_blank_lines_and_comments_have_no_shape(seed: int) -> None:
    dice = random.Random(seed)
    text = dice.choice(sorted(Path(__file__).parents[1].glob("fixtures/*/*/bad/**/*.py"))).read_text() or "x = 1\n"
    if "'''" in text or '"""' in text or "\\\n" in text:
        text = "import time\nwhile True:\n    time.sleep(1)\n"
    lines = text.splitlines(keepends=True)
    for _ in range(5):
        lines.insert(dice.randrange(len(lines)), dice.choice(["\n", "# a word\n", "    # inner\n"]))
    assert shape_text("".join(lines)) == shape_text(text)


def test_what_stands_on_one_line_and_the_order_of_lines_have_a_shape() -> None:
    two = "import os\nimport time\n"
    assert shape_text(two) != shape_text("import os; import time\n")
    assert shape_text(two) != shape_text("import time\nimport os\n")
    assert shape_text(two) == shape_text("import os\n\n\nimport time\n")
    assert isinstance(said(payload("import (", Subject("a.py", "a", False, True))), str)


def test_how_much_counts_of_a_source() -> None:
    names = ("a/b.py", "a/c.py", "a/d.py", "a/e.py", "a b.py", "ä.py")
    rows = [Row("/p", name, "m", "00", "s", "0" * 40, ALL) for name in names]
    found = with_counts(rows, {"/p/a/d.py", "/p/a/e.py"}, {"/p/a/e.py"}, b"x \x1b[1ma/\x1b[0m\n  c.py:3")
    assert [each.counts for each in found] == [SHAPE, LETTER, LETTER, ALL, ALL, ALL]


def test_a_folder_lists_the_same_whatever_its_time(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    before = listed(str(tmp_path))
    os.utime(tmp_path, ns=(1, 1))
    assert listed(str(tmp_path)) == before
    (tmp_path / "a").unlink()
    (tmp_path / "a").mkdir()
    assert listed(str(tmp_path)) != before
    assert re.fullmatch(r"[0-9a-f]{32}", before)
    assert listed(str(tmp_path / "none")) == ""
