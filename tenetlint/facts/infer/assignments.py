"""What is assigned to attributes: by a class's own methods, from outside, by a hook on a foreign object."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.classes import Base, receiver_class
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import (
    NOTHING,
    UNKNOWN,
    Class,
    Instance,
    Library,
    Made,
    Parameter,
    Unknown,
    Values,
    union,
)  # fmt: skip
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted, last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


MAX_STORES = 256
"""How many assignments to one attribute are looked at in one file from outside of its class; with more, its value
stays open."""
MAX_OWN_STORES = 64
"""And how many in the methods of the class itself."""


def assigned(inference: Inference, cls: Class, receiver: Instance | Class | None, name: str) -> Values:
    """What methods of one class assign to the attribute of `self`, `cls` or the instance that they make."""
    tree = inference.tree(cls.path)
    if tree is None or name not in tree.stores:
        return NOTHING
    if inference.is_spent:
        return UNKNOWN
    # Asked by attribute, not by statement: where all assignments read the attribute itself, each is looked at once.
    key = ("assigned", cls, receiver, name, inference.backward)
    return inference.once(key, lambda: _assigned(inference, tree, cls, receiver, name), NOTHING, UNKNOWN)


def _assigned(
    inference: Inference, tree: Tree, cls: Class, receiver: Instance | Class | None, name: str
) -> Values:
    by_class = inference.remembered(("stores", cls.path, name), lambda: _own_stores(tree, name))
    statements = by_class.get(cls.qualname, [])
    found = union(*(_stored(inference, tree, each, receiver) for each in statements[-MAX_OWN_STORES:]))
    return found if len(statements) <= MAX_OWN_STORES else union(found, UNKNOWN)


def _own_stores(tree: Tree, name: str) -> dict[str, list[ast.Assign | ast.AnnAssign]]:
    """By class: the statements in its methods that assign to the attribute of an object of its own."""
    found: dict[str, list[ast.Assign | ast.AnnAssign]] = {}
    for target, statement in tree.stores[name]:
        method = _enclosing_method(tree, tree.function_of(statement))
        holder = tree.class_of(method) if method else None
        if method and holder and _on_own(target, method) and statement.value is not None:
            found.setdefault(tree.qualname(holder), []).append(statement)
    return found


def _stored(
    inference: Inference, tree: Tree, statement: ast.Assign | ast.AnnAssign, receiver: Instance | Class | None
) -> Values:
    scope = inference.scope_at(tree.path, statement)
    if receiver is not None and scope.owner is not None:
        cls = receiver_class(receiver)
        owner = cls if isinstance(scope.owner, Class) else Instance(*cls)
        scope = inference.scope(Scope(scope.path, scope.function, owner, scope.arguments, scope.outer))
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


def set_outside(inference: Inference, order: tuple[Base, ...], name: str) -> Values:
    """`Class.attribute = value` or `instance.attribute = value` in another module."""
    kin = {each for each in order if isinstance(each, Class)}
    found: list[Values] = []
    for path in inference.index.storing(name):
        tree = inference.tree(path)
        stores = tree.stores.get(name, []) if tree else []
        found += [UNKNOWN] if len(stores) > MAX_STORES else []
        for target, statement in stores[-MAX_STORES:]:
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
        stores = tree.stores.get(node.attr, []) if tree else []
        attached += [UNKNOWN] if len(stores) > MAX_STORES else []
        for target, statement in stores[-MAX_STORES:]:
            if target is not node and last_name(target.value) == holder and statement.value is not None:
                attached.append(inference.infer(statement.value, inference.scope_at(path, statement)))
    return union(found, *attached)
