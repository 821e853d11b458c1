"""TNT402."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_ADDRESSES = ("connection", "sql_connection", "database_connection", "db_connection", "connection_url")


@rule("TNT402", Tenet.HORIZONTAL)
def sqlite_default(facts: Facts) -> Iterator[Finding]:
    """The database of a server does not default to a local file.

    ## What it finds
    An address `sqlite:…` as the default of an option, of a `connection` argument, or of a module's constant for
    defaults. Kept: an option for a database's address with no such default.

    ## Why it matters
    A second process on another host sees another, empty database: as delivered, the service does not scale beyond one
    node, and what works in a trial breaks in production.

    ## What to do instead
    Have no default and refuse to start without an address, or default to a store that the nodes share nothing of.

    ## What it does not see
    A default that a library or a deployment tool fills in.
    """
    for seen in facts.marks("file-database-default"):
        yield broken(seen.site, f"`{seen.mark.subject}` defaults to the local file `{seen.mark.notes[0][:60]}`")
    for option in facts.options:
        if option.name in _ADDRESSES and not (option.default or "").startswith("sqlite"):
            yield kept(option.site, f"option `{option.name}` has no local file for its default")
