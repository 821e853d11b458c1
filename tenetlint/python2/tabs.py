"""Indentation that mixes tabs and spaces: Python 2 takes a tab to the next multiple of 8, Python 3 refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenetlint.python2.edits import Edit
from tenetlint.python2.lexer import Token

_TAB = 8
_BLANK = " \t\f"


def tab_edits(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Spaces for the tabs that logical lines are indented with, in a text whose indentation uses both."""
    indents = [(_line_start(text, first), first.start) for first in _first_tokens(tokens)]
    used = {character for start, end in indents for character in text[start:end]}
    if {" ", "\t"} <= used:
        yield from (Edit(start, end, " " * _width(text[start:end])) for start, end in indents)


def _first_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    """The first token of each logical line."""
    fresh = True
    for token in tokens:
        if fresh and token.kind != "newline":
            yield token
        fresh = token.kind == "newline"


def _line_start(text: str, token: Token) -> int:
    """The offset where the blanks before `token` begin."""
    start = token.start
    while start and text[start - 1] in _BLANK:
        start -= 1
    return start


def _width(blanks: str) -> int:
    """The column that `blanks` lead to; a form feed goes back to the line's begin."""
    column = 0
    for blank in blanks:
        column = 0 if blank == "\f" else column + 1 if blank == " " else (column // _TAB + 1) * _TAB
    return column
