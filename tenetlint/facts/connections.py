"""Marks of database addresses whose default is a local file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.seams import template
from tenetlint.facts.walk import Family, FileContext, Frame, last_name, literal

FILE_DEFAULT = "file-database-default"
"""A database address that is a local file stands as a default; subject: what it is the default of, notes: the URL."""

_KEYWORDS = ("default", "connection", "sql_connection")
_NAMES = re.compile(r"default|connection", re.IGNORECASE)


def _keywords(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`cfg.StrOpt('connection', default='sqlite:///x.db')`, `set_defaults(CONF, connection='sqlite:///x.db')`."""
    for each in call.keywords:
        if each.arg in _KEYWORDS:
            return _defaults(file, call, frame)
    return ()


def _defaults(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    for each in call.keywords:
        if each.arg in _KEYWORDS and not isinstance(each.value, ast.Name):
            subject = literal(call.args[0]) if call.args else None
            yield from _mark(file, each.value, frame, subject or f"{last_name(call.func)}({each.arg})")


def _assignment(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    """`_DEFAULT_SQL_CONNECTION = 'sqlite:///x.db'`."""
    target = node.targets[0]
    if isinstance(target, ast.Name) and _NAMES.search(target.id):
        return _mark(file, node.value, frame, target.id)
    return ()


def _mark(file: FileContext, node: ast.expr, frame: Frame, subject: str) -> Iterator[Mark]:
    if not isinstance(node, ast.Constant | ast.BinOp | ast.JoinedStr | ast.Call):
        return
    url = template(file, node) or ""
    if url.startswith(("sqlite:", "sqlite+")):
        yield file.mark(FILE_DEFAULT, node, frame, subject, url)


FAMILY = Family(calls={"*": _keywords}, nodes={ast.Assign: _assignment})
