"""Which bindings of a name may reach one of its uses: branches, loops and tries of one scope."""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding

if TYPE_CHECKING:
    from tenetlint.facts.trees import Tree

MAX_BINDINGS = 256
"""How many bindings of one name are looked at, nearest first."""


def reaching(tree: Tree, bindings: list[Binding], use: ast.AST) -> list[Binding]:
    """The bindings that may reach `use` in the same scope: back to the last one that always runs before it."""
    blocks = {id(each) for each in (use, *tree.around(use))}
    line = getattr(use, "lineno", 0)
    loops = [each for each in tree.around(use) if isinstance(each, ast.For | ast.While | ast.AsyncFor)]
    found: list[Binding] = []
    near = len(bindings) if loops else bisect_right(bindings, line, key=lambda each: getattr(each.at, "lineno", 0))
    for binding in reversed(bindings[max(0, near - MAX_BINDINGS) : near]):
        if not _before(tree, binding, use, line, blocks):
            if any(loop in tree.around(binding.at) for loop in loops):
                found.append(binding)
            continue
        found.append(binding)
        parent = tree.parents.get(binding.at)
        if binding.how == "parameter" or parent is None or _always(tree, binding, parent, blocks, use):
            break
    return list(reversed(found))


def _before(tree: Tree, binding: Binding, use: ast.AST, line: int, blocks: set[int]) -> bool:
    if binding.how == "parameter":
        return True
    start = getattr(binding.at, "lineno", 0)
    if id(binding.at) in blocks:
        return isinstance(binding.at, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.comprehension)
    return start <= line and not _other_branch(tree, binding.at, use, blocks)


def _other_branch(tree: Tree, at: ast.AST, use: ast.AST, blocks: set[int]) -> bool:
    """Whether the two stand in different branches of one `if`."""
    inner = at
    for parent in tree.around(at):
        if id(parent) in blocks:
            if not isinstance(parent, ast.If):
                return False
            used = next(each for each in (use, *tree.around(use)) if tree.parents.get(each) is parent)
            if parent.test in (inner, used):
                return False
            return (tree.place(parent, inner) is None) != (tree.place(parent, used) is None)
        inner = parent
    return False


def _always(tree: Tree, binding: Binding, parent: ast.AST, blocks: set[int], use: ast.AST) -> bool:
    """Whether control that reaches `use` has passed the binding: both hang on the same statement list."""
    if id(parent) not in blocks or isinstance(parent, ast.Try | ast.IfExp | ast.BoolOp):
        return id(parent) in blocks and isinstance(parent, ast.Try) and tree.place(parent, binding.at) is not None
    if isinstance(parent, ast.For | ast.While | ast.If | ast.AsyncFor):
        used = next((each for each in (use, *tree.around(use)) if tree.parents.get(each) is parent), None)
        return (tree.place(parent, binding.at) is None) == (used is None or tree.place(parent, used) is None)
    return isinstance(binding.at, ast.stmt)
