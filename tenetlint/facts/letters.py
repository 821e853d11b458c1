"""Two texts of one file that say the same to everyone, also to those who looked at its tree and at its lines.

What counts of a text are its lines, but for blank ones, those of comments for people, and those of idle statements: a
constant under a fresh name, a function without parameters under a fresh name that gives a constant. Where the rest is
equal, line for line, both have the same tokens but for those statements, and so the same tree but for them; nobody
asks for their names, and no line that counts has changed but in its number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tenetlint import python2
from tenetlint.facts.bindings import parameters
from tenetlint.facts.nodes import FIELDS, STATEMENTS, children

_LINE = re.compile(r"\r\n|\r|\n")
_SPEAKS = re.compile(r"tenet|noqa", re.IGNORECASE)
"""Comments that the gate may hear."""
MOST = 90
"""Statements of a block that idle ones may stand in: who looks back from a statement looks at no more."""


class Counting(NamedTuple):
    """The lines of a text that count."""

    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    """Of the same, from 1."""
    tree: ast.Module


def counting(text: str, is_fresh: Callable[[str], bool]) -> Counting | None:
    """The lines of a Python 3 text that count; None where that cannot be told. Raises what the parser raises."""
    tree, repaired = python2.parse(text, "<source>")
    lines = _LINE.split(text)
    if repaired:
        return None
    walked = _Walk(lines)
    walked.take(tree)
    idle = {line for each in walked.fresh(text, is_fresh) for line in _span(each)}
    left = [n for n, line in enumerate(lines, 1) if n not in idle and (n in walked.held or not _is_quiet(line))]
    gone = {*range(1, len(lines) + 1)} - set(left)
    if any(n > 1 and lines[n - 2].endswith("\\") for n in gone):
        return None
    return Counting(tuple(lines[n - 1] for n in left), tuple(left), tree)


def moved(old: Counting, new: Counting) -> dict[int, int] | None:
    """From the lines that count to where they stand now; None unless they are the same, in every order."""
    if old.lines != new.lines:
        return None
    place = dict(zip(old.numbers, new.numbers, strict=True))
    # Values that are alike but for their line are taken in the order of its digits.
    for lines in _alike(old.tree) if old.numbers != new.numbers else ():
        if sorted(lines, key=str) != sorted(lines, key=lambda line: str(place.get(line, 0))):
            return None
    return place


def first_line(text: str) -> str:
    """The line that a finding of a file as a whole is shown at."""
    return _LINE.split(text, maxsplit=1)[0]


class _Walk:
    """The statements of a tree: which lines they hold, and which of them are idle but for their names."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.held: set[int] = set()
        """Lines within a simple statement or the head of another: they may be part of a string."""
        self._idle: dict[str, list[ast.stmt]] = {}

    def take(self, tree: ast.Module) -> None:
        """Walk all statements."""
        stack: list[ast.AST] = [tree]
        while stack:
            node = stack.pop()
            below = children(node)
            inner = [each for each in below if each.__class__ in STATEMENTS]
            if node.__class__ in STATEMENTS and isinstance(node, ast.stmt) and not inner:
                self.held.update(_span(node))
                continue
            for each in below:
                if each.__class__ not in STATEMENTS:
                    self._hold(each)
            self._take_idle(node)
            stack += inner

    def _hold(self, node: ast.AST) -> None:
        """The lines of what stands in the head of a statement."""
        if hasattr(node, "lineno"):
            self.held.update(_span(node))
        else:
            for each in children(node):
                self._hold(each)

    def _take_idle(self, node: ast.AST) -> None:
        is_module = isinstance(node, ast.Module)
        for name in STATEMENTS[node.__class__]:
            block = getattr(node, name)
            if not is_module and len(block) > MOST:
                continue
            for each in block if is_module else block[:-1]:
                bound = _bound_by(each, is_module)
                if bound and self._stands_alone(each):
                    self._idle.setdefault(bound, []).append(each)

    def _stands_alone(self, node: ast.stmt) -> bool:
        """Whether nothing else stands on the lines of a statement."""
        last, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        before = self._lines[node.lineno - 1].encode("utf-8", "surrogatepass")[: node.col_offset]
        after = self._lines[last - 1].encode("utf-8", "surrogatepass")[end:].strip()
        return not before.strip() and (not after or after.startswith(b"#"))

    def fresh(self, text: str, is_fresh: Callable[[str], bool]) -> Iterator[ast.stmt]:
        """The idle statements whose names nothing else says, in the text or elsewhere."""
        for name, statements in self._idle.items():
            if len(re.findall(rf"\b{re.escape(name)}\b", text)) == len(statements) and is_fresh(name):
                yield from statements


def _bound_by(node: ast.stmt, is_top: bool) -> str:
    """The name that a statement gives to a constant, or to a function that gives one; empty for any other."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()):
            return name
        case ast.FunctionDef(name=name) if is_top and not node.decorator_list and not parameters(node):
            is_bare = node.returns is None and not getattr(node, "type_params", ())
            return name if is_bare and all(map(_gives_constant, node.body)) else ""
    return ""


def _gives_constant(node: ast.stmt) -> bool:
    if isinstance(node, ast.Return | ast.Expr):
        return node.value is None or isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass)


def _is_quiet(line: str) -> bool:
    """Whether a line is blank, or a comment for people."""
    words = line.strip(" \t\f")
    return not words or (words.startswith("#") and not _SPEAKS.search(words))


def _span(node: ast.AST) -> Iterable[int]:
    first = node.lineno  # type: ignore[attr-defined]
    return range(first, (getattr(node, "end_lineno", None) or first) + 1)


def _alike(tree: ast.Module) -> list[list[int]]:
    """The lines of functions that share a qualified name, and those of all lambdas."""
    functions: dict[str, list[int]] = {}
    lambdas: list[int] = []
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, qualname = stack.pop()
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            qualname = f"{qualname}.{node.name}"
            functions.setdefault(qualname, []).append(node.lineno)
        elif isinstance(node, ast.Lambda):
            lambdas.append(node.lineno)
        stack += [(each, qualname) for each in children(node, FIELDS)]
    return [lines for lines in (*functions.values(), lambdas) if len(lines) > 1]
