"""Members of modules: bound there, imported, starred, submodules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding
from tenetlint.facts.flow import MAX_BINDINGS
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
        looked_at = bindings[-MAX_BINDINGS:]
        found = union(*(inference.binding(each, name, _home(inference, tree, each, scope)) for each in looked_at))
        return found if len(bindings) <= MAX_BINDINGS else union(found, UNKNOWN)
    return _starred(inference, tree, name)


def _home(inference: Inference, tree: Tree, binding: Binding, scope: Scope) -> Scope:
    """A name declared global is bound in a function's scope."""
    return inference.scope_at(tree.path, binding.at) if tree.function_of(binding.at) else scope


def _starred(inference: Inference, tree: Tree, name: str) -> Values:
    """What the first module binds that star imports lead to: each is asked once, for they may go round in circles."""
    seen, stack = {tree.path}, [*_star_sources(inference, tree)]
    while stack:
        path, is_open = stack.pop()
        if is_open and path in seen:
            continue
        seen.add(path)
        other = inference.tree(path)
        own = other is None or name in other.bindings(other.node)
        found = NOTHING
        if not is_open:
            found = _submodule(inference, path, name)
        elif own:
            found = module_member(inference, path, name)
        if found:
            return found
        if is_open and other is not None:
            stack += [(path, False), *_star_sources(inference, other)]
    return NOTHING


def _star_sources(inference: Inference, tree: Tree) -> list[tuple[str, bool]]:
    """The modules that a module imports all of, last first, each still to be opened."""
    return inference.remembered(("stars", tree.path), lambda: _stars(inference, tree))


def _stars(inference: Inference, tree: Tree) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for binding in tree.bindings(tree.node).get("*", []):
        if isinstance(binding.at, ast.ImportFrom):
            modules = inference.module(_absolute(binding.at, tree.package))
            found += [(each.path, True) for each in modules if isinstance(each, Module)]
    return found[::-1]


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
