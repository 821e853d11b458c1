"""One file's source → its facts: a skeleton (imports, classes, functions) and what each family marks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tenetlint import python2
from tenetlint.facts.filefacts import ClassFact, FileFacts, FunctionFact, Import, Mark
from tenetlint.facts.nodes import FIELDS, STATEMENTS
from tenetlint.facts.passes import walk
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, Handler, dotted, last_name

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+(?::\w[\w.]*)?\Z")
_HOLDERS = (ast.Call, ast.Assign, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Return)
"""What may hold a string that names code."""


class Listeners:
    """Who hears which call name, and which node type; made once for many files."""

    def __init__(self, families: Sequence[Family], shallow: bool = False) -> None:
        self.calls: dict[str, list[Handler]] = {}
        self.nodes: dict[type[ast.AST], list[Handler]] = {}
        for family in families:
            for name, handler in family.calls.items():
                self.calls.setdefault(name, []).append(handler)
            for kind, handler in family.nodes.items():
                self.nodes.setdefault(kind, []).append(handler)
        self.every = tuple(self.calls.pop("*", ()))
        """Those who hear every call."""
        self.shallow = shallow
        """Nobody listens to expressions, and their names and strings are not wanted either."""


def extract(text: str, module: str, is_package: bool, listeners: Listeners) -> FileFacts:
    """The facts of one source text; raises what `ast.parse` raises when it cannot be read even after repair.

    Where the listeners are shallow, no attribute and no string is collected.
    """
    tree, repaired = python2.parse(text, "<source>")
    file = FileContext(module, is_package, tree, text)
    return _Extraction(file, listeners).run(repaired)


class _Extraction:
    """The walk of one file: collects the skeleton and hands nodes to the families that listen."""

    def __init__(self, file: FileContext, listeners: Listeners) -> None:
        self.file = file
        self.listeners = listeners
        self.imports: list[Import] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.attributes: set[str] = set()
        self.stores: set[str] = set()
        self.strings: set[tuple[int, str]] = set()

    def run(self, repaired: bool) -> FileFacts:
        for statement in _import_statements(self.file.tree):
            for each in imported(statement, self.file.package, ""):
                self.file.names.setdefault(each.alias, each.binds)
        marks = walk(self.file, self._visits(), STATEMENTS if self.listeners.shallow else FIELDS)
        return FileFacts(
            tuple(sorted(self.imports)),
            tuple(sorted(self.classes)),
            tuple(sorted(self.functions)),
            frozenset(self.attributes),
            frozenset(self.stores),
            tuple(sorted(self.strings)),
            tuple(sorted(set(marks))),
            repaired,
        )

    def _visits(self) -> Mapping[type[ast.AST], list[Handler]]:
        """By class of node: what is done with it, the skeleton first."""
        own: list[tuple[tuple[type[ast.AST], ...], Handler]] = [
            ((ast.FunctionDef, ast.AsyncFunctionDef), self._function),
            ((ast.ClassDef,), self._class),
            ((ast.Import, ast.ImportFrom), self._import),
        ]
        if not self.listeners.shallow:
            own += [((ast.Attribute,), self._attribute), (_HOLDERS, self._strings), ((ast.Call,), self._call)]
        found: dict[type[ast.AST], list[Handler]] = {}
        for kinds, visit in own:
            for kind in kinds:
                found.setdefault(kind, []).append(visit)
        for kind, handlers in self.listeners.nodes.items():
            found.setdefault(kind, []).extend(handlers)
        return found

    def _attribute(self, _: FileContext, node: ast.Attribute, __: Frame) -> Iterable[Mark]:
        self.attributes.add(node.attr)
        if node.ctx.__class__ is ast.Store and not _on_self(node):
            self.stores.add(node.attr)
        return ()

    def _call(self, file: FileContext, node: ast.Call, frame: Frame) -> Iterable[Mark]:
        marks: list[Mark] = []
        for handler in self.listeners.calls.get(last_name(node.func), ()):
            marks += handler(file, node, frame)
        for handler in self.listeners.every:
            marks += handler(file, node, frame)
        return marks

    def _import(self, file: FileContext, node: ast.Import | ast.ImportFrom, frame: Frame) -> Iterable[Mark]:
        for each in imported(node, file.package, frame.qualname if frame.function else ""):
            self.imports.append(each)
            file.names.setdefault(each.alias, each.binds)
        return ()

    def _strings(self, _: FileContext, node: ast.AST, __: Frame) -> Iterable[Mark]:
        for value in _held(node):
            if value.__class__ is ast.Constant:
                text = value.value
                if text.__class__ is str and "." in text and _DOTTED.match(text):
                    self.strings.add((value.lineno, text))
        return ()

    def _decorators(self, node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
        return tuple(self.file.resolve(dotted(each).removesuffix("()")) for each in node.decorator_list)

    def _function(self, _: FileContext, node: FunctionNode, frame: Frame) -> Iterable[Mark]:
        args = node.args
        names = [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
        qualname = f"{frame.qualname}.{node.name}" if frame.qualname else node.name
        last = node.end_lineno or node.lineno
        self.functions.append(FunctionFact(node.lineno, last, qualname, tuple(names), self._decorators(node)))
        return ()

    def _class(self, _: FileContext, node: ast.ClassDef, frame: Frame) -> Iterable[Mark]:
        qualname = f"{frame.qualname}.{node.name}" if frame.qualname else node.name
        methods = (each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
        bases = (self.file.resolve(dotted(each)) for each in node.bases)
        self.classes.append(ClassFact(node.lineno, qualname, tuple(bases), self._decorators(node), tuple(methods)))
        return ()


def _import_statements(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports at module level, also those in `try`, `if` and `with`."""
    stack: list[ast.stmt] = list(reversed(tree.body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.Try | ast.If | ast.With):
            inner: list[ast.stmt] = [*node.body]
            if isinstance(node, ast.Try):
                inner += [each for handler in node.handlers for each in handler.body] + node.finalbody
            if isinstance(node, ast.Try | ast.If):
                inner += node.orelse
            stack.extend(reversed(inner))


def imported(node: ast.Import | ast.ImportFrom, package: str, function: str) -> Iterable[Import]:
    """The names that one import statement binds, absolute (`package` is where relative ones start)."""
    if isinstance(node, ast.Import):
        for name in node.names:
            alias = name.asname or name.name.partition(".")[0]
            yield Import(node.lineno, name.name, alias, name.name if name.asname else alias, function)
        return
    base = node.module or ""
    if node.level:
        parts = package.split(".")
        kept = parts[: len(parts) - node.level + 1] if node.level <= len(parts) else []
        base = ".".join([*kept, *([base] if base else [])])
    for name in node.names:
        target = base if name.name == "*" else f"{base}.{name.name}".lstrip(".")
        yield Import(node.lineno, target, name.asname or name.name, target, function)


def _held(node: Any) -> Sequence[ast.expr | None]:
    """The values that one of `_HOLDERS` holds."""
    kind = node.__class__
    if kind is ast.Call:
        values = [each.value for each in node.keywords] if node.keywords else []
        return [node.func, *node.args, *values]
    if kind is ast.Assign or kind is ast.Return:
        return (node.value,)
    held: list[ast.expr | None] = node.keys + node.values if kind is ast.Dict else node.elts
    return held


def _on_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"
