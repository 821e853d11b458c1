"""What a parameter stands for: what the followed call passes, or what any caller does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import parameters
from tenetlint.facts.infer.annotations import annotated
from tenetlint.facts.infer.arguments import arguments, default_of
from tenetlint.facts.infer.classes import mro, subclasses
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import (
    NOTHING,
    UNKNOWN,
    Class,
    Flag,
    Function,
    Parameter,
    Unknown,
    Value,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

MAX_CALLERS = 40
MAX_CALLS = 2_000
"""How many calls of one name in one file are looked at; no file that a person wrote has as many."""
MAX_BACKWARD = 2
"""How many parameters deep callers are asked what they pass."""


def parameter(inference: Inference, argument: ast.arg, scope: Scope) -> Values:
    """What a parameter stands for: the receiver, the argument of the call that is followed, or any caller's."""
    function = scope.function
    tree = inference.tree(scope.path)
    if function is None or tree is None:
        return UNKNOWN
    for name, value, where in scope.arguments:
        if name == argument.arg:
            return inference.infer(value, where)
    first = function.args.args[0].arg if function.args.args else None
    if argument.arg == first and scope.owner is not None:
        return frozenset({scope.owner})
    return frozenset({Parameter(scope.path, tree.qualname(function), function.lineno, argument.arg)})


def given(inference: Inference, parameter: Parameter) -> Values:
    """What the project's own callers hand to a parameter, and its default."""
    key = (parameter, inference.backward)
    found = inference.once(key, lambda: _given(inference, parameter), NOTHING, UNKNOWN)
    return found if _known(found) else _annotated(inference, parameter) or found or UNKNOWN


def _known(values: Values) -> bool:
    return any(not isinstance(each, Unknown | Flag) for each in values)


def _annotated(inference: Inference, parameter: Parameter) -> Values:
    tree = inference.tree(parameter.path)
    function = tree.functions.get((parameter.qualname, parameter.line)) if tree else None
    named = (each.annotation for each in (parameters(function) if function else ()) if each.arg == parameter.name)
    annotation = next(named, None)
    return annotated(inference, annotation, parameter.path) if annotation is not None else NOTHING


def _given(inference: Inference, parameter: Parameter) -> Values:
    tree = inference.tree(parameter.path)
    function = tree.functions.get((parameter.qualname, parameter.line)) if tree else None
    if tree is None or function is None or not _named(function, parameter.name):
        return UNKNOWN
    if inference.backward >= MAX_BACKWARD:
        return UNKNOWN
    inference.backward += 1
    try:
        found = union(*_all_given(inference, tree, function, parameter))
    finally:
        inference.backward -= 1
    others = [given(inference, each) for each in sorted(found, key=repr) if isinstance(each, Parameter)]
    return union(frozenset(each for each in found if not isinstance(each, Parameter)), *others)


def _all_given(inference: Inference, tree: Tree, function: FunctionNode, parameter: Parameter) -> list[Values]:
    default = default_of(function, parameter.name)
    values = [inference.infer(default, inference.scope_at(parameter.path, function))] if default is not None else []
    for argument, scope in _given_by_callers(inference, tree, function, parameter):
        values.append(inference.infer(argument, scope))
    return values


def _named(function: FunctionNode, name: str) -> bool:
    special = {each.arg for each in (function.args.vararg, function.args.kwarg) if each}
    return name not in special and any(each.arg == name for each in parameters(function))


def _given_by_callers(
    inference: Inference, tree: Tree, function: FunctionNode, parameter: Parameter
) -> Iterator[tuple[ast.AST, Scope]]:
    cls = tree.class_of(function)
    constructs = cls is not None and function.name in ("__init__", "__new__")
    target: Class | Function
    if constructs and cls is not None:
        target = Class(tree.path, tree.qualname(cls))
    else:
        target = Function(tree.path, parameter.qualname, parameter.line)
    for node, scope in callers(inference, cls.name if constructs and cls else function.name, target):
        for name, value, where in arguments(function, node, scope, cls is not None):
            if name == parameter.name:
                yield value, where


def callers(
    inference: Inference, name: str, target: Class | Function
) -> tuple[tuple[ast.Call, Scope], ...]:
    """Calls in the project whose callee is the function, or makes the class or one of its subclasses."""
    nobody: tuple[tuple[ast.Call, Scope], ...] = ()
    key = (target, inference.backward)
    return inference.once(key, lambda: tuple(_callers(inference, name, target)), nobody, nobody)


def _callers(inference: Inference, name: str, target: Class | Function) -> Iterator[tuple[ast.Call, Scope]]:
    seen = 0
    names = [name]
    if isinstance(target, Class):
        names += [each.qualname.rpartition(".")[2] for each in subclasses(inference, target)][:8]
    calling = inference.remembered(("calling", *names), lambda: inference.index.calling(names))
    for path in sorted({target.path} | calling):
        tree = inference.tree(path)
        for node in [call for each in names for call in tree.calls.get(each, [])[:MAX_CALLS]] if tree else ():
            scope = inference.scope_at(path, node)
            if any(_same(inference, each, target) for each in inference.infer(node.func, scope)):
                yield node, scope
                seen += 1
                if seen == MAX_CALLERS:
                    return


def _same(inference: Inference, value: Value, target: Class | Function) -> bool:
    if isinstance(value, Function) and isinstance(target, Function):
        return value[:3] == target[:3]
    return isinstance(value, Class) and isinstance(target, Class) and target in mro(inference, value)
