"""The marks of all files → the rows of the census."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from tenetlint.facts.database.census import DatabaseSite, Handover, Undefined
from tenetlint.facts.database.direct import Direct, Hit
from tenetlint.facts.database.family import ARGUMENT, BIND, CALL, DECORATOR, GLOBAL, REFERENCE, WITH
from tenetlint.facts.database.handles import Handles, Value
from tenetlint.facts.database.instances import INSTANCE
from tenetlint.facts.database.layer import Layer
from tenetlint.facts.database.names import is_handle
from tenetlint.facts.database.objects import Objects
from tenetlint.facts.database.sessions import Gate, Session, gate_of, session_of
from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.hierarchy import Hierarchy

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_TRANSACTIONS = frozenset({"transaction", "sub_transaction"})
_DIRECT = frozenset({"handle", "class", "scope"})


class Join:
    """One project's census in the making."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.hierarchy = Hierarchy.of(facts)
        self.layer = Layer.of(self.hierarchy)
        self.handles = Handles.of(self.layer)
        self.direct = Direct(self.layer, self.handles)
        self.gates = {path: gate_of(self.layer, facts.sources[path].module, file) for path, file in facts.in_role()}

    def sites(self) -> tuple[tuple[DatabaseSite, ...], tuple[Undefined, ...]]:
        """All uses, and the calls of functions that do not exist."""
        sites: list[DatabaseSite] = []
        undefined: list[Undefined] = []
        for path, file in self.facts.in_role():
            module = self.facts.sources[path].module
            gate = self.gates[path]
            for mark, hit in self._hits(module, file, gate):
                sites.append(_site(path, module, mark, hit, gate))
                if isinstance(hit, Hit) and hit.missing_in:
                    undefined.append(
                        Undefined(path, mark.line, mark.column, mark.notes[0], hit.missing_in, mark.function)
                    )
        sites += self._objects(sites)
        return tuple(sorted(set(sites))), tuple(sorted(set(undefined)))

    def _hits(self, module: str, file: FileFacts, gate: Gate) -> Iterator[tuple[Mark, Hit | Session]]:
        marks = [each for each in file.marks if each.kind in (CALL, REFERENCE, DECORATOR)]
        called = {(each.line, each.column) for each in marks if each.kind in (CALL, DECORATOR)}
        entered = {(each.line, each.column) for each in file.marks if each.kind == WITH}
        for mark in marks:
            if mark.kind == REFERENCE and (mark.line, mark.column) in called:
                continue
            hit = self._judge(module, mark, gate, (mark.line, mark.column) in entered)
            if hit:
                yield mark, hit

    def _judge(self, module: str, mark: Mark, gate: Gate, entered: bool) -> Hit | Session | None:
        if mark.kind != REFERENCE:
            session = session_of(self.layer, gate, mark)
            if session:
                return session
        if mark.kind == DECORATOR:
            return None
        if mark.notes[3] == "construct":
            return Session("local") if gate.local else None
        if gate.in_layer or mark.notes[3] not in _DIRECT:
            return None
        hit = self.direct.judge(module, mark)
        if hit and hit.missing_in and mark.kind == REFERENCE:
            return None
        if hit and entered and hit.target.rpartition(".")[2] in _TRANSACTIONS:
            return Session("transaction", "write")
        return hit

    def _objects(self, sites: list[DatabaseSite]) -> Iterator[DatabaseSite]:
        """Calls of methods of versioned objects and their classes, outside the layer."""
        modules = {each.path: self.facts.sources[each.path].module for each in sites}
        objects = Objects.of(self.layer, (f"{modules[each.path]}.{each.function}" for each in sites))
        taken = {(each.path, each.line, each.column) for each in sites}
        for path, mark in chain(*map(self.facts.marks, (CALL, INSTANCE))):
            gate, module = self.gates[path], self.facts.sources[path].module
            if not gate.in_layer and (path, mark.line, mark.column) not in taken and objects.are_asked(module, mark):
                yield _site(path, module, mark, Session("object"), gate)

    def handovers(self) -> tuple[Handover, ...]:
        """Handles passed as arguments outside the layer."""
        return tuple(sorted(set(self._handovers())))

    def _handovers(self) -> Iterator[Handover]:
        for path, mark in chain(*map(self.facts.marks, (ARGUMENT, BIND, GLOBAL))):
            module = self.facts.sources[path].module
            if self.layer.holds(module):
                continue
            for value, found in _handed(path, module, mark):
                handle = self.handles.handle(value)
                if handle is not None and handle.is_database:
                    yield found


def _handed(path: str, module: str, mark: Mark) -> Iterator[tuple[Value, Handover]]:
    """What an argument or assignment hands over, and to whom."""
    if mark.kind == ARGUMENT:
        callee, _, root, cls, written = mark.notes
        found = Handover(path, mark.line, mark.column, written, callee, mark.function)
        yield Value(root, mark.subject, module, cls, mark.function), found
    elif mark.kind == BIND and is_handle(mark.subject):
        cls, root, dotted = mark.notes
        yield Value(root, dotted, module, cls, mark.function), _keeps(path, mark, f"{module}.{cls}")
    elif mark.kind == GLOBAL:
        root, dotted = mark.notes
        yield Value(root, dotted, module, "", ""), _keeps(path, mark, module)


def _keeps(path: str, mark: Mark, owner: str) -> Handover:
    return Handover(path, mark.line, mark.column, mark.subject, owner, mark.function, kept=True)


def _site(path: str, module: str, mark: Mark, hit: Hit | Session, gate: Gate) -> DatabaseSite:
    direct = isinstance(hit, Hit)
    written = mark.notes[0].removesuffix("()")
    return DatabaseSite(
        path,
        mark.line,
        mark.column,
        "direct" if isinstance(hit, Hit) else hit.kind,
        f"@{written}" if mark.kind == DECORATOR else written,
        component_of(module),
        mark.function,
        mark.loop,
        {REFERENCE: "reference", DECORATOR: "decorator"}.get(mark.kind, "call"),
        "" if isinstance(hit, Hit) else hit.mode,
        hit.target if isinstance(hit, Hit) else "",
        gate.in_layer and not direct,
    )


def component_of(module: str) -> str:
    """The package or module below the top one; the top one itself where there is none below."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]
