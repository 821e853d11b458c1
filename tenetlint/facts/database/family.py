"""What one file shows of databases: candidates, marked with where their receiver comes from. The join decides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from tenetlint.facts.database import names
from tenetlint.facts.database.instances import NAMED, NODES, hold
from tenetlint.facts.database.origin import (
    IMPORT,
    class_of,
    follow,
    is_followed,
    may_lead_on,
    name_column,
    origin,
    value_origin,
)
from tenetlint.facts.filefacts import Mark
from tenetlint.facts.local import names_in
from tenetlint.facts.walk import (
    Family,
    FileContext,
    Frame,
    FunctionNode,
    dotted,
    last_name,
    literal,
    loop_line,
    receiver_of,
    root,
)

CALL, REFERENCE, DECORATOR, WITH = "db-call", "db-reference", "db-decorator", "db-with"
BIND, NAME, BACKEND, ARGUMENT, CONSTRAINT = "db-bind", "db-name", "db-backend", "db-argument", "relational-constraint"
GLOBAL = "db-global"
_BLOCK = re.compile(r"IMPL|DISABLE_\w*(?:DB|DATABASE)\w*|indirection_api")
_NAMES = frozenset({ast.Name, ast.Attribute})
_SELVES = ("self", "cls")
_CONSTRAINTS = ("ForeignKey", "ForeignKeyConstraint", "UniqueConstraint", "Index")
_TEXTUAL = frozenset({"text", "execute"})
_LOCK_TEXT = "FOR UPDATE"
_KEEPERS = ("repo", "repository", "repositories", "_storage")
_LOCAL_KEEPERS = ("Broker", "broker_class", "brokerclass", "get_db_connection")
_BACKENDS = ("DBAPI", "LazyPluggable", "DBAPI.from_config")


def _call(file: FileContext, node: ast.Call, frame: Frame) -> Iterable[Mark]:
    tag = _tag(file, node)
    marks = [_mark(CALL, file, node.func, frame, tag)] if tag else []
    for where, value in enumerate(node.args):
        if value.__class__ in _NAMES and names.is_handle(last_name(value)):
            marks.append(_argument(file, node, frame, str(where), value))
    for each in node.keywords:
        if each.arg and each.value.__class__ in _NAMES and _hands_over(each.arg, last_name(each.value)):
            marks.append(_argument(file, node, frame, each.arg, each.value))
    return marks


def _hands_over(keyword: str, taken: str) -> bool:
    return names.is_handle(keyword) or names.is_handle(taken)


def _tag(file: FileContext, node: ast.Call) -> str:
    """What a call may be, by its last two names; empty for most."""
    name, receiver = _last_two(node.func)
    if (name in _TEXTUAL and _locks_by_text(node)) or (node.keywords and _locks_by_keyword(node)):
        return "lock"
    sure, perhaps = _tags(name, receiver)
    return sure or ("handle" if _is_layer(file, root(node.func)) else perhaps)


def _is_layer(file: FileContext, head: str) -> bool:
    """Whether a name may be a database API by what it stands for in this file."""
    target = file.names.get(head)
    return (target is not None and names.in_layer(target)) or bool(file.aliases.get(head))


@lru_cache(maxsize=16384)
def _tags(name: str, receiver: str) -> tuple[str, str]:
    """What the names alone say, and what they say where the receiver is no database API."""
    perhaps = "construct" if name.endswith(_LOCAL_KEEPERS) else ""
    if receiver[:1].isupper() and not receiver.isupper():
        perhaps = "class"
    return _tag_names(name, receiver), perhaps


def _tag_names(name: str, receiver: str) -> str:
    if name in names.LOCKS:
        return "lock"
    if name in names.BEGINNERS and (names.is_session(receiver) or names.is_connection(receiver)):
        return "begin"
    if name == "using" or names.is_scope(name):
        return "scope"
    if name in names.HELPERS:
        return "helper"
    if name in names.SESSION_VERBS and (names.is_session(receiver) or receiver.endswith("session")):
        return "session"
    if name in names.SQLITE_VERBS and (names.is_connection(receiver) or names.is_cursor(receiver)):
        return "connection"
    if name == "connect" and receiver == "sqlite3":
        return "connection"
    return "handle" if _is_keeper(receiver) else ""


def _is_keeper(receiver: str) -> bool:
    return names.is_handle(receiver) or receiver.lstrip("_") in names.LAYER_WORDS or receiver.endswith(_KEEPERS)


def _reference(file: FileContext, node: ast.Attribute, frame: Frame) -> Iterable[Mark]:
    if node.ctx.__class__ is ast.Load:
        receiver = receiver_of(node.value)
        if names.is_handle(receiver) or ((target := file.names.get(receiver)) and names.in_layer(target)):
            return (_mark(REFERENCE, file, node, frame, "handle"),)
    return ()


def _assign(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    marks: list[Mark] = []
    target: Any
    for target in node.targets:
        kind = target.__class__
        if kind is ast.Name:
            if frame.cls is not None and frame.node is frame.cls:
                marks += _bind(file, node, frame, target.id, node.value)
            follow(file, frame, target.id, node.value)
            hold(file, frame, target.id, node.value)
            if not frame.qualname:
                marks += _assign_name(file, node, target, frame)
        elif kind is ast.Attribute:
            marks += _assign_attribute(file, node, target, frame)
    return marks


def _assign_attribute(file: FileContext, node: ast.Assign, target: ast.Attribute, frame: Frame) -> Iterable[Mark]:
    if isinstance(target.value, ast.Name) and target.value.id in _SELVES:
        return _bind(file, node, frame, target.attr, node.value)
    if _BLOCK.fullmatch(target.attr):
        return (file.mark("database-block", node, frame, dotted(target), *_condition(frame)),)
    return ()


def _condition(frame: Frame) -> Iterator[str]:
    """The innermost `if` around that asks an option, as source text."""
    for around in frame.within():
        if isinstance(around.node, ast.If) and any("CONF" in name for name in names_in(around.node.test)):
            yield ast.unparse(around.node.test)
            return


def _assign_name(file: FileContext, node: ast.Assign, target: ast.Name, frame: Frame) -> Iterator[Mark]:
    """At the top of a module."""
    if names.in_layer(file.module):
        is_alias = isinstance(node.value, ast.Name | ast.Attribute)
        yield file.mark(NAME, node, frame, target.id, *(["alias"] if is_alias else []))
        called = dotted(node.value).removesuffix("()")
        if called.endswith(_BACKENDS):
            yield file.mark(BACKEND, node, frame, target.id, called)
    elif names.is_handle(target.id) and (found := value_origin(file, frame, node.value)):
        yield file.mark(GLOBAL, node, frame, target.id, found.root, found.dotted)


def _bind(file: FileContext, node: ast.Assign, frame: Frame, attribute: str, value: ast.expr) -> Iterable[Mark]:
    found = value_origin(file, frame, value)
    if found and (names.is_handle(attribute) or is_followed(attribute) or is_followed(found.dotted)):
        return (file.mark(BIND, node, frame, attribute, class_of(frame), found.root, found.dotted),)
    return ()


def _with(file: FileContext, node: ast.With | ast.AsyncWith, frame: Frame) -> Iterator[Mark]:
    for item in node.items:
        if isinstance(item.optional_vars, ast.Name):
            follow(file, frame, item.optional_vars.id, item.context_expr)
        if isinstance(item.context_expr, ast.Call):
            func = item.context_expr.func
            yield Mark(WITH, func.end_lineno or 0, name_column(func), frame.qualname, "")


def _function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterator[Mark]:
    for each in node.decorator_list:
        bare = each.func if isinstance(each, ast.Call) else each
        if not may_lead_on(file, bare):
            continue
        found = origin(file, frame, dotted(bare))
        if names.is_scope(found.dotted) or (found.root == IMPORT and names.in_layer(found.dotted)):
            qualname = frame.below(node.name)
            yield _mark(DECORATOR, file, bare, frame, "scope")._replace(function=qualname)


def _constraint(file: FileContext, node: ast.Call, frame: Frame) -> Iterator[Mark]:
    if any(names.is_sql_import(each) for each in file.names.values()):
        subject = next((text for each in node.args if (text := literal(each))), "")
        yield file.mark(CONSTRAINT, node, frame, _last_two(node.func)[0], subject)


def _mark(kind: str, file: FileContext, func: ast.expr, frame: Frame, tag: str) -> Mark:
    written = dotted(func)
    found = origin(file, frame, written, called=True)
    notes = (written, found.root, class_of(frame), tag)
    return Mark(kind, func.end_lineno or 0, name_column(func), frame.qualname, found.dotted, notes, loop_line(frame))


def _argument(file: FileContext, node: ast.Call, frame: Frame, where: str, value: ast.expr) -> Mark:
    written = dotted(value)
    found = origin(file, frame, written)
    callee = origin(file, frame, dotted(node.func)).dotted
    notes = (callee, where, found.root, class_of(frame), written)
    return Mark(ARGUMENT, value.lineno, value.col_offset + 1, frame.qualname, found.dotted, notes)


def _last_two(node: ast.expr) -> tuple[str, str]:
    """The last name, and the one before it (of `a.b().c`: `c` and `b`)."""
    if node.__class__ is not ast.Attribute:
        return last_name(node), ""
    return node.attr, receiver_of(node.value)


def _locks_by_text(node: ast.Call) -> bool:
    return any(_LOCK_TEXT in (literal(each) or "").upper() for each in node.args)


def _locks_by_keyword(node: ast.Call) -> bool:
    for each in node.keywords:
        if each.arg == "with_for_update":
            return isinstance(each.value, ast.Constant) and each.value.value is True
    return False


FAMILY = Family(
    calls={"*": _call, **dict.fromkeys(_CONSTRAINTS, _constraint)},
    named=NAMED,
    nodes={
        **NODES,
        ast.Attribute: _reference,
        ast.Assign: _assign,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
    },
)
