"""Whether a client or call context sends to every server of its topic."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Fanout, Flag, Parameter, Values
from tenetlint.facts.walk import dotted, keyword, last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def prepared_fanout(inference: Inference, node: ast.Call, scope: Scope, before: Fanout) -> Fanout:
    """Whether `prepare(…)` asks for fan-out."""
    given_value = keyword(node, "fanout")
    if given_value is None:
        return _unpacked_fanout(inference, node, scope) or target_fanout(inference, node, scope, before)
    return _flag(inference.infer(given_value, scope))


def _unpacked_fanout(inference: Inference, node: ast.Call, scope: Scope) -> Fanout | None:
    """`prepare(**params)` where the dict, or the caller's keywords behind it, hold a `fanout`."""
    for each in node.keywords:
        if each.arg is not None:
            continue
        for name, value, where in scope.arguments:
            if name == f"**{dotted(each.value)}.fanout":
                return _flag(inference.infer(value, where))
        if _stores_fanout(inference, each.value, scope):
            return "maybe"
    return None


def _stores_fanout(inference: Inference, container: ast.expr, scope: Scope) -> bool:
    """Whether the function sets `container["fanout"]`."""
    tree = inference.tree(scope.path)
    for statement in tree.items.get(dotted(container), []) if tree else ():
        target = statement.targets[0]
        key = target.slice if isinstance(target, ast.Subscript) else None
        named = isinstance(key, ast.Constant) and key.value == "fanout"
        if named and tree and tree.function_of(statement) is scope.function:
            return True
    return False


def _flag(values: Values) -> Fanout:
    if len(values) == 1 and all(isinstance(each, Parameter) for each in values):
        return next(each for each in values if isinstance(each, Parameter))
    flags = {each.value for each in values if isinstance(each, Flag)}
    known = bool(values) and all(isinstance(each, Flag) for each in values)
    if known and flags <= {True}:
        return "yes"
    return "no" if known and True not in flags else "maybe"


def target_fanout(inference: Inference, node: ast.Call, scope: Scope, before: Fanout = "no") -> Fanout:
    """`Target(fanout=True)` among the arguments, written there or through a local name."""
    for argument in [*node.args, *(each.value for each in node.keywords)]:
        made = argument
        if isinstance(argument, ast.Name) and scope.function is not None:
            tree = inference.tree(scope.path)
            bound = tree.bindings(scope.function).get(argument.id, []) if tree else []
            made = next((each.value for each in bound if isinstance(each.value, ast.Call)), argument)
        if isinstance(made, ast.Call) and last_name(made.func) == "Target":
            flag = keyword(made, "fanout")
            if isinstance(flag, ast.Constant) and flag.value is True:
                return "yes"
    return before
