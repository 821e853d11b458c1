"""The baseline: findings that were there when the project adopted the tool. It may shrink; nothing is added unseen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tenetlint.errors import UserError
from tenetlint.files import Unreadable, read_bytes
from tenetlint.gate.hits import Hit, Key
from tenetlint.project.metadata.toml import is_long_winded
from tenetlint.report.clean import clean

VERSION = 1
LIMIT = 64 << 20
"""Bytes of a baseline."""
_HEAD = f"""\
# Findings that were here when tenetlint was adopted; a check speaks only of others. Written by `tenetlint baseline
# write`; `tenetlint baseline prune` takes out what is gone. Matched by fingerprint: lines may move.
version = {VERSION}
"""
_PRINT = re.compile(r"[0-9a-f]{64}")
_WHERE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


class Entry(NamedTuple):
    """Equal findings, for a reader and by their fingerprints."""

    path: str
    code: str
    function: str
    line: str
    """Of the code; all four are made safe to show."""
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """All entries, sorted."""

    entries: tuple[Entry, ...] = ()
    prints: Mapping[str, Entry] = field(default_factory=dict)
    """The entry of each fingerprint."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Baseline:
        """Sorted, and without what is empty."""
        ordered = tuple(sorted(each for each in entries if each.fingerprints))
        return cls(ordered, {each: entry for entry in ordered for each in entry.fingerprints})

    @classmethod
    def covering(cls, hits: Sequence[Hit]) -> Baseline:
        """All of these findings."""
        groups: dict[Key, list[str]] = {}
        for hit in hits:
            groups.setdefault(hit.key, []).append(hit.fingerprint)
        return cls.of(
            Entry(clean(key.path), *_shown(key), tuple(sorted(prints)))
            for key, prints in groups.items()
        )

    def known(self, hits: Iterable[Hit]) -> dict[Key, int]:
        """How many findings of each key it holds."""
        found: dict[Key, int] = {}
        for hit in hits:
            found[hit.key] = found.get(hit.key, 0) + (hit.fingerprint in self.prints)
        return found

    def without(self, gone: frozenset[str]) -> Baseline:
        """All but some fingerprints."""
        return Baseline.of(
            Entry(each.path, each.code, each.function, each.line, tuple(p for p in each.fingerprints if p not in gone))
            for each in self.entries
        )

    def followed(self, hits: Iterable[Hit], there: Container[str]) -> Baseline:
        """With the findings of files that are not `there` any more where files took them that it does not know."""
        lost: dict[tuple[str, str, str], list[str]] = {}
        for entry in self.entries:
            if entry.path.endswith(".py") and entry.path not in there:
                lost.setdefault((entry.code, entry.function, entry.line), []).extend(entry.fingerprints)
        taken: dict[str, Hit] = {}
        for hit in hits if lost else ():
            rows = lost.get(_shown(hit.key))
            if rows and hit.fingerprint not in self.prints:
                taken[rows.pop(0)] = hit
        kept = self.without(frozenset(taken))
        return Baseline.merged(kept.entries, Baseline.covering([*taken.values()]).entries) if taken else self

    @classmethod
    def merged(cls, *groups: Iterable[Entry]) -> Baseline:
        """All of these entries; those of equal findings as one."""
        found: dict[tuple[str, str, str, str], set[str]] = {}
        for entry in (each for group in groups for each in group):
            found.setdefault((entry.path, entry.code, entry.function, entry.line), set()).update(entry.fingerprints)
        return cls.of(Entry(*about, tuple(sorted(prints))) for about, prints in found.items())

    def render(self) -> str:
        """The file's text: the same for the same findings, one entry a paragraph."""
        return _HEAD + "".join(_paragraph(entry) for entry in self.entries)


def _shown(key: Key) -> tuple[str, str, str]:
    """Code, function and line as an entry has them."""
    return key.code, clean(key.function), clean(key.line)[:200]


def _paragraph(entry: Entry) -> str:
    prints = "".join(f'    "{each}",\n' for each in entry.fingerprints)
    rows = (("path", entry.path), ("code", entry.code), ("function", entry.function), ("line", entry.line))
    lines = "".join(f'{key} = "{_escaped(value)}"\n' for key, value in rows)
    return f"\n[[finding]]\n{lines}fingerprints = [\n{prints}]\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def read(path: Path, shown: str) -> Baseline:
    """The baseline in a file, which `shown` names in a UserError."""
    try:
        text = read_bytes(path, LIMIT).decode("utf-8")
    except Unreadable as error:
        raise UserError(f"baseline `{shown}`: {error.reason}") from None
    except UnicodeDecodeError:
        raise UserError(f"baseline `{shown}`: not valid UTF-8") from None
    return Baseline.of(_entries(_parsed(text, shown), text, shown))


def _parsed(text: str, shown: str) -> Mapping[str, object]:
    if is_long_winded(text):
        raise UserError(f"baseline `{shown}`: a key of too many parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        raise UserError(f"baseline `{shown}:{line}`: not valid TOML; a conflict that was left unmerged?") from None
    except (ValueError, RecursionError):
        raise UserError(f"baseline `{shown}`: nested too deeply, or a number too large") from None


def _entries(data: Mapping[str, object], text: str, shown: str) -> Iterator[Entry]:
    version, rows = data.get("version"), data.get("finding", [])
    if version != VERSION:
        raise UserError(f"baseline `{shown}`: version {VERSION} is wanted; `tenetlint baseline write` writes one")
    if not isinstance(rows, list) or set(data) - {"version", "finding"}:
        raise UserError(f"baseline `{shown}`: only `version` and `[[finding]]` are known")
    places = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[finding]]"]
    seen: set[str] = set()
    for place, row in enumerate(rows):
        entry = _entry(row)
        line = places[place] if place < len(places) else 1
        if entry is None:
            raise UserError(f"baseline `{shown}:{line}`: an entry has path, code, function, line and fingerprints")
        if seen & set(entry.fingerprints) or len(set(entry.fingerprints)) < len(entry.fingerprints):
            raise UserError(f"baseline `{shown}:{line}`: a fingerprint stands there twice")
        seen.update(entry.fingerprints)
        yield entry


def _entry(row: object) -> Entry | None:
    names = ("path", "code", "function", "line")
    if not isinstance(row, dict) or row.keys() != {*names, "fingerprints"}:
        return None
    words, prints = [row[name] for name in names], row["fingerprints"]
    if not isinstance(prints, list) or not all(isinstance(each, str) for each in (*words, *prints)):
        return None
    path, code, function, line = words
    return Entry(path, code, function, line, tuple(prints)) if all(map(_PRINT.fullmatch, prints)) else None
