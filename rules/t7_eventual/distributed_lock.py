"""TNT703."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT703", Tenet.EVENTUAL)
def distributed_lock(facts: Facts) -> Iterator[Finding]:
    """Do not hold a lock across hosts.

    ## What it finds
    A lock whose name resolves to a coordination service (tooz), to a module of the project that takes it from one, to
    a row kept as a lock in the shared database, or to a function or class that does one of these (a `StackLock`, a
    task manager that reserves its node). Kept: locks of one process or host, and reservations taken as `shared=True`.

    ## Why it matters
    All hosts must agree, at once, on who holds it: when the store of locks is slow or cut off, everyone waits, and
    when a holder dies, somebody must decide that it did. That is strong consistency, bought for work that could
    converge.

    ## What to do instead
    Give each item one owner (a hash ring, the host it lives on), make the work idempotent and let the newest wish
    win; or claim by compare-and-swap and try again.

    ## What it does not see
    Locks that reach a function as a parameter or attribute, and locks of libraries that it does not know.
    """
    for lock in facts.locks.uses:
        if lock.shared:
            yield kept(lock.site, f"`{lock.name}` is taken as shared: nothing is excluded")
        elif lock.across_hosts:
            defined = (Evidence(lock.provider, f"`{lock.provider.function}` is defined here"),) if lock.provider else ()
            yield broken(lock.site, f"`{lock.name}` is held across hosts: {lock.why}", *defined)
        else:
            yield kept(lock.site, f"`{lock.name}` stays on this host: {lock.why}")
