"""TNT701."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT701", Tenet.EVENTUAL, weight=1.5)
def row_lock(facts: Facts) -> Iterator[Finding]:
    """Rows of the database are locked while code decides.

    ## What it finds
    Calls of `with_for_update` and `with_lockmode`, the argument `with_for_update=True`, and `FOR UPDATE` in SQL
    that is executed; in the syntax, so comments and documentation do not count. `update_on_match` is kept: it
    decides without a lock.

    ## Why it matters
    A lock makes everyone who wants the row wait for one transaction, across all processes, and dies with the
    connection. It works only as long as one server holds the truth.

    ## What to do instead
    Update on the condition that the row still is what was read, and try again if it is not.

    ## What it does not see
    Locks that the isolation level takes by itself, `LOCK TABLES` and advisory locks.
    """
    for site in facts.database.sites:
        if site.kind == "lock":
            yield broken(site.site, f"`{site.symbol.rpartition('.')[2]}` locks rows until the transaction ends")
        elif site.symbol.endswith("update_on_match"):
            yield kept(site.site, "`update_on_match` applies only to the state expected, without a lock")
