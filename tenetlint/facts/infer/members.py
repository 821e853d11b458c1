"""Attributes: of modules, of classes and instances along their bases, of what the libraries give."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenetlint.facts.infer import calls
from tenetlint.facts.infer.values import (
    NOTHING, UNKNOWN, Box, Class, Client, Flag, Function, Instance, Items, Library, Loaded, Made, Module, Other,
    Parameter, Prepare, Send, Super, Taker, Text, Unknown, Value, Values, union,
)  # fmt: skip
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.trees import Binding, Tree, bindings_of
from tenetlint.facts.walk import FunctionNode, dotted, last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference, Scope

Base = Class | Library
_PROPERTIES = ("property", "cached_property", "abstractproperty", "lazy_property", "memoized_property")
_TAKERS = ("get", "pop", "setdefault", "values", "popitem", "items", "copy")


def is_library(name: str) -> bool:
    """Whether a dotted name belongs to a messaging library, vendored or not."""
    return vocabulary().is_library(name)


def attribute(inference: Inference, value: Value, name: str) -> Values:
    """What the attribute `name` of one value may be."""
    match value:
        case Module(path):
            return module_member(inference, path, name) or _submodule(inference, path, name)
        case Library(dotted_name):
            return _of_library(dotted_name, name)
        case Instance() | Class() | Super():
            return of_class(inference, value, name)
        case Client():
            return of_client(value, name)
        case Made(made) if vocabulary().proxies.fullmatch(made):
            return sending(name, "proxy")
        case Made(made):
            return frozenset({Made(f"{made}.{name}")})
        case Box(content) | Taker(content):
            return frozenset({Taker(content) if name in _TAKERS else Other(name)})
        case Items(places):
            return frozenset({Taker(frozenset().union(*places))}) if name in _TAKERS else frozenset({Other(name)})
        case Loaded(content) if name in ("driver", "obj", "plugin", "extensions"):
            return frozenset(content)  # type: ignore[arg-type]
        case Parameter():
            return inference.attribute(calls.given(inference, value), name)
        case Unknown() | Function():
            return UNKNOWN
    return frozenset({Other(name)})


def of_client(client: Client, name: str) -> Values:
    """The members of an RPC client or call context."""
    if name == "prepare":
        return frozenset({Prepare(client)})
    return sending(name, "client", client.fanout) or frozenset({Other(name)})


def sending(name: str, style: str, fanout: str = "no") -> Values:
    """The sending method of this name in one style, or nothing."""
    known = vocabulary().sends.get(name)
    if known is None or style not in known.places:
        return NOTHING
    return frozenset({Send(known.kind, "yes" if known.fanout else fanout, style, known.places[style])})


def _of_library(dotted_name: str, name: str) -> Values:
    if vocabulary().modules.fullmatch(dotted_name):
        return sending(name, "module") or frozenset({Library(f"{dotted_name}.{name}")})
    return frozenset({Library(f"{dotted_name}.{name}")})


def module_member(inference: Inference, path: str, name: str) -> Values:
    """What a module binds to `name`, star imports included; nothing where it does not."""
    if (path, name) in inference.resolving:
        return NOTHING
    inference.resolving.add((path, name))
    found = _module_member(inference, path, name)
    inference.resolving.discard((path, name))
    return found


def _module_member(inference: Inference, path: str, name: str) -> Values:
    from tenetlint.facts.infer.engine import Scope

    tree = inference.tree(path)
    if tree is None:
        return UNKNOWN
    scope = Scope(path)
    bindings = tree.bindings(tree.node).get(name)
    if bindings:
        found = union(*(inference.binding(each, name, _home(inference, tree, each, scope)) for each in bindings))
        return found
    return _starred(inference, tree, name)


def _home(inference: Inference, tree: Tree, binding: Binding, scope: Scope) -> Scope:
    """A name declared global is bound in a function's scope."""
    return inference.scope_at(tree.path, binding.at) if tree.function_of(binding.at) else scope


def _starred(inference: Inference, tree: Tree, name: str) -> Values:
    for binding in tree.bindings(tree.node).get("*", []):
        if isinstance(binding.at, ast.ImportFrom):
            for each in inference.module(_absolute(binding.at, tree.package)):
                found = attribute(inference, each, name) if isinstance(each, Module) else NOTHING
                if found:
                    return found
    return NOTHING


def _submodule(inference: Inference, path: str, name: str) -> Values:
    tree = inference.tree(path)
    if tree is None:
        return UNKNOWN
    below = inference.index.module_path(f"{tree.module}.{name}")
    return inference.module(f"{tree.module}.{name}") if below else NOTHING


def imported(inference: Inference, binding: Binding, name: str, scope: Scope) -> Values:
    """What an import statement binds to `name`."""
    tree, node, alias = inference.tree(scope.path), binding.at, binding.value
    if tree is None or not isinstance(alias, ast.alias):
        return UNKNOWN
    if isinstance(node, ast.Import):
        return inference.module(alias.name if alias.asname else alias.name.partition(".")[0])
    assert isinstance(node, ast.ImportFrom)
    base = _absolute(node, tree.package)
    whole = f"{base}.{alias.name}" if base else alias.name
    if is_library(whole):
        return _library(base, alias.name)
    found = NOTHING
    for each in inference.module(base):
        if isinstance(each, Module) and each.path != scope.path:
            found = module_member(inference, each.path, alias.name)
    if found:
        return found
    return inference.module(whole)


