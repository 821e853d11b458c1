"""Who decides for whom: choices among nodes, filters and weighers, claims, work sent to its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.orchestration import Orchestration, orchestrations
from tenetlint.facts.placement import CHOICE, CRITERION, WRITE_BACK
from tenetlint.model import Site, Tier

if TYPE_CHECKING:
    from tenetlint.facts import Facts, Sighting

DECIDERS = re.compile(r"(scheduler|conductor|engine|manager|central|decision|placement|cells|alloc)")
"""Words in the path of code that decides for the nodes of a deployment."""

_CLIENT = re.compile(r"(rpcapi|rpc_api|client)\.py\Z")
"""Modules by which others ask: they pick whom to ask, not where work goes."""
_DECIDING_SERVICE = re.compile(r"(scheduler|decision|central)")
_MANY_CRITERIA = 3


class Choice(NamedTuple):
    """One place that picks among the nodes (hosts, agents, back ends) of a deployment."""

    site: Site
    how: str
    """The callee: `random.choice`, `get_weighed_objects`."""
    among: str
    """What is chosen from, as written."""
    for_others: bool
    """Whether a deciding component does it on behalf of the nodes."""
    tier: Tier


class WriteBack(NamedTuple):
    """One update of remote state."""

    site: Site
    method: str
    fetch: str
    """The method that gave, in the same function, what is written back; empty where nothing was fetched."""
    name: str
    """The variable that carries it."""
    fetched: Site | None


@dataclass(frozen=True)
class Scheduling:
    """Who decides for whom in a project."""

    facts: Facts

    @classmethod
    def of(cls, facts: Facts) -> Scheduling:
        """The scheduling facts of joined facts."""
        return cls(facts)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every choice among nodes, by path and line."""
        return tuple(self._choice(seen) for seen in self.facts.marks(CHOICE))

    def _choice(self, seen: Sighting) -> Choice:
        how, among = seen.mark.subject, seen.mark.notes[0]
        for_others = bool(DECIDERS.search(seen.path)) and "ring" not in among and not _CLIENT.search(seen.path)
        return Choice(seen.site, how, among, for_others, self.facts.components.tier(seen.path))

    @cached_property
    def criteria(self) -> tuple[Sighting, ...]:
        """The filter and weigher classes that placement is made of."""
        return tuple(seen for seen in self.facts.marks(CRITERION) if DECIDERS.search(seen.path))

    @cached_property
    def central_decider(self) -> tuple[Site, str] | None:
        """Where one component that every deployment runs chooses for the others, and why it is held to be central."""
        ranked = sorted(self.choices, key=lambda each: ("random" not in each.how, each.how.endswith("filter_all")))
        deciding = [each for each in ranked if each.for_others and each.tier is not Tier.PLUGIN]
        return next(self._central(deciding), None)

    def _central(self, deciding: list[Choice]) -> Iterator[tuple[Site, str]]:
        """What makes a decision central: a service that is named for it, or a set of filters and weighers."""
        for service in self.facts.components.services:
            reached = self.facts.components.reach(service) if _DECIDING_SERVICE.search(service.name) else ()
            for choice in deciding:
                if choice.site.path in reached:
                    yield choice.site, f"`{service.name}` is a service that decides for the others"
        if deciding and len(self.criteria) >= _MANY_CRITERIA:
            yield deciding[0].site, f"{len(self.criteria)} filter and weigher classes make one decision for the others"

    @cached_property
    def orchestrations(self) -> tuple[Orchestration, ...]:
        """Functions that wait for several remote answers."""
        return orchestrations(self.facts)

    @cached_property
    def write_backs(self) -> tuple[WriteBack, ...]:
        """Remote updates, with what was fetched from the same remote before and is written back, if anything."""
        fetched = {(seen.path, seen.mark.line): seen for seen in self.facts.marks(WRITE_BACK)}
        remote = {(use.path, use.line) for use in self.facts.rpc.uses}
        found = []
        for use in self.facts.rpc.uses:
            if use.method.startswith(("update_", "set_", "save_")):
                seen = fetched.get((use.path, use.line))
                if seen is None or (use.path, int(seen.mark.notes[1])) not in remote:
                    found.append(WriteBack(use.site, use.method, "", "", None))
                else:
                    fetch, line, _, name = seen.mark.notes
                    found.append(WriteBack(use.site, use.method, fetch, name, seen.at(int(line))))
        return tuple(found)
