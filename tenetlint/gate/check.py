"""One check from beginning to end: a project, its configuration, a baseline, a change → what is reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tenetlint import __version__
from tenetlint.engine import Outcome, run
from tenetlint.facts.filed import that_speak
from tenetlint.facts.unread import is_judged
from tenetlint.gate import items as making
from tenetlint.gate.allowances import Excused, Split, split
from tenetlint.gate.hits import Hit, Lines, hits_of, speaks_of_files, surplus
from tenetlint.gate.scores import score_line
from tenetlint.gate.suppressions import Suppressions, scan
from tenetlint.model import Site
from tenetlint.project import Project, Role, Unreadable
from tenetlint.report.checked import Aside, Checked, Failure, Item, Means
from tenetlint.report.clean import clean

if TYPE_CHECKING:
    from datetime import date

    from tenetlint.config.model import Config
    from tenetlint.facts import Facts
    from tenetlint.gate.baseline import Baseline
    from tenetlint.gate.change import Review
    from tenetlint.gate.selection import Judged
    from tenetlint.rule import Rule


class Plan(NamedTuple):
    """What is asked of a check, beside the project itself."""

    config: Config
    rules: tuple[Rule, ...]
    """All that there are."""
    asked: tuple[Rule, ...]
    judged: Judged
    today: date
    chosen: bool = False
    """Whether the rules were chosen one by one; rules of a change else wait for a coverage report."""
    review: Review | None = None
    baseline: Baseline | None = None
    baseline_path: str = ""
    """As a report names it."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Of all rules."""
        return tuple(rule.code for rule in self.rules)


class State(NamedTuple):
    """All that the rules say of one state of a project."""

    facts: Facts
    outcomes: tuple[Outcome, ...]
    hits: tuple[Hit, ...]
    split: Split
    lines: Lines


class Done(NamedTuple):
    """The report, and what of the baseline is gone from the code."""

    checked: Checked
    stale: frozenset[str]
    state: State
    baseline: Baseline | None
    """The baseline that was given, with the findings of moved files where they are by now."""


def reader(project: Project) -> Callable[[str], str]:
    """The text of a file of a project; raises `Unreadable`."""
    return lambda path: project.read(path).text


def judge(facts: Facts, plan: Plan, rules: Sequence[Rule], moved: Review | None = None) -> State:
    """Ask the rules, and take aside what is allowed."""
    read = reader(facts.project)
    lines = Lines(read)
    outcomes = run(rules, facts)
    hits = hits_of(outcomes, lines, moved.moved if moved else None)
    comments = suppressions(facts, hits, plan)
    codes = frozenset(rule.code for rule in rules if facts.change or not rule.of_change)
    return State(facts, outcomes, hits, split(hits, comments, plan.config.allowed, codes, plan.today), lines)


def suppressions(facts: Facts, hits: Sequence[Hit], plan: Plan) -> Suppressions:
    """The comments in all sources that rules judge, and in whatever else a finding stands."""
    paths = {path for path in facts.files if facts.role(path) in (Role.PRODUCTION, Role.TEST)}
    paths |= {hit.site.path for hit in hits}
    found = scan(that_speak(facts.files, paths), reader(facts.project), plan.codes, facts.files)
    return found.without(plan.config.unsuppressable)


def check(facts: Facts, plan: Plan) -> Done:
    """The whole check on joined facts."""
    rules, compared = _rules(plan, facts)
    facts = _under(facts, plan.review)
    now = judge(facts, plan, rules)
    plan = _followed(plan, now)
    before = _before(facts, plan, compared)
    left, known = _without_known(now.split.left, plan)
    excused = [*now.split.excused, *known]
    complaints = now.split.complaints
    if plan.review and before:
        from tenetlint.gate.compare import Before, new_complaints, new_hits

        old = Before.of(before.split.left, before.split.complaints, plan.review.moved)
        new = new_hits(now.split.left, old, plan.review)
        left, complaints = [hit for hit in left if hit.fingerprint in new], new_complaints(complaints, old)
    found = [making.item(hit, plan.config.severity, now.lines) for hit in left]
    found += making.complaint_items(complaints, plan.config.severity, now.lines)
    found = _with_causes(found, facts, plan.review) if plan.review else found
    return Done(_checked(found, excused, now, before, plan), _stale(now, rules, plan), now, plan.baseline)


