"""Which argument of a call becomes which parameter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.walk import FunctionNode, dotted


def arguments(
    definition: FunctionNode, node: ast.Call, scope: Scope, bound: bool
) -> Iterator[tuple[str, ast.AST, Scope]]:
    """Parameter names with the argument expressions that they get."""
    names = [each.arg for each in (*definition.args.posonlyargs, *definition.args.args)]
    positional = names[1:] if bound else names
    for name, value in zip(positional, node.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        yield name, value, scope
    known = {*names, *(each.arg for each in definition.args.kwonlyargs)}
    rest = definition.args.kwarg.arg if definition.args.kwarg else None
    for each in node.keywords:
        if each.arg is None:
            yield from _passed_on(each.value, rest, known, scope)
        elif each.arg in known:
            yield each.arg, each.value, scope
        elif rest is not None:
            yield f"**{rest}.{each.arg}", each.value, scope


def _passed_on(
    value: ast.expr, rest: str | None, known: set[str], scope: Scope
) -> Iterator[tuple[str, ast.AST, Scope]]:
    """`f(**kwargs)` hands on the keywords that the caller itself got."""
    prefix = f"**{dotted(value)}."
    for name, argument, where in scope.arguments:
        if name.startswith(prefix):
            key = name.removeprefix(prefix)
            if key in known:
                yield key, argument, where
            elif rest is not None:
                yield f"**{rest}.{key}", argument, where


def default_of(function: FunctionNode, name: str) -> ast.expr | None:
    """The default of a parameter, or None where it has none."""
    positional = [*function.args.posonlyargs, *function.args.args]
    for argument, value in zip(reversed(positional), reversed(function.args.defaults), strict=False):
        if argument.arg == name:
            return value
    for argument, other in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if argument.arg == name:
            return other
    return None
