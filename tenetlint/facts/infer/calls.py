"""Calls: what they give back."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.fanout import prepared_fanout, target_fanout
from tenetlint.facts.infer.foreign import library_call
from tenetlint.facts.infer.members import of_class
from tenetlint.facts.infer.parameters import given
from tenetlint.facts.infer.returns import entered, of_lambda, returned
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import (
    NOTHING,
    UNKNOWN,
    Class,
    Client,
    Function,
    Instance,
    Lambda,
    Library,
    Made,
    Other,
    Parameter,
    Prepare,
    Send,
    Super,
    Taker,
    Text,
    Unknown,
    Value,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.walk import FunctionNode

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def result(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    """What a call expression gives."""
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(inference, node, scope)
    if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2:
        return _getattr(inference, node, scope)
    found = [_called(inference, each, node, scope) for each in _ordered(inference.infer(node.func, scope))]
    return union(*found) if found else NOTHING


def _ordered(values: Values) -> list[Value]:
    return sorted(values, key=repr)


def _called(inference: Inference, callee: Value, node: ast.Call, scope: Scope) -> Values:
    if _is_added_client(inference, callee):
        return frozenset({Client(target_fanout(inference, node, scope))})
    match callee:
        case Library(name):
            made = library_call(inference, name, node, scope)
            return union(made, _handed(inference, node, scope)) if made == {Made(name)} else made
        case Made(name) if name.endswith(".enter_context") and node.args:
            return entered(inference, node.args[0], scope)
        case Made(name):
            return union(frozenset({Made(f"{name}()")}), _handed(inference, node, scope))
        case Unknown():
            return union(UNKNOWN, _handed(inference, node, scope))
        case Prepare(client):
            return frozenset({Client(prepared_fanout(inference, node, scope, client.fanout))})
        case Taker():
            default = [inference.infer(each, scope) for each in node.args[1:2]]
            return union(callee.taken, *default)  # type: ignore[arg-type]
    return _called_own(inference, callee, node, scope)


def _called_own(inference: Inference, callee: Value, node: ast.Call, scope: Scope) -> Values:
    """What calling something of the project's own code gives."""
    match callee:
        case Class():
            return frozenset({Instance(callee.path, callee.qualname)})
        case Function():
            result = returned(inference, callee, node, scope)
            return union(result, _handed(inference, node, scope)) if _opaque(result) else result
        case Lambda():
            return of_lambda(inference, callee)
        case Instance():
            return _call_instance(inference, callee, node, scope)
        case Parameter():
            return _call_given(inference, callee, node, scope)
    return frozenset({Other("call")})


def _is_added_client(inference: Inference, callee: Value) -> bool:
    """Whether the project's configuration says that calling this gives an RPC client."""
    facts = inference.index.facts
    match callee:
        case Library(name):
            return name in facts.additions.rpc_clients
        case Function() | Class() if facts.additions.rpc_clients:
            return f"{facts.sources[callee.path].module}.{callee.qualname}" in facts.additions.rpc_clients
    return False


def _opaque(values: Values) -> bool:
    """Whether a function's result is a closure or nothing known: what was handed in may come out."""
    return all(isinstance(each, Unknown | Function | Other) for each in values)


def _call_given(inference: Inference, callee: Parameter, node: ast.Call, scope: Scope) -> Values:
    found = [_called(inference, each, node, scope) for each in _ordered(given(inference, callee))
             if not isinstance(each, Parameter)]  # fmt: skip
    return union(*found) or UNKNOWN


def _call_instance(inference: Inference, callee: Instance, node: ast.Call, scope: Scope) -> Values:
    called = of_class(inference, callee, "__call__")
    found = [returned(inference, each, node, scope) for each in called if isinstance(each, Function)]
    return union(*found) or UNKNOWN


def _handed(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    """Sending methods among the arguments: a retry wrapper gives back what it wraps."""
    arguments = [*node.args[:4], *(each.value for each in node.keywords[:4])]
    sends = (
        inference.infer(each, scope) for each in arguments if isinstance(each, ast.Attribute | ast.Name | ast.IfExp)
    )
    return frozenset(value for values in sends for value in values if isinstance(value, Send))


def _super(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    tree = inference.tree(scope.path)
    if tree is None or scope.function is None:
        return UNKNOWN
    method: FunctionNode | None = scope.function
    while method is not None and tree.class_of(method) is None:
        method = tree.function_of(method)
    cls = tree.class_of(method) if method else None
    if cls is None:
        return UNKNOWN
    return frozenset({Super(scope.path, tree.qualname(cls), scope.owner)})


def _getattr(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    base = inference.infer(node.args[0], scope)
    names = [each.text for each in inference.infer(node.args[1], scope) if isinstance(each, Text)]
    if not names:
        return UNKNOWN
    default = [inference.infer(each, scope) for each in node.args[2:3]]
    return union(*(inference.attribute(base, name) for name in sorted(names)[:8]), *default)
