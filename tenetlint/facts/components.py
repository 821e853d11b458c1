"""The processes of a project, and how each of its modules is reached from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from tenetlint.facts.choices import Choices
from tenetlint.facts.reach import ImportGraph, Step, belongs, reached_from, walk_from
from tenetlint.facts.services import Component, find_components, paste_seeds, words
from tenetlint.model import Tier
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

__all__ = ["Component", "Components"]

_HTTP = frozenset({"api", "server", "proxy", "wsgi"})
_CODE = (Role.PRODUCTION, Role.LIBRARY, Role.MIGRATION, Role.GENERATED)


@dataclass(frozen=True)
class Components:
    """Services, commands, and the tier of each module."""

    facts: Facts
    graph: ImportGraph
    choices: Choices
    services: tuple[Component, ...]
    """Processes that stay up; empty for a library."""
    commands: tuple[Component, ...]
    """Tools that administrators run: they make nothing required."""

    @classmethod
    def of(cls, facts: Facts) -> Components:
        """The components of joined facts."""
        graph = ImportGraph(facts)
        services, commands = find_components(facts, graph)
        return cls(facts, graph, Choices.of(facts, graph), services, commands)

    def tier(self, path: str) -> Tier:
        """How a file is reached; what is no module of the project's own code counts as required."""
        found = self._tiers.get(path)
        if found is None:
            found = self._tiers[path] = self._tier(path)
        return found

    @cached_property
    def _tiers(self) -> dict[str, Tier]:
        """Of those that were asked for: every finding asks."""
        return {}

    def _tier(self, path: str) -> Tier:
        source = self.facts.sources.get(path)
        if not self.services or source is None or source.role not in _CODE or path in self._required:
            return Tier.REQUIRED
        return Tier.DEFAULT if path in self._default else Tier.PLUGIN

    def why(self, path: str) -> str:
        """The tier of a file in words."""
        if not self.services:
            return "no service is declared, so every module counts as required"
        tier = self.tier(path)
        if tier is Tier.REQUIRED:
            return self._imported_by(path)
        if tier is Tier.DEFAULT:
            return f"loaded by default: {self._chosen(path)}"
        return self._only_by_name(path)

    def reached_by(self, path: str) -> tuple[str, ...]:
        """The services that import or by default load a file, by name."""
        return tuple(name for name, reached in self._closures.items() if path in reached)

    def reach(self, service: Component) -> Collection[str]:
        """Every file that a service imports or by default loads."""
        return self._closures[service.name]

    def alternatives(self, path: str) -> tuple[str, ...]:
        """The files of the other implementations that could be named instead of the one that loads `path`."""
        return self.choices.others(self._root(self._default, path)) if path in self._default else ()

    def alternative(self, path: str, breached: Collection[str] = ()) -> str | None:
        """Another implementation, not among `breached` files, that an operator may choose; None when none is."""
        if self.tier(path) is not Tier.DEFAULT:
            return None
        free = (other for other in self.alternatives(path) if not self._touches(other, breached))
        return next(free, None)

    def _touches(self, path: str, breached: Collection[str]) -> bool:
        """Whether an implementation, with the modules of its own folder, is among `breached`."""
        return any(belongs(each, path) for each in breached)

    @cached_property
    def _seeds(self) -> set[str]:
        return {seed for each in self.services for seed in each.seeds} | paste_seeds(self.facts, self.graph)

    @cached_property
    def _required(self) -> Mapping[str, Step]:
        return walk_from(self._seeds, self.graph.import_edges)

    @cached_property
    def _default(self) -> Mapping[str, Step]:
        return walk_from(self._required, self._edges)

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        """What the implementations that no default names would load."""
        named = {path: f"{each.words}" for each in self.choices.members for path in each.paths}
        steps = walk_from(named, self.graph.import_edges)
        return {path: Step(path, named[path]) if path in named else step for path, step in steps.items()}

    @cached_property
    def _by_command(self) -> Mapping[str, str]:
        """The first command that imports each file."""
        found: dict[str, str] = {}
        for each in self.commands:
            for path in self.graph.reached(each.seeds):
                found.setdefault(path, each.name)
        return found

    @cached_property
    def _closures(self) -> Mapping[str, Collection[str]]:
        pasted = paste_seeds(self.facts, self.graph)
        targets = cache(lambda path: frozenset(target for target, _ in self._edges(path)))
        return {each.name: reached_from(self._start(each, pasted), targets) for each in self.services}

    def _start(self, service: Component, pasted: set[str]) -> Iterable[str]:
        """A lone service runs the paste pipelines; among several, those that serve HTTP and load them do."""
        if len(self.services) == 1 or (pasted and self._loads_paste(service)):
            return {*service.seeds, *pasted}
        return service.seeds

    def _loads_paste(self, service: Component) -> bool:
        if not _HTTP & set(words(service.name)):
            return False
        reached = self.graph.reached(service.seeds)
        return any(
            each.target.startswith("paste.deploy") for path in reached for each in self.facts.files[path].imports
        )

    def _edges(self, path: str) -> Iterable[tuple[str, str]]:
        yield from self.graph.import_edges(path)
        yield from self.choices.edges(path)

    def _imported_by(self, path: str) -> str:
        names = self.reached_by(path)
        if not names:
            return "reached by import statements"
        return f"imported by {_listed(names)}"

    def _chosen(self, path: str) -> str:
        return self._choice(self._default, path) or "a default names it"

    def _only_by_name(self, path: str) -> str:
        why = self._choice(self._by_name, path)
        if why:
            return f"loaded only when an operator names it: {why}"
        command = self._by_command.get(path)
        if command:
            return f"no service loads it: only the command `{command}` does"
        return "no service imports it: loaded only when an operator names it"

    def _choice(self, steps: Mapping[str, Step], path: str) -> str:
        """The words of the choice that led to a file, nearest first."""
        step = steps.get(path)
        while step is not None and step.why == "imported" and step.origin in steps and steps[step.origin] is not step:
            path, step = step.origin, steps[step.origin]
        return step.why if step and step.why != "imported" else ""

    def _root(self, steps: Mapping[str, Step], path: str) -> str:
        """The file that a choice loaded and that led to `path` by imports."""
        step = steps[path]
        while step.why == "imported":
            path, step = step.origin, steps[step.origin]
        return path


def _listed(names: tuple[str, ...], most: int = 3) -> str:
    """`a`, `b`, `c` and 4 more."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
