"""Names: which of their bindings reach a use, and what each binding gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding
from tenetlint.facts.infer.modules import imported, module_member
from tenetlint.facts.infer.parameters import parameter
from tenetlint.facts.infer.returns import entered
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import UNKNOWN, Class, Function, Library, Values, union

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def name(inference: Inference, name: str, use: ast.AST, scope: Scope | None) -> Values:
    """What a name may stand for where `use` stands."""
    home = inference.tree(scope.path) if scope else None
    if home is not None and home.lambdas and home.lambda_binding(name, use):
        return UNKNOWN
    here = scope
    while here is not None and here.function is not None:
        tree = inference.tree(here.path)
        bindings = tree.bindings(here.function).get(name) if tree else None
        if tree and bindings and name not in tree.declared.get(here.function, ()):
            own = tree.function_of(use) is here.function
            return _bound(inference, tree.reaching(bindings, use) if own else bindings, name, here)
        here = here.outer
    path = scope.path if scope else ""
    return module_member(inference, path, name) or frozenset({Library(f"builtins.{name}")})


def _bound(inference: Inference, bindings: list[Binding], name: str, scope: Scope) -> Values:
    return union(*(binding(inference, each, name, scope) for each in bindings))


def binding(inference: Inference, binding: Binding, name: str, scope: Scope) -> Values:
    """What one binding gives the name."""
    value = binding.value
    if binding.how == "parameter" and isinstance(value, ast.arg):
        return parameter(inference, value, scope)
    if binding.how == "import" and isinstance(binding.at, ast.Import | ast.ImportFrom):
        return imported(inference, binding, name, scope)
    if binding.how == "definition":
        return definition(inference, binding.at, scope)
    if value is None:
        return UNKNOWN
    if binding.how == "entered":
        return entered(inference, value, scope)
    found = inference.infer(value, scope)
    if binding.how == "value":
        return found
    if binding.how == "unpacked":
        return inference.element(inference.element(found, None), binding.place)
    return inference.element(found, binding.place if binding.how == "element" else None)


def definition(inference: Inference, node: ast.AST, scope: Scope) -> Values:
    """The function or class that a statement defines."""
    tree = inference.tree(scope.path)
    if tree is None:
        return UNKNOWN
    if isinstance(node, ast.ClassDef):
        return frozenset({Class(scope.path, tree.qualname(node))})
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset({Function(scope.path, tree.qualname(node), node.lineno)})
    return UNKNOWN
