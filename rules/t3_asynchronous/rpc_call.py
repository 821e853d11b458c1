"""TNT301."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.facts.rpc import RpcSend


@rule("TNT301", Tenet.ASYNCHRONOUS, unit=Unit.SITE, counts_kept=True)
def rpc_call(facts: Facts) -> Iterator[Finding]:
    """Cast; do not call and wait.

    ## What it finds
    Every place that sends an RPC message. A `call` waits for the answer and breaks the tenet, a `cast` (also a fan-out)
    keeps it. What is decided at run time is shown and not counted. The receiver is inferred, so that a method that is
    merely named `call` or `cast` is not mistaken for one.

    ## Why it matters
    A caller that waits ties up a thread, a database session and often a user's HTTP request for as long as another
    machine takes. When that machine is slow or gone, the wait spreads to everybody who waits for the caller.

    ## What to do instead
    Cast, and let the receiver write down or report what came of it. Where an answer is needed at once, make the feature
    optional.

    ## What it does not see
    Bodies of the project's own forwarders (the sites that use them are counted instead), vendored RPC libraries and
    tests. RPC made by a decorator is listed by `remotable-method`.
    """
    for send in facts.rpc.sends:
        yield _judge(send)


def _judge(send: RpcSend) -> Finding:
    name = f"`{send.method}`" if send.method else f"a method named at run time (through `{send.receiver}`)"
    if send.kind == "call":
        return broken(send.site, f"{name} is called, and waited for{_in_api(send)}", *_through(send))
    if send.kind == "cast":
        return kept(send.site, f"{name} is cast{' to all' if send.fanout else ''}", *_through(send))
    return kept(send.site, f"{name} is called or cast, as is decided at run time", *_through(send), weight=0.0)


def _in_api(send: RpcSend) -> str:
    """A user's request waits for it, where the sender is an API service's own code."""
    return ", while a user's request waits" if "api" in send.path.split("/")[:-1] else ""


def _through(send: RpcSend) -> tuple[Evidence, ...]:
    return (Evidence(send.site, f"sent through `{send.via}`"),) if send.via else ()
