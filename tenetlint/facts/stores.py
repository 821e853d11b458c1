"""Which stores and brokers a project keeps its state in: one fact each, required, optional, sharded or local."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.clients import Clients, connects
from tenetlint.facts.components import Component
from tenetlint.facts.reach import roots
from tenetlint.facts.sharding import SHARD_ACCESS
from tenetlint.facts.vocabulary import Kind, vocabulary
from tenetlint.model import Evidence, Site, Tier
from tenetlint.project import Requirement, Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

SHARDED_FILES = 5
"""Files that reach state by its shard, before a project counts as sharded."""
_OPENS = frozenset({"create_engine", "get_engine", "get_session", "transaction_context", "LegacyEngineFacade", "query"})

Uses = Mapping[str, int]
"""Paths, with the line of the import."""
_State = tuple[str, str, tuple[str, ...]]


class StoreFact(NamedTuple):
    """One store or broker that the project's own code uses."""

    kind: Kind
    state: str
    """`required`, `sharded` (required, but split by key), `optional`, or `local` (a node's own file)."""
    why: str
    """The state in words."""
    alternatives: tuple[str, ...]
    """The names of other stores, and the files, that may be chosen instead of it."""
    paths: tuple[str, ...]
    """The files that use its client."""
    evidence: tuple[Evidence, ...]
    is_default: bool
    """Whether services import it or load it by default."""

    @property
    def name(self) -> str:
        """`MongoDB`."""
        return self.kind.name

    @property
    def is_limiting(self) -> bool:
        """Shared state that cannot be avoided."""
        return self.kind.is_shared and self.state in ("required", "sharded")


