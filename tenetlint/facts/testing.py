"""What test code does: which tests check anything, themselves or in a helper, and which are switched off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.nodes import FIELDS
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted, last_name, root

TEST, HELPER, OFF = "test", "test-helper", "switched-off"
TOGETHER = {TEST: "tests-that-check", HELPER: "helpers-that-check"}
"""By kind: what those of one class are together that check something themselves; the notes are their names."""
CHECKS = "checks"
"""The note of a function that checks something itself."""
EMPTY = "empty"
"""The note of a function without a body."""
SUPER = "super()."
"""What stands before the name of a helper that is asked of the classes above."""
GIVEN = "(self)"
"""What stands behind the name of a helper that gets the test itself, to assert with."""
CHECKING_WORDS = "assert|expect|fail|verif|raises|warns|should|validate|check|ensure|enforce|compare"
"""How the names of calls begin that check something; underscores may stand before them."""
_CHECKING = re.compile(
    rf"_*(?:{CHECKING_WORDS}|wait_(?:\w+_)?(?:until|for))\w*"
    r"|(?:Replay|Verify)All",
    re.IGNORECASE,
)
"""Of what is tested, too: code whose work is to check says no by raising, and the test fails."""
_EXPECTING = re.compile(r"(?:expect|exp_|check_)\w*")
_NO_HARM = re.compile(
    r"(?:not|n't|nt|no|without|never)[\W_]+(?:[^\W_]{1,30}[\W_]+){0,2}(?:rais|crash|fail|except|error|blow|break|throw)",
    re.IGNORECASE,
)
"""How a name, docstring or comment says that it suffices when nothing is raised."""
_SKIPS = frozenset({"skip", "skipTest", "SkipTest", "skip_because", "skipException", "skip_test"})
_MARKS = frozenset({"skip", "skip_because", "expectedFailure", "xfail", "skip_test"})
_CONDITIONAL = {"skipIf": True, "skipif": True, "skip_if": True, "skipUnless": False, "skip_unless": False}
_CHECK_STATEMENTS = frozenset({ast.Assert, ast.Raise})
_ASKED = _CHECK_STATEMENTS | {ast.Call, ast.Attribute}
"""The classes of nodes that check something or name a helper."""
_FIELDS: Mapping[type, tuple[str, ...]] = {**FIELDS, type(None): ()}
_NOT_TESTS = frozenset({"fixture", "property", "staticmethod"})
_RAISES = "raises"
DECORATORS = _MARKS | _CONDITIONAL.keys() | _NOT_TESTS | {_RAISES}
"""The last names of the decorators that say something of a test."""
_SET_UP = frozenset({"setUp", "setUpClass", "setup_method"})
"""Switched off, it takes the tests with it."""
AROUND = _SET_UP | {"tearDown", "tearDownClass", "teardown_method"}
"""What runners call around tests: no helper."""


def _function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterable[Mark]:
    """A test or a helper: the notes say that it checks or is empty, or which helpers it calls."""
    if frame.function is not None:
        return
    is_test = _is_test(file, node, frame)
    reason = _switched_off(node) if is_test or node.name in _SET_UP else None
    if reason is not None:
        yield file.mark(OFF, node, frame, node.name, reason)
    if node.name not in AROUND:
        yield file.mark(TEST if is_test else HELPER, node, frame, node.name, *_notes(file, node))


def _class(file: FileContext, node: ast.ClassDef, frame: Frame) -> Iterable[Mark]:
    """A class of tests that is switched off as a whole."""
    reason = _marked_off(node.decorator_list)
    if reason is not None and any(_named_test(each) for each in node.body):
        yield file.mark(OFF, node, frame, node.name, reason)


def _together(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Most tests check something: of these the names suffice, unless they are switched off."""
    never = {(each.line, each.column) for each in marks if each.kind == OFF}
    alone: list[Mark] = []
    names: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        if mark.notes == (CHECKS,) and mark.kind in TOGETHER and (mark.line, mark.column) not in never:
            names.setdefault((TOGETHER[mark.kind], mark.function), []).append(mark.subject)
        else:
            alone.append(mark)
    return [*alone, *(Mark(kind, 0, 0, around, "", tuple(found)) for (kind, around), found in names.items())]


FAMILY = Family(
    nodes={ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.ClassDef: _class},
    tests=True,
    last=_together,
)


