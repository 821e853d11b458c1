"""Marks of locks: calls whose name is a lock's and leads somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted, keyword, last_name

LOCK = "lock"
"""A lock is made or taken; subject: its dotted name, resolved; notes: the callee as written, `shared` if so."""

_HINT = re.compile(r"[Ll]ock|cquire|ynchronized|eserve")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = frozenset({"acquire", "flock", "lock", "locked", "lockf", "reserve", "rlock", "synchronized"})
_RECORDED = ("create", "steal")
_NOT = frozenset({"check", "delete", "has", "is", "list", "query", "release", "unlock", "update"})


@lru_cache(maxsize=16384)
def is_lock_word(name: str) -> bool:
    """`synchronized`, `named_lock`, `StackLock`, `lock_zone`, `synchronized_zone`, `get_lock`."""
    if not _HINT.search(name):
        return False
    words = _CAPITAL.sub("_", name.rpartition(".")[2]).lower().strip("_").split("_")
    return words[0] not in _NOT and (words[-1] in _WORDS or words[0] in _WORDS)


def _call(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """Calls that take a lock by their name; `create` and its kin where a record of a lock is made."""
    written = dotted(call.func)
    return _lock(file, call, frame, written) if is_lock_word(last_name(call.func)) or _is_record(written) else ()


def _is_told(name: str) -> bool:
    return is_lock_word(name) or name in _RECORDED


def _any_call(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """A class that is made in a function that is a lock by its name: `acquire` makes a `TaskManager`."""
    function = frame.function
    if function is None or not is_lock_word(function.name):
        return ()
    written = dotted(call.func)
    return _lock(file, call, frame, written) if written[:1].isupper() else ()


def _is_record(written: str) -> bool:
    """Whether a record of a lock is made: `StackLock.create(…)`."""
    owner, _, name = written.rpartition(".")
    return name in _RECORDED and is_lock_word(owner)


def _decorated(file: FileContext, node: FunctionNode, frame: Frame) -> Iterator[Mark]:
    """Decorators without arguments (those with arguments are calls)."""
    for each in node.decorator_list:
        if not isinstance(each, ast.Call) and is_lock_word(last_name(each)):
            yield from _lock(file, each, frame, dotted(each))


def _lock(file: FileContext, node: ast.expr, frame: Frame, written: str) -> Iterator[Mark]:
    """A mark, where the name leads somewhere: imported, of this module, or a coordinator's method."""
    head = written.partition(".")[0]
    if head in file.names:
        subject = file.resolve(written)
    elif "." not in written:
        subject = f"{file.module}.{written}"
    elif "coord" in written.rpartition(".")[0].lower():
        subject = "?." + written.rpartition(".")[2]
    else:
        return
    shared = keyword(node, "shared") if isinstance(node, ast.Call) else None
    is_shared = isinstance(shared, ast.Constant) and shared.value is True
    yield file.mark(LOCK, node, frame, subject, written, *(["shared"] if is_shared else []))


FAMILY = Family(
    calls={"*": _any_call},
    named={_call: _is_told},
    nodes={ast.FunctionDef: _decorated, ast.AsyncFunctionDef: _decorated},
)
