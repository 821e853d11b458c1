"""TNT602."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT602", Tenet.DISTRIBUTED, weight=0.5, unit=Unit.PACKAGE)
def filter_weigher_class(facts: Facts) -> Iterator[Finding]:
    """Do not grow a central decision by one more criterion.

    ## What it finds
    Classes derived from `*Filter` or `*Weigher` in code that decides for others (scheduler, cells, placement,
    manager). Each is one more thing about a node that the decider must know. The classes of a package count as one,
    by the logarithm of their number. Kept: filters of other things (requests, log records, rows).

    ## Why it matters
    The number of criteria is the size of the central decision: every one needs its share of each node's state to be
    sent to, stored and kept fresh in one place.

    ## What to do instead
    Let the node judge what only the node knows, and refuse what does not fit. Keep in the centre what cannot be known
    at the edge (policy, affinity).

    ## What it does not see
    Criteria that are functions or expressions, and filters that live in a package with another name.
    """
    criteria = {seen.site for seen in facts.scheduling.criteria}
    for seen in facts.marks("criterion"):
        name, base = seen.mark.subject, seen.mark.notes[0]
        if seen.site in criteria:
            yield broken(seen.site, f"`{name}` is a `{base}`: one more criterion of a central decision")
        else:
            yield kept(seen.site, f"`{name}` is a `{base}`, and no part of a decision about nodes")
