"""TNT151."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts, Site
from tenetlint.facts.paging import page_of
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT151", Tenet.SCALABILITY)
def paginated_listing(facts: Facts) -> Iterator[Finding]:
    """A listing takes a limit and a marker.

    ## What it finds
    Functions that list (`get_…`, `list_…`, `find_…`, `index`, `detail`, `…_all`) and take both a page size
    (`limit`) and a place to go on from (`marker`).

    ## Why it matters
    A caller can walk through any number of things at a bounded cost per step, and the cost of a step does not grow
    with how far the walk has come, as it does with an offset.

    ## What to do instead
    Nothing; this is the good way.

    ## What it does not see
    Whether the limit reaches the store (`limit-after-fetch` looks at that). Listings that read their page out of a
    request object.
    """
    for path, file in facts.in_role():
        for function in file.functions:
            if page := page_of(function):
                name = function.qualname.rpartition(".")[2]
                says = f"`{name}` takes `{page.size}` and `{page.place}`"
                yield kept(Site(path, function.line, 0, function.qualname), says)
