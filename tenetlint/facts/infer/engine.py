"""Expressions → values. Demand-driven, memoised, bounded in depth; every branch counts, no branch is guessed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from tenetlint.facts.bindings import Binding
from tenetlint.facts.infer import members, names
from tenetlint.facts.infer.expressions import expression
from tenetlint.facts.infer.index import Index
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.transports import is_library
from tenetlint.facts.infer.values import (
    NOTHING,
    UNKNOWN,
    Box,
    Class,
    Instance,
    Items,
    Library,
    Module,
    Other,
    Parameter,
    Unknown,
    Value,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted

MAX_DEPTH = 80
"""How many questions deep a question is followed."""
NEVER = MAX_DEPTH + 1
MAX_STEPS = 6_000
MIN_STEPS = 100
"""Where questions exhaust their budget, later ones get less, down to this: a hostile tree costs minutes, not days."""
STACK = 4_000
"""Frames of Python that `MAX_DEPTH` questions inside each other may need, with room to spare."""
T = TypeVar("T")


@contextmanager
def deep_stack() -> Iterator[None]:
    """Room for questions inside questions, wherever the first one is asked from."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class Inference:
    """One project's inference; answers do not depend on the order of questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._memo: dict[tuple[ast.AST, Scope, int], Values] = {}
        self._open: dict[Hashable, int] = {}
        """The questions that are being answered, with their depth."""
        self._scopes: dict[FunctionNode, Scope] = {}
        self._interned: dict[Scope, Scope] = {}
        self._shared: dict[Hashable, object] = {}
        self._parsed: dict[str, ast.expr | None] = {}
        self._texts: dict[str, ast.Constant] = {}
        self.backward = 0
        """How many parameters are being followed to their callers: an answer holds for its depth only."""
        self._lowest = NEVER
        """The depth of the outermost open question that the present answer was cut short by."""
        self.steps = 0
        self._budget = MAX_STEPS

    def tree(self, path: str) -> Tree | None:
        """The tree of one file, or None where it cannot be parsed."""
        return self.index.trees.get(path)

    def ask(self, node: ast.AST, scope: Scope) -> Values:
        """What `node` may stand for, with a fresh budget of steps."""
        self.steps, self._lowest = 0, NEVER
        with deep_stack():
            found = self.infer(node, scope)
        if self.is_spent:
            self._budget = max(MIN_STEPS, self._budget * 3 // 4)
        return found

    @property
    def is_spent(self) -> bool:
        """Whether the question has used all its steps: its answer stays open."""
        return self.steps > self._budget

    def infer(self, node: ast.AST, scope: Scope) -> Values:
        """What `node` may stand for in `scope`; nothing where only a cycle leads to itself."""
        key = (node, scope, self.backward)
        known = self._memo.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._lowest = min(self._lowest, self._open[key])
            return NOTHING
        self.steps += 1
        depth = len(self._open)
        if depth >= MAX_DEPTH or self.is_spent:
            self._lowest = -1
            return UNKNOWN
        lowest, self._lowest = self._lowest, NEVER
        self._open[key] = depth
        found = expression(self, node, scope)
        del self._open[key]
        # An answer that a cycle cut short holds only for the question that closed the cycle.
        if self._lowest >= depth:
            self._memo[key] = found
            self._lowest = lowest
        else:
            self._lowest = min(lowest, self._lowest)
        return found

    def once(self, key: Hashable, answer: Callable[[], T], nothing: T, unknown: T) -> T:
        """The answer to another question; `nothing` where only a cycle leads to itself, `unknown` beyond the depth."""
        if key in self._shared:
            return cast(T, self._shared[key])
        if key in self._open:
            self._lowest = min(self._lowest, self._open[key])
            return nothing
        depth = len(self._open)
        if depth >= MAX_DEPTH:
            self._lowest = -1
            return unknown
        lowest, self._lowest = self._lowest, NEVER
        self._open[key] = depth
        found = answer()
        del self._open[key]
        if self._lowest >= depth:
            self._shared[key] = found
            self._lowest = lowest
        else:
            self._lowest = min(lowest, self._lowest)
        return found

    def whole(self, key: Hashable, answer: Callable[[], T]) -> T:
        """An answer that is made of questions, kept where none of them was cut short."""
        if key in self._shared:
            return cast(T, self._shared[key])
        lowest, self._lowest = self._lowest, NEVER
        found = answer()
        if self._lowest == NEVER:
            self._shared[key] = found
        self._lowest = min(lowest, self._lowest)
        return found

    def remembered(self, key: Hashable, answer: Callable[[], T]) -> T:
        """What is read off the code and rests on no question, worked out once."""
        if key not in self._shared:
            self._shared[key] = answer()
        return cast(T, self._shared[key])

    def scope(self, scope: Scope) -> Scope:
        """The one object for all scopes that are equal."""
        return self._interned.setdefault(scope, scope)

    def text(self, text: str) -> ast.Constant:
        """The one node for a string that stands nowhere in the code."""
        return self._texts.setdefault(text, ast.Constant(text))

    def element(self, values: Values, place: int | None) -> Values:
        """What a subscript, an unpacking or an iteration takes out; `place` None or -1: any."""
        found: list[Value] = []
        for each in values:
            if isinstance(each, Items) and place is not None and 0 <= place < len(each.places):
                found.extend(each.places[place])  # type: ignore[arg-type]
            elif isinstance(each, Items):
                found.extend(value for held in each.places for value in held)  # type: ignore[misc]
            elif isinstance(each, Box):
                found.extend(each.content)  # type: ignore[arg-type]
            elif isinstance(each, Parameter | Unknown):
                found.append(each)
            elif isinstance(each, Instance):
                found.extend(members.item(self, each))
            else:
                found.append(Other("element"))
        return frozenset(found)

    def attribute(self, values: Iterable[Value], name: str) -> Values:
        """What the attribute `name` of any of the values may be."""
        return union(*(members.attribute(self, each, name) for each in values))

    def scope_at(self, path: str, node: ast.AST) -> Scope:
        """The scope that `node` stands in, with no known arguments."""
        tree = self.tree(path)
        function = tree.function_of(node) if tree else None
        if tree is None or function is None:
            return self.scope(Scope(path))
        if function not in self._scopes:
            outer = self.scope_at(path, function)
            owner = owner_of(tree, function)
            self._scopes[function] = self.scope(Scope(path, function, owner, (), outer if outer.function else None))
        return self._scopes[function]

    def parsed(self, text: str) -> ast.expr | None:
        """The one expression for a text that stands in a string, or None where it is none."""
        if text not in self._parsed:
            try:
                self._parsed[text] = ast.parse(text.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                self._parsed[text] = None
        return self._parsed[text]

    def binding(self, binding: Binding, name: str, scope: Scope) -> Values:
        """What one binding gives a name."""
        return names.binding(self, binding, name, scope)

    def module(self, dotted_name: str) -> Values:
        """A module of the project, or what stands outside it, by its dotted name."""
        path = self.index.module_path(dotted_name)
        if path is None or is_library(dotted_name):
            return frozenset({Library(dotted_name)})
        return frozenset({Module(path)})


def owner_of(tree: Tree, function: FunctionNode) -> Instance | Class | None:
    """What the first parameter of a method stands for, before anything is known of the caller."""
    cls = tree.class_of(function)
    if cls is None:
        return None
    marks = {dotted(each) for each in function.decorator_list}
    if "staticmethod" in marks:
        return None
    qualname = tree.qualname(cls)
    if "classmethod" in marks or function.name == "__new__" or any(each.endswith("classmethod") for each in marks):
        return Class(tree.path, qualname)
    return Instance(tree.path, qualname)
