"""TNT401."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import Ease, Unit, against, balance, rule
from tenetlint.tenets import Tenet

_SHARDED = Ease("TNT551", files=5)

_COUNTS = (
    balance(Tenet.HORIZONTAL, Unit.SHARE, 6.0, Unit.SITE, 1.0, ease=_SHARDED),
    balance(Tenet.SHARED_NOTHING, Unit.SITE, 1.0, Unit.SITE, 1.0, ease=_SHARDED),
    against(Tenet.EVENTUAL, Unit.SHARE, 6.0),
)


@rule("TNT401", Tenet.HORIZONTAL, Tenet.SHARED_NOTHING, Tenet.EVENTUAL, counts=_COUNTS)
def store_reaching_component(facts: Facts) -> Iterator[Finding]:
    """Services do not depend on one shared store.

    ## What it finds
    For each service (console and WSGI scripts, programs in `bin/`, WSGI modules), whether what it imports, or loads by
    default, reaches a module that uses the client of a required shared store. Tools for administrators are no
    services. A service whose start module blocks the layer (as TNT505 has it) is kept. The share of services
    that reach it counts against tenets 4 and 7, each of them against tenet 5, and half where access is sharded
    (TNT551).

    ## Why it matters
    A service that stands on a shared store does not scale by adding more of it: each one adds load to the store.

    ## What to do instead
    Let a service keep the state of what it runs by itself, or ask the owner of the state by message.

    ## What it does not see
    An import is not a connection. That a service reaches the store is exact; whether it uses it is not: of the sampled
    services 15 of 20 called the database layer in their own code, the others imported it all the same, and asked the
    owner of the state by message. They count, since nothing in the code keeps them from the store. A service that
    reaches the store through another service's API counts as one that does not.
    """
    blocks = {seen.path: seen for seen in facts.marks("database-block") if not seen.mark.notes}
    for service in facts.components.services:
        paths = facts.stores.reached_by(service)
        block = next((blocks[seed] for seed in sorted(service.seeds) if seed in blocks), None)
        if paths and block:
            words = f"service `{service.name}` imports the store's client and takes it away: `{block.mark.subject}`"
            yield kept(service.site, words, Evidence(block.site, "the block"))
            continue
        if not paths:
            yield kept(service.site, f"service `{service.name}` reaches no shared store")
            continue
        store = next(fact for fact in facts.stores.limiting if paths[0] in fact.paths)
        yield broken(
            service.site,
            f"service `{service.name}` reaches `{store.name}`",
            Evidence(facts.stores.import_site(store, paths[0]), f"the client of {store.name} is imported"),
        )
