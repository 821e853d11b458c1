"""Glob patterns of paths, segment by segment, as git's wildmatch has them: on bytes, and without backtracking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Segment = re.Pattern[bytes] | Literal["**"]
"""What one part between slashes must match, or any number of parts."""

_PIECE = re.compile(rb"\*+|\?|\\(.)|\[|[^*?\\\[]+", re.DOTALL)
_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t-\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


def match_segments(pattern: Sequence[Segment], parts: Sequence[bytes]) -> bool:
    """Whether the whole of `parts` matches; after a `**` that took too little, it takes one part more."""
    here, at, retry, mark = 0, 0, -1, 0
    while at < len(parts):
        wanted = pattern[here] if here < len(pattern) else None
        if wanted == "**":
            retry, mark = here, at
            here += 1
        elif isinstance(wanted, re.Pattern) and wanted.fullmatch(parts[at]):
            here, at = here + 1, at + 1
        elif retry >= 0:
            mark += 1
            here, at = retry + 1, mark
        else:
            return False
    return all(rest == "**" for rest in pattern[here:])


def segment(text: bytes, alone: bool) -> Segment | None:
    """Compile one part; None when it can match nothing. Two stars and more are special unless they stand `alone`."""
    if len(text) > 1 and not text.strip(b"*") and not alone:
        return "**"
    chunks = _chunks(text)
    if chunks is None:
        return None
    first, *others = chunks
    if not others:
        return re.compile(first, re.DOTALL)
    middle = b"".join(b"(?>.*?" + chunk + b")" for chunk in others[:-1])
    return re.compile(first + middle + b".*" + others[-1], re.DOTALL)


def _chunks(text: bytes) -> list[bytes] | None:
    """Expressions for what stands between the stars; None for an open bracket or a backslash at the end."""
    chunks, place = [b""], 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None:
            return None
        place = piece.end()
        if piece[0] == b"[":
            found = _bracket(text, place)
            if found is None:
                return None
            expression, place = found
            chunks[-1] += expression
        elif piece[0].startswith(b"*"):
            chunks.append(b"")
        else:
            chunks[-1] += b"." if piece[0] == b"?" else re.escape(piece[1] or piece[0])
    return chunks


def _bracket(text: bytes, place: int) -> tuple[bytes, int] | None:
    """The expression of a bracket whose inside begins at `place`, and where it ends."""
    negated = text[place : place + 1] in (b"!", b"^")
    place += negated
    members, start, before = b"", place, -1
    while (byte := text[place : place + 1]) != b"]" or place == start:
        if not byte:
            return None
        named = re.compile(rb"\[:([a-z]*):\]").match(text, place)
        if named:
            if named[1] not in _CLASSES:
                return None
            members, place, before = members + _CLASSES[named[1]], named.end(), -1
        elif byte == b"-" and before >= 0 and text[place + 1 : place + 2] not in (b"", b"]"):
            last, place = _one(text, place + 1)
            members, before = members + _range(before, last), -1
        else:
            before, place = _one(text, place)
            members += _range(before, before)
    return b"[" + b"^" * negated + members + b"]", place + 1


def _one(text: bytes, place: int) -> tuple[int, int]:
    """One byte of a bracket, perhaps behind a backslash, and the place after it."""
    if text[place : place + 1] == b"\\" and place + 1 < len(text):
        place += 1
    return text[place], place + 1


def _range(first: int, last: int) -> bytes:
    return b"\\x%02x-\\x%02x" % (first, last) if first <= last else b""
