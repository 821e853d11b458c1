"""One tenet in full: the formula with its numbers, every term, and where the largest of each come from."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.report.clean import clean
from tenetlint.report.layout import BLANK, STYLE, Line, Words
from tenetlint.report.model import Report
from tenetlint.report.words import arithmetic, capped, number, points, reading, uncounted
from tenetlint.rule import UNITS, Unit
from tenetlint.scoring import COVERAGE_SLOPE, Score, Standing
from tenetlint.tenets import Tenet
from tenetlint.units import Place, Side, Term

PLACES_SHOWN = 5

FORMULAS = {
    Tenet.SCALABILITY: "half of 100 x for / (for + against), half of the mean of the assessed tenets 2 to 8",
    Tenet.OPTIONAL: "100 x the share of limiting facts that are optional (a mitigated one counts half)",
    Tenet.TESTED: f"100 - {COVERAGE_SLOPE} x percent of statements that no test runs - points lost",
}
RATIO = "100 x for / (for + against)"


def explain(report: Report, tenet: Tenet) -> tuple[Line, ...]:
    """Everything behind one score."""
    score = report.score(tenet)
    verdict = Words(f" [{score.verdict}] {points(score.value)}", STYLE[score.verdict])
    return (
        (Words(f"Tenet {tenet} of {clean(report.project)}: {tenet.text}", "bold"), verdict),
        *_clause(tenet),
        BLANK,
        (Words(f"score = {FORMULAS.get(tenet, RATIO)}"),),
        *_sums(score, report),
        *(line for side in Side for line in _side(score, side)),
        *_legend(score),
        *((Words(f"also seen: {note}", "dim"),) for note in uncounted(report, tenet)),
    )


def _clause(tenet: Tenet) -> Iterator[Line]:
    if tenet.clause:
        yield (Words(f"a. {tenet.clause}", "dim"),)


def _sums(score: Score, report: Report) -> Iterator[Line]:
    if score.verdict is Standing.NOT_ASSESSED:
        yield (Words(f"not assessed: {reading(score, None)}"),)
        return
    yield (Words(f"      = {arithmetic(score)}"),)
    if score.cap:
        yield (Words(f"cap   = {capped(score.cap, score.base)}"),)
    if score.tenet is Tenet.SCALABILITY:
        means = ", ".join(
            f"{other.tenet}: {points(other.value)}" for other in report.scores[1:] if other.value is not None
        )
        yield (Words(f"means = {means}"),)
    yield (Words(f"score = {score.value}{', borderline' if score.borderline else ''}"),)


def _side(score: Score, side: Side) -> Iterator[Line]:
    terms = [term for term in score.terms if term.side is side]
    if not terms:
        return
    yield BLANK
    yield (Words("for" if side is Side.CREDIT else "against", "bold"),)
    for term in terms:
        yield from _term(term)


def _term(term: Term) -> Iterator[Line]:
    note = f" ({term.note})" if term.note else ""
    yield (
        Words(f"{term.units:10.2f}  {term.code} {term.name}{note}", "bold"),
        Words(f": {_how(term)}; {number(term.findings, 'finding')} in {number(len(term.places), 'place')}", "dim"),
    )
    for place in term.places[:PLACES_SHOWN]:
        yield (Words(f"            {_place(place)}"),)
    if len(term.places) > PLACES_SHOWN:
        yield (Words(f"            and {number(len(term.places) - PLACES_SHOWN, 'more place')}", "dim"),)


def _how(term: Term) -> str:
    precision = f", precision {term.precision:.2f}" if term.unit in (Unit.FILE, Unit.PACKAGE) else ""
    limit = f", at most {term.limit:g}" if term.limit else ""
    return f"weight {term.weight:g} for each {term.unit}{precision}{limit}"


def _legend(score: Score) -> Iterator[Line]:
    """What the units of these terms are."""
    used = sorted({term.unit for term in score.terms})
    if used:
        yield BLANK
    yield from ((Words(f"units by {unit}: {UNITS[unit]}", "dim"),) for unit in used)


def _place(place: Place) -> str:
    more = f" (and {place.others} more here)" if place.others else ""
    why = f" [{clean(place.reached)}]" if place.reached else ""
    return f"{place.units:.2f} {clean(str(place.finding.site))} {clean(place.finding.message)}{more}{why}"
