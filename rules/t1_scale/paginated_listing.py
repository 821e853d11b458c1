"""TNT151."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts, Site
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_LISTING = re.compile(
    r"(?!paginate)_?(?:get|list|find|fetch|iter|index|detail|query|search)(?:_?\w*)?|\w*(?:_all|_list|_index|_iter)"
)
_SIZES = ("limit", "page_size", "max_items", "max_keys")
_PLACES = ("marker", "start_after", "page_token", "next_token", "continuation_token", "last_key", "start_marker")
_WORDS = frozenset({*_SIZES, *_PLACES})


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
            if _WORDS.isdisjoint(function.parameters):
                continue
            name = function.qualname.rpartition(".")[2]
            size = next((each for each in _SIZES if each in function.parameters), None)
            place = next((each for each in _PLACES if each in function.parameters), None)
            if size and place and _LISTING.fullmatch(name):
                yield kept(Site(path, function.line, 0, function.qualname), f"`{name}` takes `{size}` and `{place}`")