def _library(base: str, name: str) -> Values:
    """`from lib import call` binds the sending function itself."""
    return _of_library(base, name) if is_library(base) else frozenset({Library(f"{base}.{name}")})


def _absolute(node: ast.ImportFrom, package: str) -> str:
    base = node.module or ""
    if not node.level:
        return base
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])


def mro(inference: Inference, cls: Class) -> tuple[Base, ...]:
    """The class and its bases, nearest first; a base that several share comes after them all."""
    order: list[Base] = []
    for each in _linear(inference, cls, ()):
        if each in order:
            order.remove(each)
        order.append(each)
    return tuple(order)


def _linear(inference: Inference, cls: Class, below: tuple[Class, ...]) -> Iterator[Base]:
    if cls in below or len(below) > 24:
        return
    yield cls
    for base in bases(inference, cls):
        if isinstance(base, Class):
            yield from _linear(inference, base, (*below, cls))
        else:
            yield base


def bases(inference: Inference, cls: Class) -> list[Base]:
    """The classes that a class statement names, resolved; also those inside `with_metaclass(…)`."""
    tree = inference.tree(cls.path)
    node = tree.classes.get(cls.qualname) if tree else None
    found: list[Base] = []
    for base in node.bases if node else ():
        named = base.args[1:] if isinstance(base, ast.Call) and last_name(base.func) == "with_metaclass" else [base]
        for each in named:
            values = inference.infer(each, inference.scope_at(cls.path, node or each))
            found.extend(sorted((value for value in values if isinstance(value, Class | Library)), key=repr))
    return found


def subclasses(inference: Inference, cls: Class) -> list[Class]:
    """Every class below `cls`, nearest first."""
    found: list[Class] = []
    queue = [cls]
    while queue and len(found) < 200:
        current = queue.pop(0)
        for candidate in inference.index.naming(current.qualname.rpartition(".")[2]):
            if candidate not in found and candidate != cls and current in bases(inference, candidate):
                found.append(candidate)
                queue.append(candidate)
    return found


def of_class(inference: Inference, value: Instance | Class | Super, name: str) -> Values:
    """An attribute along the bases; failing that in subclasses (a mixin); failing that, set from outside."""
    cls = Class(value.path, value.qualname)
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
    found = union(found, _set_outside(inference, order, name))
    if not _blank(found):
        return found
    return _dynamic(inference, order, receiver, name) or found or UNKNOWN


def receiver_class(value: Instance | Class) -> Class:
    """The class of a receiver."""
    return Class(value.path, value.qualname)


def _as(receiver: Instance | Class | None, cls: Class) -> Instance | Class:
    return cls if isinstance(receiver, Class) else Instance(*cls)


def _blank(values: Values) -> bool:
    """Nothing, or nothing but the None that a constructor starts with."""
    return all(isinstance(each, Flag) and each.value is None for each in values)


def _along(
    inference: Inference, order: tuple[Base, ...], receiver: Instance | Class | None, name: str
) -> Values:
    """The first base that defines the attribute, together with what methods of all bases assign to it."""
    assigned = union(*(_assigned(inference, each, receiver, name) for each in order if isinstance(each, Class)))
    for each in order:
        found = _member(inference, each, receiver, name)
        if found:
            return union(found, assigned)
    return assigned


def _member(inference: Inference, base: Base, receiver: Instance | Class | None, name: str) -> Values:
    if isinstance(base, Library):
        return _library_member(base, name)
    tree = inference.tree(base.path)
    node = tree.classes.get(base.qualname) if tree else None
    if tree is None or node is None:
        return NOTHING
    found: list[Values] = []
    for statement in _body(node):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == name:
            if not any(dotted(each) in _setters(name) for each in statement.decorator_list):
                found.append(_method(inference, tree, statement, receiver))
        elif isinstance(statement, ast.ClassDef) and statement.name == name:
            found.append(frozenset({Class(base.path, f"{base.qualname}.{name}")}))
        else:
            bound = (binding for bound_name, binding in bindings_of(statement) if bound_name == name)
            found.extend(_class_value(inference, base, node, each) for each in bound if each.value is not None)
    return found[-1] if found else NOTHING


def _setters(name: str) -> tuple[str, ...]:
    return (f"{name}.setter", f"{name}.deleter", f"{name}.getter")


def _class_value(inference: Inference, base: Class, node: ast.ClassDef, binding: Binding) -> Values:
    """A class attribute; a name there may be another one of the same class."""
    tree, value = inference.tree(base.path), binding.value
    if isinstance(value, ast.Name) and tree and value.id not in tree.bindings(tree.node):
        return _member(inference, base, base, value.id)
    return inference.binding(binding, "", inference.scope_at(base.path, node))


