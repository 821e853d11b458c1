"""TNT652."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT652", Tenet.DISTRIBUTED, weight=0.5)
def sent_to_owner(facts: Facts) -> Iterator[Finding]:
    """Work goes to the node that owns the state.

    ## What it finds
    A message that is addressed to one node: `client.prepare(server=host)`, `_get_cctxt(server=…)`, a topic made for
    one host (`queue_get_for(context, topic, host)`, `_compute_topic(…, host)`, `get_topic_for(node)`).

    ## Why it matters
    The logic runs where the state naturally exists, and nothing is fetched to be worked on elsewhere.

    ## What to do instead
    Nothing: this is the tenet kept.

    ## What it does not see
    Addresses that are part of a topic string, and work that nodes take from a queue of their own accord.
    """
    for seen in facts.marks("to-owner"):
        yield kept(seen.site, f"`{seen.mark.subject}` addresses the one node that is named by `{seen.mark.notes[0]}`")
