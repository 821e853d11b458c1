"""Expressions → values. Demand-driven, memoised, bounded in depth; every branch counts, no branch is guessed."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from tenetlint.facts.infer import calls, members
from tenetlint.facts.infer.index import Index
from tenetlint.facts.infer.values import (
    NOTHING, UNKNOWN, Box, Class, Flag, Function, Instance, Items, Library, Module, Other, Parameter, Text,
    Unknown, Value, Values, union,
)  # fmt: skip
from tenetlint.facts.trees import Binding, Tree
from tenetlint.facts.walk import FunctionNode, dotted

MAX_DEPTH = 60
MAX_STEPS = 60_000


class Scope(NamedTuple):
    """Where an expression is evaluated, and with which arguments."""

    path: str
    function: FunctionNode | None = None
    owner: Instance | Class | None = None
    """What the method's first parameter stands for."""
    arguments: tuple[tuple[str, ast.AST, Scope], ...] = ()  # type: ignore[misc]
    """The arguments of the call that is followed, unevaluated."""
    outer: Scope | None = None  # type: ignore[misc]


class Inference:
    """One project's inference; answers do not depend on the order of questions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._memo: dict[tuple[ast.AST, Scope, int], Values] = {}
        self._open: dict[tuple[ast.AST, Scope, int], int] = {}
        self._scopes: dict[FunctionNode, Scope] = {}
        self.callers: dict[tuple[Class | Function, int], tuple[tuple[ast.Call, Scope], ...]] = {}
        self.backward = 0
        """How many parameters are being followed to their callers: an answer holds for its depth only."""
        self._lowest = MAX_DEPTH + 1
        self.steps = 0
        self.resolving: set[tuple[str, str]] = set()
        """The module members that are being looked up: star imports may go round in circles."""

    def tree(self, path: str) -> Tree | None:
        """The tree of one file, or None where it cannot be parsed."""
        return self.index.trees.get(path)

    def ask(self, node: ast.AST, scope: Scope) -> Values:
        """What `node` may stand for, with a fresh budget of steps."""
        self.steps = 0
        try:
            return self.infer(node, scope)
        except RecursionError:
            self._open.clear()
            self.resolving.clear()
            return UNKNOWN

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
        if depth >= MAX_DEPTH or self.steps > MAX_STEPS:
            self._lowest = -1
            return UNKNOWN
        lowest, self._lowest = self._lowest, MAX_DEPTH + 1
        self._open[key] = depth
        found = self._infer(node, scope)
        del self._open[key]
        # An answer that a cycle cut short holds only for the question that closed the cycle.
        if self._lowest >= depth:
            self._memo[key] = found
            self._lowest = lowest
        else:
            self._lowest = min(lowest, self._lowest)
        return found

    def _infer(self, node: ast.AST, scope: Scope) -> Values:
        match node:
            case ast.Name():
                return self.with_items(node, self.name(node.id, node, scope), scope)
            case ast.Attribute():
                found = self.attribute(self.infer(node.value, scope), node.attr)
                return self.with_items(node, members.or_attached(self, node, found), scope)
            case ast.Call():
                return calls.result(self, node, scope)
            case ast.Constant():
                return _constant(node.value)
            case ast.IfExp():
                return union(self.infer(node.body, scope), self.infer(node.orelse, scope))
            case ast.BoolOp():
                return self._either(node, scope)
            case ast.Tuple() | ast.List():
                return self._items(node, scope)
            case ast.Dict():
                return frozenset({Box(union(*(self.infer(each, scope) for each in node.values)))})
            case ast.Subscript():
                return self.element(self.infer(node.value, scope), _place(node.slice))
            case ast.NamedExpr() | ast.Await() | ast.Starred():
                return self.infer(node.value, scope)
        return frozenset({Other(type(node).__name__)})

    def _either(self, node: ast.BoolOp, scope: Scope) -> Values:
        """`a or b` is any of them; `a and b` the last, or a false first."""
        found = [self.infer(each, scope) for each in node.values]
        if isinstance(node.op, ast.And):
            return found[-1]
        return union(*found)

    def _items(self, node: ast.Tuple | ast.List, scope: Scope) -> Values:
        places = tuple(frozenset[object](self.infer(each, scope)) for each in node.elts[:32])
        if isinstance(node, ast.List) or any(isinstance(each, ast.Starred) for each in node.elts):
            return frozenset({Box(frozenset().union(*places) if places else frozenset())})
        return frozenset({Items(places)})

    def with_items(self, node: ast.expr, values: Values, scope: Scope) -> Values:
        """A container also holds what is stored in it by subscript in the same module."""
        if not any(isinstance(each, Box) for each in values):
            return values
        tree = self.tree(scope.path)
        stored = tree.items.get(dotted(node), []) if tree else []
        content = [self.infer(each.value, self.scope_at(scope.path, each)) for each in stored[:16]]
        extra = union(*content)
        return frozenset(Box(each.content | extra) if isinstance(each, Box) else each for each in values)

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

    def name(self, name: str, use: ast.AST, scope: Scope | None) -> Values:
        """What a name may stand for where `use` stands."""
        here = scope
        while here is not None and here.function is not None:
            tree = self.tree(here.path)
            bindings = tree.bindings(here.function).get(name) if tree else None
            if tree and bindings and name not in tree.declared.get(here.function, ()):
                own = tree.function_of(use) is here.function
                return self._bound(tree.reaching(bindings, use) if own else bindings, name, here)
            here = here.outer
        path = scope.path if scope else ""
        return members.module_member(self, path, name) or frozenset({Library(f"builtins.{name}")})

    def _bound(self, bindings: list[Binding], name: str, scope: Scope) -> Values:
        return union(*(self.binding(each, name, scope) for each in bindings))

    def binding(self, binding: Binding, name: str, scope: Scope) -> Values:
        """What one binding gives the name."""
        value = binding.value
        if binding.how == "parameter" and isinstance(value, ast.arg):
            return calls.parameter(self, value, scope)
        if binding.how == "import" and isinstance(binding.at, ast.Import | ast.ImportFrom):
            return members.imported(self, binding, name, scope)
        if binding.how == "definition":
            return self.definition(binding.at, scope)
        if value is None:
            return UNKNOWN
        if binding.how == "entered":
            return calls.entered(self, value, scope)
        found = self.infer(value, scope)
        if binding.how == "value":
            return found
        return self.element(found, binding.index if binding.how == "element" else None)

    def definition(self, node: ast.AST, scope: Scope) -> Values:
        """The function or class that a statement defines."""
        tree = self.tree(scope.path)
        if tree is None:
            return UNKNOWN
        if isinstance(node, ast.ClassDef):
            return frozenset({Class(scope.path, tree.qualname(node))})
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return frozenset({Function(scope.path, tree.qualname(node), node.lineno)})
        return UNKNOWN

    def scope_at(self, path: str, node: ast.AST) -> Scope:
        """The scope that `node` stands in, with no known arguments."""
        tree = self.tree(path)
        function = tree.function_of(node) if tree else None
        if tree is None or function is None:
            return Scope(path)
        if function not in self._scopes:
            outer = self.scope_at(path, function)
            owner = owner_of(tree, function)
            self._scopes[function] = Scope(path, function, owner, (), outer if outer.function else None)
        return self._scopes[function]

    def module(self, dotted_name: str) -> Values:
        """A module of the project, or what stands outside it, by its dotted name."""
        path = self.index.module_path(dotted_name)
        if path is None or members.is_library(dotted_name):
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


def _constant(value: object) -> Values:
    if isinstance(value, str):
        return frozenset({Text(value)})
    if value is None or isinstance(value, bool):
        return frozenset({Flag(value)})
    return frozenset({Other("constant")})


def _place(index: ast.expr) -> int | None:
    return index.value if isinstance(index, ast.Constant) and type(index.value) is int else None

