"""TNT105."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_TOOLS = re.compile(r"(?:^|/)(?:cmd|cli|bin|\w*fakes?)(?:/|\.py$)|(?:^|[/_])manage(?:\.py|/|_)")
_FEW = re.compile(r"(?:\w+_)?(?:key|k|attr|attribute|field|cell|cell_mapping|shard|setting|option)(?:_\w+)?")


@rule("TNT105", Tenet.SCALABILITY, weight=0.5, file_local=True)
def query_per_item(facts: Facts) -> Iterator[Finding]:
    """Do not query the database once per item.

    ## What it finds
    A call into the database layer (`db.…`, `self.db.…`, `objects.Thing.get_by_…`, `thing_repo.…`) inside a
    `for` loop or comprehension, with the loop's variable among its arguments. Kept: a call that takes many keys
    at once (`get_by_uuids`, `bulk_…`).

    ## Why it matters
    Each turn is a round trip to the shared database. A hundred items cost a hundred times the latency, and the load on
    the database grows with items times requests.

    ## What to do instead
    Ask once for all keys and match the rows in memory, or write them in one statement.

    ## What it does not see
    Loops over a literal or a `range`, over the keys of one thing, or over shards, which are few; calls hidden
    in a function that the loop calls; objects that save themselves (`thing.save()`).
    """
    for seen in facts.marks("item-query", "bulk-query"):
        if _TOOLS.search(seen.path):
            continue
        if seen.mark.kind == "item-query" and _goes_through_few(seen.mark.notes):
            continue
        if seen.mark.kind == "bulk-query":
            yield kept(seen.site, f"`{seen.mark.subject}` takes many items at once")
        else:
            loop = Evidence(seen.at(seen.mark.loop), "the loop")
            yield broken(seen.site, f"`{seen.mark.subject}` goes to the database for each item of a loop", loop)


def _goes_through_few(notes: tuple[str, ...]) -> bool:
    """Loops over the keys of one thing, or over cells and shards."""
    items, *targets = notes
    return items.endswith((".items()", ".keys()")) or any(map(_FEW.fullmatch, targets))
