"""What counts of a text whose tree and lines were looked at: pairs that say the same, and pairs that do not."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from tenetlint.answers.moved import moved as shown_again
from tenetlint.facts.letters import counting, moved

TEXT = '''"""Doc."""
import os

# of the depot
def where(place):
    """Doc."""
    text = """
# no comment

"""
    if place:
        return text
    return os.path.join("a",
        # inside
        place)


class Depot:
    limit = 3

    @property
    def name(self):
        return 1

    @name.setter
    def name(self, value):
        where(value)
'''


def places(old: str, new: str) -> dict[int, int] | None:
    before, after = (counting(text, lambda name: name.startswith("fresh")) for text in (old, new))
    return moved(before, after) if before and after else None


SAME = {
    "a comment": ("import os\n", "import os\n# of none\n"),
    "no comment": ("# of the depot\n", ""),
    "blank lines": ("    if place:\n", "\n\n    if place:\n"),
    "a constant": ("    if place:\n", "    fresh = 1\n    if place:\n"),
    "a constant at the top": ("class Depot", "fresh = 'a'  # so\nclass Depot"),
    "a constant in a class": ("    limit = 3\n", "    fresh = None\n    limit = 3\n"),
    "a function": ("class Depot", "def fresh():\n    \"\"\"Doc.\"\"\"\n    return 1\n\n\nclass Depot"),
    "two": ("class Depot", "fresh1 = 1\nfresh2 = 2\nfresh1 = 2\nclass Depot"),
}
OTHER = {
    "a string's line": ("# no comment\n", "# a comment\n"),
    "a blank line in a string": ("# no comment\n\n", "# no comment\n\n\n"),
    "a comment for the gate": ("# of the depot\n", "# tenet: allow[TNT301] so\n"),
    "a comment on a line of code": ("import os\n", "import os  # so\n"),
    "what is no constant": ("    if place:\n", "    fresh = place\n    if place:\n"),
    "a known name": ("    if place:\n", "    place = 1\n    if place:\n"),
    "a name that is used": ("class Depot", "fresh = 1\nprint(fresh)\nclass Depot"),
    "another line's neighbour": ("import os\n", "import os; fresh = 1\n"),
    "the end of a block": ("        return text\n", "        return text\n        fresh = 1\n"),
    "a parameter": ("class Depot", "def fresh(given):\n    return 1\n\n\nclass Depot"),
    "a call": ("class Depot", "def fresh():\n    return where()\n\n\nclass Depot"),
    "a decorator": ("class Depot", "@where\ndef fresh():\n    return 1\n\n\nclass Depot"),
    "a method": ("    limit = 3\n", "    limit = 3\n    def fresh(self):\n        return 1\n"),
    "an indent": ("        return text\n", "            return text\n"),
    "an order": ('import os\n', ''),
    "Python 2": ("class Depot", "fresh = 0777\nclass Depot"),
    "a long line": ("import os\n", "import os\\\n# so\n"),
}


@pytest.mark.parametrize("edit", SAME.values(), ids=SAME)
def test_lines_that_count_for_nothing(edit: tuple[str, str]) -> None:
    new = TEXT.replace(*edit, 1)
    found = places(TEXT, new)
    assert found is not None
    assert new != TEXT
    assert all(TEXT.split("\n")[old - 1] == new.split("\n")[now - 1] for old, now in found.items())
    assert places(new, TEXT) == {now: old for old, now in found.items()}


@pytest.mark.parametrize("edit", OTHER.values(), ids=OTHER)
def test_lines_that_count(edit: tuple[str, str]) -> None:
    new = TEXT.replace(*edit, 1)
    assert new != TEXT
    assert places(TEXT, new) is None
    assert places(new, TEXT) is None


@pytest.mark.parametrize(("text", "goes"), [("a\\\n\n", False), ("a = 1\\\n\n-2\n", False), ("\n\na\n", True)])
def test_what_goes_after_a_backslash_is_not_told(text: str, goes: bool) -> None:
    assert (counting(text, str.isupper) is not None) is goes


def test_values_in_the_order_of_digits() -> None:
    """Lines 9 and 12 in the order of their digits are 12, 9; ten lines further down they are not."""
    near = "\n" * 8 + "def a(): 1\n\n\ndef a(): 2\n"
    assert places(near, "\n" * 9 + near) is None
    assert places(near, near.replace("def a(): 2", "\ndef a(): 2")) is not None


@pytest.mark.parametrize("seed", range(30))
def test_the_trees_are_the_same_but_for_idle_statements(seed: int) -> None:
    dice = random.Random(seed)
    files = sorted(Path(__file__).parents[1].glob("fixtures/projects/**/*.py"))
    text = dice.choice(files).read_text(encoding="utf-8") or TEXT
    lines = text.split("\n")
    for number in range(4):
        place = dice.randrange(len(lines))
        indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
        lines.insert(place, indent + dice.choice([f"fresh{number} = 1", "# so", "", "x = 1", "#"]))
    new = "\n".join(lines)
    try:
        found = places(text, new)
    except SyntaxError:
        return
    if found is not None:
        assert dumped(new, found.values()) == dumped(text, found.keys())


def dumped(text: str, numbers: Iterable[int]) -> str:
    """The tree without idle statements, its lines by their place among those that count."""
    place = {line: at for at, line in enumerate(numbers)}
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [each for each in block if "fresh" not in ast.dump(each) or len(ast.dump(each)) > 200]
    for node in ast.walk(tree):
        for name in ("lineno", "end_lineno"):
            if hasattr(node, name):
                setattr(node, name, place[getattr(node, name)])
    return ast.dump(tree, include_attributes=True)


def test_what_is_shown_moves() -> None:
    said = b"top/a.py:3:1: X `b`\ntop/aa.py:3:1: X\ntop/a.py:12:4: X\n"
    assert shown_again(said, b"", "top/a.py", {1: 1, 3: 4, 12: 14}, True) == said.replace(
        b"top/a.py:3", b"top/a.py:4").replace(b"top/a.py:12", b"top/a.py:14")


@pytest.mark.parametrize(
    ("output", "errors", "lines", "is_concise"),
    [
        (b"top/a.py:3:1: X\n", b"", {1: 1, 4: 5}, True),
        (b"top/a.py:3:1: X top/a.py:4\n", b"", {1: 1, 3: 4}, True),
        (b"top/a.py:3:1: X\n", b"top/a.py", {1: 1, 3: 4}, True),
        (b"top/a.py:3:1: X\n", b"", {1: 1, 3: 4}, False),
        (b"top/a.py:1:1: X\n", b"", {3: 4}, True),
        (b"top/b.py:3:1: X\n1 finding put aside\n", b"", {3: 4}, True),
        (b"", b"", {3: 4}, True),
        (b"", b"", {3: 4}, False),
    ],
)
def test_what_cannot_be_told_stays(output: bytes, errors: bytes, lines: dict[int, int], is_concise: bool) -> None:
    assert shown_again(output, errors, "top/a.py", lines, is_concise) is None
