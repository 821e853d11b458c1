"""The RPC method's name: the argument that holds it, and what it may be."""

from __future__ import annotations

import ast

from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Items, Send, Text, Values, union
from tenetlint.facts.rpc.found import Found
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import keyword, last_name


def method_values(inference: Inference, found: Found) -> Values:
    """What the argument that names the method may be."""
    if found.method is None:
        return frozenset()
    scope = inference.scope_at(found.tree.path, found.node)
    if found.style != "client":
        return _message(inference, found.tree, found.method, scope, set())
    return first(inference.ask(found.method, scope))


def _message(inference: Inference, tree: Tree, node: ast.AST, scope: Scope, seen: set[ast.AST]) -> Values:
    """The method's name inside a message: `make_msg("name", …)` or `{"method": "name"}`."""
    if isinstance(node, ast.Call) and last_name(node.func) in vocabulary().messages and node.args:
        return inference.ask(node.args[0], scope)
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "method":
                return inference.ask(value, scope)
    if isinstance(node, ast.Name) and scope.function is not None and node not in seen:
        seen.add(node)
        bindings = tree.reaching(tree.bindings(scope.function).get(node.id, []), node)
        inner = [_message(inference, tree, each.value, scope, seen) if each.how == "value" and each.value is not None
                 else inference.binding(each, node.id, scope) for each in bindings]  # fmt: skip
        return union(*inner)
    return frozenset()


def first(values: Values) -> Values:
    """A message may be a tuple that begins with the method name."""
    found: list[object] = []
    for each in values:
        found.extend(each.places[0] if isinstance(each, Items) and each.places else [each])
    return frozenset(found)  # type: ignore[arg-type]


def texts(values: Values) -> list[str]:
    """The known strings among values, in order."""
    return sorted(each.text for each in values if isinstance(each, Text))


def method_argument(node: ast.Call, send: Send) -> ast.AST | None:
    """The argument that a send takes its method name, or its message, from."""
    place = send.place
    if len(node.args) > place and not any(isinstance(each, ast.Starred) for each in node.args[: place + 1]):
        return node.args[place]
    return keyword(node, "method" if send.style == "client" else "msg")


def starred_method(node: ast.Call, style: str) -> tuple[str, int] | None:
    """The variable arguments that hold the method name, and its place among them."""
    place = 2 if style == "module" else 1
    for before, each in enumerate(node.args[: place + 1]):
        if isinstance(each, ast.Starred) and isinstance(each.value, ast.Name):
            return each.value.id, place - before
    return None


def looks_sent(call: ast.Call) -> bool:
    """A context and a literal method name: the shape of a send."""
    if len(call.args) < 2 or not isinstance(call.args[1], ast.Constant) or not isinstance(call.args[1].value, str):
        return False
    return call.args[1].value.replace(".", "_").isidentifier()
