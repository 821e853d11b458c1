"""Which statements of a suite the compiler keeps: what can never run leaves no code, and is no statement."""

from __future__ import annotations

import ast
from collections.abc import Sequence

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ENDINGS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def reachable(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """A suite up to its first statement after which nothing can run: the compiler drops the rest."""
    for at, node in enumerate(body[:-1]):
        if _ends(node):
            return body[: at + 1]
    return body


def _ends(node: ast.stmt) -> bool:
    """Whether nothing can run after a statement."""
    if isinstance(node, ast.If):
        return _if_ends(node)
    if isinstance(node, ast.While):
        return constant(node.test) is True and not _breaks(node.body)
    if isinstance(node, ast.Try | ast.TryStar):
        last = [node.orelse or node.body, *(handler.body for handler in node.handlers)]
        return all(map(_suite_ends, last)) or _suite_ends(node.finalbody)
    return isinstance(node, _ENDINGS)


def _suite_ends(body: Sequence[ast.stmt]) -> bool:
    return any(map(_ends, body))


def _if_ends(node: ast.If) -> bool:
    """All branches end; a long chain of `elif` is followed without recursion."""
    while constant(node.test) is not True:
        if constant(node.test) is None and not _suite_ends(node.body):
            return False
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            return _suite_ends(node.orelse)
        node = node.orelse[0]
    return _suite_ends(node.body)


def _breaks(body: Sequence[ast.stmt]) -> bool:
    """Whether a `break` of this loop stands somewhere in its suite."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, ast.While | ast.For | ast.AsyncFor):
            stack.extend(node.orelse)
        elif not isinstance(node, (*DEFINITIONS, ast.expr)):
            stack.extend(ast.iter_child_nodes(node))
    return False


def leaves_code(node: ast.stmt, local: bool) -> bool:
    """Whether a simple statement leaves any code behind."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        return False
    bare = isinstance(node, ast.AnnAssign) and node.value is None and isinstance(node.target, ast.Name)
    return not (bare and local)


def constant(test: ast.expr) -> bool | None:
    """What the compiler knows of a condition before it runs."""
    return bool(test.value) if isinstance(test, ast.Constant) else None
