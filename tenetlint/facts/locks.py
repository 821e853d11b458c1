"""Locks: which are held across hosts (a coordinator's, a row kept as a lock), which only in one process or host.

A lock is known by what its name resolves to, never by the name alone: the same `synchronized` is a coordinator's in
one module and a file lock in another.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, keyword, last_name
from tenetlint.model import Site

if TYPE_CHECKING:
    from tenetlint.facts import Facts, Sighting

LOCK = "lock"
"""A lock is made or taken; subject: its dotted name, resolved; notes: the callee as written, `shared` if so."""

_HINT = re.compile(r"[Ll]ock|cquire|ynchronized|eserve")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = frozenset({"acquire", "flock", "lock", "locked", "lockf", "reserve", "rlock", "synchronized"})
_NOT = frozenset({"check", "delete", "has", "is", "list", "query", "release", "unlock", "update"})
_STORE = frozenset({"db", "database", "objects", "sqlalchemy"})
_DEPTH = 4
"""How many wrappers around a lock are followed."""
_HOST_LOCAL = ("fcntl", "oslo_concurrency", "threading", "multiprocessing", "fasteners", "eventlet", "readerwriterlock")


def _is_lock_word(name: str) -> bool:
    """`synchronized`, `named_lock`, `StackLock`, `lock_zone`, `synchronized_zone`, `get_lock`."""
    if not _HINT.search(name):
        return False
    words = _CAPITAL.sub("_", name.rpartition(".")[2]).lower().strip("_").split("_")
    return words[0] not in _NOT and (words[-1] in _WORDS or words[0] in _WORDS)


def _call(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    written = dotted(call.func)
    if _is_lock_word(last_name(call.func)) or _is_record(written) or _is_returned(written, frame):
        yield from _lock(file, call, frame, written)


def _is_record(written: str) -> bool:
    """Whether a record of a lock is made: `StackLock.create(…)`."""
    owner, _, name = written.rpartition(".")
    return name in ("create", "steal") and _is_lock_word(owner)


def _is_returned(written: str, frame: Frame) -> bool:
    """Whether a class is made in a function that is a lock by its name: `acquire` makes a `TaskManager`."""
    return written[:1].isupper() and frame.function is not None and _is_lock_word(frame.function.name)


def _lock(file: FileContext, call: ast.Call, frame: Frame, written: str) -> Iterator[Mark]:
    """A mark, where the name leads somewhere: imported, of this module, or a coordinator's method."""
    head = written.partition(".")[0]
    if head in file.names:
        subject = file.resolve(written)
    elif "." not in written:
        subject = f"{file.module}.{written}"
    elif "coord" in written.rpartition(".")[0].lower():
        subject = "?." + last_name(call.func)
    else:
        return
    shared = keyword(call, "shared")
    is_shared = isinstance(shared, ast.Constant) and shared.value is True
    yield file.mark(LOCK, call, frame, subject, written, *(["shared"] if is_shared else []))


FAMILY = Family(calls={"*": _call})


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
        behind = self._definition(seen.mark.subject)
        why = self._why(seen.mark.subject, ())
        if why is None:
            local = self._host_local(seen.mark.subject)
            return Lock(seen.site, written, False, local, None, False) if local else None
        provider = Site(behind.path, behind.line, 0, behind.name) if behind else None
        return Lock(seen.site, written, True, why, provider, "shared" in notes)

    def _is_plumbing(self, seen: Sighting) -> bool:
        """Whether a use stands in a store's layer, in a coordinator's module or in a lock's own definition."""
        if self._in_store(seen.path) or seen.path in self._coordinated:
            return True
        return any(_is_lock_word(part) for part in seen.mark.function.split(".")) or (
            self._behind_lock(seen.path, seen.mark.function)
        )

    def _behind_lock(self, path: str, function: str) -> bool:
        """Whether a class that a lock function of the same module returns holds `function`."""
        owner = function.partition(".")[0]
        return any(seen.path == path and seen.mark.notes[0] == owner for seen in self._seen)

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

    def _why(self, subject: str, asked: tuple[str, ...]) -> str | None:
        """Why what `subject` names is a lock across hosts, or None."""
        if subject in asked or len(asked) > _DEPTH:
            return None
        if subject.startswith("tooz."):
            return "it is a coordination service's lock"
        behind = self._definition(subject)
        if behind is None:
            return None
        if behind.path in self._coordinated:
            return "its module takes it from a coordination service"
        if self._in_store(behind.path):
            return "it is kept as a row of the shared database"
        return next(self._inner(behind, (*asked, subject)), None)

    def _inner(self, behind: _Definition, asked: tuple[str, ...]) -> Iterator[str]:
        """The reasons that the body of a definition gives."""
        for seen in self._body(behind):
            why = self._why(seen.mark.subject, asked)
            if why:
                yield why

    def _body(self, behind: _Definition) -> Iterator[Sighting]:
        """The marks within a definition."""
        for seen in self._within.get(behind.path, ()):
            if seen.mark.function == behind.name or seen.mark.function.startswith(behind.name + "."):
                yield seen

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

    def _host_local(self, subject: str, asked: tuple[str, ...] = ()) -> str | None:
        """In words, what keeps a lock on one host, or None where nothing is known of it."""
        if subject.partition(".")[0] in _HOST_LOCAL or ".lockutils." in subject:
            return "a lock of this process or host"
        behind = self._definition(subject)
        if behind is None or subject in asked or len(asked) > _DEPTH:
            return None
        if any(self._host_local(seen.mark.subject, (*asked, subject)) for seen in self._body(behind)):
            return "it takes a lock of this process or host"
        return None
