"""Expressions: what each kind gives, from what its parts give."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.assignments import or_attached
from tenetlint.facts.infer.calls import result
from tenetlint.facts.infer.names import name
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Box, Flag, Items, Lambda, Other, Text, Values, union
from tenetlint.facts.walk import dotted

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def expression(inference: Inference, node: ast.AST, scope: Scope) -> Values:
    """What one expression gives, from what its parts give."""
    match node:
        case ast.Name():
            return _with_items(inference, node, name(inference, node.id, node, scope), scope)
        case ast.Attribute():
            found = inference.attribute(inference.infer(node.value, scope), node.attr)
            return _with_items(inference, node, or_attached(inference, node, found), scope)
        case ast.Call():
            return result(inference, node, scope)
        case ast.Constant():
            return _constant(node.value)
        case ast.IfExp():
            return union(inference.infer(node.body, scope), inference.infer(node.orelse, scope))
        case ast.BoolOp():
            return _either(inference, node, scope)
        case ast.Subscript():
            return inference.element(inference.infer(node.value, scope), _place(node.slice))
        case ast.Lambda():
            return frozenset({Lambda(scope.path, node.lineno, node.col_offset)})
        case ast.NamedExpr() | ast.Await() | ast.Starred():
            return inference.infer(node.value, scope)
    return _display(inference, node, scope)


def _display(inference: Inference, node: ast.AST, scope: Scope) -> Values:
    """A tuple, list, set, dict or comprehension; anything else is nothing that sends."""
    match node:
        case ast.Tuple() | ast.List():
            return _items(inference, node, scope)
        case ast.Dict():
            return frozenset({Box(union(*(inference.infer(each, scope) for each in node.values)))})
        case ast.Set():
            return frozenset({Box(union(*(inference.infer(each, scope) for each in node.elts)))})
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            return frozenset({Box(frozenset[object](inference.infer(node.elt, scope)))})
        case ast.DictComp():
            return frozenset({Box(frozenset[object](inference.infer(node.value, scope)))})
    return frozenset({Other(type(node).__name__)})


def _either(inference: Inference, node: ast.BoolOp, scope: Scope) -> Values:
    """`a or b` is any of them; `a and b` the last, or a false first."""
    found = [inference.infer(each, scope) for each in node.values]
    if isinstance(node.op, ast.And):
        return found[-1]
    return union(*found)


def _items(inference: Inference, node: ast.Tuple | ast.List, scope: Scope) -> Values:
    places = tuple(frozenset[object](inference.infer(each, scope)) for each in node.elts[:32])
    if isinstance(node, ast.List) or any(isinstance(each, ast.Starred) for each in node.elts):
        return frozenset({Box(frozenset().union(*places) if places else frozenset())})
    return frozenset({Items(places)})


def _with_items(inference: Inference, node: ast.expr, values: Values, scope: Scope) -> Values:
    """A container also holds what is stored in it by subscript in the same module."""
    if not any(isinstance(each, Box) for each in values):
        return values
    tree = inference.tree(scope.path)
    stored = tree.stored_in(dotted(node)) if tree else []
    extra = union(*(inference.infer(each, inference.scope_at(scope.path, each)) for each in stored[:16]))
    return frozenset(Box(each.content | extra) if isinstance(each, Box) else each for each in values)


def _constant(value: object) -> Values:
    if isinstance(value, str):
        return frozenset({Text(value)})
    if value is None or isinstance(value, bool):
        return frozenset({Flag(value)})
    return frozenset({Other("constant")})


def _place(index: ast.expr) -> int | None:
    return index.value if isinstance(index, ast.Constant) and type(index.value) is int else None

