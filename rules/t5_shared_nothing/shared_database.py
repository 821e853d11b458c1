"""TNT501."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.facts.stores import StoreFact
from tenetlint.model import Cap, Finding, broken, kept, optional
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_REQUIRED = 40
"""What a required shared store leaves of tenets 4, 5 and 7, whatever else is credited."""
_SHARDED = 60
"""What it leaves of tenets 4 and 5 where it is split by key."""


@rule(
    "TNT501", Tenet.SHARED_NOTHING, Tenet.HORIZONTAL, Tenet.EVENTUAL, unit=Unit.NONE, severity=Severity.ERROR
)
def shared_database(facts: Facts) -> Iterator[Finding]:
    """No store is shared by all components of every deployment.

    ## What it finds
    One finding for each kind of store or lock service whose client the project's code imports: required, sharded
    (required, and five files or more reach state by its shard), optional (only an option loads it, an implementation
    without it may be chosen instead, or its client is asked for by an extra alone), or kept: a file of one node, a
    cache that may be lost, a distributed store without a master. Clients, topology and consistency of each kind stand
    in the vocabulary.

    A required shared store holds tenets 4, 5 and 7 at 40. Where it is sharded, it holds 4 and 5 at 60.

    ## Why it matters
    Every service that is added puts its load on the same store, so the store's limit is the deployment's limit, and
    its failure is everybody's failure.

    ## What to do instead
    Keep state where it is used, split it by key, or put the store behind a seam with an implementation that is
    distributed. Whoever needs one shared store must be able to do without it (tenet 5a).

    ## What it does not see
    A store that is reached over another service's HTTP interface; a store behind a client that the vocabulary does
    not know. Databases on the tenant's side (guest agents) are the tenant's own and are left out. An import is taken
    for a use: a service that imports the client and then blocks the connection counts as one that shares.
    """
    if not facts.components.services:
        return
    for fact in facts.stores.all:
        yield _judge(facts, fact)


def _judge(facts: Facts, fact: StoreFact) -> Finding:
    site, *_ = (each.site for each in fact.evidence)
    if not fact.kind.is_shared:
        return kept(site, f"`{fact.name}` is {_nature(fact)}", *fact.evidence)
    if not fact.is_limiting:
        return optional(site, f"`{fact.name}` is optional: {fact.why}", *fact.evidence)
    return broken(site, f"`{fact.name}` is {fact.state}: {fact.why}", *fact.evidence, caps=_caps(fact))


def _nature(fact: StoreFact) -> str:
    if fact.kind.is_local:
        return "a file of one node"
    return "distributed and eventually consistent" if fact.kind.is_distributed else "a cache, whose state may be lost"


def _caps(fact: StoreFact) -> tuple[Cap, ...]:
    sharded = fact.state == "sharded"
    why = f"`{fact.name}` is shared by all services" + (", split by key" if sharded else "")
    at = _SHARDED if sharded else _REQUIRED
    return (
        Cap(Tenet.HORIZONTAL, at, why),
        Cap(Tenet.SHARED_NOTHING, at, why),
        Cap(Tenet.EVENTUAL, _REQUIRED, why),
    )
