"""Classes and their kin: bases, the order in which they are asked, subclasses."""

from __future__ import annotations

import ast
from collections import deque
from typing import TYPE_CHECKING

from tenetlint.facts.infer.values import Class, Instance, Library
from tenetlint.facts.walk import last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

Base = Class | Library


MAX_BASES = 60
"""How many bases deep a class is followed."""
MAX_SUBCLASSES = 200
"""Found so many, those of the others are not looked for."""


def mro(inference: Inference, cls: Class) -> tuple[Base, ...]:
    """The class and its bases, nearest first; a base that several share comes after them all."""

    def ordered() -> tuple[Base, ...]:
        order: list[Base] = []
        _after_bases(inference, cls, order, set(), 0)
        return tuple(reversed(order))

    return inference.whole(("mro", cls), ordered)


def _after_bases(inference: Inference, cls: Class, order: list[Base], seen: set[Base], depth: int) -> None:
    """Append the bases, last first, and then the class itself, each once."""
    seen.add(cls)
    for base in reversed(bases(inference, cls) if depth < MAX_BASES else []):
        if base in seen:
            continue
        if isinstance(base, Class):
            _after_bases(inference, base, order, seen, depth + 1)
        else:
            seen.add(base)
            order.append(base)
    order.append(cls)


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
    nobody: list[Class] = []
    return inference.once(("subclasses", cls), lambda: _subclasses(inference, cls), nobody, nobody)


def _subclasses(inference: Inference, cls: Class) -> list[Class]:
    found: dict[Class, None] = {}
    queue = deque([cls])
    while queue and len(found) < MAX_SUBCLASSES:
        for child in _children(inference, queue.popleft()):
            if child not in found and child != cls:
                found[child] = None
                queue.append(child)
    return list(found)


def _children(inference: Inference, cls: Class) -> list[Class]:
    """The classes right below `cls`."""
    name = cls.qualname.rpartition(".")[2]
    nobody: dict[Base, list[Class]] = {}
    by_base = inference.once(("children", name), lambda: _by_base(inference, name), nobody, nobody)
    return by_base.get(cls, [])


def _by_base(inference: Inference, name: str) -> dict[Base, list[Class]]:
    """All classes with a base of this name, by each of their bases: many ask for one name, and are many."""
    found: dict[Base, list[Class]] = {}
    for each in inference.index.naming(name):
        for base in bases(inference, each):
            found.setdefault(base, []).append(each)
    return found


def receiver_class(value: Instance | Class) -> Class:
    """The class of a receiver."""
    return Class(value.path, value.qualname)
