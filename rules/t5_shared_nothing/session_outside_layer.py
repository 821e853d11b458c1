"""TNT503."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT503", Tenet.SHARED_NOTHING, unit=Unit.NONE)
def session_outside_layer(facts: Facts) -> Iterator[Finding]:
    """A session or transaction is opened outside the database layer.

    ## What it finds
    Session calls (`session.query`, `session.execute`, `model_query`), transaction scopes (`session.begin()`,
    `writer.using(context)`, `@context_manager.reader`) and row locks outside the database layer and outside
    packages named `objects`. A name alone is never enough: the file must import an SQL library or the project's
    database API, or the session must be the context's.

    ## Why it matters
    SQL that is spread over a project ties all of it to one kind of store. The same fact is scored once, by TNT401
    and TNT501.

    ## What to do instead
    Put the query behind a function of the database API.

    ## What it does not see
    Sessions of another name than session, and helpers that hand out queries. Sessions of HTTP clients and
    hypervisors, and a guest agent's connection to the tenant's own database, are left out on purpose.
    """
    for site in facts.database.sites:
        if site.kind not in ("session", "transaction", "lock"):
            continue
        if site.in_layer or "objects" in site.path.split("/"):
            yield kept(site.site, f"`{site.symbol}` stands in the database layer")
        else:
            yield broken(site.site, f"`{site.symbol}` is a {site.kind} outside the database layer")