def _body(node: ast.ClassDef) -> Iterator[ast.stmt]:
    stack: list[ast.stmt] = list(reversed(node.body))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            stack.extend(reversed([*statement.body, *statement.orelse]))


def _method(inference: Inference, tree: Tree, node: FunctionNode, receiver: Instance | Class | None) -> Values:
    marks = [dotted(each).rpartition(".")[2].removesuffix("()") for each in node.decorator_list]
    owner: Instance | Class | None = receiver
    if "staticmethod" in marks:
        owner = None
    elif receiver is not None and any(mark.endswith("classmethod") for mark in marks):
        owner = receiver_class(receiver)
    function = Function(tree.path, tree.qualname(node), node.lineno, owner)
    if isinstance(receiver, Instance) and any(mark in _PROPERTIES or mark.endswith("property") for mark in marks):
        return calls.returned(inference, function, None, None)
    return frozenset({function})


def _library_member(base: Library, name: str) -> Values:
    words = vocabulary()
    if words.proxies.fullmatch(base.name):
        return sending(name, "proxy")
    if words.clients.fullmatch(base.name) and (name == "prepare" or name in words.sends):
        return of_client(Client(), name)
    return NOTHING


def _assigned(inference: Inference, cls: Class, receiver: Instance | Class | None, name: str) -> Values:
    """What methods of one class assign to the attribute of `self`, `cls` or the instance that they make."""
    tree = inference.tree(cls.path)
    if tree is None or name not in tree.stores:
        return NOTHING
    found: list[Values] = []
    for target, statement in tree.stores[name]:
        function = tree.function_of(statement)
        method = _enclosing_method(tree, function)
        holder = tree.class_of(method) if method else None
        if function is None or method is None or holder is None or tree.qualname(holder) != cls.qualname:
            continue
        if not _on_own(target, method) or statement.value is None:
            continue
        found.append(_stored(inference, tree, function, statement, receiver, target))
    return union(*found)


def _stored(
    inference: Inference, tree: Tree, function: FunctionNode, statement: ast.Assign | ast.AnnAssign,
    receiver: Instance | Class | None, target: ast.Attribute,
) -> Values:  # fmt: skip
    scope = inference.scope_at(tree.path, statement)
    if receiver is not None and scope.owner is not None:
        owner = receiver_class(receiver) if isinstance(scope.owner, Class) else Instance(receiver.path, receiver.qualname)
        scope = scope._replace(owner=owner)
    assert statement.value is not None
    return inference.infer(statement.value, scope)


def _enclosing_method(tree: Tree, function: FunctionNode | None) -> FunctionNode | None:
    while function is not None and tree.class_of(function) is None:
        function = tree.function_of(function)
    return function


def _on_own(target: ast.Attribute, method: FunctionNode) -> bool:
    """`self.x`, `cls.x`, and in a constructor or class method also `cls._instance.x` or `instance.x`."""
    first = method.args.args[0].arg if method.args.args else ""
    written = dotted(target.value)
    if written == first:
        return True
    makes = method.name == "__new__" or any(dotted(each) == "classmethod" for each in method.decorator_list)
    return makes and "(" not in written


def _set_outside(inference: Inference, order: tuple[Base, ...], name: str) -> Values:
    """`Class.attribute = value` or `instance.attribute = value` in another module."""
    kin = {each for each in order if isinstance(each, Class)}
    found: list[Values] = []
    for path in inference.index.storing(name):
        tree = inference.tree(path)
        for target, statement in tree.stores.get(name, []) if tree else ():
            scope = inference.scope_at(path, statement)
            holders = inference.infer(target.value, scope)
            if any(isinstance(each, Class | Instance) and receiver_class(each) in kin for each in holders):
                assert statement.value is not None
                found.append(inference.infer(statement.value, scope))
    return union(*found)


def or_attached(inference: Inference, node: ast.Attribute, found: Values) -> Values:
    """What a hook attached to a foreign object under the same two names (`state.request.client = …`)."""
    if not all(isinstance(each, Unknown | Library | Made | Parameter) for each in found):
        return found
    holder = last_name(node.value)
    attached: list[Values] = []
    for path in inference.index.storing(node.attr) if holder else ():
        tree = inference.tree(path)
        for target, statement in tree.stores.get(node.attr, []) if tree else ():
            if target is not node and last_name(target.value) == holder and statement.value is not None:
                attached.append(inference.infer(statement.value, inference.scope_at(path, statement)))
    return union(found, *attached)


def _dynamic(
    inference: Inference, order: tuple[Base, ...], receiver: Instance | Class | None, name: str
) -> Values:
    """What `__getattr__` gives for this name."""
    for each in order if isinstance(receiver, Instance) and not name.startswith("__") else ():
        found = _member(inference, each, receiver, "__getattr__")
        for function in found:
            if isinstance(function, Function):
                return calls.returned(inference, function, None, None, Text(name))
    return NOTHING


def item(inference: Inference, value: Instance) -> Values:
    """What a subscript of an instance gives: its `__getitem__`."""
    for function in of_class(inference, value, "__getitem__"):
        if isinstance(function, Function):
            return calls.returned(inference, function, None, None)
    return UNKNOWN
