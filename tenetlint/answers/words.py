"""The words of a project, gathered when they are first asked for, and kept beside the answers."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.answers.fast import Answer, checksum
from tenetlint.answers.rows import ALL, LETTER, Row, name_of_text, unpacked
from tenetlint.answers.shelf import store
from tenetlint.cache.folder import home

if TYPE_CHECKING:
    from tenetlint.facts.fresh import Words

_MOST = 8 << 20
"""Bytes of a file that is no source; who packages or configures a project writes less."""
_SUM = 32
_JUDGES = ("facts", "rules")
"""Folders of the tool whose code looks for names; the rules lie within it where it is installed."""
_SETTINGS = (".toml", ".cfg", ".ini")


def words_of(found: Answer, folder: str) -> Words | None:
    """The words that an answer rests on, kept in the folder of answers; None when not all of them can be had."""
    from tenetlint.facts.fresh import Words

    head = unpacked(found.lenient, ())
    said = (_read(os.path.join(folder, head.name)) or _gathered(found, folder)) if head.name else b""
    return Words(said, head.asked) if said else None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return b""
    return data[_SUM:] if checksum(data[_SUM:]) == data[:_SUM] else b""


def _gathered(found: Answer, folder: str) -> bytes:
    """All words, kept for the next time; nothing when the facts of a source, or another file, are gone."""
    from tenetlint.facts.fresh import listed

    block = unpacked(found.lenient)
    read = [row for row in block.rows if row.blob]
    payloads, texts = [], []
    for root in {row.root for row in read}:
        rows = [row for row in read if row.root == root]
        known = _kept(rows, os.path.dirname(folder), root)
        if len(known) < len({key for row in rows for key in _keys(row)}):
            return b""
        payloads += [known[_keys(row)[0]] for row in rows]
        texts += [known[key] for row in rows for key in _keys(row)[1:]]
    more = _others(found, {row.whole for row in block.rows if row.counts != ALL or not row.blob})
    if not read or more is None:
        return b""
    said = listed(payloads, [*texts, *more.texts], more.judges)
    store(folder, block.name, checksum(said) + said)
    return said


def _keys(row: Row) -> tuple[bytes, ...]:
    """Where the store has the facts of a source, and its text where that counts."""
    from tenetlint.facts.kept import key_of

    facts = key_of(row.blob, row.subject)
    return (facts, name_of_text(row.blob)) if row.counts == LETTER else (facts,)


def _kept(rows: Collection[Row], cache: str, root: str) -> dict[bytes, bytes]:
    from tenetlint.cache.store import store_at

    base = store_at(cache, root)
    if base is None:
        return {}
    known = base.get({key for row in rows for key in _keys(row)})
    base.close(quietly=True)
    return known


class _Others(NamedTuple):
    """What an answer rests on beside sources."""

    texts: list[bytes]
    judges: list[bytes]


def _others(found: Answer, sources: Collection[str]) -> _Others | None:
    """Packaging, configuration, the tool itself; None when one of them cannot be had."""
    others = _Others([], [])
    for path, mark in found.rests_on:
        if mark == "-" or path in sources or f"{os.sep}.git{os.sep}" in path or not os.path.isfile(path):
            continue
        if os.path.getsize(path) > _MOST:
            return None
        try:
            with open(path, "rb") as file:
                _sort(path, file.read(), others)
        except OSError:
            return None
    return others


def _sort(path: str, data: bytes, others: _Others) -> None:
    """Who looks for names by what a file says: the tool's judges, and what configures them."""
    from tenetlint.facts.fresh import strings

    if path.endswith(".py"):
        inside = tuple(os.path.join(home(), each) + os.sep for each in _JUDGES)
        judges = not path.startswith(home() + os.sep) or path.startswith(inside)
        others.judges.append(strings(data) if judges else b"")
    elif path.endswith(_SETTINGS) and (b"tenetlint" in data or "tenetlint" in path):
        others.judges.append(data)
    else:
        others.texts.append(data)