def _named_test(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")


def _is_test(file: FileContext, node: FunctionNode, frame: Frame) -> bool:
    """Whether a runner would take it for a test: a method of a class of tests, a function of a test module."""
    if not node.name.startswith("test") or not _decorators(node).isdisjoint(_NOT_TESTS) or _in_function(frame):
        return False
    if frame.cls is None:
        return file.module.rpartition(".")[2].startswith("test")
    receives_itself = bool(node.args.posonlyargs or node.args.args)
    return receives_itself and (bool(frame.cls.bases) or frame.cls.name.startswith("Test"))


def _decorators(node: FunctionNode) -> set[str]:
    """Their last names."""
    return {last_name(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list}


def _in_function(frame: Frame) -> bool:
    """Whether a function makes the class that a method stands in: no runner sees it."""
    return any(isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef) for each in frame.chain())


def _notes(file: FileContext, node: FunctionNode) -> tuple[str, ...]:
    if node.body[-1].__class__ in _CHECK_STATEMENTS:
        return (CHECKS,)
    if is_empty(node):
        return (EMPTY,)
    if _RAISES in _decorators(node):
        return (CHECKS,)
    called: set[str] = set()
    # The end first: that is where tests check.
    stack: list[Any] = list(node.body)
    while stack:
        each = stack.pop()
        kind = each.__class__
        if kind in _ASKED:
            if _is_check(each):
                return (CHECKS,)
            called.add(_helper(file, each))
        for name in _FIELDS[kind]:
            value = getattr(each, name)
            if value.__class__ is list:
                stack += value
            else:
                stack.append(value)
    if _NO_HARM.search("\n".join(_said(file, node))):
        return (CHECKS,)
    return tuple(sorted(called - {""}))


def _said(file: FileContext, node: FunctionNode) -> Iterator[str]:
    """What a function's name, docstring and comments say of it."""
    yield node.name
    yield ast.get_docstring(node, clean=False) or ""
    lines = file.lines[node.lineno - 1 : node.end_lineno]
    yield from (line.partition("#")[2] for line in lines)


def is_empty(node: FunctionNode) -> bool:
    """Whether nothing but a docstring, `pass` or `...` stands in it."""
    return all(
        isinstance(each, ast.Pass) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in node.body
    )


def _is_check(node: ast.AST) -> bool:
    """An assertion, a raise, a call with a checking name or with what it expects."""
    if not isinstance(node, ast.Call):
        return not isinstance(node, ast.Attribute)
    return _is_checking(last_name(node.func)) or any(map(_expects, node.keywords))


@lru_cache(maxsize=8192)
def _is_checking(name: str) -> bool:
    return _CHECKING.fullmatch(name) is not None


def _expects(each: ast.keyword) -> bool:
    """`expected_errors=…`, `status=404` (a status in words is a property of the thing that is made)."""
    if each.arg == "status":
        return not (isinstance(each.value, ast.Constant) and isinstance(each.value.value, str))
    return each.arg is not None and _EXPECTING.fullmatch(each.arg) is not None


def _helper(file: FileContext, node: ast.AST) -> str:
    """The name of a helper that may run here: one of its own, a bare or imported one, another test; or nothing."""
    if isinstance(node, ast.Attribute):
        if _is_super(node.value):
            return SUPER + node.attr
        return node.attr if _is_itself(node.value) or node.attr.startswith(("test_", "_test_")) else ""
    if not isinstance(node, ast.Call) or (isinstance(node.func, ast.Attribute) and root(node.func) not in file.names):
        return ""
    receiver, _, name = dotted(node.func).rpartition(".")
    if receiver and file.resolve(receiver) == receiver:
        return ""
    return name + GIVEN if any(map(_is_itself, node.args)) else name


def _is_super(node: ast.expr) -> bool:
    """`super()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _is_itself(node: ast.expr) -> bool:
    """`self`, `cls`."""
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _switched_off(node: FunctionNode) -> str | None:
    """Why a test never runs: by a mark on it, or by its first statement; None when it does run."""
    reason = _marked_off(node.decorator_list)
    if reason is not None:
        return reason
    for each in node.body:
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
            continue
        if isinstance(each, ast.Expr) and "super" in dotted(each.value):
            continue
        return _skip(each)
    return None


def _skip(node: ast.stmt) -> str | None:
    """The reason of `self.skipTest(…)` or `raise unittest.SkipTest(…)`."""
    value = node.value if isinstance(node, ast.Expr) else node.exc if isinstance(node, ast.Raise) else None
    call = value if isinstance(value, ast.Call) else None
    name = last_name(call.func if call else value) if value else ""
    return _words(call) if name in _SKIPS and (call or isinstance(node, ast.Raise)) else None


def _marked_off(decorators: list[ast.expr]) -> str | None:
    for each in decorators:
        call = each if isinstance(each, ast.Call) else None
        name = last_name(call.func if call else each)
        if name in _MARKS and not (name == "xfail" and call and call.args):
            return _words(call)
        if name in _CONDITIONAL and call and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant) and bool(first.value) is _CONDITIONAL[name]:
                return _words(call)
    return None


def _words(call: ast.Call | None) -> str:
    """The first text among the arguments, or nothing."""
    values = [*call.args, *(each.value for each in call.keywords)] if call else []
    texts = [each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return texts[0] if texts else ""
