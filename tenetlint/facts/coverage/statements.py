"""Which lines of a source hold statements, as coverage.py counts them; computed from the syntax tree alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tenetlint.facts.coverage.exclude import excluded_lines, source_lines
from tenetlint.facts.coverage.reachable import DEFINITIONS, constant, leaves_code, reachable

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Statements(NamedTuple):
    """The countable lines of one source."""

    lines: frozenset[int]
    """The first line of each statement that is measured."""
    excluded: frozenset[int]
    """The first line of each statement that is not."""
    spans: tuple[tuple[int, int], ...]
    """First and last line of what is longer than a line."""

    def first_lines(self, executed: Iterable[int]) -> frozenset[int]:
        """Where the statements begin that the executed lines belong to."""
        starts = {line: first for first, last in self.spans for line in range(first, last + 1)}
        return frozenset(starts.get(line, line) for line in executed)


class Clause(NamedTuple):
    """A header and the suite below it: `if`, `else`, `def`, `except`, `case` ..."""

    first: int
    header_end: int
    body: Sequence[ast.stmt]
    counts: bool
    """Whether the header runs: `else` and `finally` do not."""
    rules: bool = True
    """Whether a `no cover` on the header is for the whole suite: an `elif` is not the suite of an `else`."""


def statement_lines(tree: ast.Module, text: str, patterns: Iterable[str] = ()) -> frozenset[int]:
    """The first lines of the measured statements of a module; `patterns` are the project's `exclude_lines`."""
    return read_statements(tree, text, patterns).lines


def read_statements(tree: ast.Module, text: str, patterns: Iterable[str] = ()) -> Statements:
    """The measured and the excluded statements of a module."""
    return _Reader(text).read(tree, patterns)


