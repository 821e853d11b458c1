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
        for_others = bool(DECIDERS.search(seen.path)) and "ring" not in among
        return Choice(seen.site, how, among, for_others, self.facts.components.tier(seen.path))

    @cached_property
    def criteria(self) -> tuple[Sighting, ...]:
        """The filter and weigher classes that placement is made of."""
        return tuple(seen for seen in self.facts.marks(CRITERION) if DECIDERS.search(seen.path))

    @cached_property
    def central_decider(self) -> tuple[Site, str] | None:
        """Where one component that every deployment runs chooses for the others, and why it is held to be central."""
        deciding = [each for each in self.choices if each.for_others and each.tier is not Tier.PLUGIN]
        why = next(self._central(), None)
        if not deciding or why is None:
            return None
        first = min(deciding, key=lambda each: ("scheduler" not in each.site.path, each.site))
        return first.site, f"`{first.how}` over `{first.among}` chooses for the others; {why}"

    def _central(self) -> Iterator[str]:
        """In words, what makes the decision central: a service of its own, or a set of filters and weighers."""
        for entry in self.facts.project.entry_points:
            if entry.group == "console_scripts" and _DECIDING_SERVICE.search(entry.name):
                yield f"`{entry.name}` is a service of its own"
        if len(self.criteria) >= _MANY_CRITERIA:
            yield f"{len(self.criteria)} filter and weigher classes make the decision"

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
