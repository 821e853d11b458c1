"""TNT104."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts, Site
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT104", Tenet.SCALABILITY, Tenet.ASYNCHRONOUS, weight=0.75)
def rpc_per_item(facts: Facts) -> Iterator[Finding]:
    """Do not wait for an RPC answer inside a loop.

    ## What it finds
    An RPC `call`, made directly or through a typed RPC API, inside a `for` loop or comprehension that goes through
    items. Kept: a `cast` per item, which does not wait.

    ## Why it matters
    The waits add up: with a hundred items the caller stands still for a hundred round trips, and one server that does
    not answer stops the rest for a whole time-out.

    ## What to do instead
    Cast to each, send one message that names all items, or start the calls side by side and gather the answers.

    ## What it does not see
    Methods that are handed to a worker instead of being called. Loops that try again (`while`, `for … in
    range(…)`); a call hidden in a function that the loop calls; what is decided at run time to be a call or a
    cast.
    """
    repeats = {(seen.path, seen.mark.line) for seen in facts.marks("repeat")}
    for use in facts.rpc.uses:
        if use.form == "reference":
            continue
        if use.loop and (use.path, use.loop) not in repeats:
            stub = Evidence(use.stub, f"`{use.method}` waits for the answer")
            yield from _judge(use.kind, use.site, use.method, use.loop, stub)
    for send in facts.rpc.sends:
        if send.loop and (send.path, send.loop) not in repeats:
            yield from _judge(send.kind, send.site, send.method or send.receiver, send.loop)


def _judge(kind: str, site: Site, method: str, line: int, *why: Evidence) -> Iterator[Finding]:
    loop = Evidence(Site(site.path, line, 0, site.function), "the loop")
    if kind == "cast":
        yield kept(site, f"`{method}` is cast for each item", loop)
    elif kind == "call":
        yield broken(site, f"`{method}` is called, and waited for, on each turn of a loop", loop, *why)
