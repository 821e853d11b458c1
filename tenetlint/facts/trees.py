"""Syntax trees of the files that an inference needs, parsed when first asked for, with their scopes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tenetlint.facts.walk import FunctionNode, dotted, last_name

Scoped = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Binding(NamedTuple):
    """One way in which a name gets a value in a scope."""

    at: ast.AST
    """The statement that binds it."""
    how: str
    """`value`, `element`, `iteration`, `entered`, `import`, `definition`, `parameter` or `other`."""
    value: ast.AST | None
    index: int = 0
    """Which element of the value, for `element`; -1 where it cannot be told."""


class Tree:
    """One module's syntax tree with parents and the names bound in each scope."""

    def __init__(self, path: str, module: str, node: ast.Module) -> None:
        self.path = path
        self.module = module
        self.node = node
        self.is_package = path.endswith("/__init__.py") or path == "__init__.py"
        self.parents: dict[ast.AST, ast.AST] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: dict[tuple[str, int], FunctionNode] = {}
        self.items: dict[str, list[ast.Assign]] = {}
        """`NAME[...] = value` by the container as written."""
        self.stores: dict[str, list[tuple[ast.Attribute, ast.Assign | ast.AnnAssign]]] = {}
        """`x.NAME = value` by the attribute's name."""
        self.loads: dict[str, list[ast.AST]] = {}
        """Names and attributes that are read, by their last name."""
        self.declared: dict[FunctionNode, frozenset[str]] = {}
        """The names that each function declares global."""
        self.calls: dict[str, list[ast.Call]] = {}
        """By the last name of the callee."""
        self._functions_of: dict[ast.AST, FunctionNode | None] = {}
        self._bindings: dict[Scoped, dict[str, list[Binding]]] = {}
        self._index()

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.module if self.is_package else self.module.rpartition(".")[0]

    def _index(self) -> None:
        stack: list[tuple[ast.AST, str]] = [(self.node, "")]
        while stack:
            node, qualname = stack.pop()
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
                inner = qualname
                if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    inner = f"{qualname}.{child.name}" if qualname else child.name
                    if isinstance(child, ast.ClassDef):
                        self.classes.setdefault(inner, child)
                    else:
                        self.functions[inner, child.lineno] = child
                else:
                    self._note(child)
                stack.append((child, inner))

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute | ast.Name):
            if isinstance(node.ctx, ast.Load):
                self.loads.setdefault(last_name(node), []).append(node)
        elif isinstance(node, ast.Call):
            self.calls.setdefault(last_name(node.func), []).append(node)
        elif isinstance(node, ast.Global):
            function = self.function_of(node)
            if function is not None:
                self.declared[function] = self.declared.get(function, frozenset()) | frozenset(node.names)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute) and node.value is not None:
            self.stores.setdefault(node.target.attr, []).append((node.target, node))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript):
                    self.items.setdefault(dotted(target.value), []).append(node)
                elif isinstance(target, ast.Attribute):
                    self.stores.setdefault(target.attr, []).append((target, node))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around `node`, innermost first."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def function_of(self, node: ast.AST) -> FunctionNode | None:
        """The innermost function around `node` (decorators and defaults belong to what is around theirs)."""
        if node not in self._functions_of:
            self._functions_of[node] = self._function_of(node)
        return self._functions_of[node]

    def _function_of(self, node: ast.AST) -> FunctionNode | None:
        inner = node
        for parent in self.around(node):
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and (
                inner in parent.body or inner is node and inner not in parent.decorator_list
            ):
                return parent
            inner = parent
        return None

    def class_of(self, function: ast.AST) -> ast.ClassDef | None:
        """The class whose body holds the function itself."""
        parent = self.parents.get(function)
        while isinstance(parent, ast.If | ast.Try | ast.With):
            parent = self.parents.get(parent)
        return parent if isinstance(parent, ast.ClassDef) else None

    def qualname(self, node: ast.AST) -> str:
        """`Class.method` of the scope that `node` stands in (or is)."""
        named = [node, *self.around(node)]
        names = [each.name for each in named if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
        return ".".join(reversed(names))

    def bindings(self, scope: Scoped) -> dict[str, list[Binding]]:
        """The names bound in one scope, not in those inside it, in source order."""
        found = self._bindings.get(scope)
        if found is None:
            found = self._bindings[scope] = _bound_in(scope)
            if scope is self.node:
                _add_globals(self.declared, found)
        return found

    def reaching(self, bindings: list[Binding], use: ast.AST) -> list[Binding]:
        """The bindings that may reach `use` in the same scope: back to the last one that always runs before it."""
        blocks = {id(each) for each in (use, *self.around(use))}
        line = getattr(use, "lineno", 0)
        loops = [each for each in self.around(use) if isinstance(each, ast.For | ast.While | ast.AsyncFor)]
        found: list[Binding] = []
        for binding in reversed(bindings):
            if not self._before(binding, use, line, blocks):
                if any(loop in self.around(binding.at) for loop in loops):
                    found.append(binding)
                continue
            found.append(binding)
            parent = self.parents.get(binding.at)
            if binding.how == "parameter" or parent is None or self._always(binding, parent, blocks, use):
                break
        return list(reversed(found))

    def _before(self, binding: Binding, use: ast.AST, line: int, blocks: set[int]) -> bool:
        if binding.how == "parameter":
            return True
        start = getattr(binding.at, "lineno", 0)
        if id(binding.at) in blocks:
            return isinstance(binding.at, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.comprehension)
        return start <= line and not self._other_branch(binding.at, use, blocks)

    def _other_branch(self, at: ast.AST, use: ast.AST, blocks: set[int]) -> bool:
        """Whether the two stand in different branches of one `if`."""
        inner = at
        for parent in self.around(at):
            if id(parent) in blocks:
                if not isinstance(parent, ast.If):
                    return False
                used = next(each for each in (use, *self.around(use)) if self.parents.get(each) is parent)
                return (inner in parent.body) != (used in parent.body) and used is not parent.test
            inner = parent
        return False

    def _always(self, binding: Binding, parent: ast.AST, blocks: set[int], use: ast.AST) -> bool:
        """Whether control that reaches `use` has passed the binding: both hang on the same statement list."""
        if id(parent) not in blocks or isinstance(parent, ast.Try | ast.IfExp | ast.BoolOp):
            return id(parent) in blocks and isinstance(parent, ast.Try) and binding.at in parent.body
        if isinstance(parent, ast.For | ast.While | ast.If | ast.AsyncFor):
            used = next((each for each in (use, *self.around(use)) if self.parents.get(each) is parent), None)
            return (binding.at in parent.body) == (used in parent.body)
        return isinstance(binding.at, ast.stmt)


def _bound_in(scope: Scoped) -> dict[str, list[Binding]]:
    names: dict[str, list[Binding]] = {}
    if not isinstance(scope, ast.Module):
        for argument in parameters(scope):
            names.setdefault(argument.arg, []).append(Binding(scope, "parameter", argument))
    body = scope.body if isinstance(scope.body, list) else [scope.body]
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        for name, binding in bindings_of(node):
            names.setdefault(name, []).append(binding)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        stack.extend(reversed(list(ast.iter_child_nodes(node))))
    return names


def parameters(function: FunctionNode | ast.Lambda) -> list[ast.arg]:
    """All named parameters, `*args` and `**kwargs` too, in order."""
    args = function.args
    return [
        *args.posonlyargs,
        *args.args,
        *([args.vararg] if args.vararg else []),
        *args.kwonlyargs,
        *([args.kwarg] if args.kwarg else []),
    ]


def bindings_of(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """The names that one statement binds, each with how."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node, node.value, "value")
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _targets(node.target, node, node.value, "value")
    elif isinstance(node, ast.AugAssign):
        yield from _targets(node.target, node, None, "other")
    elif isinstance(node, ast.NamedExpr):
        yield from _targets(node.target, node, node.value, "value")
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield from _targets(node.target, node, node.iter, "iteration")
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars, node, item.context_expr, "entered")
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, Binding(node, "definition", node)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
            yield name, Binding(node, "import", alias)
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name, Binding(node, "other", None)


def _targets(target: ast.AST, at: ast.AST, value: ast.AST | None, how: str) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Name):
        yield target.id, Binding(at, how, value)
    elif isinstance(target, ast.Tuple | ast.List):
        for index, element in enumerate(target.elts):
            known = how == "value" and not any(isinstance(each, ast.Starred) for each in target.elts)
            for name, binding in _targets(element, at, value, how):
                yield name, binding._replace(how="element", index=index if known else -1)


def _add_globals(declared: dict[FunctionNode, frozenset[str]], bound: dict[str, list[Binding]]) -> None:
    """What functions bind after `global NAME` belongs to the module."""
    for function, names in sorted(declared.items(), key=lambda each: each[0].lineno):
        for name, bindings in _bound_in(function).items():
            if name in names:
                bound.setdefault(name, []).extend(bindings)


class Trees:
    """The trees of a project by path, parsed once; None where a file cannot be parsed."""

    def __init__(self, parse: Callable[[str], ast.Module | None], module_of: Callable[[str], str]) -> None:
        self._parse = parse
        self._module_of = module_of
        self._known: dict[str, Tree | None] = {}

    def get(self, path: str) -> Tree | None:
        """The tree of one file."""
        if path not in self._known:
            node = self._parse(path)
            self._known[path] = Tree(path, self._module_of(path), node) if node is not None else None
        return self._known[path]
