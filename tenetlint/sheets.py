"""Outcomes → one sheet per tenet: its terms, its lowest cap, and what alone keeps it from being assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tenetlint.engine import Outcome
from tenetlint.measured import Precision
from tenetlint.model import Cap, Evidence
from tenetlint.rule import Unit
from tenetlint.tenets import Tenet
from tenetlint.units import Side, Term, terms_of

NEED_SERVICES = (Tenet.HORIZONTAL, Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, Tenet.EVENTUAL)

Factors = Mapping[tuple[str, float], float]
"""What each weight of the catalogue is multiplied by; 1 where it is not named."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What else the scores rest on, beside findings."""

    has_services: bool
    has_coverage: bool
    precisions: Mapping[str, Precision] = field(default_factory=dict)


class Limit(NamedTuple):
    """A cap, and the finding's evidence for it."""

    cap: Cap
    code: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is needed to work out one tenet."""

    tenet: Tenet
    terms: tuple[Term, ...]
    cap: Limit | None = None
    """The lowest cap."""
    structural: bool = False
    """A structural fact decides, however little else there is."""
    why_not: str | None = None
    """Why it cannot be assessed at all."""

    _units: Mapping[Side, Sequence[tuple[float, tuple[str, float]]]] = field(init=False, repr=False, compare=False)
    """By side: the units of each term, and the weight that it stands on."""
    _sums: Mapping[Side, float] = field(init=False, repr=False, compare=False)
    """By side: the units of all terms, as they are published."""

    def __post_init__(self) -> None:
        units = {side: [(each.units, each.key) for each in self.terms if each.side is side] for side in Side}
        object.__setattr__(self, "_units", units)
        object.__setattr__(self, "_sums", {side: sum([each for each, _ in of_side]) for side, of_side in units.items()})

    def sum(self, side: Side, factors: Factors) -> float:
        """The units on one side."""
        if not factors:
            return self._sums[side]
        return sum([units * factors.get(key, 1.0) for units, key in self._units[side]])


def sheets(outcomes: Sequence[Outcome], basis: Basis) -> tuple[Sheet, ...]:
    """The eight sheets; tenets 1 and 2 also need the values of the others, which `points` gives them."""
    return tuple(_sheet(tenet, outcomes, basis) for tenet in Tenet)


def _sheet(tenet: Tenet, outcomes: Sequence[Outcome], basis: Basis) -> Sheet:
    terms = terms_of(tenet, outcomes, basis.precisions)
    cap = _lowest_cap(tenet, outcomes)
    shared = any(term.side is Side.BREACH and term.unit is Unit.SHARE and term.units > 0 for term in terms)
    why_not = None
    if tenet in NEED_SERVICES and not basis.has_services:
        why_not = "no service: the packaging names no console script, WSGI script or application factory that serves"
    elif tenet is Tenet.TESTED and not basis.has_coverage:
        why_not = "no coverage data: give a report with --coverage"
    return Sheet(tenet, terms, cap, cap is not None or shared, why_not)


def _lowest_cap(tenet: Tenet, outcomes: Sequence[Outcome]) -> Limit | None:
    limits = [
        Limit(cap, outcome.rule.code, judged.finding.evidence[0])
        for outcome in outcomes
        for judged in outcome.findings
        for cap in judged.finding.caps
        if cap.tenet is tenet
    ]
    return min(limits, key=lambda limit: limit.cap.at, default=None)
