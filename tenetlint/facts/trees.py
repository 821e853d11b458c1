"""Syntax trees of the files that an inference needs, parsed when first asked for, with their scopes."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator

from tenetlint.facts.bindings import Binding, Scoped, add_globals, bound_in, parameters
from tenetlint.facts.walk import FunctionNode, dotted, last_name

_GROWERS = frozenset({"append", "add", "appendleft", "insert", "setdefault"})
MAX_BINDINGS = 256
"""How many bindings of one name are looked at, nearest first."""


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
        self._grown: dict[str, list[ast.expr]] = {}
        """What `NAME.append(value)` and its kin add, by the container as written."""
        self.stores: dict[str, list[tuple[ast.Attribute, ast.Assign | ast.AnnAssign]]] = {}
        """`x.NAME = value` by the attribute's name."""
        self.loads: dict[str, list[ast.AST]] = {}
        """Names and attributes that are read, by their last name."""
        self.declared: dict[FunctionNode, frozenset[str]] = {}
        """The names that each function declares global."""
        self.lambdas: dict[tuple[int, int], ast.Lambda] = {}
        """By line and column."""
        self.calls: dict[str, list[ast.Call]] = {}
        """By the last name of the callee."""
        self._inside: dict[ast.AST, FunctionNode] = {}
        """By the statements of its body: the function."""
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
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    self._inside.update(dict.fromkeys(child.body, child))
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
        match node:
            case ast.Attribute(ctx=ast.Load()) | ast.Name(ctx=ast.Load()):
                self.loads.setdefault(last_name(node), []).append(node)
            case ast.Call():
                self._note_call(node)
            case ast.Lambda():
                self.lambdas[node.lineno, node.col_offset] = node
            case ast.Global():
                function = self.function_of(node)
                if function is not None:
                    self.declared[function] = self.declared.get(function, frozenset()) | frozenset(node.names)
            case ast.Assign():
                for target in node.targets:
                    self._note_target(target, node)
            case ast.AnnAssign(value=ast.expr()):
                self._note_target(node.target, node)

    def _note_call(self, node: ast.Call) -> None:
        self.calls.setdefault(last_name(node.func), []).append(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _GROWERS and node.args:
            self._grown.setdefault(dotted(node.func.value), []).append(node.args[-1])

    def _note_target(self, target: ast.expr, node: ast.Assign | ast.AnnAssign) -> None:
        if isinstance(target, ast.Subscript) and isinstance(node, ast.Assign):
            self.items.setdefault(dotted(target.value), []).append(node)
        elif isinstance(target, ast.Attribute):
            self.stores.setdefault(target.attr, []).append((target, node))

    def stored_in(self, container: str) -> list[ast.expr]:
        """What `container[…] = value` and `container.append(value)` put into a container."""
        return [*(each.value for each in self.items.get(container, ())), *self._grown.get(container, ())]

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

    def lambda_binding(self, name: str, use: ast.AST) -> bool:
        """Whether a lambda around `use` has a parameter of this name."""
        for parent in self.around(use):
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
                return False
            if isinstance(parent, ast.Lambda) and any(each.arg == name for each in parameters(parent)):
                return True
        return False

    def _function_of(self, node: ast.AST) -> FunctionNode | None:
        if node in self._inside:
            return self._inside[node]
        parent = self.parents.get(node)
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and node not in parent.decorator_list:
            return parent
        return next((self._inside[each] for each in self.around(node) if each in self._inside), None)

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
            found = self._bindings[scope] = bound_in(scope)
            if scope is self.node:
                add_globals(self.declared, found)
        return found

    def reaching(self, bindings: list[Binding], use: ast.AST) -> list[Binding]:
        """The bindings that may reach `use` in the same scope: back to the last one that always runs before it."""
        blocks = {id(each) for each in (use, *self.around(use))}
        line = getattr(use, "lineno", 0)
        loops = [each for each in self.around(use) if isinstance(each, ast.For | ast.While | ast.AsyncFor)]
        found: list[Binding] = []
        near = len(bindings) if loops else bisect_right(bindings, line, key=lambda each: getattr(each.at, "lineno", 0))
        for binding in reversed(bindings[max(0, near - MAX_BINDINGS) : near]):
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
                if parent.test in (inner, used):
                    return False
                return (inner in parent.body) != (used in parent.body)
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
