"""The alternatives behind a name that is called: `send = x.call if wait else x.cast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.rpc.guards import Guard, branches, guard_of
from tenetlint.facts.trees import Tree


def alternatives(tree: Tree, node: ast.Call, scope: Scope) -> Iterator[tuple[ast.expr, Guard | None]]:
    """What a call's callee may be, each with the flag that chooses it."""
    if not isinstance(node.func, ast.Name):
        yield from branches(node.func, scope.function)
        return
    if scope.function is None:
        return
    for binding in tree.reaching(tree.bindings(scope.function).get(node.func.id, []), node):
        if isinstance(binding.value, ast.expr):
            for part, guard in branches(binding.value, scope.function):
                yield part, guard or guard_of(tree, binding.at, scope.function)
