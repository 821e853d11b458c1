"""Comments that speak to the gate, and the lines of code that each of them speaks of."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_MARKED = re.compile(r"#\s*(?:tenet\s*:|noqa\s*:)", re.IGNORECASE)
_LINE = re.compile(r"\r\n|\r|\n")
_QUIET = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})


class Comment(NamedTuple):
    """One comment and the lines that it speaks of."""

    line: int
    text: str
    """From the `#` on."""
    first: int
    last: int


class _Statement(NamedTuple):
    first: int
    last: int
    decorates: bool


def comments(text: str, path: str) -> tuple[Comment, ...]:
    """The comments of a file that may speak to the gate, by line."""
    if not _MARKED.search(text):
        return ()
    if path.endswith(".py") or "." not in path.rpartition("/")[2]:
        try:
            return tuple(_of_python(text))
        except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
            pass
    return tuple(_of_lines(text))


def _of_lines(text: str) -> Iterator[Comment]:
    """In a file that is not Python 3: by line, and on the line alone where nothing else stands there."""
    lines = _LINE.split(text)
    for number, line in enumerate(lines, 1):
        found = _MARKED.search(line)
        if found:
            alone = not line[: found.start()].strip()
            yield Comment(number, line[found.start() :], number, number + 1 if alone else number)


def _of_python(text: str) -> Iterator[Comment]:
    statements: list[_Statement] = []
    found: list[tuple[int, str, bool]] = []
    first, decorates = 0, False
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            if _MARKED.search(token.string):
                alone = not token.line[: token.start[1]].strip()
                found.append((token.start[0], token.string, alone and not first))
        elif token.type == tokenize.NEWLINE:
            statements.append(_Statement(first, token.start[0], decorates))
            first = 0
        elif token.type not in _QUIET and not first:
            first, decorates = token.start[0], token.string == "@"
    lines = _LINE.split(text)
    for line, words, alone in found:
        yield Comment(line, words, *(_below(line, lines, statements) if alone else _around(line, statements)))


def _around(line: int, statements: list[_Statement]) -> tuple[int, int]:
    """A comment at the end of a statement speaks of all of it, one inside it of its own line."""
    for statement in statements:
        if statement.last == line:
            return statement.first, line
    return line, line


def _below(line: int, lines: list[str], statements: list[_Statement]) -> tuple[int, int]:
    """A comment alone speaks of the statement below it, with nothing but comments between, and decorators' function."""
    start = line + 1
    while start <= len(lines) and lines[start - 1].lstrip().startswith("#"):
        start += 1
    end = start
    for statement in statements:
        if statement.first == end:
            end = statement.last
            if not statement.decorates:
                return start, end
            end += 1
    return start, start if end == start else end
