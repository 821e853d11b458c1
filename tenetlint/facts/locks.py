"""Locks: which are held across hosts (a coordinator's, a row kept as a lock), which only in one process or host.

A lock is known by what its name resolves to, never by the name alone: the same `synchronized` is a coordinator's in
one module and a file lock in another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.lockmarks import FAMILY, LOCK, is_lock_word
from tenetlint.model import Site

if TYPE_CHECKING:
    from tenetlint.facts import Facts, Sighting

__all__ = ["FAMILY", "Lock", "Locks"]

_STORE = frozenset({"db", "database", "objects", "sqlalchemy"})
_HOST_LOCAL = ("fcntl", "oslo_concurrency", "threading", "multiprocessing", "fasteners", "eventlet", "readerwriterlock")


class Lock(NamedTuple):
    """One use of a lock that is known by what its name resolves to."""

    site: Site
    name: str
    """As written."""
    across_hosts: bool
    why: str
    """In words: what makes it a lock across hosts, or what keeps it on this one."""
    provider: Site | None
    """Where the project defines it, if it does."""
    shared: bool


class _Definition(NamedTuple):
    """A project's own function or class that stands behind a lock's name."""

    path: str
    name: str
    line: int


@dataclass(frozen=True)
class Locks:
    """Every lock of a project that could be resolved."""

    facts: Facts

    @classmethod
    def of(cls, facts: Facts) -> Locks:
        """The locks of joined facts."""
        return cls(facts)

    @cached_property
    def uses(self) -> tuple[Lock, ...]:
        """Locks taken by production code, without the bodies of the project's own lock providers."""
        found = (self._use(seen) for seen in self._seen if not self._is_plumbing(seen))
        return tuple(lock for lock in found if lock is not None)

    @cached_property
    def _seen(self) -> tuple[Sighting, ...]:
        return tuple(self.facts.marks(LOCK))

    def _use(self, seen: Sighting) -> Lock | None:
        written, *notes = seen.mark.notes
        subject = seen.mark.subject
        if subject in self._across_hosts:
            behind = self._definitions[subject]
            provider = Site(behind.path, behind.line, 0, behind.name) if behind else None
            return Lock(seen.site, written, True, self._across_hosts[subject], provider, "shared" in notes)
        local = self._host_local.get(subject)
        return Lock(seen.site, written, False, local, None, False) if local else None

    def _is_plumbing(self, seen: Sighting) -> bool:
        """Whether a use stands in a store's layer, in a coordinator's module or in a lock's own definition."""
        if self._in_store(seen.path) or seen.path in self._coordinated:
            return True
        parts = seen.mark.function.split(".")
        return any(is_lock_word(part) for part in parts) or (seen.path, parts[0]) in self._written

    @cached_property
    def _written(self) -> frozenset[tuple[str, str]]:
        """Each file, and a name that it uses as a lock as written: a class there is a lock's own definition."""
        return frozenset((seen.path, seen.mark.notes[0]) for seen in self._seen)

    @cached_property
    def _coordinated(self) -> frozenset[str]:
        """The files that import a coordination service's client (its hash ring alone locks nothing)."""
        return frozenset(
            path
            for path, file in self.facts.in_role()
            for each in file.imports
            if each.target.startswith("tooz") and "hashring" not in each.target
        )

    def _in_store(self, path: str) -> bool:
        module = self.facts.sources[path].module
        return not _STORE.isdisjoint(module.split("."))

    @cached_property
    def _across_hosts(self) -> dict[str, str]:
        """The names of locks across hosts, with what makes them so."""
        return self._with_wrappers({subject: why for subject in self._definitions if (why := self._shared(subject))})

    def _shared(self, subject: str) -> str:
        """What in itself makes a name a lock across hosts, or an empty string."""
        if subject.startswith("tooz."):
            return "it is a coordination service's lock"
        behind = self._definitions[subject]
        if behind and behind.path in self._coordinated:
            return "its module takes it from a coordination service"
        if behind and self._in_store(behind.path):
            return "it is kept as a row of the shared database"
        return ""

    @cached_property
    def _host_local(self) -> dict[str, str]:
        """The names of locks that stay on a host, with what keeps them there."""
        local = (each for each in self._definitions if each.partition(".")[0] in _HOST_LOCAL or ".lockutils." in each)
        return self._with_wrappers(dict.fromkeys(local, "it is a lock of one process or host"))

    def _with_wrappers(self, known: dict[str, str]) -> dict[str, str]:
        """`known`, and every name whose definition takes one of them, however many wrappers lie between."""
        while True:
            more = {
                subject: known[inner]
                for subject, body in self._bodies.items()
                if subject not in known
                for inner in body
                if inner in known
            }
            if not more:
                return known
            known = {**known, **more}

    @cached_property
    def _definitions(self) -> dict[str, _Definition | None]:
        """The project's definition behind each name, where there is one."""
        return {subject: self._definition(subject) for subject in {seen.mark.subject for seen in self._seen}}

    @cached_property
    def _bodies(self) -> dict[str, tuple[str, ...]]:
        """The names of locks within the definition of each name."""
        return {subject: tuple(self._body(behind)) for subject, behind in sorted(self._definitions.items()) if behind}

    def _body(self, behind: _Definition) -> Iterator[str]:
        for seen in self._within.get(behind.path, ()):
            if seen.mark.function == behind.name or seen.mark.function.startswith(behind.name + "."):
                yield seen.mark.subject

    @cached_property
    def _within(self) -> dict[str, list[Sighting]]:
        """The marks by file."""
        found: dict[str, list[Sighting]] = {}
        for seen in self._seen:
            found.setdefault(seen.path, []).append(seen)
        return found

    def _definition(self, subject: str) -> _Definition | None:
        """The project's definition of a dotted name, through one re-export."""
        if subject.startswith("?."):
            return self._coordinator_method(subject[2:])
        module, _, name = subject.rpartition(".")
        inner = [name]
        while module and module not in self.facts.modules:
            module, _, part = module.rpartition(".")
            inner.insert(0, part)
        if not module:
            return None
        path = self.facts.modules[module]
        return self._defined(path, inner) or self._reexported(path, inner)

    def _defined(self, path: str, inner: list[str]) -> _Definition | None:
        file = self.facts.files.get(path)
        if file is None:
            return None
        wanted = (".".join(inner), inner[0])
        here = {each.qualname: each.line for each in file.functions}
        here.update((each.qualname, each.line) for each in file.classes)
        for name in wanted:
            if name in here:
                return _Definition(path, name, here[name])
        if self._in_store(path) and not any(each.alias == inner[0] for each in file.imports):
            return _Definition(path, ".".join(inner), 0)
        return None

    def _reexported(self, path: str, inner: list[str]) -> _Definition | None:
        """The definition behind a name that `path` imports from another module of the project."""
        file = self.facts.files.get(path)
        for each in file.imports if file else ():
            if each.alias == inner[0] and (target := self.facts.modules.get(each.target.rpartition(".")[0])):
                return self._defined(target, inner)
        return None

    def _coordinator_method(self, name: str) -> _Definition | None:
        """The method of that name in a module that imports a coordination service's client."""
        for path in sorted(self._coordinated):
            for each in self.facts.files[path].functions:
                if each.qualname.endswith("." + name):
                    return _Definition(path, each.qualname, each.line)
        return None
