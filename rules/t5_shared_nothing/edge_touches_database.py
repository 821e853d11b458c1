"""TNT504."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Severity, rule
from tenetlint.tenets import Tenet

_CLIENTS = frozenset({"api", "client", "rpcapi"})
_EDGE = frozenset({"virt", "agent", "agents", "guestagent"})


@rule("TNT504", Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, severity=Severity.ERROR)
def edge_touches_database(facts: Facts) -> Iterator[Finding]:
    """Code that runs on every node reaches into the central database.

    ## What it finds
    Calls of the database API, sessions, transactions and row locks in edge packages: `virt`, `agent`, `agents` and
    `guestagent` directly below the top package. Modules named `fake` are left out, and so are `api`, `client` and
    `rpcapi` modules that send RPC: they run where the edge is called from. A call of a versioned object's method is
    kept: on a node it may be sent to another process.

    ## Why it matters
    There are as many such processes as machines. A database that all of them connect to is the limit of the whole
    cloud, and each node that is broken into holds its password.

    ## What to do instead
    Keep the node's state on the node, and send a message to whoever keeps the rest.

    ## What it does not see
    Edge code in packages of other names, and what an edge module reaches through a helper elsewhere.
    """
    for site in facts.database.sites:
        parts = site.path.removesuffix(".py").split("/")
        if site.component not in _EDGE or "fake" in parts or site.kind == "local" or site.in_layer:
            continue
        if parts[-1] in _CLIENTS and any(send.path == site.path for send in facts.rpc.sites):
            continue
        if site.kind == "object":
            yield kept(site.site, f"`{site.symbol}` may be sent to another process")
        else:
            yield broken(
                site.site, f"`{site.symbol}` reaches the database from `{site.component}`, which runs on every node"
            )
