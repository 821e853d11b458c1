"""A change to a text: a stretch of it, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tenetlint.python2.lexer import Token


class Edit(NamedTuple):
    """The characters from `start` up to `end` become `new`; neither holds a line end."""

    start: int
    end: int
    new: str


def insert(at: int, new: str) -> Edit:
    """`new`, put before the character `at`."""
    return Edit(at, at, new)


def replace(token: Token, new: str) -> Edit:
    """`new` in the place of `token`, as wide as it where `new` is shorter: what follows keeps its column."""
    return Edit(token.start, token.end, new.ljust(len(token.text)))


def applied(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits` made; of two that overlap, the one that starts first wins."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        if edit.start >= done:
            parts += (text[done : edit.start], edit.new)
            done = edit.end
    return "".join([*parts, text[done:]])
