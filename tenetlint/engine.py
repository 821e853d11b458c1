"""Find the rules, ask each of them, and keep what they say in one order. Names no rule."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.errors import UserError
from tenetlint.model import Finding, Tier, Verdict
from tenetlint.rule import Rule
from tenetlint.stages import stage

if TYPE_CHECKING:
    from tenetlint.facts import Facts


class Judged(NamedTuple):
    """A finding, and how the code that it stands in is reached."""

    finding: Finding
    tier: Tier
    alternative: str | None = None
    """Another implementation that an operator may choose, free of this rule's findings."""
    why: str = ""
    """Why it is not required, in words."""


class Crash(NamedTuple):
    """A rule that failed: our bug, and no other rule's loss."""

    summary: str
    """The exception's type and words."""
    traceback: str


class Outcome(NamedTuple):
    """All that one rule said of one project, by path, line, column and message; nothing when it crashed."""

    rule: Rule
    findings: tuple[Judged, ...] = ()
    crash: Crash | None = None


def load_rules() -> tuple[Rule, ...]:
    """Every rule below `tenetlint.rules`, by code."""
    found = [rule for module in _modules(importlib.import_module("tenetlint.rules")) for rule in _rules_of(module)]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(info.name)


def _rules_of(module: ModuleType) -> Iterator[Rule]:
    for value in vars(module).values():
        if isinstance(value, Rule) and value.check.__module__ == module.__name__:
            yield value


def run(rules: Iterable[Rule], facts: Facts) -> tuple[Outcome, ...]:
    """What each rule says, in the order of the rules."""
    return tuple(ask(rule, facts) for rule in rules)


def ask(rule: Rule, facts: Facts) -> Outcome:
    """What one rule says; an exception in it becomes a crash that travels to the report."""
    try:
        with stage(f"rule {rule.code} {rule.name}"):
            findings = sorted(rule.check(facts), key=_order)
        breached = {finding.site.path for finding in findings if finding.verdict is not Verdict.KEPT}
        return Outcome(rule, tuple(_judged(finding, breached, facts) for finding in findings))
    except UserError:
        raise
    except Exception as error:
        import traceback

        return Outcome(rule, crash=Crash(f"{type(error).__name__}: {error}", traceback.format_exc()))


def _judged(finding: Finding, breached: Collection[str], facts: Facts) -> Judged:
    path, components = finding.site.path, facts.components
    tier = components.tier(path)
    if tier is Tier.REQUIRED:
        return Judged(finding, tier)
    alternative = components.alternative(path, breached) if path in breached else None
    return Judged(finding, tier, alternative, components.why(path))


def _order(finding: Finding) -> tuple[object, ...]:
    site = finding.site
    return (site.path, site.line, site.column, finding.message, finding.verdict)
