"""TNT103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_CATALOGUE = re.compile(
    r"(?i)(?:type|class|trait|flavor|flavour|quota|role|region|spec|version|migration|build|mapping|domain)s?\b|default"
)
_TOOLS = re.compile(r"(?:^|/)(?:cmd|cli|bin|upgrade\w*|migrat\w+)(?:/|\.py$)|(?:^|[/_])manage(?:\.py|/|_)")
_NARROWING = re.compile(
    r"limit|marker|page\w*|\w*filters?|\w*_ids?|uuids?|ids?|\w*_uuids?|\w*host|name|\w*_name|\*\*?\w+|query|search\w*|"
    r"key\w*|topic|binary"
)


@rule("TNT103", Tenet.SCALABILITY, file_local=True)
def unbounded_query(facts: Facts) -> Iterator[Finding]:
    """Do not read a whole table.

    ## What it finds
    A query chain that ends in `.all()` or `.fetchall()` with no limit, no aggregate and no filter by a key, in
    a function that takes no limit, marker, filter or id either. A chain is followed through local names. Kept
    where something bounds the rows.

    ## Why it matters
    Tables grow with the cloud; the function's memory and time grow with them, and the database is the one place
    that all services wait for.

    ## What to do instead
    Filter by a key in the query, or page through the rows with a limit and a marker.

    ## What it does not see
    Tables that stay small by nature (types, classes, traits, flavours, quotas, roles) are left out by name.
    Queries that are put together across functions, and SQL text.
    """
    for seen in facts.marks("query"):
        if _TOOLS.search(seen.path):
            continue
        bounded_by, *parameters = seen.mark.notes
        narrowing = next((each for each in parameters if _NARROWING.fullmatch(each)), None)
        if bounded_by:
            yield kept(seen.site, f"the rows of `{seen.mark.subject}` are bounded by {bounded_by}")
        elif narrowing:
            yield kept(seen.site, f"the rows of `{seen.mark.subject}` can be narrowed by the parameter `{narrowing}`")
        elif not _CATALOGUE.search(seen.mark.subject):
            yield broken(seen.site, f"all rows of `{seen.mark.subject}` are read at once")
