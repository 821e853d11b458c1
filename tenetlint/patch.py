"""Unified diffs without context, of bytes, in time that no input can stretch."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator

_PRODUCT = 25_000_000
"""Lines before times lines after (beyond what both ends share) over which a region counts as replaced altogether."""
_ODD = re.compile(rb'[^ -!#-\[\]-~]')
_ESCAPES = {b"\t": b"\\t", b"\n": b"\\n", b"\r": b"\\r", b'"': b'\\"', b"\\": b"\\\\"}


def patch(path: str, old: bytes | None, new: bytes | None) -> str:
    """The diff of one file; None is a file that is not there. Bytes that are no UTF-8 become surrogate escapes."""
    before, after = _lines(old), _lines(new)
    hunks = "".join(_hunk(before, after, *place) for place in changes(before, after))
    if not hunks and (old is None) == (new is None):
        return ""
    one = "/dev/null" if old is None else _quoted("a/" + path)
    other = "/dev/null" if new is None else _quoted("b/" + path)
    return f"--- {one}\n+++ {other}\n{hunks}"


def _lines(data: bytes | None) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", (data or b"").decode("utf-8", "surrogateescape"))


def changes(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges [a, b) before that became [c, d) after."""
    head = _shared(before, after)
    tail = min(_shared(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if not one and not other:
        return
    if len(one) * len(other) > _PRODUCT:
        yield head, head + len(one), head, head + len(other)
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other).get_opcodes():
        if kind != "equal":
            yield head + a, head + b, head + c, head + d


def _shared(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _hunk(before: list[str], after: list[str], a: int, b: int, c: int, d: int) -> str:
    gone = "".join(_marked("-", line) for line in before[a:b])
    new = "".join(_marked("+", line) for line in after[c:d])
    return f"@@ -{_range(a, b)} +{_range(c, d)} @@\n{gone}{new}"


def _marked(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    count = end - start
    first = start + 1 if count else start
    return str(first) if count == 1 else f"{first},{count}"


def _quoted(path: str) -> str:
    """As git writes a path: in quotes with octal escapes when it holds anything odd."""
    data = os.fsencode(path)
    if not _ODD.search(data):
        return path
    return '"' + _ODD.sub(_escaped, data).decode("ascii") + '"'


def _escaped(match: re.Match[bytes]) -> bytes:
    byte = match.group()
    return _ESCAPES.get(byte) or b"\\%03o" % byte[0]
