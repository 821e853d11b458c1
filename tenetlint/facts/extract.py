"""One file's source → its facts: a skeleton (imports, classes, functions) and what each family marks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from tenetlint import python2
from tenetlint.facts.filefacts import ClassFact, FileFacts, FunctionFact, Import, Mark
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, Handler, dotted, last_name, walk

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+(?::\w[\w.]*)?\Z")


def extract(text: str, module: str, is_package: bool, families: Sequence[Family]) -> FileFacts:
    """The facts of one source text; raises what `ast.parse` raises when it cannot be read even after repair."""
    tree, repaired = python2.parse(text, "<source>")
    file = FileContext(module, is_package, tree)
    return _Extraction(file, families).run(repaired)


class _Extraction:
    """The walk of one file: collects the skeleton and hands nodes to the families that listen."""

    def __init__(self, file: FileContext, families: Sequence[Family]) -> None:
        self.file = file
        self.calls, self.nodes = _listeners(families)
        self.imports: list[Import] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.attributes: set[str] = set()
        self.stores: set[str] = set()
        self.strings: list[tuple[int, str]] = []
        self.marks: list[Mark] = []

    def run(self, repaired: bool) -> FileFacts:
        for statement in _import_statements(self.file.tree):
            for each in imported(statement, self.file.package, ""):
                self.file.names.setdefault(each.alias, each.binds)
        walk(self.file.tree, self._visit)
        return FileFacts(
            tuple(sorted(self.imports)),
            tuple(sorted(self.classes)),
            tuple(sorted(self.functions)),
            frozenset(self.attributes),
            frozenset(self.stores),
            tuple(sorted(set(self.strings))),
            tuple(sorted(set(self.marks))),
            repaired,
        )

    def _visit(self, node: ast.AST, frame: Frame) -> None:
        if isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
            if isinstance(node.ctx, ast.Store) and not _on_self(node):
                self.stores.add(node.attr)
        elif isinstance(node, ast.Call):
            self._strings(node)
            name = last_name(node.func)
            for handler in self.calls.get(name, ()):
                self.marks.extend(handler(self.file, node, frame))
            for handler in self.calls.get("*", ()):
                self.marks.extend(handler(self.file, node, frame))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.functions.append(self._function(node, frame))
        elif isinstance(node, ast.ClassDef):
            self.classes.append(self._class(node, frame))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, frame)
        elif isinstance(node, ast.Assign | ast.Dict | ast.List | ast.Tuple | ast.Set | ast.Return):
            self._strings(node)
        for handler in self.nodes.get(type(node), ()):
            self.marks.extend(handler(self.file, node, frame))

    def _import(self, node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
        for each in imported(node, self.file.package, frame.qualname if frame.function else ""):
            self.imports.append(each)
            self.file.names.setdefault(each.alias, each.binds)

    def _strings(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            value = child.value if isinstance(child, ast.keyword) else child
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and _DOTTED.match(value.value):
                self.strings.append((value.lineno, value.value))

    def _decorators(self, node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
        return tuple(self.file.resolve(dotted(each).removesuffix("()")) for each in node.decorator_list)

    def _function(self, node: FunctionNode, frame: Frame) -> FunctionFact:
        args = node.args
        names = [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
        qualname = f"{frame.qualname}.{node.name}" if frame.qualname else node.name
        return FunctionFact(
            node.lineno, node.end_lineno or node.lineno, qualname, tuple(names), self._decorators(node)
        )

    def _class(self, node: ast.ClassDef, frame: Frame) -> ClassFact:
        qualname = f"{frame.qualname}.{node.name}" if frame.qualname else node.name
        methods = (each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
        bases = (self.file.resolve(dotted(each)) for each in node.bases)
        return ClassFact(node.lineno, qualname, tuple(bases), self._decorators(node), tuple(methods))


def _listeners(families: Sequence[Family]) -> tuple[dict[str, list[Handler]], dict[type[ast.AST], list[Handler]]]:
    """Who hears which call name, and which node type."""
    calls: dict[str, list[Handler]] = {}
    nodes: dict[type[ast.AST], list[Handler]] = {}
    for family in families:
        for name, handler in family.calls.items():
            calls.setdefault(name, []).append(handler)
        for kind, handler in family.nodes.items():
            nodes.setdefault(kind, []).append(handler)
    return calls, nodes


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


def _on_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"
