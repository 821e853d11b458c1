"""Syntax trees of the files that an inference needs, parsed when first asked for, with their scopes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tenetlint import python2
from tenetlint.facts.bindings import Binding, Scoped, add_globals, add_nonlocals, bound_in, own_nodes, parameters
from tenetlint.facts.bodies import Bodies
from tenetlint.facts.flow import reaching
from tenetlint.facts.nodes import children
from tenetlint.facts.walk import FunctionNode, dotted, last_name

if TYPE_CHECKING:
    from tenetlint.project import Project

_GROWERS = frozenset({"append", "add", "appendleft", "insert", "setdefault"})
_NAMED = frozenset({ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef})
_NO_CHILDREN = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Global, ast.Nonlocal})


class Tree(Bodies):
    """One module's syntax tree with parents and the names bound in each scope."""

    def __init__(self, path: str, module: str, node: ast.Module) -> None:
        super().__init__()
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
        self.reaching_out: dict[FunctionNode, set[str]] = {}
        """The names that each function declares nonlocal."""
        self.calls: dict[str, list[ast.Call]] = {}
        """By the last name of the callee."""
        self._inside: dict[ast.AST, FunctionNode] = {}
        """By the statements of its body: the function."""
        self._results: dict[FunctionNode, tuple[list[ast.expr | None], list[ast.expr]]] = {}
        self._functions_of: dict[ast.AST, FunctionNode | None] = {}
        self._bindings: dict[Scoped, dict[str, list[Binding]]] = {}
        self._reached: dict[ast.AST, list[FunctionNode]] = {}  # by what is around them
        self._index()

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.module if self.is_package else self.module.rpartition(".")[0]

    def _index(self) -> None:
        notes, parents = self._notes(), self.parents
        stack: list[tuple[ast.AST, str]] = [(self.node, "")]
        while stack:
            node, qualname = stack.pop()
            below = children(node)
            parents.update(dict.fromkeys(below, node))
            for child in below:
                kind = child.__class__
                if kind in notes:
                    notes[kind](child)
                if kind not in _NO_CHILDREN:
                    stack.append((child, self._name(child, qualname) if kind in _NAMED else qualname))

    def _name(self, node: ast.AST, around: str) -> str:
        """Note a class or function by its qualified name, and give that."""
        qualname = f"{around}.{getattr(node, 'name', '')}".lstrip(".")
        if isinstance(node, ast.ClassDef):
            self.classes.setdefault(qualname, node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._inside.update(dict.fromkeys(node.body, node))
            self.functions[qualname, node.lineno] = node
        return qualname

    def _notes(self) -> Mapping[type[ast.AST], Callable[[Any], None]]:
        """By class of node: what is noted of it."""
        return {
            ast.Attribute: self._note_read,
            ast.Name: self._note_read,
            ast.Call: self._note_call,
            ast.Lambda: self._note_lambda,
            ast.Global: self._note_declared,
            ast.Nonlocal: self._note_declared,
            ast.Assign: self._note_assigned,
            ast.AnnAssign: self._note_annotated,
        }

    def _note_read(self, node: ast.Attribute | ast.Name) -> None:
        if node.ctx.__class__ is ast.Load:
            name = node.attr if node.__class__ is ast.Attribute else node.id  # type: ignore[union-attr]
            self.loads.setdefault(name, []).append(node)

    def _note_lambda(self, node: ast.Lambda) -> None:
        self.lambdas[node.lineno, node.col_offset] = node

    def _note_assigned(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._note_target(target, node)

    def _note_annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._note_target(node.target, node)

    def _note_declared(self, node: ast.Global | ast.Nonlocal) -> None:
        function = self.function_of(node)
        if function is not None:
            self.declared[function] = self.declared.get(function, frozenset()) | frozenset(node.names)
            if isinstance(node, ast.Nonlocal):
                self.reaching_out.setdefault(function, set()).update(node.names)

    def _note_call(self, node: ast.Call) -> None:
        self.calls.setdefault(last_name(node.func), []).append(node)
        if last_name(node.func) in ("setattr", "__setattr__"):
            self._note_setattr(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _GROWERS and node.args:
            self._grown.setdefault(dotted(node.func.value), []).append(node.args[-1])

    def _note_setattr(self, node: ast.Call) -> None:
        """`setattr(x, "name", value)` is `x.name = value`."""
        match node.args:
            case [holder, ast.Constant(value=str(name)), value]:
                target = ast.Attribute(holder, name, ast.Store())
                statement = ast.copy_location(ast.Assign([target], value), node)
                self.parents[statement], self.parents[target] = self.parents[node], statement
                self.stores.setdefault(name, []).append((target, statement))

    def _note_target(self, target: ast.expr, node: ast.Assign | ast.AnnAssign) -> None:
        if isinstance(target, ast.Subscript) and isinstance(node, ast.Assign):
            self.items.setdefault(dotted(target.value), []).append(node)
        elif isinstance(target, ast.Attribute):
            self.stores.setdefault(target.attr, []).append((target, node))

    def results(self, function: FunctionNode) -> tuple[list[ast.expr | None], list[ast.expr]]:
        """What a function returns and what it yields, functions inside it left out."""
        if function not in self._results:
            own = list(own_nodes(function))
            yielded = [each.value for each in own if isinstance(each, ast.Yield) and each.value]
            self._results[function] = [each.value for each in own if isinstance(each, ast.Return)], yielded
        return self._results[function]

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
                add_globals(self.declared, self.reaching_out, found)
            else:
                self._add_nonlocals(scope, found)
        return found

    def _add_nonlocals(self, scope: Scoped, bound: dict[str, list[Binding]]) -> None:
        """What functions inside this one bind after `nonlocal NAME` belongs to it."""
        if self.reaching_out and not self._reached:
            for function in self.reaching_out:
                for each in self.around(function):
                    self._reached.setdefault(each, []).append(function)
        add_nonlocals(self._reached.get(scope, ()), self.reaching_out, bound)

    def reaching(self, bindings: list[Binding], use: ast.AST) -> list[Binding]:
        """The bindings that may reach `use` in the same scope: back to the last one that always runs before it."""
        return reaching(self, bindings, use)


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


def parsed(project: Project, path: str) -> ast.Module | None:
    """The syntax tree of one file, None where it cannot be read or parsed."""
    from tenetlint.facts.gather import UNPARSABLE
    from tenetlint.files import Unreadable

    try:
        return python2.parse(project.read(path).text, path)[0]
    except (Unreadable, *UNPARSABLE):
        return None
