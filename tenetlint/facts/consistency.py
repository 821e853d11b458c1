"""How copies of state come to agree: compare-and-swap, convergence, timestamps, tombstones."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted, last_name, literal

COMPARE_AND_SWAP = "compare-and-swap"
"""An update that applies only to an expected state; subject: the callee, notes: what is expected."""
RECONCILE = "reconcile"
"""A periodic task or daemon class by name; subject: its name, notes: `task` or `daemon`, and the decorator or base."""
LAST_WRITE = "last-write"
"""Two timestamps are compared; subject: both sides as words."""
TOMBSTONE = "tombstone"
"""A delete is kept as a record with its time; subject: the word for it."""

_SWAPS = frozenset({"conditional_update", "update_on_match", "compare_and_swap", "compare_and_set"})
_EXPECTED = re.compile(r"expected_(\w+_)?(states?|values?|revision|version|generation|status)\Z")
_CHANGES = re.compile(r"\w*(save|update|set|destroy|delete|transition)", re.IGNORECASE)
_VERSION_COLUMNS = frozenset({"generation", "revision_number", "revision", "reservation", "version", "lock_version"})
_DAEMON_BASES = re.compile(r"(Daemon|DaemonStrategy|Replicator|Auditor|Updater|Reconciler|Expirer|Reaper|Sharder)\Z")
_TIMESTAMP = re.compile(r"(\w+[_-])?(timestamp|ts)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(now|expir|timeout|deadline|amz|nonce|auth|token|req)", re.IGNORECASE)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_TOMBSTONES = frozenset({"delete_timestamp", "reclaim_age"})
"""Names of tombstones that do not say so."""


def _swap(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    yield file.mark(COMPARE_AND_SWAP, call, frame, dotted(call.func), "the expected values")


def _any_call(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """Calls that are known by an argument."""
    for argument in call.args:
        if argument.__class__ is ast.Constant and literal(argument) == ".ts":
            return _known(file, call, frame)
    for each in call.keywords:
        if each.arg and each.arg.startswith("expected_"):
            return _known(file, call, frame)
    return ()


def _known(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    for each in call.keywords:
        if each.arg and each.arg.startswith("expected_") and _EXPECTED.match(each.arg) and _changes(call):
            yield file.mark(COMPARE_AND_SWAP, call, frame, dotted(call.func), f"`{each.arg}`")
            break
    if any(literal(each) == ".ts" for each in call.args):
        yield file.mark(TOMBSTONE, call, frame, ".ts")


def _changes(call: ast.Call) -> bool:
    """Whether a call changes something (a request may expect a status, too)."""
    return _CHANGES.match(last_name(call.func)) is not None


def _attribute(file: FileContext, node: ast.Attribute, frame: Frame) -> Iterable[Mark]:
    """`.rowcount` after an update of an expected version, and tombstone attributes."""
    return _told(file, node, frame) if node.attr == "rowcount" or _is_tombstone(node.attr) else ()


@lru_cache(maxsize=16384)
def _is_tombstone(name: str) -> bool:
    low = name.lower()
    return "tombstone" in low or low in _TOMBSTONES


def _told(file: FileContext, node: ast.Attribute, frame: Frame) -> Iterator[Mark]:
    if node.attr == "rowcount" and frame.function is not None:
        column = _expected_column(frame.function)
        if column:
            yield file.mark(COMPARE_AND_SWAP, node, frame, "rowcount", f"`{column}`")
    elif _is_tombstone(node.attr):
        yield file.mark(TOMBSTONE, node, frame, node.attr)


def _expected_column(function: FunctionNode) -> str | None:
    """The version-like column that a conditional update in `function` compares, or None."""
    changes = False
    found: str | None = None
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = last_name(node.func)
        changes = changes or name in ("update", "values", "insert", "delete")
        if name in ("where", "filter", "filter_by"):
            found = found or _compared_column(node)
    return found if changes else None


def _compared_column(call: ast.Call) -> str | None:
    """The version-like column that a `where` compares for equality."""
    named = [each.arg for each in call.keywords if each.arg in _VERSION_COLUMNS]
    compared = [
        node.left.attr
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and isinstance(node.ops[0], ast.Eq)
    ]
    return next((each for each in (*named, *compared) if each in _VERSION_COLUMNS), None)


def _function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterator[Mark]:
    """Periodic tasks, and functions that are told when something was deleted."""
    for each in node.decorator_list:
        name = last_name(each.func if isinstance(each, ast.Call) else each)
        if "periodic" in name.lower() or "periodic" in dotted(each).lower():
            yield file.mark(RECONCILE, node, frame, node.name, "task", dotted(each).removesuffix("()"))
            break
    names = [node.name, *(each.arg for each in (*node.args.args, *node.args.kwonlyargs))]
    for name in names:
        if _is_tombstone(name):
            yield file.mark(TOMBSTONE, node, frame, name)
            break


def _class(file: FileContext, node: ast.ClassDef, frame: Frame) -> Iterator[Mark]:
    """Daemon classes."""
    for base in node.bases:
        if _DAEMON_BASES.search(last_name(base)):
            yield file.mark(RECONCILE, node, frame, node.name, "daemon", dotted(base))
            break


def _compare(file: FileContext, node: ast.Compare, frame: Frame) -> Iterable[Mark]:
    """An order between two timestamps; tombstones by name."""
    if node.ops[0].__class__ in _ORDER or any(literal(side) == ".ts" for side in (node.left, *node.comparators)):
        return _compared(file, node, frame)
    return ()


def _compared(file: FileContext, node: ast.Compare, frame: Frame) -> Iterator[Mark]:
    if len(node.ops) == 1 and isinstance(node.ops[0], _ORDER):
        left, right = _word(node.left), _word(node.comparators[0])
        if _timestamps(left, right):
            yield file.mark(LAST_WRITE, node, frame, f"{left} and {right}")
    for side in (node.left, *node.comparators):
        if literal(side) == ".ts":
            yield file.mark(TOMBSTONE, node, frame, ".ts")


def _newest(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """`max` of timestamps: the newest wins."""
    words = [_word(each) for each in call.args]
    if len(words) > 1 and _timestamps(*words):
        yield file.mark(LAST_WRITE, call, frame, " and ".join(words))


def _timestamps(*words: str) -> bool:
    """Whether all are times of writes, none a clock or an expiry."""
    return set(words) == {"created_at"} or all(_TIMESTAMP.match(word) and not _CLOCK.search(word) for word in words)


def _word(node: ast.expr) -> str:
    """The last name of what is compared: attribute, key or variable, under any conversion."""
    while isinstance(node, ast.Call) and len(node.args) == 1 and literal(node.args[0]) is None:
        node = node.args[0]
    if isinstance(node, ast.Call) and last_name(node.func) in ("get", "pop") and node.args:
        return literal(node.args[0]) or ""
    if isinstance(node, ast.Subscript):
        return literal(node.slice) or ""
    return last_name(node)


FAMILY = Family(
    calls={**dict.fromkeys(sorted(_SWAPS), _swap), "max": _newest, "*": _any_call},
    nodes={
        ast.Attribute: _attribute,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Compare: _compare,
    },
)
