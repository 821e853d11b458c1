"""Take aside what comments and the configuration allow, and say what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tenetlint.config.model import Allowed
from tenetlint.gate.complaints import EXCEEDED, EXPIRED, UNUSED, Complaint
from tenetlint.gate.hits import Hit
from tenetlint.gate.paths import matches
from tenetlint.gate.suppressions import Suppression, Suppressions
from tenetlint.gate.until import expired
from tenetlint.model import Site
from tenetlint.report.checked import Means


@dataclass(frozen=True, slots=True)
class Excused:
    """A finding that is put aside, and by what."""

    hit: Hit
    means: Means
    reason: str
    site: Site
    until: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """What is left, what is put aside, and what is wrong with what puts it aside."""

    left: tuple[Hit, ...]
    excused: tuple[Excused, ...]
    complaints: tuple[Complaint, ...] = ()


def split(
    hits: Sequence[Hit], comments: Suppressions, allowed: Sequence[Allowed], asked: Collection[str], today: date
) -> Split:
    """Apply both; `asked` are the codes that were asked at all: of others nobody can say that they are unused."""
    book = _Book([each for each in comments.found if not expired(each.until, today)])
    standing = [each for each in allowed if not expired(each.until, today)]
    counts = [0] * len(standing)
    left: list[Hit] = []
    excused: list[Excused] = []
    for hit in hits:
        by = book.excuse(hit)
        places = [place for place, each in enumerate(standing) if allows(each, hit)] if by is None else []
        for place in places[:1]:
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


class _Book:
    """Suppressions by path, and which codes of each were used."""

    def __init__(self, found: Sequence[Suppression]) -> None:
        self._used: dict[Suppression, set[str]] = {each: set() for each in found}
        self._by_path: dict[str, list[Suppression]] = {}
        for each in found:
            self._by_path.setdefault(each.site.path, []).append(each)

    def excuse(self, hit: Hit) -> Excused | None:
        """What puts a finding aside; all that could are used by it."""
        able = [each for each in self._by_path.get(hit.site.path, ()) if each.covers(hit.rule.code, hit.site)]
        for each in able:
            self._used[each].add(hit.rule.code)
        return Excused(hit, Means.COMMENT, able[0].reason, able[0].site, able[0].until) if able else None

    def unused(self, asked: Collection[str]) -> Iterator[Complaint]:
        """The codes that nothing was found for."""
        for each, used in self._used.items():
            for code in each.codes:
                if code in asked and code not in used:
                    yield Complaint(UNUSED, f"`{code}` is allowed here, and nothing of it is found", each.site)


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
