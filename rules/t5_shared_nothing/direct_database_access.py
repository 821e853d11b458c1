"""TNT502."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT502", Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, unit=Unit.NONE)
def direct_database_access(facts: Facts) -> Iterator[Finding]:
    """Code outside the database layer calls the database API.

    ## What it finds
    Each call of a function of the project's own database API, or a reference to one, from outside the database
    layer. The API is found by what its modules import and do; the call by import, by the attribute or parameter
    that holds the API, by the factory that made it, or by a model class of the layer. Calls from packages named
    `objects`, and calls of their methods, are kept: there the access is in one place, and may be sent to another
    process.

    ## Why it matters
    Every module that calls the database ties its process to the one store that all share. The same fact is scored
    once, by TNT401 and TNT501; this rule says where it comes from, and lets a gate stop the next such call.

    ## What to do instead
    Ask the component that owns the state, or go through a versioned object.

    ## What it does not see
    SQL that an attribute of a loaded row runs by itself, and calls by a name that is made at run time. On two releases
    of a compute service, 12 years apart, it finds all 851 calls that a reader had listed, and three more, overlooked.
    """
    for site in facts.database.sites:
        if site.kind == "object":
            yield kept(site.site, f"`{site.symbol}` goes through a versioned object")
        elif site.kind == "direct" and "objects" in site.path.split("/"):
            yield kept(site.site, f"`{site.symbol}` is called by a versioned object")
        elif site.kind == "direct":
            verb = "is taken" if site.form == "reference" else "is called"
            yield broken(site.site, f"`{site.symbol}` of the database API {verb} outside the database layer")
