"""What a record says of each source, for when something changed: how much of it had a say."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.answers.fast import checksum

if TYPE_CHECKING:
    from tenetlint.facts.payload import Subject

SHAPE, LETTER, ALL = "s", "l", "a"
"""How much of a source had a say: the shape of its facts; its lines or its tree as well; more than can be known."""
_PLAIN = re.compile(r"[\w./-]+", re.ASCII)
"""Paths that stand in every kind of output as they are."""
_RUN = re.compile(rb"[\w./-]+")
"""What a plain path that is shown is part of; most are shown many times."""
_WIDE = re.compile(rb"\x1b\[[0-9;]*m|\s+")
"""What a terminal may have between the parts of a path."""


class Row(NamedTuple):
    """A source."""

    root: str
    path: str
    """Relative to the root."""
    module: str
    depth: str
    """Whether it is a test, and whether it is looked at no deeper than tests: two digits."""
    shape: str
    blob: str
    """Of the text that was judged; empty where it could not be read."""
    counts: str
    """`SHAPE`, `LETTER` or `ALL`."""

    @property
    def whole(self) -> str:
        """The absolute path."""
        return os.path.join(self.root, self.path)

    @property
    def line(self) -> str:
        """As a record has it."""
        return "\0".join(("", *self))

    @property
    def subject(self) -> Subject:
        """What its facts depend on beside the text."""
        from tenetlint.facts.payload import Subject

        return Subject(self.path, self.module, self.depth[0] == "1", self.depth[1] == "1")


class Block(NamedTuple):
    """The part of a record that is asked only when something changed."""

    name: str
    """Of the words of the project."""
    is_concise: bool
    """Whether a finding is shown as `path:line:column:` at the beginning of a line, and its line nowhere else."""
    asked: tuple[str, ...]
    """The names that the RPC census looked for across files."""
    rows: tuple[Row, ...]
    folders: Mapping[str, str]
    """By path: what is listed."""


def with_counts(rows: Iterable[Row], read: Collection[str], opened: Collection[str], shown: bytes) -> Iterator[Row]:
    """The rows with how much counts; `read`: the absolute paths of those whose text judges looked at, `opened`: of
    those that somebody opened for another reason."""
    plain = _plain(shown)
    for row in rows:
        if row.whole in opened or not row.blob or not _PLAIN.fullmatch(row.path):
            yield row._replace(counts=ALL)
        else:
            is_read = row.whole in read or row.path.encode("ascii") in plain
            yield row._replace(counts=LETTER if is_read else SHAPE)


def shows(text: bytes, path: str) -> bool:
    """Whether a plain path stands in what is printed."""
    return path.encode("ascii") in _plain(text)


def _plain(shown: bytes) -> bytes:
    return b"\n".join(set(_RUN.findall(_WIDE.sub(b"", shown))))


def packed(block: Block) -> bytes:
    """A block as bytes."""
    head = "\0".join((block.name, f"{block.is_concise:d}", *block.asked))
    lines = [head, *(row.line for row in block.rows), *("\0".join(each) for each in block.folders.items())]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def unpacked(data: bytes, only: Collection[str] | None = None) -> Block:
    """The block behind the bytes; `only`: no more than what it says of these paths."""
    head, *lines = data.decode("utf-8", "surrogateescape").split("\n")
    name, is_concise, *asked = head.split("\0")
    rows, folders = [], {}
    for line in lines:
        first, *rest = line.split("\0")
        if first and (only is None or first in only):
            folders[first] = rest[0]
        elif not first and (only is None or os.path.join(rest[0], rest[1]) in only):
            rows.append(Row(*rest))
    return Block(name, is_concise == "1", tuple(asked), tuple(rows), folders)


def listed(folder: str) -> str:
    """A name for what a folder lists, and what kind each of it is; empty when it cannot be looked into."""
    with suppress(OSError), os.scandir(folder) as entries:
        names = sorted(os.fsencode(f"{each.name}/{_kind(each)}") for each in entries)
        return checksum(b"\n".join(names)).decode("ascii")
    return ""


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "file"


def name_of_text(blob: str) -> bytes:
    """Where the store has the text of a blob."""
    return checksum(b"text " + blob.encode("ascii"))
