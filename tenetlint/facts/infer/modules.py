"""Members of modules: bound there, imported, starred, submodules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.transports import is_library, of_library
from tenetlint.facts.infer.values import NOTHING, UNKNOWN, Library, Module, Values, union
from tenetlint.facts.trees import Tree

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def of_module(inference: Inference, path: str, name: str) -> Values:
    """An attribute of a module: a member of it, or a module below it."""
    return module_member(inference, path, name) or _submodule(inference, path, name)


def module_member(inference: Inference, path: str, name: str) -> Values:
    """What a module binds to `name`, star imports included; nothing where it does not."""
    return inference.once((path, name), lambda: _module_member(inference, path, name), NOTHING, UNKNOWN)


def _module_member(inference: Inference, path: str, name: str) -> Values:
    tree = inference.tree(path)
    if tree is None:
        return UNKNOWN
    scope = inference.scope(Scope(path))
    bindings = tree.bindings(tree.node).get(name)
    if bindings:
        return union(*(inference.binding(each, name, _home(inference, tree, each, scope)) for each in bindings))
    return _starred(inference, tree, name)


def _home(inference: Inference, tree: Tree, binding: Binding, scope: Scope) -> Scope:
    """A name declared global is bound in a function's scope."""
    return inference.scope_at(tree.path, binding.at) if tree.function_of(binding.at) else scope


def _starred(inference: Inference, tree: Tree, name: str) -> Values:
    for binding in tree.bindings(tree.node).get("*", []):
        if isinstance(binding.at, ast.ImportFrom):
            for each in inference.module(_absolute(binding.at, tree.package)):
                found = of_module(inference, each.path, name) if isinstance(each, Module) else NOTHING
                if found:
                    return found
    return NOTHING


def _submodule(inference: Inference, path: str, name: str) -> Values:
    tree = inference.tree(path)
    if tree is None:
        return UNKNOWN
    below = inference.index.module_path(f"{tree.module}.{name}")
    return inference.module(f"{tree.module}.{name}") if below or tree.is_package else NOTHING


def imported(inference: Inference, binding: Binding, name: str, scope: Scope) -> Values:
    """What an import statement binds to `name`."""
    tree, node, alias = inference.tree(scope.path), binding.at, binding.value
    if tree is None or not isinstance(alias, ast.alias):
        return UNKNOWN
    if isinstance(node, ast.Import):
        return inference.module(alias.name if alias.asname else alias.name.partition(".")[0])
    assert isinstance(node, ast.ImportFrom)
    base = _absolute(node, tree.package)
    whole = f"{base}.{alias.name}" if base else alias.name
    if is_library(whole):
        return _from_library(base, alias.name)
    found = NOTHING
    for each in inference.module(base):
        if isinstance(each, Module) and each.path != scope.path:
            found = module_member(inference, each.path, alias.name)
    if found:
        return found
    return inference.module(whole)


def _from_library(base: str, name: str) -> Values:
    """`from lib import call` binds the sending function itself."""
    return of_library(base, name) if is_library(base) else frozenset({Library(f"{base}.{name}")})


def _absolute(node: ast.ImportFrom, package: str) -> str:
    base = node.module or ""
    if not node.level:
        return base
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
