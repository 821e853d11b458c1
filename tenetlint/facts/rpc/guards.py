"""Under which flag a send happens: `if use_call:`, `x.call if wait else x.cast`, `do_cast and a or b`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode

MAX_BEFORE = 100
"""How many statements of a block are looked back over."""


class Guard(NamedTuple):
    """A parameter that must be true, or false, for a send to happen."""

    parameter: str
    holds: bool


def guard_of(tree: Tree, node: ast.AST, function: FunctionNode | None) -> Guard | None:
    """The innermost test of a bare parameter that decides whether `node` runs."""
    if function is None:
        return None
    names = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
    inner = node
    for parent in tree.around(node):
        found = _decides(tree, parent, inner, names) or _returned_before(tree, parent, inner, names)
        if found or parent is function:
            return found
        inner = parent
    return None


def _decides(tree: Tree, parent: ast.AST, inner: ast.AST, names: set[str]) -> Guard | None:
    if isinstance(parent, ast.If) and inner is not parent.test:
        return _branch(parent.test, tree.place(parent, inner) is not None, names)
    if isinstance(parent, ast.IfExp) and inner is not parent.test:
        return _branch(parent.test, inner is parent.body, names)
    return None


def _returned_before(tree: Tree, parent: ast.AST, inner: ast.AST, names: set[str]) -> Guard | None:
    """An earlier `if flag: return …` in the same block leaves only the other case."""
    body, place = getattr(parent, "body", None), tree.place(parent, inner)
    if not isinstance(body, list) or place is None:
        return None
    for statement in reversed(body[max(0, place - MAX_BEFORE) : place]):
        if isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.body[-1], ast.Return):
            found = _branch(statement.test, False, names)
            if found:
                return found
    return None


def _branch(test: ast.expr, holds: bool, names: set[str]) -> Guard | None:
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, holds = test.operand, not holds
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.comparators[0], ast.Constant):
        value = test.comparators[0].value
        if value in (True, False) and isinstance(test.ops[0], ast.Is | ast.Eq):
            test, holds = test.left, holds is bool(value)
    if isinstance(test, ast.Name) and test.id in names:
        return Guard(test.id, holds)
    return None


def branches(node: ast.expr, function: FunctionNode | None) -> Iterator[tuple[ast.expr, Guard | None]]:
    """The alternatives of `a if flag else b`, `flag and a or b`, each with its guard; else the expression itself."""
    names = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)} if function else set()
    if isinstance(node, ast.IfExp):
        for part, holds in ((node.body, True), (node.orelse, False)):
            for inner, guard in branches(part, function):
                yield inner, guard or _branch(node.test, holds, names)
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and _is_and(node.values[0]):
        first = node.values[0]
        assert isinstance(first, ast.BoolOp)
        yield first.values[-1], _branch(first.values[0], True, names)
        for other in node.values[1:]:
            yield other, _branch(first.values[0], False, names)
    else:
        yield node, None


def _is_and(node: ast.expr) -> bool:
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)
