"""Sheets → one score per tenet, with the arithmetic that led to it.

`sheets.py` gathers the terms of each tenet, `points` does the sum: so it can be done again with other weights
(`robustness.py`), and every step can be shown (`--explain`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import floor
from typing import NamedTuple

from tenetlint.engine import Outcome
from tenetlint.rule import Unit
from tenetlint.sheets import Basis, Factors, Limit, Sheet, sheets
from tenetlint.tenets import Tenet
from tenetlint.units import Place, Side, Term

EVIDENCE_FLOOR = 5.0
"""Units under which a tenet is not assessed, unless a structural fact decides it."""
UPHELD, STRAINED = 75.0, 50.0
BORDERLINE = 5.0
COVERAGE_SLOPE = 3.5
"""Points off per percent of statements that no test runs: 83 % is broken, 93 % is upheld."""
ENOUGH_ASSESSED = 3
"""Of tenets 3 to 7, before the absence of a limiting fact says that nothing limiting is required."""
MEANS = tuple(tenet for tenet in Tenet if tenet is not Tenet.SCALABILITY)
"""Tenet 1 is the goal, the others are the means to it."""


class Standing(StrEnum):
    """The word beside a score."""

    UPHELD = "upheld"
    STRAINED = "strained"
    BROKEN = "broken"
    IN_QUESTION = "in question"
    NOT_ASSESSED = "not assessed"


class Score(NamedTuple):
    """How far one tenet is kept, and why."""

    tenet: Tenet
    value: float | None
    """0 to 100, to one decimal; None where it is not assessed."""
    verdict: Standing
    terms: tuple[Term, ...]
    credit: float
    breach: float
    base: float | None
    """Before the cap; for tenet 1 its own evidence, before the other tenets are averaged in."""
    cap: Limit | None = None
    borderline: bool = False
    why_not: str | None = None


def score(outcomes: Sequence[Outcome], basis: Basis) -> tuple[Score, ...]:
    """The eight scores."""
    return scores_of(sheets(outcomes, basis))


def scores_of(all_sheets: Sequence[Sheet]) -> tuple[Score, ...]:
    """The eight scores that these sheets add up to."""
    values = points(all_sheets)
    return tuple(_score(sheet, values) for sheet in all_sheets)


def points(all_sheets: Sequence[Sheet], factors: Factors | None = None) -> dict[Tenet, float | None]:
    """0 to 100 for each tenet, None where it is not assessed."""
    factors = factors or {}
    by_tenet = {sheet.tenet: sheet for sheet in all_sheets}
    values: dict[Tenet, float | None] = {}
    for tenet in (*MEANS[1:], Tenet.OPTIONAL, Tenet.SCALABILITY):
        sheet = by_tenet[tenet]
        base = None if _why_not(sheet, values) else _base(sheet, factors)
        values[tenet] = None if base is None else round(_capped(sheet, _with_the_means(sheet, base, values)), 1)
    return values


def standing(tenet: Tenet, value: float | None) -> Standing:
    """The word for a value; static evidence can call tenet 1 into question, not prove it broken."""
    if value is None:
        return Standing.NOT_ASSESSED
    if value >= UPHELD:
        return Standing.UPHELD
    if tenet is Tenet.SCALABILITY:
        return Standing.IN_QUESTION
    return Standing.STRAINED if value >= STRAINED else Standing.BROKEN


def _why_not(sheet: Sheet, values: Mapping[Tenet, float | None]) -> str | None:
    """Why a tenet is not assessed, or None; whether there is enough evidence is asked of the published weights."""
    if sheet.why_not:
        return sheet.why_not
    if sheet.tenet is Tenet.OPTIONAL:
        return _why_not_optional(sheet, values)
    if sheet.tenet is Tenet.TESTED:
        return None if _statements(sheet, {}) else "the coverage report holds no statement of this project"
    units = sheet.sum(Side.CREDIT, {}) + sheet.sum(Side.BREACH, {})
    if units < EVIDENCE_FLOOR and not sheet.structural:
        return f"too little evidence: {floor(10 * units) / 10:.1f} units, {EVIDENCE_FLOOR:.0f} needed"
    if sheet.tenet is Tenet.SCALABILITY and _mean(values) is None:
        return "none of tenets 2 to 8 is assessed"
    return None


def _why_not_optional(sheet: Sheet, values: Mapping[Tenet, float | None]) -> str | None:
    assessed = sum(values[tenet] is not None for tenet in MEANS[1:-1])
    if _limiting_facts(sheet) or assessed >= ENOUGH_ASSESSED:
        return None
    return f"no limiting fact found, and only {assessed} of tenets 3 to 7 assessed ({ENOUGH_ASSESSED} needed)"


def _base(sheet: Sheet, factors: Factors) -> float:
    if sheet.tenet is Tenet.OPTIONAL:
        return _optional_share(sheet)
    if sheet.tenet is Tenet.TESTED:
        return _tested(sheet, factors)
    credit, breach = sheet.sum(Side.CREDIT, factors), sheet.sum(Side.BREACH, factors)
    return 100 * credit / (credit + breach) if credit + breach else 0.0


def _optional_share(sheet: Sheet) -> float:
    """The share of the limiting facts that are optional; 100 where nothing limits."""
    facts = _limiting_facts(sheet)
    return 100 * (1 - sum(fact.units for fact in facts) / len(facts)) if facts else 100.0


def _limiting_facts(sheet: Sheet) -> list[Place]:
    return [
        place for term in sheet.terms if term.unit is Unit.FACT and term.side is Side.BREACH for place in term.places
    ]


def _tested(sheet: Sheet, factors: Factors) -> float:
    """By the share of statements that no test runs, less the points that tests lose which check nothing."""
    uncovered = 100 * _statements(sheet, factors, Side.BREACH) / _statements(sheet, factors)
    lost = [
        min(term.units * factors.get(term.key, 1.0), term.limit or 100.0)
        for term in sheet.terms
        if term.side is Side.BREACH and term.unit is not Unit.STATEMENT
    ]
    return max(0.0, 100 - COVERAGE_SLOPE * uncovered - sum(lost))


def _statements(sheet: Sheet, factors: Factors, *sides: Side) -> float:
    return sum(
        term.units * factors.get(term.key, 1.0)
        for term in sheet.terms
        if term.unit is Unit.STATEMENT and term.side in (sides or tuple(Side))
    )


def _with_the_means(sheet: Sheet, base: float, values: Mapping[Tenet, float | None]) -> float:
    mean = _mean(values) if sheet.tenet is Tenet.SCALABILITY else None
    return base if mean is None else (base + mean) / 2


def _mean(values: Mapping[Tenet, float | None]) -> float | None:
    """The mean of the assessed tenets 2 to 8."""
    known = [value for tenet in MEANS if (value := values[tenet]) is not None]
    return sum(known) / len(known) if known else None


def _capped(sheet: Sheet, value: float) -> float:
    return min(value, sheet.cap.cap.at) if sheet.cap else value


def _score(sheet: Sheet, values: Mapping[Tenet, float | None]) -> Score:
    value = values[sheet.tenet]
    return Score(
        sheet.tenet,
        value,
        standing(sheet.tenet, value),
        sheet.terms,
        round(sheet.sum(Side.CREDIT, {}), 1),
        round(sheet.sum(Side.BREACH, {}), 1),
        None if value is None else round(_base(sheet, {}), 1),
        sheet.cap,
        value is not None and _near_a_bound(sheet.tenet, value),
        _why_not(sheet, values),
    )


def _near_a_bound(tenet: Tenet, value: float) -> bool:
    bounds = (UPHELD,) if tenet is Tenet.SCALABILITY else (UPHELD, STRAINED)
    return any(abs(value - bound) <= BORDERLINE for bound in bounds)
