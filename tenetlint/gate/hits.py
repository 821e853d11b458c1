"""Findings that a gate speaks of, each with a fingerprint that survives when code moves."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tenetlint.engine import Judged, Outcome
from tenetlint.files import Unreadable
from tenetlint.model import Site, Verdict
from tenetlint.rule import Rule, Unit

LONGEST = 400
"""Characters of a snippet."""
_FOLDED = 2000
"""Characters of a line that tell findings apart."""
_LINE = re.compile(r"\r\n|\r|\n")


class Key(NamedTuple):
    """What equal findings have in common; how many there are is what a gate compares."""

    code: str
    path: str
    function: str
    line: str
    """The source line with its white space folded; empty for a file as a whole."""

    def fingerprint(self, nth: int) -> str:
        """The identity of the `nth` (from 1) finding of this key."""
        text = "\0".join((*self, str(nth)))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Hit(NamedTuple):
    """A broken or optional finding."""

    rule: Rule
    judged: Judged
    key: Key
    fingerprint: str

    @property
    def site(self) -> Site:
        """Where to look."""
        return self.judged.finding.site


class Lines:
    """Source lines, each file read once when first asked for."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._files: dict[str, list[str]] = {}
        """The lines that were asked for and those before them; the last one holds whatever follows."""

    def line(self, path: str, number: int) -> str | None:
        """A line without its end; None for line 0, a line that is not there or a file that cannot be read."""
        if path not in self._files:
            self._files[path] = self._begun(path)
        lines = self._files[path]
        if 0 < len(lines) <= number:
            more = max(number - len(lines) + 1, len(lines))  # twice as many each time, at least
            lines += lines.pop().split("\n", more)
        return lines[number - 1] if 0 < number <= len(lines) else None

    def _begun(self, path: str) -> list[str]:
        try:
            text = self._read(path)
        except Unreadable:
            return []
        return _LINE.split(text) if "\r" in text else [text]


def hits_of(outcomes: Iterable[Outcome], lines: Lines, moved: Mapping[str, str] | None = None) -> tuple[Hit, ...]:
    """What is not kept, by path, line, column and code; `moved` gives the paths that files have by now."""
    found = [
        (outcome.rule, judged)
        for outcome in outcomes
        for judged in outcome.findings
        if judged.finding.verdict is not Verdict.KEPT
    ]
    found.sort(key=_order)
    seen: Counter[Key] = Counter()
    return tuple(_hit(rule, judged, lines, moved or {}, seen) for rule, judged in found)


def _order(pair: tuple[Rule, Judged]) -> tuple[object, ...]:
    rule, judged = pair
    site = judged.finding.site
    return (site.path, site.line, site.column, rule.code, judged.finding.message)


def _hit(rule: Rule, judged: Judged, lines: Lines, moved: Mapping[str, str], seen: Counter[Key]) -> Hit:
    key = _key(rule, judged.finding.site, lines, moved)
    seen[key] += 1
    return Hit(rule, judged, key, key.fingerprint(seen[key]))


def _key(rule: Rule, site: Site, lines: Lines, moved: Mapping[str, str]) -> Key:
    path = moved.get(site.path, site.path)
    if speaks_of_files(rule):
        return Key(rule.code, path, "", "")
    return Key(rule.code, path, site.function, folded(lines.line(site.path, site.line)))


def speaks_of_files(rule: Rule) -> bool:
    """Whether its findings tell of a file as a whole, and the line is only where to begin to look."""
    return any(Unit.STATEMENT in (count.breach, count.credit) for count in rule.counts)


def folded(line: str | None) -> str:
    """A line with each run of white space as one space; of a line that no person wrote only its beginning."""
    return " ".join((line or "")[:_FOLDED].split())


def surplus(hits: Sequence[Hit], known: Mapping[Key, int], preferred: Callable[[Hit], bool]) -> frozenset[str]:
    """The fingerprints of the findings that exceed a known number; of equal ones, the preferred, then the last."""
    groups: dict[Key, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.key, []).append(hit)
    chosen: set[str] = set()
    for key, group in groups.items():
        extra = len(group) - known.get(key, 0)
        ranked = sorted(group, key=lambda hit: (not preferred(hit), -hit.site.line, -hit.site.column))
        chosen.update(hit.fingerprint for hit in ranked[: max(extra, 0)])
    return frozenset(chosen)
