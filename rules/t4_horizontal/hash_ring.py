"""TNT451."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT451", Tenet.HORIZONTAL, Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, Tenet.SCALABILITY, weight=1.5)
def hash_ring(facts: Facts) -> Iterator[Finding]:
    """Work or data is spread by the hash of a key.

    ## What it finds
    A hash ring that is made or asked for: `HashRing(…)`, `Ring(…)`, `get_ring(…)`, a `Partitioner`,
    `get_partition(count, key)`, a partitioned group joined at a coordination service.

    ## Why it matters
    Every process works out by itself who owns a key, without asking anybody. Add a node and it takes its share; lose
    one and the others take over. Nothing decides centrally and nothing is shared.

    ## What to do instead
    Nothing: this is the tenet kept.

    ## What it does not see
    Tools that only look into a ring are left out. Rings under other names, and spreading by `hash(key) % n` written
    in place (which moves nearly every key when n changes).
    """
    tools = {seed for command in facts.components.commands for seed in command.seeds}
    for seen in facts.marks("hash-ring"):
        if seen.path not in tools:
            yield kept(seen.site, f"`{seen.mark.subject}` spreads by the hash of a key")
