"""TNT201."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, Tier, broken, optional
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.facts.rpc import RpcSend

_MITIGATED = 0.5
"""How much a shared store limits that is split by key."""
_MANY_CALLS = 10
"""Calls under which a project does not live by synchronous RPC."""


@rule("TNT201", Tenet.OPTIONAL, unit=Unit.FACT, severity=Severity.ERROR)
def limiting_fact_required(facts: Facts) -> Iterator[Finding]:
    """What limits the goals can be switched off.

    ## What it finds
    At most three facts of a project with services, and whether each is required: a store that the services share (half
    where it is sharded), one component that decides for the others, and synchronous RPC that outweighs the
    asynchronous (ten calls or more, and more calls than casts). A fact is optional where every deployment can do
    without it: nothing that services import or load by default needs it, or an implementation that is free of it may
    be chosen.

    ## Why it matters
    Tenets 3a and 5a allow what cannot be asynchronous or shared-nothing, on one condition: it must be optional.

    ## What to do instead
    Put the limiting part behind a seam with a second implementation that is free of it.

    ## What it does not see
    Code that an `if` on an option guards: in practice what is optional lies in a module that is loaded by name.
    """
    if facts.components.services:
        yield from _shared_store(facts)
        yield from _central_decider(facts)
        yield from _synchronous_rpc(facts)


def _shared_store(facts: Facts) -> Iterator[Finding]:
    """One fact for all shared stores: the one that can least be avoided."""
    order = ("required", "sharded", "optional")
    shared = [each for each in facts.stores.all if each.kind.is_shared]
    shared.sort(key=lambda each: (order.index(each.state), not each.is_default))
    if not shared:
        return
    store = shared[0]
    site = store.evidence[0].site
    if store.is_limiting:
        weight = _MITIGATED if store.state == "sharded" else 1.0
        message = f"the shared store `{store.name}` is {store.state}: {store.why}"
        yield broken(site, message, *store.evidence, weight=weight)
    else:
        yield optional(site, f"no shared store is required; `{store.name}` is optional: {store.why}", *store.evidence)


def _central_decider(facts: Facts) -> Iterator[Finding]:
    decider = facts.scheduling.central_decider
    if decider is None:
        return
    site, why = decider
    deciding = frozenset(choice.site.path for choice in facts.scheduling.choices if choice.for_others)
    other = facts.components.alternative(site.path, deciding)
    if other:
        yield optional(site, f"one component decides for the others; `{other}` may be chosen instead")
    else:
        yield broken(site, f"one component decides for the others: {why}")


def _synchronous_rpc(facts: Facts) -> Iterator[Finding]:
    sends = [send for send in facts.rpc.sends if facts.components.tier(send.path) is not Tier.PLUGIN]
    calls = [send for send in sends if send.kind == "call"]
    casts = [send for send in sends if send.kind == "cast"]
    if len(calls) >= _MANY_CALLS and len(calls) > len(casts):
        yield broken(calls[0].site, f"synchronous RPC outweighs asynchronous: {len(calls)} calls, {len(casts)} casts",
                     *_examples(calls))


def _examples(calls: Sequence[RpcSend]) -> list[Evidence]:
    """One call of each of the first files."""
    first = {call.path: call for call in reversed(calls)}
    return [Evidence(call.site, f"`{call.method or call.receiver}` is called") for call in sorted(first.values())[:3]]
