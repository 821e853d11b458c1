"""Numbers and verdicts as words: what the formats for people share."""

from __future__ import annotations

import math
from collections import Counter

from tenetlint.model import Verdict
from tenetlint.report.clean import clean
from tenetlint.report.model import Report, Strongest
from tenetlint.robustness import DRAWS
from tenetlint.rule import Unit
from tenetlint.scoring import Score, Standing
from tenetlint.sheets import Limit
from tenetlint.tenets import Tenet


def points(value: float | None) -> str:
    """Whole points, rounded down so that a score never looks better than its verdict; `-` where there is none."""
    return "-" if value is None else str(math.floor(value))


def number(count: int, noun: str) -> str:
    """`1 finding`, `1,200 findings`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def headline(report: Report) -> str:
    """`Scorecard of depot: 7 broken, 1 in question`; a name from the tree never begins a line."""
    counted = Counter(score.verdict for score in report.scores)
    parts = [f"{counted[verdict]} {verdict}" for verdict in Standing if counted[verdict]]
    return f"Scorecard of {clean(report.project)}: {', '.join(parts)}"


def reading(score: Score, robustness: float | None) -> str:
    """What stands beside a score: the sums, the cap, and how much depends on the weights."""
    if score.value is None:
        return clean(score.why_not or "")
    parts = [arithmetic(score)]
    if score.cap:
        parts.append(capped(score.cap, score.base))
    if score.borderline:
        parts.append("borderline")
    parts.append(f"holds in {math.floor(100 * (robustness or 0))} % of {DRAWS:,} reweightings")
    return "; ".join(parts)


def beside(score: Score, report: Report) -> str:
    """What the score would be with nothing put aside, where that is another one."""
    whole = report.whole.get(score.tenet, score.value)
    return "" if whole == score.value else f"; {points(whole)} with what is put aside"


def arithmetic(score: Score) -> str:
    """The formula of a tenet with its numbers."""
    if score.tenet is Tenet.OPTIONAL:
        return _optional_facts(score)
    if score.tenet is Tenet.TESTED:
        return _tested(score)
    sums = f"{score.credit:.1f} units for, {score.breach:.1f} against"
    if score.tenet is Tenet.SCALABILITY:
        return f"{sums}: {points(score.base)}; half of the score is the mean of tenets 2 to 8"
    return f"{sums}: {points(score.base)}"


def _optional_facts(score: Score) -> str:
    facts = [place for term in score.terms if term.unit is Unit.FACT for place in term.places]
    free = sum(place.finding.verdict is Verdict.OPTIONAL for place in facts)
    part = sum(place.finding.verdict is Verdict.BROKEN and place.units < 1 for place in facts)
    if not facts:
        return "nothing that limits the goals is required"
    return f"of {len(facts)} limiting facts {free} optional, {part} mitigated, {len(facts) - free - part} required"


def _tested(score: Score) -> str:
    told = [term for term in score.terms if term.unit is Unit.STATEMENT]
    total = sum(term.units for term in told)
    missing = sum(term.units for term in told if term.side == "breach")
    return f"{missing:,.0f} of {total:,.0f} statements are run by no test"


def capped(limit: Limit, base: float | None) -> str:
    """The cap and its reason, and whether it lowered the score."""
    held = "capped at" if (base or 0) > limit.cap.at else "not above"
    return f"{held} {limit.cap.at}: {clean(limit.cap.why)} ({limit.code}, {clean(str(limit.evidence.site))})"


def evidence(line: Strongest) -> str:
    """`path:line message (TNT301 rpc-call, 158 findings)`."""
    finding, term = line.place.finding, line.term
    label = f"{term.code} {term.name}, {number(term.findings, 'finding')}"
    return f"{clean(str(finding.site))} {clean(finding.message)} ({label})"


def uncounted(report: Report, tenet: Tenet) -> tuple[str, ...]:
    """What rules of this tenet saw broken that no score counts, as one line for each rule."""
    lines = []
    for outcome in report.outcomes:
        shown = outcome.rule.tenets[0] is tenet and all(
            count.breach is Unit.NONE and count.credit is Unit.NONE for count in outcome.rule.counts
        )
        broken = [judged.finding for judged in outcome.findings if judged.finding.verdict is not Verdict.KEPT]
        seen = sum(not finding.caps for finding in broken)
        if shown and seen:
            lines.append(f"{seen} {outcome.rule.name} ({outcome.rule.code}), not counted")
    return tuple(lines)
