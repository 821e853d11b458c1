"""TNT551."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT551", Tenet.SHARED_NOTHING, Tenet.HORIZONTAL, Tenet.SCALABILITY)
def sharded_access(facts: Facts) -> Iterator[Finding]:
    """State is reached by its shard: cell, partition, pool.

    ## What it finds
    Access that first names the shard: `target_cell(…)`, `scatter_gather_*`, a ring's `get_nodes(key)` or
    `get_part(key)`, shard ranges, a catalogue of pools or cells (`pool_catalog.lookup(…)`).

    ## Why it matters
    No store has to hold, and no process has to reach, everything. Shards fail alone, and there is always room for one
    more.

    ## What to do instead
    Nothing: this is the tenet kept. Asking all shards for each request (scatter and gather) bounds it again.

    ## What it does not see
    Shards behind a proxy, a driver or the database itself; a bare word `shard` says too little to count.
    """
    for seen in facts.marks("shard-access"):
        yield kept(seen.site, f"`{seen.mark.subject}` reaches state spread by {seen.mark.notes[0]}")
