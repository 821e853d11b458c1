"""Calls of methods that write a thing to a database and back (`book.save()`), marked with what the thing was made by.

The join decides: only it knows the classes of the project.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from tenetlint.facts.database.origin import CHAINS, name_column, parameters_of, scopes
from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import FileContext, Frame, Handler, dotted, loop_line, root

INSTANCE = "db-instance"
_VERBS = frozenset({"save", "create", "destroy", "refresh", "soft_delete", "conditional_update", "update_or_create"})
_BEGINNINGS = ("begin_", "finish", "touch")
_COMMON = ("delete", "update")
"""Of dictionaries and clients, too: taken where the file itself shows what the thing is."""
_ITSELF = frozenset({ast.Name, ast.Subscript})
"""The same thing under its name, or one of many."""
_CLASS = re.compile(r"(?:^|\.)_*[A-Z]\w*[a-z]\w*")
_LONGEST = 300
"""Characters of what a name is followed to."""


def _call(file: FileContext, node: ast.Call, frame: Frame) -> Iterable[Mark]:
    func = node.func
    if not isinstance(func, ast.Attribute):
        return ()
    value, verb = func.value, func.attr
    made = made_by(file, frame, value)
    if not made and (verb in _COMMON or _is_imported(file, frame, root(value))):
        return ()
    written = dotted(func)
    place = (func.end_lineno or 0, name_column(func))
    return (Mark(INSTANCE, *place, frame.qualname, written, (written, made), loop_line(frame)),)


def hold(file: FileContext, frame: Frame, name: str, value: ast.expr) -> None:
    """Remember by what class a local name was made, if its value shows that."""
    made = made_by(file, frame, value)
    if made:
        file.held.setdefault(name, {})[frame.qualname] = made
    elif (name in file.held or name in file.names) and not _is_nothing(value):
        file.held.setdefault(name, {})[frame.qualname] = ""


def _is_nothing(value: ast.expr) -> bool:
    """Whether a value stands for the want of one, as in `found = []` where a search has failed."""
    if isinstance(value, ast.List | ast.Tuple):
        return not value.elts
    return isinstance(value, ast.Constant) and value.value is None


def made_by(file: FileContext, frame: Frame, value: ast.expr) -> str:
    """The dotted class, with what is asked of it, that a value comes from; empty where the file does not show that."""
    if value.__class__ not in CHAINS:
        return ""
    head = root(value)
    known = _held(file, frame, head) if head in file.held else None
    if known is not None:
        return known if value.__class__ in _ITSELF else ""
    target = file.names.get(head) or (f"{file.module}.{head}" if head[:1].isupper() else "")
    if not target:
        return ""
    made = target + dotted(value)[len(head) :]
    return made if len(made) <= _LONGEST and _shows_class(made) else ""


def _is_imported(file: FileContext, frame: Frame, name: str) -> bool:
    return name in file.names and _held(file, frame, name) is None


def _held(file: FileContext, frame: Frame, name: str) -> str | None:
    """What a name holds in the functions around, innermost first; None where none of them says so."""
    by_function = file.held.get(name, {})
    for qualname, function in scopes(frame):
        if qualname in by_function:
            return by_function[qualname]
        if function and name in parameters_of(function):
            return ""
    return None


@lru_cache(maxsize=16384)
def _shows_class(made: str) -> bool:
    return _CLASS.search(made) is not None


def _loop(file: FileContext, node: ast.For | ast.AsyncFor, frame: Frame) -> Iterable[Mark]:
    if isinstance(node.target, ast.Name):
        hold(file, frame, node.target.id, node.iter)
    return ()


def _writes(name: str) -> bool:
    """Whether a method of this name may write or read what it is called on."""
    return name in _VERBS or name in _COMMON or name.startswith(_BEGINNINGS)


NAMED: Mapping[Handler, Callable[[str], bool]] = {_call: _writes}
"""Who hears calls of which names."""
NODES: Mapping[type[ast.AST], Handler] = {ast.For: _loop, ast.AsyncFor: _loop}
"""Who hears which other node."""
