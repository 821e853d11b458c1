"""TNT651."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT651", Tenet.DISTRIBUTED, weight=2.0)
def local_claim(facts: Facts) -> Iterator[Finding]:
    """The node has the last word on its own resources.

    ## What it finds
    A claim: `instance_claim`, `resize_claim`, `move_claim`, `live_migration_claim` and kin, or a `*Claim` object made
    by the code that runs where the resources are.

    ## Why it matters
    Whatever was decided elsewhere on old knowledge is checked where the truth is. So deciders may be many, slow and
    wrong, and nothing is over-committed.

    ## What to do instead
    Nothing: this is the tenet kept. It is incomplete while a refused claim does not lead to another attempt
    elsewhere.

    ## What it does not see
    Nodes that refuse in other words (an exception after a capacity check).
    """
    for seen in facts.marks("claim"):
        yield kept(seen.site, f"`{seen.mark.subject}` lets the node decide on its own resources")
