"""Take aside what comments and the configuration allow, and say what is wrong with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tenetlint.config.model import Allowed
from tenetlint.gate.complaints import EXCEEDED, EXPIRED, UNUSED, Complaint
from tenetlint.gate.hits import Hit
from tenetlint.gate.paths import matches
from tenetlint.gate.suppressions import Suppression, Suppressions
from tenetlint.gate.until import expired
from tenetlint.model import Site
from tenetlint.report.checked import Means


class Excused(NamedTuple):
    """A finding that is put aside, and by what."""

    hit: Hit
    means: Means
    reason: str
    site: Site
    until: str = ""


class Split(NamedTuple):
    """What is left, what is put aside, and what is wrong with what puts it aside."""

    left: tuple[Hit, ...]
    excused: tuple[Excused, ...]
    complaints: tuple[Complaint, ...] = ()


def split(
    hits: Sequence[Hit], comments: Suppressions, allowed: Sequence[Allowed], asked: Collection[str], today: date
) -> Split:
    """Apply both; `asked` are the codes that were asked at all: of others nobody can say that they are unused."""
    book = _Book([each for each in comments.found if not expired(each.until, today)], hits)
    standing = [each for each in allowed if not expired(each.until, today)]
    counts = [0] * len(standing)
    first = _First(standing)
    left: list[Hit] = []
    excused: list[Excused] = []
    for number, hit in enumerate(hits):
        by = book.excuse(number, hit)
        place = first.of(hit) if by is None else None
        if place is not None:
            counts[place] += 1
            by = Excused(hit, Means.CONFIGURATION, standing[place].reason, standing[place].site, standing[place].until)
        if by is None:
            left.append(hit)
        else:
            excused.append(by)
    complaints = [*comments.complaints, *book.unused(asked), *_over(comments.found, allowed, today)]
    complaints += [each for pair in zip(standing, counts, strict=True) for each in _about(*pair, asked)]
    return Split(tuple(left), tuple(excused), tuple(sorted(complaints, key=_order)))


def allows(each: Allowed, hit: Hit) -> bool:
    """Whether the configuration speaks of a finding."""
    if not any(hit.rule.code.startswith(code) for code in each.codes):
        return False
    return not each.paths or matches(each.paths, hit.site.path)


class _First:
    """The first of the configuration's entries that speaks of a finding; of a code in a file it is asked once."""

    def __init__(self, standing: Sequence[Allowed]) -> None:
        self._standing = standing
        self._known: dict[tuple[str, str], int | None] = {}

    def of(self, hit: Hit) -> int | None:
        """Its place, or None."""
        key = (hit.rule.code, hit.site.path)
        if key not in self._known:
            able = (place for place, each in enumerate(self._standing) if allows(each, hit))
            self._known[key] = next(able, None)
        return self._known[key]


class _Book:
    """Which comment puts each finding aside, and which codes of each comment were used."""

    def __init__(self, found: Sequence[Suppression], hits: Sequence[Hit]) -> None:
        self._found = tuple(dict.fromkeys(found))
        self._by: dict[int, Suppression] = {}
        """The first that speaks of a finding, by the finding's place."""
        self._used: set[tuple[int, str]] = set()
        """All that do: a comment's place, and a code."""
        rows = _Rows(hits)
        for place, each in enumerate(self._found):
            for code in dict.fromkeys(each.codes):
                spoken_of, first = rows.take(each, code)
                self._by |= dict.fromkeys(first, each)
                if spoken_of:
                    self._used.add((place, code))

    def excuse(self, place: int, hit: Hit) -> Excused | None:
        """What puts the finding at a place aside."""
        by = self._by.get(place)
        return Excused(hit, Means.COMMENT, by.reason, by.site, by.until) if by else None

    def unused(self, asked: Collection[str]) -> Iterator[Complaint]:
        """The codes that nothing was found for."""
        for place, each in enumerate(self._found):
            for code in dict.fromkeys(each.codes):
                if code in asked and (place, code) not in self._used:
                    yield Complaint(UNUSED, f"`{code}` is allowed here, and nothing of it is found", each.site)


class _Rows:
    """Findings by path and code, by line: each is taken once, in time that does not grow with those taken before."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._rows: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for place, hit in enumerate(hits):
            rows = self._rows.setdefault((hit.site.path, hit.rule.code), [])
            rows.append((max(hit.site.line, 1), place))
        for rows in self._rows.values():
            rows.sort()
        self._next = {key: list(range(len(rows) + 1)) for key, rows in self._rows.items()}
        """For each row one that may not have been taken yet, here or further on."""

    def take(self, by: Suppression, code: str) -> tuple[bool, list[int]]:
        """Whether a comment speaks of any, and the places of those that none before it did."""
        key = (by.site.path, code)
        rows = self._rows.get(key, [])
        at, end = bisect_left(rows, (by.first, -1)), bisect_left(rows, (by.last + 1, -1))
        speaks, taken = at < end, list[int]()
        while speaks and (at := self._free(key, at)) < end:
            taken.append(rows[at][1])
            self._next[key][at] = at + 1
        return speaks, taken

    def _free(self, key: tuple[str, str], at: int) -> int:
        """The first row from `at` on that has not been taken."""
        after = self._next[key]
        while after[at] != at:
            after[at] = after[after[at]]
            at = after[at]
        return at


def _over(found: Sequence[Suppression], allowed: Sequence[Allowed], today: date) -> Iterator[Complaint]:
    entries: tuple[Suppression | Allowed, ...] = (*found, *allowed)
    for each in entries:
        if expired(each.until, today):
            words = f"`{', '.join(each.codes)}` was allowed until `{each.until}`, which has come"
            yield Complaint(EXPIRED, words, each.site)


def _about(each: Allowed, count: int, asked: Collection[str]) -> Iterator[Complaint]:
    """Of one entry of the configuration: too much, or nothing where something could have been."""
    where = ", ".join(f"`{path}`" for path in each.paths) or "the project"
    if each.limit is not None and count > each.limit:
        words = f"{count} findings are put aside for {where}, and the limit is {each.limit}"
        yield Complaint(EXCEEDED, words, each.site)
    concerned = {code for code in asked if any(code.startswith(start) for start in each.codes)}
    if count == 0 and concerned:
        words = f"`{', '.join(each.codes)}` is allowed for {where}, and nothing of it is found"
        yield Complaint(UNUSED, words, each.site)


def _order(complaint: Complaint) -> tuple[Site, str, str]:
    return (complaint.site, complaint.about.code, complaint.message)
