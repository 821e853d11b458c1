"""The ignore files of a tree, for a walk without git: its patterns, matched in time that no pattern can stretch.

The well-known libraries turn a pattern into one backtracking expression; four stars then cost a second for each path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tenetlint.files import Unreadable, read_bytes
from tenetlint.project.glob import Segment, match_segments, segment

_LIMIT = 64 << 10
_MOST = 1000
"""Patterns that may speak of one path; every path is held against all of them."""


class Pattern(NamedTuple):
    """One line of an ignore file."""

    segments: tuple[Segment, ...]
    anywhere: bool
    """It speaks of a name, wherever that lies below."""
    folders_only: bool
    ignores: bool
    """False for a line that begins with `!`."""

    def matches(self, path: bytes, folder: bool) -> bool:
        """Whether it speaks of `path`, relative to the folder of the ignore file."""
        if self.folders_only and not folder:
            return False
        return match_segments(self.segments, [path.rpartition(b"/")[2]] if self.anywhere else path.split(b"/"))


class Ignore(NamedTuple):
    """The patterns of one `.gitignore`, which speak of paths below its folder."""

    base: str
    """The folder, relative to the root, with a slash at the end; empty for the root."""
    patterns: tuple[Pattern, ...]
    """The last one first: it is the one that counts."""

    def says(self, path: str, folder: bool) -> bool | None:
        """True ignored, False taken back, None not spoken of."""
        below = os.fsencode(path[len(self.base) :])
        return next((pattern.ignores for pattern in self.patterns if pattern.matches(below, folder)), None)


def read_ignore(root: Path, base: str, others: int = 0) -> tuple[Ignore | None, str | None]:
    """The ignore file of the folder `base`, if there is one, or why it cannot be used beside `others` patterns."""
    try:
        data = read_bytes(root / base / ".gitignore", _LIMIT)
    except Unreadable as error:
        return None, None if error.reason == "it does not exist" else error.reason
    patterns = parse_ignore(data)
    if len(patterns) + others > _MOST:
        return None, f"more than {_MOST} patterns"
    return Ignore(base, patterns), None


def parse_ignore(data: bytes) -> tuple[Pattern, ...]:
    """The patterns of an ignore file, the last one first; a pattern that can match nothing is left out."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    patterns = (_pattern(line.removesuffix(b"\r")) for line in reversed(lines) if not line.startswith(b"#"))
    return tuple(pattern for pattern in patterns if pattern)


def _pattern(line: bytes) -> Pattern | None:
    text = _trimmed(line)
    bare = text.removeprefix(b"!")
    folders_only = bare.endswith(b"/")
    bare = bare.removesuffix(b"/")
    parts = bare.removeprefix(b"/").split(b"/")
    anywhere = b"/" not in bare
    segments = [segment(part, anywhere) for part in parts]
    if not bare or None in segments:
        return None
    if segments[-1] == "**":
        segments.append(segment(b"*", True))
    return Pattern(tuple(each for each in segments if each), anywhere, folders_only, not text.startswith(b"!"))


def _trimmed(line: bytes) -> bytes:
    """Without the spaces at its end, but for one behind a backslash."""
    text = line.rstrip(b" ")
    slashes = len(text) - len(text.rstrip(b"\\"))
    return text + b" " if slashes % 2 and len(text) < len(line) else text


def ignored(rules: tuple[Ignore, ...], path: str, folder: bool) -> bool:
    """Whether the innermost ignore file that speaks of `path` ignores it."""
    return next(_spoken(rules, path, folder), False)


def _spoken(rules: tuple[Ignore, ...], path: str, folder: bool) -> Iterator[bool]:
    for ignore in reversed(rules):
        said = ignore.says(path, folder)
        if said is not None:
            yield said
