"""Names: which of their bindings reach a use, and what each binding gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding
from tenetlint.facts.flow import MAX_BINDINGS
from tenetlint.facts.infer.members import own_member
from tenetlint.facts.infer.modules import imported, module_member
from tenetlint.facts.infer.parameters import parameter
from tenetlint.facts.infer.returns import entered
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import NOTHING, UNKNOWN, Class, Function, Library, Values, union
from tenetlint.facts.trees import Tree

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


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
            if tree.function_of(use) is here.function:
                return _bound(inference, tree.reaching(bindings, use), name, here)
            return _from_inside(inference, bindings, name, here)
        here = here.outer
    path = scope.path if scope else ""
    if home is not None:
        found = _in_class(inference, home, name, use)
        if found:
            return found
    return module_member(inference, path, name) or frozenset({Library(f"builtins.{name}")})


def _in_class(inference: Inference, tree: Tree, name: str, use: ast.AST) -> Values:
    """A name that stands in a class body itself is one of the class first."""
    inner = next(parent for parent in (*tree.around(use), tree.node) if isinstance(parent, _SCOPES))
    if not isinstance(inner, ast.ClassDef) or (tree.parents.get(use) is inner and isinstance(use, ast.expr)):
        return NOTHING
    cls = Class(tree.path, tree.qualname(inner))
    return inference.once(("in class", cls, name), lambda: own_member(inference, cls, cls, name), NOTHING, UNKNOWN)


def _from_inside(inference: Inference, bindings: list[Binding], name: str, scope: Scope) -> Values:
    """A name of an enclosing function: wherever it is used inside, it may be any of its bindings."""
    if inference.is_spent:
        return UNKNOWN
    key = ("bound", scope, name, inference.backward)
    return inference.once(key, lambda: _bound(inference, bindings, name, scope), NOTHING, UNKNOWN)


def _bound(inference: Inference, bindings: list[Binding], name: str, scope: Scope) -> Values:
    if inference.is_spent:
        return UNKNOWN
    found = union(*(binding(inference, each, name, scope) for each in bindings[-MAX_BINDINGS:]))
    return found if len(bindings) <= MAX_BINDINGS else union(found, UNKNOWN)


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
