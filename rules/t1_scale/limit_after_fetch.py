"""TNT102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_OF_ONE = re.compile(
    r"_by_(?!filter|project|tenant|user|owner)\w+|_for_(?!project|tenant|user)\w+|get_instance_\w+|_members$"
)


@rule("TNT102", Tenet.SCALABILITY, file_local=True)
def limit_after_fetch(facts: Facts) -> Iterator[Finding]:
    """Do not fetch everything and cut it in memory.

    ## What it finds
    A list that a function fetches and then cuts down to a page: `limited(items, request)`, `paginate_list(items, …)`,
    or a slice by a limit, `items[start:start + limit]`. Kept where the fetch itself was given a limit or marker.

    ## Why it matters
    The client asked for twenty things and pays for all of them: the whole table is read, sent and built in memory for
    each page. Pagination that only hides rows makes the load worse, because the client comes back for the next page.

    ## What to do instead
    Hand `limit` and `marker` down to the store, and let it read no more than a page.

    ## What it does not see
    A list that comes in as a parameter: who fetched it is decided elsewhere. What belongs to one thing
    (`…_by_instance`, `…_for_node`) is small, and kept. Cuts by helpers under other names.
    """
    for seen in facts.marks("cut"):
        origin, *bounds = seen.mark.notes
        how = "a slice" if seen.mark.subject == "slice" else f"`{seen.mark.subject}`"
        if bounds:
            yield kept(seen.site, f"`{origin}` was given `{bounds[0]}` before {how} cuts its result")
        elif _OF_ONE.search(origin):
            yield kept(seen.site, f"`{origin}` fetches only what belongs to one thing before {how} cuts it")
        else:
            yield broken(seen.site, f"all that `{origin}` returns is fetched, then cut in memory by {how}")
