"""Sessions, transactions and row locks, gated by what the file imports; and database files of the node."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tenetlint.facts.database import names
from tenetlint.facts.database.family import DECORATOR
from tenetlint.facts.database.layer import Layer
from tenetlint.facts.database.origin import IMPORT
from tenetlint.facts.filefacts import FileFacts, Mark

_CONTEXT = re.compile(r"(?:.*[._])?(?:context|ctxt|ctx|cctxt)(?:\(\))?\.session(?:\(\))?")
_EDGE = frozenset({"agent", "agents", "guestagent"})
_SERVER = ("oslo_db", "oslo.db", "neutron_lib.db")
_HTTP = ("requests", "keystoneauth1", "keystoneclient", "httpx", "urllib3")
_ENGINE = re.compile(r"reader|writer|facade|context_manager|session|_FACADE|transaction_context")


class Gate(NamedTuple):
    """What a file may touch."""

    in_layer: bool
    sql: bool
    """It imports an SQL library or the layer."""
    http: bool
    local: bool
    """It imports `sqlite3`, or a module of the project that does."""


class Session(NamedTuple):
    """A session, transaction or lock."""

    kind: str
    mode: str = ""


def gate_of(layer: Layer, module: str, file: FileFacts) -> Gate:
    """The gate of one file."""
    targets = {each.target for each in file.imports}
    uses_layer = any(layer.holds(each) for each in targets) or any(_is_of(each, _SERVER) for each in targets)
    raw = any(names.is_sql_import(each) for each in targets) and _EDGE.isdisjoint(module.split("."))
    in_layer = layer.holds(module)
    local = "sqlite3" in targets or (not raw and not in_layer and _imports_local(layer, targets))
    return Gate(in_layer, raw or uses_layer or in_layer, any(_is_of(each, _HTTP) for each in targets), local)


def session_of(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    """What a call or decorator is, or None."""
    if mark.kind == DECORATOR:
        return _decorator(layer, mark)
    judge = {"lock": _lock, "begin": _begin, "scope": _scope, "helper": _helper, "session": _session}
    tag = mark.notes[3]
    if tag == "connection":
        return _connection(gate, mark)
    return judge[tag](layer, gate, mark) if tag in judge else None


def _lock(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    named = mark.subject.rpartition(".")[2] in names.LOCKS
    return Session("lock", "write") if named or gate.sql else None


def _begin(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    return Session("transaction", "write") if gate.sql or _CONTEXT.fullmatch(_receiver(mark)) else None


def _scope(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    name = mark.subject.rpartition(".")[2]
    if name != "using":
        return Session("transaction", _mode(name)) if gate.sql else None
    parts = names.segments(mark.subject)[:-1]
    scoped = any(names.is_scope(each) or _ENGINE.fullmatch(each) for each in parts)
    return Session("transaction", _mode(mark.subject)) if scoped or (gate.in_layer and "mode" in mark.subject) else None


def _helper(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    name = mark.subject.rpartition(".")[2]
    if gate.in_layer or (gate.sql and name in ("model_query", "update_on_match")):
        return Session("session")
    target = mark.subject.rpartition(".")[0]
    if mark.notes[1] == IMPORT and (layer.holds(target) or names.is_sql_import(target)):
        return Session("session")
    return Session("session") if gate.sql and _ENGINE.search(target) else None


def _session(layer: Layer, gate: Gate, mark: Mark) -> Session | None:
    verb, receiver = mark.subject.rpartition(".")[2], _receiver(mark)
    if _CONTEXT.fullmatch(receiver) and verb not in ("get", "delete"):
        return Session("session")
    if not gate.sql or (mark.notes[1] == IMPORT and not _is_database(layer, receiver)):
        return None
    if verb in names.HTTP_VERBS and (gate.http or receiver.startswith("self.")) and not gate.in_layer:
        return None
    return Session("session")


def _connection(gate: Gate, mark: Mark) -> Session | None:
    if gate.local:
        return Session("local")
    named = names.is_connection(names.segments(mark.notes[0])[-2]) if "." in mark.notes[0] else False
    return Session("session") if gate.sql and named and mark.subject.endswith(".execute") else None


def _decorator(layer: Layer, mark: Mark) -> Session | None:
    if names.is_scope(mark.subject):
        return Session("transaction", _mode(mark.subject))
    home = layer.hierarchy.home(mark.subject)
    module, name = layer.hierarchy.split(home)
    file = layer.hierarchy.files.get(module)
    if file is None or not name:
        return None
    scoped = any(
        each.kind == "db-call" and each.notes[3] == "scope" and each.function.startswith(name + ".")
        for each in file.marks
    )
    return Session("transaction", _mode(name)) if scoped else None


def _is_database(layer: Layer, receiver: str) -> bool:
    name = receiver.partition("(")[0]
    return layer.holds(name) or names.is_sql_import(name)


def _mode(name: str) -> str:
    return "read" if re.search(r"read|async_", name, re.IGNORECASE) and "writer" not in name else "write"


def _receiver(mark: Mark) -> str:
    return mark.subject.rpartition(".")[0]


@lru_cache(maxsize=8192)
def _is_of(target: str, libraries: tuple[str, ...]) -> bool:
    return any(target == library or target.startswith(library + ".") for library in libraries)


def _imports_local(layer: Layer, targets: set[str]) -> bool:
    return any(layer.hierarchy.split(each)[0] in layer.local for each in targets) if layer.local else False
