"""Findings → units of evidence: what each rule adds to a tenet, for it or against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from tenetlint.engine import Judged, Outcome
from tenetlint.measured import BY_CONSTRUCTION, Precision
from tenetlint.model import Finding, Tier, Verdict
from tenetlint.rule import Count, Ease, Unit
from tenetlint.tenets import Tenet

PLUGIN_FACTOR = 0.25
"""Code that runs only when an operator asks for it by name: allowed by tenets 3a and 5a, but still there."""
OPTIONAL_FACTOR = 0.5
"""What can be switched off for an alternative that is free of the finding."""
EASED_FACTOR = 0.5
FILE_LIMIT = 5.0
"""The most that one file counts for, however many findings it holds."""

Findings = Sequence[Judged]


class Side(StrEnum):
    """Whom a term speaks for."""

    CREDIT = "credit"
    BREACH = "breach"


class Place(NamedTuple):
    """Where units come from: a finding, and how many more of its rule count together with it."""

    finding: Finding
    units: float
    others: int = 0
    reached: str = ""
    """Why it counts for less: how its code is reached, and what may be chosen instead."""


class Term(NamedTuple):
    """What one rule adds to one side of one tenet."""

    code: str
    name: str
    side: Side
    unit: Unit
    weight: float
    precision: float
    units: float
    findings: int
    places: tuple[Place, ...]
    """All places, the largest first."""
    limit: float | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, float]:
        """The weight of the catalogue that it stands on: one number, however often it is used."""
        return (self.code, self.weight)


def terms_of(tenet: Tenet, outcomes: Sequence[Outcome], precisions: Mapping[str, Precision]) -> tuple[Term, ...]:
    """Every term of a tenet, the largest first."""
    found = [term for outcome in outcomes for term in _terms(tenet, outcome, outcomes, precisions)]
    return tuple(sorted(found, key=lambda term: (-term.units, term.code, term.side)))


def _terms(
    tenet: Tenet, outcome: Outcome, outcomes: Sequence[Outcome], precisions: Mapping[str, Precision]
) -> Iterator[Term]:
    precision = precisions.get(outcome.rule.code, BY_CONSTRUCTION).share
    for count in outcome.rule.counts:
        if count.tenet is not tenet:
            continue
        credit = _term(outcome, count, Side.CREDIT, precision)
        breach = _ease(_term(outcome, count, Side.BREACH, precision), count.ease, outcomes)
        yield from (term for term in (credit, breach) if term.places)


def _term(outcome: Outcome, count: Count, side: Side, precision: float) -> Term:
    unit, weight = (count.breach, count.weight) if side is Side.BREACH else (count.credit, count.credit_weight)
    mine = [judged for judged in outcome.findings if (judged.finding.verdict is Verdict.KEPT) is (side is Side.CREDIT)]
    places = sorted(_places(unit, mine, outcome.findings, weight, precision), key=_largest_first)
    units = sum(place.units for place in places)
    seen = sum(1 + place.others for place in places)
    rule = outcome.rule
    return Term(rule.code, rule.name, side, unit, weight, precision, units, seen, tuple(places), count.limit)


def _largest_first(place: Place) -> tuple[float, str, int, int]:
    site = place.finding.site
    return (-place.units, site.path, site.line, site.column)


def _ease(term: Term, ease: Ease | None, outcomes: Sequence[Outcome]) -> Term:
    """The term, halved where another rule keeps the tenet in enough files."""
    if ease is None or _files_kept(ease.code, outcomes) < ease.files:
        return term
    places = tuple(place._replace(units=place.units * EASED_FACTOR) for place in term.places)
    return term._replace(units=term.units * EASED_FACTOR, places=places, note=f"halved by {ease.code}")


def _files_kept(code: str, outcomes: Sequence[Outcome]) -> int:
    return len(
        {
            judged.finding.site.path
            for outcome in outcomes
            if outcome.rule.code == code
            for judged in outcome.findings
            if judged.finding.verdict is Verdict.KEPT
        }
    )


def _places(unit: Unit, mine: Findings, everything: Findings, weight: float, precision: float) -> Iterable[Place]:
    if unit is Unit.FILE:
        return _grouped(mine, lambda path: path, weight * precision)
    if unit is Unit.PACKAGE:
        return _grouped(mine, lambda path: path.rpartition("/")[0], weight * precision)
    if unit is Unit.SHARE:
        return _each(mine, weight / (sum(judged.finding.weight for judged in everything) or 1.0))
    if unit is Unit.FACT:
        return (Place(judged.finding, weight * _limits(judged.finding)) for judged in mine)
    if unit is Unit.NONE:
        return ()
    return _each(mine, weight)


def _limits(finding: Finding) -> float:
    """How far a fact limits the goals: wholly, in part (mitigated), or not at all where it is optional."""
    return 0.0 if finding.verdict is Verdict.OPTIONAL else finding.weight


def _each(mine: Findings, weight: float) -> Iterator[Place]:
    """Each finding by itself; how it is reached does not matter, whether it is optional does."""
    for judged in mine:
        units = weight * judged.finding.weight * _optional_factor(judged)
        yield Place(judged.finding, units, reached=_reached(judged))


def _grouped(mine: Findings, folder: Callable[[str], str], weight: float) -> Iterator[Place]:
    """The findings of one file or folder as one, by the logarithm of their number."""

    def key(judged: Judged) -> tuple[str, float]:
        return (folder(judged.finding.site.path), _factor(judged))

    for (_, factor), group in groupby(sorted(mine, key=key), key=key):
        together = list(group)
        number = sum(judged.finding.weight for judged in together)
        first = together[0]
        yield Place(first.finding, weight * factor * _magnitude(number), len(together) - 1, _reached(first))


def _reached(judged: Judged) -> str:
    """Why a place counts for less, in words; empty where it counts in full."""
    if judged.alternative:
        return f"{judged.why}; `{judged.alternative}` may be chosen instead"
    return judged.why if judged.tier is Tier.PLUGIN else ""


def _magnitude(number: float) -> float:
    return number if number < 1 else min(1 + math.log2(number), FILE_LIMIT)


def _factor(judged: Judged) -> float:
    return PLUGIN_FACTOR if judged.tier is Tier.PLUGIN else _optional_factor(judged)


def _optional_factor(judged: Judged) -> float:
    return OPTIONAL_FACTOR if judged.finding.verdict is Verdict.OPTIONAL or judged.alternative else 1.0
