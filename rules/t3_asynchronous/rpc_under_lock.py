"""TNT305."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts, Site
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT305", Tenet.ASYNCHRONOUS, unit=Unit.NONE, severity=Severity.INFO)
def rpc_under_lock(facts: Facts) -> Iterator[Finding]:
    """Do not wait for an RPC answer while a lock is held.

    ## What it finds
    An RPC `call`, made directly or through a typed RPC API, inside `with lock:` or in a function that a decorator
    synchronizes. Kept: a `cast` there, which lets go of the lock at once.

    ## Why it matters
    Everybody who wants the lock waits for the other machine too. If that machine needs the same lock to answer, both
    wait until the call times out.

    ## What to do instead
    Take what is needed under the lock, let go, then call; or cast.

    ## What it does not see
    Locks that a caller further up holds, and locks taken by `acquire()` and `release()`. Too few hits exist to measure
    its precision on 15, so it earns no points.
    """
    for use in facts.rpc.uses:
        if use.lock and use.form != "reference":
            stub = Evidence(use.stub, f"`{use.method}` waits for the answer")
            yield from _judge(use.kind, use.site, use.method, use.lock, stub)
    for send in facts.rpc.sends:
        if send.lock:
            yield from _judge(send.kind, send.site, send.method or send.receiver, send.lock)


def _judge(kind: str, site: Site, method: str, line: int, *why: Evidence) -> Iterator[Finding]:
    lock = Evidence(Site(site.path, line, 0, site.function), "the lock")
    if kind == "cast":
        yield kept(site, f"`{method}` is cast while a lock is held", lock)
    elif kind == "call":
        yield broken(site, f"`{method}` is called, and waited for, while a lock is held", lock, *why)
