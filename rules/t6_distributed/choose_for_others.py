"""TNT601."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Cap, Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_CENTRAL = 40
"""What a central decider leaves of tenet 6, whatever else is distributed."""


@rule("TNT601", Tenet.DISTRIBUTED, weight=2.0)
def choose_for_others(facts: Facts) -> Iterator[Finding]:
    """Do not choose for the nodes what they can choose for themselves.

    ## What it finds
    One component picks among many: `random.choice(hosts)`, `min(agents, key=…)`, `services.sort(key=…)`, or asks for
    such a choice (`get_weighed_hosts`, `get_all_host_states`, `select_destinations`), in code that decides for others
    by its place (scheduler, conductor, engine, manager, central, placement). Kept where a hash ring answers, or where
    the one that needs a node picks it.

    Where that code is not a plug-in, and the project runs a service for it (`*-scheduler`, `*-decision-engine`,
    `*-central`) or has three or more filter and weigher classes, the decision is central: tenet 6 is held at 40.

    ## Why it matters
    Who decides for all must know all: the state of every node is copied to one place, grows old on the way, and is
    decided upon there. The decider's memory and speed bound the size of the deployment, and two deciders collide.

    ## What to do instead
    Let the nodes decide: put work on a queue from which a node with room takes it, or let a hash of the key name the
    node. Where a choice must be made for others, let the node have the last word (a claim that can be refused).

    ## What it does not see
    A choice made by a query (`ORDER BY free LIMIT 1`) or by an external service. Folder names tell who decides: a
    decider in a module of another name counts as one that picks for itself.
    """
    central = facts.scheduling.central_decider
    for choice in facts.scheduling.choices:
        if not choice.for_others:
            yield kept(choice.site, f"`{choice.how}` over `{choice.among}` is not in code that decides for others")
            continue
        says = f"`{choice.how}` over `{choice.among}` chooses on behalf of the others"
        if central and central[0] == choice.site:
            cap = Cap(Tenet.DISTRIBUTED, _CENTRAL, central[1])
            yield broken(choice.site, says, Evidence(choice.site, central[1]), caps=(cap,))
        else:
            yield broken(choice.site, says)
