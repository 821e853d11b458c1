"""Unified diffs, read as git or diff writes them, and taken back from what they led to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tenetlint.errors import UserError

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


class Hunk(NamedTuple):
    """Some lines became others; context stands on both sides."""

    old: tuple[str, ...]
    """With their line ends."""
    new_start: int
    """The first of the new lines, 1-based; where there is none, the line that the old ones stood after."""
    new: tuple[str, ...]
    added: frozenset[int]
    """The numbers of the lines that it adds."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a change does to one file."""

    old_path: str | None
    """None for a new file."""
    path: str | None
    """None for a deleted file."""
    hunks: tuple[Hunk, ...] = ()

    @property
    def added(self) -> frozenset[int]:
        """The numbers of the lines that it adds."""
        return frozenset[int]().union(*(hunk.added for hunk in self.hunks))


class Misfit(ValueError):  # noqa: N818 - it is what is said of the diff
    """A diff that did not lead to these lines; the number of the line where they part."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def taken_back(file: FileChange, after: bytes) -> bytes:
    """What a file held before a change, from what it holds after it; raises `Misfit`."""
    lines = _LINE.findall(after.decode("utf-8", "surrogateescape"))
    for hunk in reversed(file.hunks):
        start = hunk.new_start - 1 if hunk.new else hunk.new_start
        end = start + len(hunk.new)
        if start < 0 or tuple(lines[start:end]) != hunk.new:
            raise Misfit(max(start, 0) + 1)
        lines[start:end] = hunk.old
    return "".join(lines).encode("utf-8", "surrogateescape")


def files_of(text: str, name: str) -> Iterator[FileChange]:
    """What a diff does to each file; `name` is what a UserError calls the diff."""
    reader = _Reader(_LINE.findall(text), name)
    while not reader.at_end:
        yield from reader.step()
    yield from reader.flush()


@dataclass(slots=True)
class _Reader:
    lines: list[str]
    name: str
    at: int = 0
    header: dict[str, str] = field(default_factory=dict)
    """`rename from` and `rename to` of the file whose lines may follow."""

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.lines)

    def step(self) -> Iterator[FileChange]:
        """Read on by a line, or by a file."""
        line = self._line()
        if line.startswith("--- ") and self._line(1).startswith("+++ "):
            self.header = {}
            yield self._file()
            return
        if line.startswith("diff --git "):
            yield from self.flush()
        elif line.startswith(("rename from ", "rename to ")):
            _, way, path = line.rstrip("\r\n").split(" ", 2)
            self.header[way] = _unquoted(path)
        self.at += 1

    def flush(self) -> Iterator[FileChange]:
        """A file that was only moved."""
        if len(self.header) == 2:
            yield FileChange(self.header["from"], self.header["to"])
        self.header = {}

    def _line(self, offset: int = 0) -> str:
        return self.lines[self.at + offset] if self.at + offset < len(self.lines) else ""

    def _file(self) -> FileChange:
        old, new = _path(self._line()[4:], "a/"), _path(self._line(1)[4:], "b/")
        self.at += 2
        hunks = []
        while found := _HUNK.match(self._line()):
            self.at += 1
            hunks.append(self._hunk(int(found[2] or 1), int(found[3]), int(found[4] or 1)))
        return FileChange(old, new, tuple(hunks))

    def _hunk(self, old_count: int, new_start: int, new_count: int) -> Hunk:
        old: list[str] = []
        new: list[str] = []
        added: set[int] = set()
        while len(old) < old_count or len(new) < new_count:
            mark, rest = self._body()
            if mark == "+":
                added.add(new_start + len(new))
            if mark != "+":
                old.append(rest)
            if mark != "-":
                new.append(rest)
        return Hunk(tuple(old), new_start, tuple(new), frozenset(added))

    def _body(self) -> tuple[str, str]:
        """The next line of a hunk: its mark and its text, without an end where the file has none."""
        line = self._line()
        if not line or line[0] not in " +-\n":
            raise UserError(f"{self.name}:{self.at + 1}: a hunk ends before its header says so")
        self.at += 1
        mark, rest = (line[0], line[1:]) if line != "\n" else (" ", "\n")
        if self._line().startswith("\\"):
            self.at += 1
            rest = rest.removesuffix("\n")
        return mark, rest


def _path(text: str, prefix: str) -> str | None:
    """The path of a `---` or `+++` line; None for /dev/null."""
    name = _unquoted(text.rstrip("\r\n"))
    return None if name == "/dev/null" else name.removeprefix(prefix)


def _unquoted(text: str) -> str:
    """A path as git or diff writes it: in quotes with escapes, or up to a tab before the time."""
    if not text.startswith('"'):
        return text.partition("\t")[0]
    inner = text[1:].rpartition('"')[0].encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(_letter, inner).decode("utf-8", "surrogateescape")


def _letter(match: re.Match[bytes]) -> bytes:
    word = match[1]
    return bytes([int(word, 8) & 0xFF]) if len(word) == 3 else _LETTERS.get(word, word)