@dataclass(frozen=True)
class Stores:
    """The stores and brokers of a project."""

    facts: Facts

    @classmethod
    def of(cls, facts: Facts) -> Stores:
        """The stores of joined facts."""
        return cls(facts)

    @cached_property
    def all(self) -> tuple[StoreFact, ...]:
        """One fact for each kind that is used, in the vocabulary's order, but brokers."""
        return tuple(fact for fact in self._facts if fact.kind.role != "broker")

    @cached_property
    def brokers(self) -> tuple[StoreFact, ...]:
        """One fact for each kind of broker that is used."""
        return tuple(fact for fact in self._facts if fact.kind.role == "broker")

    @cached_property
    def limiting(self) -> tuple[StoreFact, ...]:
        """Shared stores that cannot be avoided."""
        return tuple(fact for fact in self.all if fact.is_limiting)

    def reached_by(self, service: Component) -> tuple[str, ...]:
        """The files that use a limiting store and that a service imports or by default loads."""
        reach = self.facts.components.reach(service)
        return tuple(path for fact in self.limiting for path in fact.paths if path in reach)

    def import_site(self, fact: StoreFact, path: str) -> Site:
        """Where a file imports the client of a store."""
        return Site(path, self.uses[fact.kind][path])

    @cached_property
    def shard_sites(self) -> tuple[Site, ...]:
        """The first place in each file that reaches state by its shard."""
        first = {seen.path: seen.site for seen in reversed(list(self.facts.marks(SHARD_ACCESS)))}
        return tuple(sorted(first.values()))

    @cached_property
    def _facts(self) -> tuple[StoreFact, ...]:
        return tuple(self._fact(kind, uses) for kind, uses in self.uses.items() if uses)

    @cached_property
    def uses(self) -> Mapping[Kind, Uses]:
        """For each kind, the files that use its client, with the line of the import."""
        added = self.facts.additions.kinds
        found: dict[Kind, dict[str, int]] = {kind: {} for kind in (*vocabulary().kinds, *added)}
        for path, used in self._clients.items():
            if not self._is_tenants(path):
                for kind, line in used:
                    found[kind].setdefault(path, line)
        return {kind: self._as_store(kind, uses, found) for kind, uses in found.items()}

    def _is_tenants(self, path: str) -> bool:
        """Whether code runs on the tenant's side, by its folder or by the services that load it."""
        words = vocabulary().tenant_side
        if set(path.split("/")) & set(words):
            return True
        names = self.facts.components.reached_by(path)
        return bool(names) and all(any(word in name for word in words) for name in names)

    def _as_store(self, kind: Kind, uses: Uses, found: Mapping[Kind, Uses]) -> Uses:
        """A service that is also sold as one counts only where it may be chosen in the place of another store."""
        if not kind.is_service:
            return uses
        rivals = {path for each in found if each is not kind and each.role == kind.role for path in found[each]}
        beside = self._implementations(rivals)
        return {path: line for path, line in uses.items() if not beside.isdisjoint(roots(path))}

    def _implementations(self, paths: Iterable[str]) -> set[str]:
        """The files of all implementations in the seams that hold those around `paths`."""
        return {each for path in paths for each in self.facts.components.choices.implementations(path)}

    def _fact(self, kind: Kind, uses: Uses) -> StoreFact:
        state, why, others = self._state(kind, uses)
        if state != "optional":
            others = tuple(each for each in others if "/" not in each)
        ordered = sorted(uses, key=lambda path: (self._rank(path), path))
        why_of = self.facts.components.why
        evidence = [
            Evidence(Site(path, uses[path]), f"the client of {kind.name} is imported; {why_of(path)}")
            for path in ordered[:3]
        ]
        is_default = any(self.facts.components.tier(path) is not Tier.PLUGIN for path in uses)
        asked = self._asked(kind)[:2]
        evidence += [Evidence(Site(each.path, each.line), f"`{each.name}` ({each.scope})") for each in asked]
        return StoreFact(kind, state, why, others, tuple(sorted(uses)), tuple(evidence), is_default)

    def _rank(self, path: str) -> tuple[bool, int, bool]:
        """The project's own code first, then what must run, then what opens connections."""
        tier = list(Tier).index(self.facts.components.tier(path))
        opens = bool(self.facts.files[path].attributes & _OPENS)
        return self.facts.role(path) is not Role.PRODUCTION, tier, not opens

    def _state(self, kind: Kind, uses: Uses) -> _State:
        """The state of a store, why, and what may be chosen instead."""
        others = self._others(kind, uses)
        if kind.is_local:
            return "local", "a file of one node", others
        bound = [path for path in sorted(uses) if self._is_bound(path, uses)]
        if not bound:
            return self._not_bound(kind, uses, others)
        if kind.role == "coordination" and not self._is_pointed_at_a_server():
            return "optional", "no option has the address of a server for its default", others
        scopes = {each.scope for each in self._asked(kind)}
        if scopes and "install" not in scopes:
            return "optional", f"its client is no requirement, only asked for by {_listed(scopes)}", others
        if all(self._asked_for(path, kind) for path in bound):
            return "optional", "its client is imported only where it is asked for, or not at all", others
        if kind.role == "store" and len(self.shard_sites) >= SHARDED_FILES:
            return "sharded", f"{len(self.shard_sites)} files reach state by its shard", others
        return "required", self.facts.components.why(bound[0]), others

    def _not_bound(self, kind: Kind, uses: Uses, others: tuple[str, ...]) -> _State:
        """Nothing that must run uses it: a choice, or a tool for administrators alone."""
        if others:
            return "optional", f"{_listed(others)} may be chosen instead", others
        path = min(uses, key=lambda each: (self._rank(each), each))
        other = self.facts.components.alternative(path, frozenset(uses))
        return "optional", f"`{other}` may be chosen instead" if other else self.facts.components.why(path), others

    def _is_pointed_at_a_server(self) -> bool:
        """Whether the address of a coordination service has a default that leaves the node."""
        urls = (option.default or "" for option in self.facts.options if option.name == "backend_url")
        return any("://" in url and not url.startswith("file") for url in urls)

    def _is_bound(self, path: str, uses: Uses) -> bool:
        """Whether a deployment cannot avoid to load a file that uses the client."""
        components = self.facts.components
        tier = components.tier(path)
        if tier is Tier.DEFAULT:
            return components.alternative(path, frozenset(uses)) is None
        return tier is Tier.REQUIRED

    def _asked_for(self, path: str, kind: Kind) -> bool:
        """Whether a file can do without the client: it imports it inside functions only, or tries to."""
        return not any(
            connects(each.target, kind.imports) and not each.function for each in self.facts.files[path].imports
        )

    def _others(self, kind: Kind, uses: Uses) -> tuple[str, ...]:
        """The other stores, else the files, that may be chosen in the seams that hold this one."""
        free = sorted(self._implementations(uses).difference(*map(roots, uses)))
        kinds = {name for root in free for name in self.kinds_within(root)}
        return tuple(sorted(kinds) or free)

    def kinds_within(self, root: str) -> frozenset[str]:
        """The names of the stores and brokers that an implementation uses, by the file of its class."""
        return frozenset(self._kinds_by_root.get(root, ()))

    @cached_property
    def _kinds_by_root(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for path, used in self._clients.items():
            names = {kind.name for kind, _ in used if kind.role in ("store", "broker")}
            for root in roots(path) if names else ():
                found.setdefault(root, set()).update(names)
        return found

    @cached_property
    def _clients(self) -> Mapping[str, tuple[tuple[Kind, int], ...]]:
        """By path: the kinds whose client a file imports, with the line of the import; only files that do."""
        clients = Clients.of(self.facts.additions.kinds)
        files = self.facts.in_role(Role.PRODUCTION, Role.LIBRARY)
        return {path: used for path, file in files if (used := tuple(clients.of_file(file)))}

    def _asked(self, kind: Kind) -> list[Requirement]:
        """The requirements, but for tests and documentation, that name a client of the kind."""
        return [
            each
            for each in self.facts.project.requirements
            if each.name in kind.distributions and each.scope not in ("test", "doc")
        ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
