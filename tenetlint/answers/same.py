"""The stored answer still holds when what changed says the same again, but for where its lines stand.

For that the record names, beside the signature of a source, the shape of its facts: as long as no more of the file
had a say (no finding stands in it, nothing names it, nobody read its text), a file of the same shape has the same
answer. Folders hold again when they list the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.answers.fast import Answer, checksum
from tenetlint.cache.folder import is_plain

if TYPE_CHECKING:
    from tenetlint.facts.payload import Subject

MOST = 50
"""Changed files that are looked at; more are a reason to begin anew."""
_PLAIN = re.compile(r"[\w./-]+", re.ASCII)
"""Paths that stand in every kind of output as they are."""
_RUN = re.compile(rb"[\w./-]+")
"""What a plain path that is shown is part of; most are shown many times."""
_WIDE = re.compile(rb"\x1b\[[0-9;]*m|\s+")
"""What a terminal may have between the parts of a path."""
_LIMITED = 2
"""Workers."""
_BLOB = 40
"""Hexadecimal digits of a blob's name."""


class Row(NamedTuple):
    """A source of which only the shape counts."""

    root: str
    path: str
    """Relative to the root."""
    module: str
    depth: str
    """Whether it is a test, and whether it is looked at no deeper than tests: two digits."""
    shape: str


def rows_of(rows: Iterable[Row], exact: Collection[str], shown: bytes) -> Iterator[Row]:
    """Those that nothing else is known of: neither read by others (`exact`: absolute paths) nor shown."""
    plain = b"\n".join(set(_RUN.findall(_WIDE.sub(b"", shown))))
    for row in rows:
        whole = os.path.join(row.root, row.path)
        if whole not in exact and _PLAIN.fullmatch(row.path) and row.path.encode("ascii") not in plain:
            yield row


def packed(rows: Iterable[Row], folders: Mapping[str, str]) -> bytes:
    """The part of a record that is asked only when something changed."""
    lines = ["\0".join(("", *row)) for row in rows] + ["\0".join(each) for each in folders.items()]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


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


def renewed(found: Answer, changed: Mapping[str, str], cache: str) -> Answer | None:
    """The answer with today's signatures, if what changed says the same; `changed`: paths and their signatures.

    What was read for nothing is kept in the folder `cache`: it will be asked for at once.
    """
    if len(changed) > MOST:
        return None
    rows, folders = _unpacked(found.lenient, changed)
    if len(rows) + len(folders) != len(changed):
        return None
    if any(listed(path) != was for path, was in folders.items()) or not _alike(rows, changed, cache):
        return None
    rests_on = tuple((path, changed.get(path, was)) for path, was in found.rests_on)
    return Answer(found.question, rests_on, found.output, found.errors, found.code, found.lenient)


def _unpacked(block: bytes, changed: Collection[str]) -> tuple[list[Row], dict[str, str]]:
    """What is known of the changed sources, and of the changed folders."""
    rows, folders = [], {}
    for line in block.decode("utf-8", "surrogateescape").split("\n"):
        first, *rest = line.split("\0")
        if first in changed:
            folders[first] = rest[0]
        elif not first and len(rest) == len(Row._fields) and os.path.join(rest[0], rest[1]) in changed:
            rows.append(Row(*rest))
    return rows, folders


def _alike(rows: list[Row], signatures: Mapping[str, str], cache: str) -> bool:
    """Whether each source is a plain file still, and has its shape; read by workers, for nobody vouches for them."""
    if not rows:
        return True
    if not all(is_plain(signatures[os.path.join(row.root, row.path)]) for row in rows):
        return False
    from tenetlint.facts.payload import shape_of
    from tenetlint.workers import Crew, Loss, can_fork

    if not can_fork():
        return False
    answers = Crew(lambda task: _read(rows[task]), [1] * len(rows), min(len(rows), _LIMITED)).answers()
    says = [(rows[task], answer) for task, answer in answers if not isinstance(answer, Loss)]
    if len(says) == len(rows) and all(shape_of(answer[_BLOB:]) == row.shape for row, answer in says):
        return True
    _hand_on(says, cache)
    return False


def _read(row: Row) -> bytes:
    """What a source holds, and what that says."""
    from pathlib import Path

    from tenetlint.facts.payload import payload
    from tenetlint.project.reading import read_text

    text = read_text(Path(row.root), row.path)
    return text.sha.encode("ascii") + payload(text.text, _about(row))


def _hand_on(says: Iterable[tuple[Row, bytes]], cache: str) -> None:
    from tenetlint.cache.store import store_at
    from tenetlint.facts.kept import key_of

    for row, answer in says:
        store = store_at(cache, row.root)
        if store is not None:
            store.put(key_of(answer[:_BLOB].decode("ascii"), _about(row)), answer[_BLOB:])
            store.close()


def _about(row: Row) -> Subject:
    from tenetlint.facts.payload import Subject

    return Subject(row.path, row.module, row.depth[0] == "1", row.depth[1] == "1")