def _rules(plan: Plan, facts: Facts) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules to ask today, and those to ask of the time before; coverage of that time is not known."""
    if plan.review is None:
        return tuple(rule for rule in plan.asked if not rule.of_change), ()
    by_coverage = bool(facts.coverage_paths)
    standing = [rule for rule in plan.asked if not (by_coverage and speaks_of_files(rule))]
    standing = [rule for rule in standing if by_coverage or plan.chosen or not rule.of_change]
    return tuple(standing), tuple(rule for rule in standing if not rule.of_change)


def _under(facts: Facts, review: Review | None) -> Facts:
    """The facts, with the change under review where there is one."""
    if review is None:
        return facts
    from tenetlint.facts.changed import under

    return under(facts, review.change)


def _before(facts: Facts, plan: Plan, rules: Sequence[Rule]) -> State | None:
    if plan.review is None:
        return None
    changed = plan.review.before
    old = facts.beside(facts.project.before(changed), changed.keys())
    return judge(old, plan, rules, plan.review)


def _followed(plan: Plan, now: State) -> Plan:
    if plan.baseline is None:
        return plan
    project = now.facts.project
    there = {clean(path) for path in (*now.facts.sources, *(each.path for each in project.unread))}
    return plan._replace(baseline=plan.baseline.followed(now.split.left, there))


def _without_known(left: Sequence[Hit], plan: Plan) -> tuple[list[Hit], list[Excused]]:
    """Split what the baseline knows from the rest; of equal findings, those on added lines are the new ones."""
    if plan.baseline is None:
        return list(left), []
    new = surplus(left, plan.baseline.known(left), _preferred(plan.review))
    site = Site(plan.baseline_path)
    known = [Excused(hit, Means.BASELINE, "", site) for hit in left if hit.fingerprint not in new]
    return [hit for hit in left if hit.fingerprint in new], known


def _preferred(review: Review | None) -> Callable[[Hit], bool]:
    if review is None:
        return lambda hit: False
    from tenetlint.gate.compare import on_added_line

    return on_added_line(review)


def _with_causes(found: Sequence[Item], facts: Facts, review: Review) -> list[Item]:
    from tenetlint.gate.compare import Causes

    causes = Causes.of(facts, review)
    return [each._replace(new=True, caused_by=causes.cause(each.site, each.evidence)) for each in found]


def _reported(each: Item, judged: Judged) -> bool:
    """Whether it stands in a judged file, or a judged file brought it about elsewhere."""
    if each.path in judged:
        return True
    return each.caused_by is not None and each.caused_by.path in judged and judged.why_not(each.path) == "not named"


def _checked(
    found: Sequence[Item], excused: Sequence[Excused], now: State, before: State | None, plan: Plan
) -> Checked:
    facts, severity = now.facts, plan.config.severity
    aside = (
        Aside(making.item(each.hit, severity, now.lines), each.means, each.reason, each.site, each.until)
        for each in excused
        if each.hit.site.path in plan.judged
    )
    unread = tuple(each for each in sorted(set(facts.unread)) if each.path in plan.judged)
    return Checked(
        project=facts.project.name,
        version=__version__,
        items=tuple(sorted((each for each in found if _reported(each, plan.judged)), key=making.order)),
        put_aside=tuple(sorted(aside, key=lambda each: making.order(each.item))),
        unread=unread,
        unread_code=sum(is_judged(facts, each.path) for each in unread),
        failures=tuple(_failures(now.outcomes)),
        rules=(*making.complaint_rules(severity), *(making.about(outcome.rule, severity) for outcome in now.outcomes)),
        files=sum(path in plan.judged for path in facts.files),
        against=plan.review.words if plan.review else "",
        score_line=score_line(now, before) if len(plan.asked) == len(plan.rules) else None,
    )


def _failures(outcomes: Sequence[Outcome]) -> list[Failure]:
    return [Failure(outcome.rule.code, outcome.crash.summary) for outcome in outcomes if outcome.crash]


def _stale(now: State, rules: Sequence[Rule], plan: Plan) -> frozenset[str]:
    """The fingerprints of the baseline that nothing has any more, as far as this check can tell."""
    if plan.baseline is None:
        return frozenset()
    able = {rule.code for rule in rules if now.facts.coverage_paths or not speaks_of_files(rule)}
    unread = {each.path for each in now.facts.unread}
    there = {hit.fingerprint for hit in now.hits}
    return frozenset(
        each
        for each, entry in plan.baseline.prints.items()
        if each not in there and entry.code in able and entry.path not in unread and entry.path in plan.judged
    )


__all__ = ["Done", "Plan", "State", "Unreadable", "check", "judge"]
