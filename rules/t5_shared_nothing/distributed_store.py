"""TNT552."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet

_MAY_BE_CHOSEN = 0.5
"""What a distributed store counts that runs only when it is chosen."""


@rule("TNT552", Tenet.SHARED_NOTHING, Tenet.EVENTUAL, unit=Unit.SITE)
def distributed_store(facts: Facts) -> Iterator[Finding]:
    """State lives in a store that is itself distributed.

    ## What it finds
    The client of a store that has no master and is eventually consistent (Riak, Cassandra, an object store), in code
    that services load, or that may be chosen in the place of another store (which counts half).

    ## Why it matters
    Such a store grows by adding nodes and lives on when it loses some: what is kept in it is not shared through one
    place.

    ## What to do instead
    Nothing: this is the tenet kept.

    ## What it does not see
    How the store is set up, and whether the code that uses it asks for strong consistency after all. A client of an
    object store counts only where the store may be chosen in the place of another one: most who import it are users
    of the service.
    """
    for fact in facts.stores.all if facts.components.services else ():
        if fact.kind.is_distributed:
            must = fact.state == "required"
            says = "holds the state" if must else "may be chosen to hold the state"
            message = f"`{fact.name}` {says}: distributed, eventually consistent"
            yield kept(fact.evidence[0].site, message, *fact.evidence, weight=1.0 if must else _MAY_BE_CHOSEN)
