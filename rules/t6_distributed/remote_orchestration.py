"""TNT603."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_MANY_STEPS = 3


@rule("TNT603", Tenet.DISTRIBUTED, unit=Unit.NONE, severity=Severity.INFO)
def remote_orchestration(facts: Facts) -> Iterator[Finding]:
    """Do not conduct remote services step by step from one function.

    ## What it finds
    A function that waits for three or more RPC answers, from at least two different methods, on one way through it.
    Branches that exclude each other (`if`/`elif`, an early `return`) are counted once. Kept: functions that wait for
    two, or many times for the same method.

    ## Why it matters
    The logic stands far from the state that it works on. Each step pays a round trip, can fail half-way, and leaves
    the others to be undone; the conductor must stay alive until the end.

    ## What to do instead
    Send one message that says what is wanted, to the service that owns most of the state, and let it do the steps;
    let steps that belong to others follow as casts or as notifications.

    ## What it does not see
    Shown, not scored: of 15 hits of an earlier form, blind to exclusive branches, 11 were right, and this form has
    one hit (right) in 13 projects, too few to tell. Steps behind helper functions, REST calls to other services, and
    RPC hidden behind remotable objects.
    """
    for each in facts.scheduling.orchestrations:
        methods = sorted({step.method for step in each.steps})
        named = ", ".join(f"`{method or '?'}`" for method in methods)
        steps = (Evidence(each.at(step), f"`{step.method or '?'}` is waited for") for step in each.steps)
        if len(each.steps) >= _MANY_STEPS and len(methods) > 1:
            yield broken(each.site, f"one run waits for {len(each.steps)} remote answers: {named}", *steps)
        else:
            yield kept(each.site, f"one run waits for at most {len(each.steps)} of its remote answers: {named}")
