"""TNT307."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT307", Tenet.ASYNCHRONOUS, unit=Unit.NONE, severity=Severity.INFO)
def remotable_method(facts: Facts) -> Iterator[Finding]:
    """Methods that a decorator turns into RPC calls.

    ## What it finds
    Methods under a decorator such as `@remotable`, which sends the method to another service and waits for it whenever
    an indirection is set up. They are listed beside the count of calls and casts, and are not scored. A use of a typed
    RPC API is kept: it can be seen.

    ## Why it matters
    Such a call cannot be seen where it is made: `thing.save()` looks like a local step and is a round trip to another
    machine and its database. A ratio of calls to casts that leaves them out is too kind.

    ## What to do instead
    Say in the name, or in the type, that the step goes over the wire.

    ## What it does not see
    How often each method is used, and whether the process that uses it has the indirection set up.
    """
    for method in facts.rpc.remotable:
        yield broken(method.site, f"`{method.function}` becomes an RPC call through `{method.decorator}`")
    for use in facts.rpc.uses:
        yield kept(use.site, f"`{use.method}` is sent through `{use.api}`, where it can be seen")
