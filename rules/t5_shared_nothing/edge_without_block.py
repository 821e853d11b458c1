"""TNT505."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Site, broken, kept, optional
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_PROCESSES = ("console", "script")
_WORDS = frozenset({"agent", "compute", "guest", "guestagent"})


def _runs_on_nodes(name: str) -> bool:
    words = name.replace("_", "-").split("-")
    return not _WORDS.isdisjoint(words) and "api" not in words


@rule("TNT505", Tenet.SHARED_NOTHING, unit=Unit.NONE, severity=Severity.INFO)
def edge_without_block(facts: Facts) -> Iterator[Finding]:
    """A process of the nodes could open the database, and nothing stops it.

    ## What it finds
    Services whose name says that one runs on each node (`compute`, `agent`, `guest`) and whose imports reach the
    database layer. Kept are those whose start module takes the database away: it assigns the `IMPL` or a
    `DISABLE_…` switch of the database API, or an `indirection_api` that sends object methods to another process.
    Under `if CONF…` it is optional. Kept too are those that never load the layer.

    ## Why it matters
    What is only agreed on is broken by the next change; what is blocked fails in the first test.

    ## What to do instead
    Block the database where the process starts, and route object methods through an RPC API.

    ## What it does not see
    Blocks further away than the start module, and credentials that the node simply does not have. Its precision was
    not sampled (there are too few such services), so it earns no points.
    """
    layer = {facts.modules[each] for each in facts.database.modules if each in facts.modules}
    blocks = {seen.path: seen for seen in facts.marks("database-block")}
    for service in facts.components.services:
        if service.kind not in _PROCESSES or not _runs_on_nodes(service.name) or not service.seeds:
            continue
        start = min(service.seeds)
        found = next((blocks[seed] for seed in sorted(service.seeds) if seed in blocks), None)
        if found and found.mark.notes:
            yield optional(found.site, f"`{service.name}` blocks the database only if `{found.mark.notes[0]}`")
        elif found:
            yield kept(found.site, f"`{service.name}` takes the database away: `{found.mark.subject}`")
        elif layer.isdisjoint(facts.components.reach(service)):
            yield kept(Site(start), f"`{service.name}` does not load the database API")
        else:
            yield broken(
                Site(start), f"`{service.name}` runs on every node, loads the database API and does not block it"
            )
