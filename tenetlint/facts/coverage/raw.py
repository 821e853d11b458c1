"""What a coverage report says before its paths are matched, and how a bad report is told of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tenetlint.errors import UserError

TEXT_LIMIT = 32 << 20
"""Bytes. The XML of a project with 150,000 statements and branches has about 8 MB."""
MAX_LINES = 3_000_000
"""Lines that one report may hold: ten times those of the largest OpenStack project with its tests."""
MAX_LINE = 1 << 21
"""The largest line number that a source file within its size limit can have."""
MAX_FILES = 200_000
MAX_PATH = 4096


class RawFile(NamedTuple):
    """One measured file, under the names that the report gives it."""

    names: tuple[str, ...]
    """Candidates for its path, the likeliest first."""
    executed: frozenset[int]
    missing: frozenset[int] | None = None
    """None when the report holds executed lines only (a `.coverage` file): the source has to tell the rest."""
    excluded: frozenset[int] = frozenset()
    branches: tuple[tuple[int, int, int], ...] = ()
    """Line, ways out of it, and how many of them were taken."""


class Budget:
    """Counts the lines and files of one report; a report that holds more than any project has is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        self.files = 0

    def spend(self, lines: int = 0, files: int = 0) -> None:
        """Take note of so many more lines and files; too many are a `UserError`."""
        self.lines += lines
        self.files += files
        if self.lines > MAX_LINES or self.files > MAX_FILES:
            raise flaw(self.path, f"it holds more than {MAX_LINES:,} lines or {MAX_FILES:,} files")


def flaw(path: Path, what: str) -> UserError:
    """The error for a report that cannot be used: its name and what is wrong, in one line."""
    return UserError(f"coverage report `{named(path)}`: {what}")


def named(path: Path) -> str:
    """A report's path for a message: the end of it, where it is long."""
    text = str(path)
    return shown(text if len(text) <= 200 else "…" + text[-199:], 200)


def shown(text: str, limit: int = 60) -> str:
    """At most `limit` characters of an untrusted text, on one line and harmless on a terminal."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(_harmless(char) for char in cut)


def _harmless(char: str) -> str:
    if char == "`":
        return "'"
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def number(text: str) -> int | None:
    """A line or hit count written in decimal digits; None when it is anything else, negative or absurdly long."""
    return int(text) if len(text) <= 18 and text.isascii() and text.isdigit() else None


def is_line(value: int) -> bool:
    """Whether a source file can have a line of this number."""
    return 0 < value <= MAX_LINE


def lines(values: Iterable[int]) -> frozenset[int]:
    """The numbers that can be lines; the rest is dropped."""
    return frozenset(value for value in values if is_line(value))
