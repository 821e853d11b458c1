"""What one file shows of databases: candidates, marked with where their receiver comes from. The join decides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from tenetlint.facts.database import names
from tenetlint.facts.database.origin import IMPORT, class_of, follow, is_followed, origin, value_origin
from tenetlint.facts.filefacts import Mark
from tenetlint.facts.local import names_in
from tenetlint.facts.walk import (
    Family,
    FileContext,
    Frame,
    FunctionNode,
    dotted,
    keyword,
    last_name,
    literal,
    loop_line,
    root,
)

CALL, REFERENCE, DECORATOR, WITH = "db-call", "db-reference", "db-decorator", "db-with"
BIND, NAME, BACKEND, ARGUMENT, CONSTRAINT = "db-bind", "db-name", "db-backend", "db-argument", "relational-constraint"
GLOBAL = "db-global"
_BLOCK = re.compile(r"IMPL|DISABLE_\w*(?:DB|DATABASE)\w*|indirection_api")
_SELVES = ("self", "cls")
_CONSTRAINTS = ("ForeignKey", "ForeignKeyConstraint", "UniqueConstraint", "Index")
_TEXTUAL = frozenset({"text", "execute"})
_LOCK_TEXT = "FOR UPDATE"
_KEEPERS = ("repo", "repository", "repositories", "_storage")
_LOCAL_KEEPERS = ("Broker", "broker_class", "brokerclass", "get_db_connection")
_BACKENDS = ("DBAPI", "LazyPluggable", "DBAPI.from_config")


def _call(file: FileContext, node: ast.Call, frame: Frame) -> Iterable[Mark]:
    name, receiver = _last_two(node.func)
    tag = _tag(file, node, name, receiver)
    marks = [_mark(CALL, file, node.func, frame, tag)] if tag else []
    for where, value in enumerate(node.args):
        if (taken := last_name(value)) and names.is_handle(taken):
            marks.append(_argument(file, node, frame, str(where), value))
    for each in node.keywords:
        if each.arg and (taken := last_name(each.value)) and (names.is_handle(each.arg) or names.is_handle(taken)):
            marks.append(_argument(file, node, frame, each.arg, each.value))
    return marks


def _tag(file: FileContext, node: ast.Call, name: str, receiver: str) -> str:
    """What a call may be, by its last two names; empty for most."""
    if _locks_by_text(node, name) or (node.keywords and _locks_by_keyword(node)):
        return "lock"
    return _tag_names(name, receiver) or _tag_handle(file, node.func, name, receiver)


@lru_cache(maxsize=8192)
def _tag_names(name: str, receiver: str) -> str:
    """What the names alone say."""
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


def _tag_handle(file: FileContext, func: ast.expr, name: str, receiver: str) -> str:
    """Whether the receiver may be a database API by what it stands for in this file, or is a class."""
    head = root(func)
    if ((target := file.names.get(head)) and names.in_layer(target)) or file.aliases.get(head):
        return "handle"
    if receiver[:1].isupper() and not receiver.isupper():
        return "class"
    return "construct" if name.endswith(_LOCAL_KEEPERS) else ""


def _reference(file: FileContext, node: ast.Attribute, frame: Frame) -> Iterable[Mark]:
    if node.ctx.__class__ is ast.Load:
        receiver = _receiver(node.value)
        if names.is_handle(receiver) or ((target := file.names.get(receiver)) and names.in_layer(target)):
            return (_mark(REFERENCE, file, node, frame, "handle"),)
    return ()


def _assign(file: FileContext, node: ast.Assign, frame: Frame) -> Iterator[Mark]:
    target: Any
    for target in node.targets:
        if target.__class__ is ast.Name:
            yield from _assign_name(file, node, target, frame)
        elif target.__class__ is not ast.Attribute:
            continue
        elif isinstance(target.value, ast.Name) and target.value.id in _SELVES:
            yield from _bind(file, node, frame, target.attr, node.value)
        elif _BLOCK.fullmatch(target.attr):
            yield file.mark("database-block", node, frame, dotted(target), *_condition(frame))


def _condition(frame: Frame) -> Iterator[str]:
    """The innermost `if` around that asks an option, as source text."""
    for around in frame.within():
        if isinstance(around.node, ast.If) and any("CONF" in name for name in names_in(around.node.test)):
            yield ast.unparse(around.node.test)
            return


def _assign_name(file: FileContext, node: ast.Assign, target: ast.Name, frame: Frame) -> Iterator[Mark]:
    if frame.cls is not None and frame.node is frame.cls:
        yield from _bind(file, node, frame, target.id, node.value)
    follow(file, frame, target.id, node.value)
    if not frame.qualname and names.in_layer(file.module):
        is_alias = isinstance(node.value, ast.Name | ast.Attribute)
        yield file.mark(NAME, node, frame, target.id, *(["alias"] if is_alias else []))
        called = dotted(node.value).removesuffix("()")
        if called.endswith(_BACKENDS):
            yield file.mark(BACKEND, node, frame, target.id, called)
    elif not frame.qualname and names.is_handle(target.id) and (found := value_origin(file, frame, node.value)):
        yield file.mark(GLOBAL, node, frame, target.id, found.root, found.dotted)


def _bind(file: FileContext, node: ast.Assign, frame: Frame, attribute: str, value: ast.expr) -> Iterator[Mark]:
    found = value_origin(file, frame, value)
    if found and (names.is_handle(attribute) or is_followed(attribute) or is_followed(found.dotted)):
        yield file.mark(BIND, node, frame, attribute, class_of(frame), found.root, found.dotted)


def _with(file: FileContext, node: ast.With | ast.AsyncWith, frame: Frame) -> Iterator[Mark]:
    for item in node.items:
        if isinstance(item.optional_vars, ast.Name):
            follow(file, frame, item.optional_vars.id, item.context_expr)
        if isinstance(item.context_expr, ast.Call):
            func = item.context_expr.func
            yield Mark(WITH, func.end_lineno or 0, _column(func), frame.qualname, "")


def _function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterator[Mark]:
    for each in node.decorator_list:
        bare = each.func if isinstance(each, ast.Call) else each
        found = origin(file, frame, dotted(bare))
        if names.is_scope(found.dotted) or (found.root == IMPORT and names.in_layer(found.dotted)):
            qualname = f"{frame.qualname}.{node.name}" if frame.qualname else node.name
            yield _mark(DECORATOR, file, bare, frame, "scope")._replace(function=qualname)


def _constraint(file: FileContext, node: ast.Call, frame: Frame) -> Iterator[Mark]:
    if any(names.is_sql_import(each) for each in file.names.values()):
        subject = next((text for each in node.args if (text := literal(each))), "")
        yield file.mark(CONSTRAINT, node, frame, _last_two(node.func)[0], subject)


def _mark(kind: str, file: FileContext, func: ast.expr, frame: Frame, tag: str) -> Mark:
    written = dotted(func)
    found = origin(file, frame, written, called=True)
    notes = (written, found.root, class_of(frame), tag)
    return Mark(kind, func.end_lineno or 0, _column(func), frame.qualname, found.dotted, notes, loop_line(frame))


def _argument(file: FileContext, node: ast.Call, frame: Frame, where: str, value: ast.expr) -> Mark:
    written = dotted(value)
    found = origin(file, frame, written)
    callee = origin(file, frame, dotted(node.func)).dotted
    notes = (callee, where, found.root, class_of(frame), written)
    return Mark(ARGUMENT, value.lineno, value.col_offset + 1, frame.qualname, found.dotted, notes)


def _column(func: ast.expr) -> int:
    """1-based column of the last name of a callee."""
    if isinstance(func, ast.Attribute):
        return (func.end_col_offset or 0) - len(func.attr) + 1
    return func.col_offset + 1


def _last_two(node: ast.expr) -> tuple[str, str]:
    """The last name, and the one before it (of `a.b().c`: `c` and `b`)."""
    if node.__class__ is not ast.Attribute:
        return last_name(node), ""
    return node.attr, _receiver(node.value)


def _receiver(node: ast.expr) -> str:
    """The last name of what is called, subscripted or asked."""
    at: Any = node
    while True:
        kind = at.__class__
        if kind is ast.Name:
            return at.id  # type: ignore[no-any-return]
        if kind is ast.Attribute:
            return at.attr  # type: ignore[no-any-return]
        if kind is not ast.Call and kind is not ast.Subscript:
            return ""
        at = at.func if kind is ast.Call else at.value


def _locks_by_text(node: ast.Call, name: str) -> bool:
    return name in _TEXTUAL and any(_LOCK_TEXT in (literal(each) or "").upper() for each in node.args)


def _locks_by_keyword(node: ast.Call) -> bool:
    value = keyword(node, "with_for_update") if node.keywords else None
    return isinstance(value, ast.Constant) and value.value is True


FAMILY = Family(
    calls={"*": _call, **dict.fromkeys(_CONSTRAINTS, _constraint)},
    nodes={
        ast.Attribute: _reference,
        ast.Assign: _assign,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
    },
)
