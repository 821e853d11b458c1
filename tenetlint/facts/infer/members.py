"""Attributes: of modules, of classes and instances along their bases, of what the libraries give."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.bindings import Binding
from tenetlint.facts.infer.annotations import annotated
from tenetlint.facts.infer.assignments import assigned, set_outside
from tenetlint.facts.infer.classes import Base, mro, receiver_class, subclasses
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.modules import of_module
from tenetlint.facts.infer.parameters import given
from tenetlint.facts.infer.returns import returned
from tenetlint.facts.infer.transports import library_member, of_client, of_library, sending
from tenetlint.facts.infer.values import (
    NOTHING,
    UNKNOWN,
    Box,
    Class,
    Client,
    Flag,
    Function,
    Getter,
    Instance,
    Items,
    Library,
    Loaded,
    Made,
    Module,
    Other,
    Parameter,
    Super,
    Taker,
    Text,
    Unknown,
    Value,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

_PROPERTIES = ("property", "cached_property", "abstractproperty", "lazy_property", "memoized_property")
_TAKERS = {
    "get": "one", "pop": "one", "popleft": "one", "setdefault": "one",
    "values": "all", "copy": "all", "itervalues": "all",
    "items": "pairs", "iteritems": "pairs", "popitem": "pair",
}  # fmt: skip
"""What each method of a container takes out."""


def attribute(inference: Inference, value: Value, name: str) -> Values:
    """What the attribute `name` of one value may be."""
    match value:
        case Module(path):
            return of_module(inference, path, name)
        case Instance() | Class() | Super():
            return of_class(inference, value, name)
        case Library() | Client() | Made():
            return _of_foreign(value, name)
        case Box(content):
            return _taker(content, name)
        case Items(places):
            return _taker(frozenset[object]().union(*places), name)
        case Loaded(content) if name in ("driver", "obj", "plugin", "extensions"):
            return frozenset(content)  # type: ignore[arg-type]
        case Parameter():
            return inference.attribute(given(inference, value), name)
        case Unknown() | Function():
            return UNKNOWN
    return frozenset({Other(name)})


def _of_foreign(value: Library | Client | Made, name: str) -> Values:
    match value:
        case Library(dotted_name):
            return of_library(dotted_name, name)
        case Client():
            return of_client(value, name)
        case Made(made) if vocabulary().proxies.fullmatch(made):
            return sending(name, "proxy")
    return frozenset({Made(f"{value.name}.{name}")})


def _taker(content: frozenset[object], name: str) -> Values:
    return frozenset({Taker(content, _TAKERS[name]) if name in _TAKERS else Other(name)})


def of_class(inference: Inference, value: Instance | Class | Super, name: str) -> Values:
    """An attribute along the bases; failing that in subclasses (a mixin); failing that, set from outside."""
    cls = Class(value.path, value.qualname)
    if name == "__class__":
        return frozenset({cls})
    receiver = value.instance if isinstance(value, Super) else value
    order = mro(inference, receiver_class(receiver) if isinstance(value, Super) and receiver else cls)
    if isinstance(value, Super):
        order = order[order.index(cls) + 1 :] if cls in order else mro(inference, cls)[1:]
    found = _along(inference, order, receiver, name)
    if not _blank(found):
        return found
    below = [_along(inference, mro(inference, each), _as(receiver, each), name) for each in subclasses(inference, cls)]
    found = union(found, *below)
    if not _blank(found):
        return found
    found = union(found, set_outside(inference, order, name))
    if not _blank(found):
        return found
    return _dynamic(inference, order, receiver, name) or _declared(inference, order, name) or found or UNKNOWN


def _declared(inference: Inference, order: tuple[Base, ...], name: str) -> Values:
    """What a bare `name: Type` of a class body says."""
    for cls in (each for each in order if isinstance(each, Class)):
        tree = inference.tree(cls.path)
        node = tree.classes.get(cls.qualname) if tree else None
        for each, _ in tree.members(node).get(name, ()) if tree and node else ():
            if isinstance(each, ast.AnnAssign):
                return annotated(inference, each.annotation, cls.path)
    return NOTHING


def _as(receiver: Instance | Class | None, cls: Class) -> Instance | Class:
    return cls if isinstance(receiver, Class) else Instance(*cls)


def _blank(values: Values) -> bool:
    """Nothing, or nothing but the None or the empty container that a constructor starts with."""
    return all(each == Flag(None) or each == Box(frozenset()) for each in values)


def _along(
    inference: Inference, order: tuple[Base, ...], receiver: Instance | Class | None, name: str
) -> Values:
    """The first base that defines the attribute, together with what methods of all bases assign to it."""
    speaking = inference.remembered(("speaking", order, name), lambda: _speaking(inference, order, name))
    stored = union(*(assigned(inference, each, receiver, name) for each in speaking if isinstance(each, Class)))
    for each in speaking:
        found = _member(inference, each, receiver, name)
        if found:
            return union(found, stored)
    return stored


def _member(inference: Inference, base: Base, receiver: Instance | Class | None, name: str) -> Values:
    if isinstance(base, Library):
        return library_member(base, name)
    if not _binds(inference, base, name):
        return NOTHING
    key = ("member", base, receiver, name)
    found = inference.once(key, lambda: own_member(inference, base, receiver, name), NOTHING, UNKNOWN)
    if isinstance(receiver, Instance) and any(isinstance(each, Getter) for each in found):
        gotten = (_gotten(inference, each, receiver) for each in sorted(found, key=repr))
        return union(*gotten)
    return found


def _speaking(inference: Inference, order: tuple[Base, ...], name: str) -> tuple[Base, ...]:
    """Those bases whose body or methods may say anything of a name; most do not."""
    return tuple(
        each
        for each in order
        if isinstance(each, Library) or _binds(inference, each, name) or _stores(inference, each, name)
    )


def _binds(inference: Inference, base: Class, name: str) -> bool:
    """Whether the body of a class says anything of a name."""
    tree = inference.tree(base.path)
    node = tree.classes.get(base.qualname) if tree else None
    return tree is not None and node is not None and name in tree.members(node)


def _stores(inference: Inference, base: Class, name: str) -> bool:
    tree = inference.tree(base.path)
    return tree is not None and name in tree.stores


def _gotten(inference: Inference, value: Value, receiver: Instance) -> Values:
    if not isinstance(value, Getter):
        return frozenset({value})
    return returned(inference, Function(value.path, value.qualname, value.line, receiver), None, None)


def own_member(inference: Inference, base: Class, receiver: Instance | Class | None, name: str) -> Values:
    """What the body of one class binds to a name."""
    tree = inference.tree(base.path)
    node = tree.classes.get(base.qualname) if tree else None
    if tree is None or node is None:
        return NOTHING
    found: list[Values] = []
    for statement, binding in tree.members(node).get(name, ()):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if not any(dotted(each) in _setters(name) for each in statement.decorator_list):
                found.append(_method(inference, tree, statement, receiver))
        elif isinstance(statement, ast.ClassDef):
            found.append(frozenset({Class(base.path, f"{base.qualname}.{name}")}))
        elif binding is not None and binding.value is not None:
            found.append(_class_value(inference, base, node, binding))
    return found[-1] if found else NOTHING


def _setters(name: str) -> tuple[str, ...]:
    return (f"{name}.setter", f"{name}.deleter", f"{name}.getter")


def _class_value(inference: Inference, base: Class, node: ast.ClassDef, binding: Binding) -> Values:
    """A class attribute; a name there may be another one of the same class."""
    tree, value = inference.tree(base.path), binding.value
    if isinstance(value, ast.Name) and tree and value.id not in tree.bindings(tree.node):
        return _member(inference, base, base, value.id)
    return inference.binding(binding, "", inference.scope_at(base.path, node))


def _method(inference: Inference, tree: Tree, node: FunctionNode, receiver: Instance | Class | None) -> Values:
    marks = [dotted(each).rpartition(".")[2].removesuffix("()") for each in node.decorator_list]
    owner: Instance | Class | None = receiver
    if "staticmethod" in marks:
        owner = None
    elif receiver is not None and any(mark.endswith("classmethod") for mark in marks):
        owner = receiver_class(receiver)
    function = Function(tree.path, tree.qualname(node), node.lineno, owner)
    if isinstance(receiver, Instance) and any(mark in _PROPERTIES or mark.endswith("property") for mark in marks):
        return returned(inference, function, None, None)
    return frozenset({function})


def _dynamic(
    inference: Inference, order: tuple[Base, ...], receiver: Instance | Class | None, name: str
) -> Values:
    """What `__getattr__` gives for this name."""
    for each in order if isinstance(receiver, Instance) and not name.startswith("__") else ():
        found = _member(inference, each, receiver, "__getattr__")
        for function in found:
            if isinstance(function, Function):
                return returned(inference, function, None, None, Text(name))
    return NOTHING


def item(inference: Inference, value: Instance) -> Values:
    """What a subscript of an instance gives: its `__getitem__`."""
    for function in of_class(inference, value, "__getitem__"):
        if isinstance(function, Function):
            return returned(inference, function, None, None)
    return UNKNOWN
