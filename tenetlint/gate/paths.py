"""Patterns of paths, as ignore files have them: a name anywhere, or a path from the root, and all that lies below."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from tenetlint.project.glob import Segment, match_segments, segment


def is_pattern(text: str) -> bool:
    """Whether it can match anything."""
    return _compiled(text) is not None


def matches(patterns: Iterable[str], path: str) -> bool:
    """Whether any pattern speaks of `path` or of a folder around it."""
    known = tuple(patterns)
    parts = os.fsencode(path).split(b"/") if known else []
    return any(_speaks(pattern, parts) for pattern in known)


def _speaks(text: str, parts: list[bytes]) -> bool:
    compiled = _compiled(text)
    if compiled is None:
        return False
    if len(compiled) == 1 and "/" not in text.strip().rstrip("/"):
        return any(match_segments(compiled, [part]) for part in parts)
    return any(match_segments(compiled, parts[:end]) for end in range(1, len(parts) + 1))


@lru_cache(maxsize=4096)
def _compiled(text: str) -> tuple[Segment, ...] | None:
    words = text.strip().removeprefix("./").removeprefix("/").rstrip("/").split("/")
    if words == [""] or "\0" in text or len(text) > 1000:
        return None
    found = [segment(os.fsencode(word), alone=len(words) == 1) for word in words]
    return None if None in found else tuple(each for each in found if each is not None)
