"""Scores beside a check: with what is accepted put aside, and in one line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from tenetlint.config.model import Config
from tenetlint.engine import Outcome
from tenetlint.facts.filed import that_speak
from tenetlint.gate.allowances import Excused, split
from tenetlint.gate.hits import Lines, hits_of
from tenetlint.gate.suppressions import scan
from tenetlint.gate.until import current_day
from tenetlint.measured import measured
from tenetlint.report.checked import Means
from tenetlint.scoring import points
from tenetlint.sheets import Basis, sheets
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.facts import Facts
    from tenetlint.gate.check import State


def accepted(outcomes: Iterable[Outcome], excused: Collection[Excused]) -> tuple[Outcome, ...]:
    """The outcomes without the findings that comments or the configuration put aside."""
    gone = {id(each.hit.judged) for each in excused if each.means is not Means.BASELINE}
    return tuple(
        outcome._replace(findings=tuple(judged for judged in outcome.findings if id(judged) not in gone))
        if gone
        else outcome
        for outcome in outcomes
    )


def excused_in(outcomes: Sequence[Outcome], facts: Facts, config: Config) -> tuple[Excused, ...]:
    """The findings that comments beside them or the configuration put aside."""
    hits = hits_of(outcomes, Lines(lambda path: ""))
    codes = [outcome.rule.code for outcome in outcomes]
    paths = that_speak(facts.files, {hit.site.path for hit in hits})
    comments = scan(paths, lambda path: facts.project.read(path).text, codes, facts.files)
    return split(hits, comments.without(config.unsuppressable), config.allowed, (), current_day()).excused


def score_line(now: State, before: State | None) -> str:
    """`tenets: 1 55.2, 2 25.0, 3 56.0 (-0.4), ...`; a dash for what is not assessed."""
    scores, old = _points(now), _points(before) if before else {}
    return "tenets: " + ", ".join(f"{tenet.value} {_one(scores[tenet], old.get(tenet))}" for tenet in Tenet)


def _one(value: float | None, old: float | None) -> str:
    if value is None:
        return "-"
    moved = f" ({value - old:+.1f})" if old is not None and round(value - old, 1) else ""
    return f"{value:.1f}{moved}"


def _points(state: State) -> dict[Tenet, float | None]:
    return points(sheets(accepted(state.outcomes, state.split.excused), basis_of(state.outcomes, state)))


def basis_of(outcomes: Sequence[Outcome], state: State) -> Basis:
    """What the scores rest on, beside findings."""
    facts = state.facts
    return Basis(bool(facts.components.services), facts.coverage is not None, measured())
