"""TNT507."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT507", Tenet.SHARED_NOTHING, unit=Unit.NONE, severity=Severity.INFO)
def undefined_database_function(facts: Facts) -> Iterator[Finding]:
    """A function is called that the database API does not have.

    ## What it finds
    A call on the database API (by import, or by the attribute that holds it) of a name that none of its modules
    defines, imports or assigns. Each call that resolves is kept.

    ## Why it matters
    It is dead code or a failure that waits for its first run: a by-product of knowing the whole API.

    ## What to do instead
    Remove the call, or call what the function is named now.

    ## What it does not see
    APIs that make names up at run time (`__getattr__`, star imports of libraries) are not judged. All hits known
    are true, but there are only three, so it earns no points.
    """
    missing = {each.site for each in facts.database.undefined}
    for each in facts.database.undefined:
        yield broken(each.site, f"`{each.symbol}` is called, and `{each.module}` has no such function")
    for site in facts.database.sites:
        if site.kind == "direct" and site.form == "call" and site.site not in missing:
            yield kept(site.site, f"`{site.symbol}` exists")