class _Reader:
    """Walks the statements in source order, with an explicit stack."""

    def __init__(self, text: str) -> None:
        self.lines = source_lines(text)
        self.starts: dict[int, int] = {}
        self.found: set[int] = set()
        self.clauses: list[Clause] = []
        self.definitions: list[Definition] = []
        self.docstrings: set[int] = set()

    def read(self, tree: ast.Module, patterns: Iterable[str]) -> Statements:
        """All of it."""
        stack: list[tuple[ast.stmt, bool]] = [(each, False) for each in reversed(reachable(self._code(tree)))]
        while stack:
            node, local = stack.pop()
            inner: list[tuple[ast.stmt, bool]] = []
            for clause in self._statement(node, local):
                self._clause(clause)
                inside = local if not isinstance(node, DEFINITIONS) else isinstance(node, _FUNCTIONS)
                inner.extend((each, inside) for each in reachable(clause.body))
            stack.extend(reversed(inner))
        excluded = self._excluded({self._first(line) for line in excluded_lines(self.lines, patterns)})
        lines = frozenset(self.found) - self.docstrings
        return Statements(lines - excluded, lines & excluded, _spans(self.starts))

    def _first(self, line: int) -> int:
        return self.starts.get(line, line)

    def _span(self, first: int, last: int) -> None:
        start = self._first(first)
        for line in range(first, last + 1):
            self.starts.setdefault(line, start)

    def _statement(self, node: ast.stmt, local: bool) -> Iterator[Clause]:
        """Count a simple statement; the clauses of a compound one."""
        if isinstance(node, DEFINITIONS):
            self.definitions.append(node)
            for each in node.decorator_list:
                self._span(each.lineno, each.end_lineno or each.lineno)
                self.found.add(self._first(each.lineno))
            yield Clause(node.lineno, self._residue(node.lineno, node.body[0]), self._code(node), True)
        elif isinstance(node, ast.If | ast.While | ast.For | ast.AsyncFor):
            yield from self._branching(node)
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from self._trying(node)
        elif isinstance(node, ast.With | ast.AsyncWith):
            yield Clause(node.lineno, self._residue(node.lineno, node.body[0]), node.body, True)
        elif isinstance(node, ast.Match):
            yield from self._matching(node)
        else:
            self._span(node.lineno, node.end_lineno or node.lineno)
            if leaves_code(node, local):
                self.found.add(self._first(node.lineno))

    def _branching(self, node: ast.If | ast.While | ast.For | ast.AsyncFor) -> Iterator[Clause]:
        known = constant(node.test) if isinstance(node, ast.If | ast.While) else None
        body = [] if known is False else node.body
        orelse = [] if known is True else node.orelse
        yield Clause(node.lineno, self._residue(node.lineno, node.body[0]), body, True)
        yield from self._rest(node.body, orelse)

    def _trying(self, node: ast.Try | ast.TryStar) -> Iterator[Clause]:
        yield Clause(node.lineno, self._residue(node.lineno, node.body[0]), node.body, True)
        before: Sequence[ast.stmt] = node.body
        for handler in node.handlers:
            yield Clause(handler.lineno, self._residue(handler.lineno, handler.body[0]), handler.body, True)
            before = handler.body
        yield from self._rest(before, node.orelse)
        yield from self._rest(node.orelse or before, node.finalbody)

    def _matching(self, node: ast.Match) -> Iterator[Clause]:
        yield Clause(node.lineno, node.subject.end_lineno or node.lineno, (), True)
        for case in node.cases:
            first = case.pattern.lineno
            yield Clause(first, self._residue(first, case.body[0]), case.body, True)

    def _rest(self, before: Sequence[ast.stmt], body: Sequence[ast.stmt]) -> Iterator[Clause]:
        """The `else` or `finally` between two suites; an `elif` speaks for itself."""
        if not body:
            return
        start, end = (before[-1].end_lineno or before[-1].lineno) + 1, _begin(body)
        header = next((line for line in range(start, end + 1) if self._is_code(line)), end)
        is_elif = isinstance(body[0], ast.If) and header == body[0].lineno and self._begins(header, "elif")
        yield Clause(header, header if is_elif else self._residue(header, body[0]), body, False, not is_elif)

    def _residue(self, first: int, body: ast.stmt) -> int:
        """The last line of a header: where its suite starts on the same line, else the last line of code before."""
        begin = _begin([body])
        if self.lines[begin - 1].encode()[: body.col_offset].strip():
            return begin
        return next((line for line in range(begin - 1, first, -1) if self._is_code(line)), first)

    def _is_code(self, line: int) -> bool:
        stripped = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        return bool(stripped) and not stripped.startswith("#")

    def _begins(self, line: int, word: str) -> bool:
        return self.lines[line - 1].lstrip().startswith(word)

    def _code(self, node: Definition | ast.Module) -> Sequence[ast.stmt]:
        """The body without its docstring, whose lines never count."""
        first = node.body[0] if node.body else None
        constant = first.value if isinstance(first, ast.Expr) else None
        if first is None or not (isinstance(constant, ast.Constant) and isinstance(constant.value, str)):
            return node.body
        self.docstrings.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        return node.body[1:]

    def _clause(self, clause: Clause) -> None:
        self._span(clause.first, clause.header_end)
        if clause.counts:
            self.found.add(self._first(clause.first))
        self.clauses.append(clause)

    def _excluded(self, matched: set[int]) -> frozenset[int]:
        """The matched lines, and the suites and definitions whose headers hold one."""
        excluded = set(matched)
        for clause in self.clauses:
            if clause.body and clause.rules and not matched.isdisjoint(range(clause.first, clause.header_end + 1)):
                excluded.update(range(clause.first, _end(clause.body) + 1))
        for node in self.definitions:
            first = min((each.lineno for each in node.decorator_list), default=node.lineno)
            if not excluded.isdisjoint(range(first, node.lineno + 1)):
                excluded.update(range(first, (node.end_lineno or node.lineno) + 1))
        return frozenset(excluded)


def _spans(starts: dict[int, int]) -> tuple[tuple[int, int], ...]:
    last: dict[int, int] = {}
    for line, first in starts.items():
        last[first] = max(last.get(first, line), line)
    return tuple((first, end) for first, end in sorted(last.items()) if end > first)


def _begin(body: Sequence[ast.stmt]) -> int:
    """The first line of a suite, decorators included."""
    first = body[0]
    lines = [each.lineno for each in first.decorator_list] if isinstance(first, DEFINITIONS) else []
    return min([first.lineno, *lines])


def _end(body: Sequence[ast.stmt]) -> int:
    return body[-1].end_lineno or body[-1].lineno
