"""The skeleton of one file: what it imports and defines, the attributes it names, the strings that may name code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tenetlint.facts.filefacts import ClassFact, FunctionFact, Import, Mark
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+(?::\w[\w.]*)?\Z")
_NOTHING: tuple[Mark, ...] = ()


def _attribute(file: FileContext, node: ast.Attribute, _: Frame) -> Iterable[Mark]:
    file.skeleton.attributes.add(node.attr)
    if node.ctx.__class__ is ast.Store and not _on_self(node):
        file.skeleton.stores.add(node.attr)
    return _NOTHING


def _import(file: FileContext, node: ast.Import | ast.ImportFrom, frame: Frame) -> Iterable[Mark]:
    for each in imported(node, file.package, frame.qualname if frame.function else ""):
        file.skeleton.imports.append(each)
        file.names.setdefault(each.alias, each.binds)
    return _NOTHING


def _given(file: FileContext, node: ast.Call, _: Frame) -> Iterable[Mark]:
    _strings(file, node.args)
    return _strings(file, [each.value for each in node.keywords]) if node.keywords else _NOTHING


def _value(file: FileContext, node: ast.Assign | ast.Return, _: Frame) -> Iterable[Mark]:
    return _strings(file, (node.value,))


def _elements(file: FileContext, node: ast.List | ast.Tuple | ast.Set, _: Frame) -> Iterable[Mark]:
    return _strings(file, node.elts)


def _pairs(file: FileContext, node: ast.Dict, _: Frame) -> Iterable[Mark]:
    _strings(file, node.keys)
    return _strings(file, node.values)


def _strings(file: FileContext, values: Iterable[Any]) -> Iterable[Mark]:
    for each in values:
        if each.__class__ is ast.Constant:
            text = each.value
            if text.__class__ is str and "." in text and _DOTTED.match(text):
                file.skeleton.strings.add((each.lineno, text))
    return _NOTHING


def _function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterable[Mark]:
    args = node.args
    names = [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    qualname = frame.below(node.name)
    last = node.end_lineno or node.lineno
    file.skeleton.functions.append(
        FunctionFact(node.lineno, last, qualname, tuple(names), _resolved(file, node.decorator_list))
    )
    return _NOTHING


def _top_function(file: FileContext, node: FunctionNode, frame: Frame) -> Iterable[Mark]:
    if not frame.qualname:
        file.skeleton.functions.append(FunctionFact(node.lineno, node.lineno, node.name, (), ()))
    return _NOTHING


def _class(file: FileContext, node: ast.ClassDef, frame: Frame) -> Iterable[Mark]:
    qualname = frame.below(node.name)
    methods = tuple(each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    bases = tuple(file.resolve(dotted(each)) for each in node.bases)
    decorators = _resolved(file, node.decorator_list)
    file.skeleton.classes.append(ClassFact(node.lineno, qualname, bases, decorators, methods))
    return _NOTHING


def _resolved(file: FileContext, decorators: Sequence[ast.expr]) -> tuple[str, ...]:
    return tuple([file.resolve(dotted(each).removesuffix("()")) for each in decorators])


def _on_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


DEFINED = Family(
    nodes={
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Import: _import,
        ast.ImportFrom: _import,
    }
)
"""What statements define and import."""
OUTLINE = Family(nodes={**DEFINED.nodes, ast.FunctionDef: _top_function, ast.AsyncFunctionDef: _top_function})
"""The same of code that only tests: of its functions it is asked which names a module has."""
NAMED = Family(
    nodes={
        ast.Attribute: _attribute,
        ast.Call: _given,
        ast.Assign: _value,
        ast.Return: _value,
        ast.List: _elements,
        ast.Tuple: _elements,
        ast.Set: _elements,
        ast.Dict: _pairs,
    }
)
"""What expressions name."""


def import_statements(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
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
