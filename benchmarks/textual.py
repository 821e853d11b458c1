"""What stands behind a textual count of `call(` and `cast(`: every line that `grep` finds, and what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tenetlint import python2
from tenetlint.facts import Facts
from tenetlint.project import Role, Unreadable

WORDS = ("call", "cast")
TRUTH = Path(__file__).parent / "truth" / "grep-nova2013.tsv"
SITE, WRAPPER = "RPC site", "RPC wrapper site"
CATEGORIES = (
    SITE,
    WRAPPER,
    "RPC library",
    "test",
    "definition",
    "comment",
    "documentation",
    "unrelated",
)


class Hit(NamedTuple):
    """A line of a file that holds `call(` or `cast(`."""

    word: str
    path: str
    line: int


@dataclass(slots=True)
class Marks:
    """What the syntax tree of a file says of its lines."""

    calls: dict[tuple[str, int], int] = field(default_factory=dict)
    """The first line of a call expression, by how the called name ends and the line where that stands."""
    definitions: set[tuple[str, int]] = field(default_factory=set)
    strings: set[int] = field(default_factory=set)
    """Lines inside string constants."""


def search(root: Path) -> Iterator[tuple[Hit, str]]:
    """The lines that `grep -rn 'call('` and `grep -rn 'cast('` print, with their text."""
    for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(root).as_posix()
        for number, text in enumerate(path.read_bytes().decode("latin-1").split("\n"), 1):
            yield from ((Hit(word, name, number), text) for word in WORDS if f"{word}(" in text)


def categories(facts: Facts, hits: list[Hit]) -> Mapping[Hit, str]:
    """What each hit is, by the facts of the project."""
    sends = {(send.path, send.line): send.layer for send in facts.rpc.sites}
    marks = {path: _marks(facts, path) for path in {hit.path for hit in hits} & set(facts.files)}
    return {hit: _category(facts, hit, marks.get(hit.path), sends) for hit in hits}


def _category(facts: Facts, hit: Hit, marks: Marks | None, sends: Mapping[tuple[str, int], str]) -> str:
    if marks is None:
        return "documentation"
    key = (hit.word, hit.line)
    if key not in marks.calls and key not in marks.definitions and hit.line not in marks.strings:
        return "comment"
    role = facts.role(hit.path)
    if role in (Role.TEST, Role.LIBRARY):
        return "test" if role is Role.TEST else "RPC library"
    if key in marks.definitions:
        return "definition"
    if key in marks.calls:
        layer = sends.get((hit.path, marks.calls[key]))
        return {"site": SITE, "wrapper": WRAPPER}.get(str(layer), "unrelated")
    return "comment"


def _marks(facts: Facts, path: str) -> Marks:
    marks = Marks()
    try:
        tree, _ = python2.parse(facts.project.read(path).text, path)
    except (Unreadable, SyntaxError, ValueError, RecursionError, MemoryError):
        return marks
    for node in ast.walk(tree):
        _mark(node, marks)
    return marks


def _mark(node: ast.AST, marks: Marks) -> None:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        line = node.func.end_lineno or node.lineno
        marks.calls.update({(word, line): node.lineno for word in WORDS if name.endswith(word)})
    elif isinstance(node, ast.FunctionDef):
        marks.definitions.update((word, node.lineno) for word in WORDS if node.name.endswith(word))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        marks.strings.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def truth() -> Mapping[Hit, str]:
    """The hand-checked category of each hit in the Nova of 2013-08-28."""
    rows = (line.split("\t") for line in TRUTH.read_text(encoding="utf-8").splitlines())
    return {Hit(word, path, int(line)): _coarse(category) for word, category, path, line in rows}


def _coarse(category: str) -> str:
    """`test: glance client.call` is `test`."""
    word = category.partition(":")[0].partition(" (")[0]
    return "definition" if word.endswith("definition") else word
