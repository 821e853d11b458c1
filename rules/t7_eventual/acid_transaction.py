"""TNT702."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT702", Tenet.EVENTUAL, weight=0.5)
def acid_transaction(facts: Facts) -> Iterator[Finding]:
    """State changes in write transactions of a central store.

    ## What it finds
    Transactions that write: `session.begin()`, `connection.begin()`, `writer.using(context)`, functions decorated
    with `@…writer`, `session_for_write()`, and a project's own short cuts to them. Those that only read are kept.

    ## Why it matters
    A transaction promises that all see one truth at once, which one server can keep and many cannot. Each one is a
    place that would have to change before the state can be spread.

    ## What to do instead
    Write one record at a time, in an order in which a reader can make do with half of it, and let a later pass
    repair.

    ## What it does not see
    Whether anything is written under a plain `session.begin()`: the rare one that only reads counts all the same.
    Transactions that a library opens by itself, such as the implicit one of every session.
    """
    for site in facts.database.sites:
        if site.kind == "transaction" and site.mode == "write":
            yield broken(site.site, f"`{site.symbol}` opens a transaction that may write")
        elif site.kind == "transaction":
            yield kept(site.site, f"`{site.symbol}` only reads")
