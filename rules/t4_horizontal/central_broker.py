"""TNT403."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.facts.stores import StoreFact
from tenetlint.model import Finding, broken, kept, optional
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT403", Tenet.HORIZONTAL, weight=0.5, unit=Unit.SITE)
def central_broker(facts: Facts) -> Iterator[Finding]:
    """Messages do not all pass through one central broker.

    ## What it finds
    The client of a central message broker (RabbitMQ, Qpid, or a messaging library whose default is one) that services
    load, where no brokerless or sharded transport may be chosen instead. Optional where one may; kept where the
    transport that services load is brokerless or sharded.

    ## Why it matters
    The broker is the one place that all messages pass: its limit is the deployment's limit, its failure stops every
    service.

    ## What to do instead
    Send to the one who is meant, without a place in the middle, or give each part of the deployment a broker of its
    own.

    ## What it does not see
    Several brokers side by side (one per cell) that a deployment sets up by itself. Transports that a library offers
    beside its default: what counts is what the project's own code can load.
    """
    brokers = facts.stores.brokers if facts.components.services else ()
    spread = [fact for fact in brokers if fact.kind.topology != "central"]
    for fact in brokers:
        if fact.kind.topology == "central" and not _is_spare(fact, brokers):
            yield _judge(fact, spread)
        elif fact in spread and fact.state == "required":
            yield kept(fact.evidence[0].site, f"`{fact.name}` is {fact.kind.topology}", *fact.evidence)


def _is_spare(fact: StoreFact, brokers: tuple[StoreFact, ...]) -> bool:
    """Whether a broker is only another choice beside one that is loaded by default."""
    return not fact.is_default and any(other.is_default for other in brokers)


def _judge(fact: StoreFact, spread: list[StoreFact]) -> Finding:
    site = fact.evidence[0].site
    if spread:
        others = ", ".join(f"`{other.name}`" for other in spread)
        return optional(site, f"`{fact.name}` is central; {others} may be chosen instead", *fact.evidence)
    if fact.state == "optional" and not fact.alternatives:
        return optional(site, f"`{fact.name}` is central and optional: {fact.why}", *fact.evidence)
    return broken(site, f"`{fact.name}` is central, and no other transport stands beside it", *fact.evidence)
