"""Calls of the language's and of foreign functions: what they give back."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.annotations import instead
from tenetlint.facts.infer.fanout import target_fanout
from tenetlint.facts.infer.loading import drivers, imported_by_name
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.returns import of_lambda, returned
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import (
    UNKNOWN,
    Box,
    Class,
    Client,
    Function,
    Getter,
    Instance,
    Items,
    Lambda,
    Library,
    Loaded,
    Made,
    Other,
    Parameter,
    Send,
    Value,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.walk import keyword

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

_WRAPPERS = ("partial", "copy", "deepcopy", "proxy", "wraps", "wrap")
_CONTAINERS = ("list", "tuple", "set", "frozenset", "iter", "reversed", "sorted")
_MANAGERS = ("DriverManager", "ExtensionManager", "NamedExtensionManager", "EnabledExtensionManager", "HookManager")
_FIELDS = ("dataclasses.field", "attr.ib", "attr.field", "attrs.field")


def library_call(inference: Inference, name: str, node: ast.Call, scope: Scope) -> Values:
    """What calling something outside the project gives, by its dotted name."""
    last = name.rpartition(".")[2]
    if vocabulary().clients.fullmatch(name):
        return frozenset({Client(target_fanout(inference, node, scope))})
    if last in _WRAPPERS and node.args:
        bound = len(node.args) - 1 if last == "partial" else 0
        return frozenset(_bound(each, bound) for each in inference.infer(node.args[0], scope))
    if last in _MANAGERS and name.startswith("stevedore."):
        return frozenset({Loaded(frozenset[object](drivers(inference, node, scope)))})
    if last.startswith("import_") and node.args:
        return imported_by_name(inference, last, node, scope)
    if name.startswith("builtins."):
        return _builtin(inference, last, node, scope)
    return _typed(inference, name, node, scope)


def _bound(value: Value, arguments: int) -> Value:
    """A sending method with its first arguments given; with the method name among them it was seen there."""
    if not isinstance(value, Send) or not arguments:
        return value
    return value._replace(place=value.place - arguments) if value.place >= arguments else Other("bound send")


def _typed(inference: Inference, name: str, node: ast.Call, scope: Scope) -> Values:
    """`typing.cast(Type, value)`, `field(default_factory=…)`; anything else made by a library."""
    if name in ("typing.cast", "typing_extensions.cast") and len(node.args) == 2:
        found = frozenset(each for each in inference.infer(node.args[1], scope) if not isinstance(each, Parameter))
        return instead(inference, found or UNKNOWN, node.args[0], scope.path)
    if name in _FIELDS:
        factory = keyword(node, "default_factory") or keyword(node, "factory")
        default = keyword(node, "default")
        made = [_made_by(inference, each) for each in (inference.infer(factory, scope) if factory else ())]
        return union(*made, inference.infer(default, scope) if default else UNKNOWN)
    return frozenset({Made(name)})


def _made_by(inference: Inference, factory: Value) -> Values:
    """What a callable gives that is called without arguments."""
    match factory:
        case Function():
            return returned(inference, factory, None, None)
        case Lambda():
            return of_lambda(inference, factory)
        case Class():
            return frozenset({Instance(factory.path, factory.qualname)})
        case Library(name) if vocabulary().clients.fullmatch(name):
            return frozenset({Client()})
    return UNKNOWN


def _builtin(inference: Inference, name: str, node: ast.Call, scope: Scope) -> Values:
    """What the built-in functions give that hand on what they are given."""
    given = [inference.infer(each, scope) for each in node.args[:8]]
    if name == "property" and given:
        return frozenset(Getter(*each[:3]) for each in given[0] if isinstance(each, Function)) or UNKNOWN
    if name == "type" and len(given) == 1:
        return frozenset(Class(each.path, each.qualname) for each in given[0] if isinstance(each, Instance)) or UNKNOWN
    if name == "dict":
        content = union(*(inference.infer(each.value, scope) for each in node.keywords))
        return frozenset({Box(frozenset[object](content))})
    return _builtin_over(inference, name, [inference.element(each, None) for each in given])


def _builtin_over(inference: Inference, name: str, held: list[Values]) -> Values:
    """The built-in functions over what they iterate: `held`, for each argument."""
    if name == "next" and held:
        return held[0]
    if name in _CONTAINERS and held:
        return frozenset({Box(frozenset[object](held[0]))})
    if name in ("enumerate", "zip") and held:
        index = [frozenset[object]({Other("index")})] if name == "enumerate" else []
        pair = Items((*index, *(frozenset[object](each) for each in held)))
        return frozenset({Box(frozenset[object]({pair}))})
    return frozenset({Other(f"builtins.{name}")})
