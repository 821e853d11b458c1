"""What a function of the project gives back: to its caller, to a `with` statement."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.annotations import instead
from tenetlint.facts.infer.arguments import arguments
from tenetlint.facts.infer.scope import Passed, Scope
from tenetlint.facts.infer.values import UNKNOWN, Box, Flag, Function, Instance, Lambda, Text, Values, union
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

NONE: Values = frozenset({Flag(None)})
MAX_FOLLOWED = 12
"""How many calls deep arguments are followed."""


def returned(
    inference: Inference, function: Function, node: ast.Call | None, scope: Scope | None, name: Text | None = None
) -> Values:
    """What a function of the project may return when called by `node`."""
    tree = inference.tree(function.path)
    definition = tree.functions.get((function.qualname, function.line)) if tree else None
    if tree is None or definition is None:
        return UNKNOWN
    followed = _followed(scope)
    if followed > MAX_FOLLOWED:
        return UNKNOWN
    passed: Passed = ()
    if node is not None and scope is not None:
        passed = tuple(arguments(definition, node, scope, _is_bound(tree, definition, function)))
    elif name is not None and len(definition.args.args) > 1:
        passed = ((definition.args.args[1].arg, inference.text(name.text), inference.scope(Scope(function.path))),)
    outer = _outer(inference, tree, definition)
    inner = inference.scope(Scope(function.path, definition, function.owner, passed, outer))
    results, yields = tree.results(definition)
    if yields:
        yielded = union(*(inference.infer(each, inner) for each in yields))
        return frozenset({Box(frozenset[object](yielded))})
    found = union(*(inference.infer(each, inner) if each else NONE for each in results)) if results else NONE
    return instead(inference, found, definition.returns, function.path)


def of_lambda(inference: Inference, function: Lambda) -> Values:
    """What a lambda expression gives back, whatever it is called with."""
    tree = inference.tree(function.path)
    node = tree.lambdas.get((function.line, function.column)) if tree else None
    return inference.infer(node.body, inference.scope_at(function.path, node)) if node else UNKNOWN


def _outer(inference: Inference, tree: Tree, definition: FunctionNode) -> Scope | None:
    outer = inference.scope_at(tree.path, definition)
    return outer if outer.function is not None else None


def _followed(scope: Scope | None) -> int:
    """How many calls lead here."""
    depth = 0
    while scope is not None and scope.arguments and depth <= MAX_FOLLOWED:
        depth += 1
        scope = scope.arguments[0][2]
    return depth


def _is_bound(tree: Tree, definition: FunctionNode, function: Function) -> bool:
    if tree.class_of(definition) is None:
        return False
    marks = {dotted(each) for each in definition.decorator_list}
    if "staticmethod" in marks:
        return False
    return isinstance(function.owner, Instance) or any(mark.endswith("classmethod") for mark in marks)


def entered(inference: Inference, value: ast.AST, scope: Scope) -> Values:
    """What `with value as name` binds."""
    found: list[Values] = []
    for each in inference.infer(value, scope):
        if isinstance(each, Box):
            found.append(frozenset(each.content))  # type: ignore[arg-type]
        elif isinstance(each, Instance):
            enters = [f for f in inference.attribute([each], "__enter__") if isinstance(f, Function)]
            found.append(union(*(returned(inference, f, None, None) for f in enters)) or frozenset({each}))
        else:
            found.append(frozenset({each}))
    return union(*found)
