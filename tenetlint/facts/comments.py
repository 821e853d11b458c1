"""Comments that speak to the gate, and the lines of code that each of them speaks of."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tenetlint.facts.filefacts import Comment

_MARKED = re.compile(r"#\s*(?:tenet\s*:|noqa\s*:)", re.IGNORECASE)
_TENET = re.compile(r"#\s*tenet\s*:", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa\s*:[^\r\n]*+", re.IGNORECASE)
_LINE = re.compile(r"\r\n|\r|\n")
_QUIET = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})


class _Statement(NamedTuple):
    first: int
    last: int
    decorates: bool


def is_python(path: str) -> bool:
    """Whether a file is read as Python, by its name."""
    return path.endswith(".py") or "." not in path.rpartition("/")[2]


def may_put_aside(text: str) -> bool:
    """Whether any comment in a text may put something aside: most `noqa` name rules of others."""
    return _TENET.search(text) is not None or any("TNT" in found[0].upper() for found in _NOQA.finditer(text))


def comments(text: str, path: str) -> tuple[Comment, ...]:
    """The comments of a file that may speak to the gate, by line."""
    if not may_put_aside(text):
        return ()
    if is_python(path):
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
    by_first = {statement.first: statement for statement in reversed(statements)}
    by_last = {statement.last: statement.first for statement in reversed(statements)}
    code = _code_below(lines)
    for line, words, alone in found:
        yield Comment(line, words, *(_below(code[line], by_first) if alone else (by_last.get(line, line), line)))


def _code_below(lines: list[str]) -> dict[int, int]:
    """For each line the next one that is no comment alone."""
    found, start = {}, len(lines) + 1
    for number in range(len(lines), 0, -1):
        found[number] = start
        if not lines[number - 1].lstrip().startswith("#"):
            start = number
    return found


def _below(start: int, statements: Mapping[int, _Statement]) -> tuple[int, int]:
    """A comment alone speaks of the statement below it, and with a decorator of what that decorates."""
    end = start
    while statement := statements.get(end):
        if not statement.decorates:
            return start, statement.last
        end = statement.last + 1
    return start, end
