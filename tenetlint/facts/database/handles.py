"""Which receivers stand for the project's database API: imports, attributes, parameters, factories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from tenetlint.facts.database import names
from tenetlint.facts.database.family import ARGUMENT, BIND, GLOBAL
from tenetlint.facts.database.layer import Layer
from tenetlint.facts.database.origin import IMPORT, LOCAL, PARAMETER, SELF
from tenetlint.facts.filefacts import FunctionFact, Mark

K = TypeVar("K")
V = TypeVar("V")

_MOST = 64
"""How many hand-overs are looked at from a receiver to the import behind it."""


class Value(NamedTuple):
    """An expression and the place where it is read."""

    root: str
    dotted: str
    module: str
    cls: str
    """The enclosing class, without its module."""
    function: str


class Handle(NamedTuple):
    """What a receiver turned out to be."""

    is_database: bool
    module: str = ""
    """The API module, when it is one."""


OTHER = Handle(False)
OBJECT = Handle(True)
ANY = "*"
"""Stands for an API module that an option names at run time."""
_DRIVERS = frozenset({"db", "db_driver", "db_backend", "dbapi"})


@dataclass(frozen=True)
class Handles:
    """What sets attributes, globals and parameters, by name."""

    layer: Layer
    binds: Mapping[tuple[str, str], tuple[Value, ...]]
    """By class (dotted) and attribute."""
    globals: Mapping[tuple[str, str], Value]
    """By module and name."""
    arguments: Mapping[str, tuple[tuple[str, Value], ...]]
    """By the callee's last name: position or keyword, and the value."""

    @classmethod
    def of(cls, layer: Layer) -> Handles:
        """Joined from the marks of all files."""
        binds: dict[tuple[str, str], list[Value]] = {}
        kept: dict[tuple[str, str], Value] = {}
        arguments: dict[str, list[tuple[str, Value]]] = {}
        for module, mark in _marks(layer):
            if mark.kind == BIND:
                owner, root, dotted = mark.notes
                value = Value(root, dotted, module, owner, mark.function)
                binds.setdefault((f"{module}.{owner}", mark.subject), []).append(value)
            elif mark.kind == GLOBAL:
                kept[module, mark.subject] = Value(mark.notes[0], mark.notes[1], module, "", "")
            elif mark.kind == ARGUMENT:
                callee, where, root, owner, _ = mark.notes
                name = callee.removesuffix("()").rpartition(".")[2]
                value = Value(root, mark.subject, module, owner, mark.function)
                arguments.setdefault(name, []).append((where, value))
        return cls(layer, _frozen(binds), kept, _frozen(arguments))

    def handle(self, value: Value) -> Handle | None:
        """What an expression is, or None when nothing tells."""
        return self._handle(value, set())

    def _handle(self, value: Value, seen: set[Value]) -> Handle | None:
        """`seen` are the values already looked at for the same question: each is asked once."""
        if value in seen or len(seen) >= _MOST or not value.dotted:
            return None
        seen.add(value)
        if value.root == IMPORT:
            return self._imported(value.dotted, seen)
        if value.root == SELF:
            return self._attribute(value, seen)
        if value.root == PARAMETER:
            return self._parameter(value, seen)
        return self._imported(f"{value.module}.{value.dotted}", seen) if value.root == LOCAL else None

    def _imported(self, dotted: str, seen: set[Value]) -> Handle | None:
        if dotted.startswith("import_module."):
            return self._loaded(dotted.removeprefix("import_module."))
        called = dotted.endswith("()")
        plain = dotted.removesuffix("()")
        module, rest = self.layer.hierarchy.split(plain)
        if not module:
            return OTHER
        if not rest:
            return self._module(module)
        if (module, rest) in self.globals and not called:
            return self._handle(self.globals[module, rest], seen)
        return self._member(plain, module, called) if "." not in rest and "()" not in rest else None

    def _member(self, plain: str, module: str, called: bool) -> Handle | None:
        """A function, class or name of a module."""
        home = self.layer.hierarchy.home(plain)
        target, name = self.layer.hierarchy.split(home)
        if target and not name:
            return self._module(target)
        if self.layer.is_class(home):
            return OBJECT
        if target in self.layer.modules:
            return OBJECT if called or names.is_handle(name) else None
        return None if called else OTHER

    def _module(self, module: str) -> Handle | None:
        if module in self.layer.modules:
            return Handle(True, module)
        if any(each.startswith(module + ".") for each in self.layer.modules) and self.layer.holds(module):
            return Handle(True, module)
        return OTHER

    def _loaded(self, name: str) -> Handle | None:
        module, rest = self.layer.hierarchy.split(name)
        if module and not rest:
            return self._module(module)
        return Handle(True, ANY) if any(each in _DRIVERS for each in name.split(".")) else None

    def _attribute(self, value: Value, seen: set[Value]) -> Handle | None:
        parts = value.dotted.split(".")
        if len(parts) == 1:
            return None
        attribute = parts[1].removesuffix("()")
        found = [self._handle(each, seen) for each in self._bound(value, attribute)]
        known = [each for each in found if each is not None]
        real = next((each for each in known if each.is_database), None)
        if len(parts) > 2:
            return OBJECT if real and not real.module else None
        return real or (OTHER if known and len(known) == len(found) else None)

    def _bound(self, value: Value, attribute: str) -> Iterator[Value]:
        for each in self.layer.hierarchy.family(f"{value.module}.{value.cls}"):
            yield from self.binds.get((each, attribute), ())

    def _parameter(self, value: Value, seen: set[Value]) -> Handle | None:
        head, _, rest = value.dotted.partition(".")
        if rest:
            return None
        found = [self._handle(each, seen) for each in self.passed(value, head)]
        known = [each for each in found if each is not None]
        real = next((each for each in known if each.is_database), None)
        return real or (OTHER if known and len(known) == len(found) else None)

    def passed(self, value: Value, parameter: str) -> Iterator[Value]:
        """What the callers of the enclosing function pass for a parameter, found by the function's name."""
        function = self._owner(value, parameter)
        if function is None:
            return
        owner, _, name = function.qualname.rpartition(".")
        places = {parameter}
        if parameter in function.parameters:
            first = function.parameters[0] in ("self", "cls")
            places.add(str(function.parameters.index(parameter) - first))
        for called in self._called(value.module, owner, name):
            for where, each in self.arguments.get(called, ()):
                if where in places and each != value and (called != "__init__" or self._is_heir(each, value)):
                    yield each

    def _is_heir(self, each: Value, value: Value) -> bool:
        """Whether `super().__init__` at one place may be the constructor at the other."""
        return f"{value.module}.{value.cls}" in self.layer.hierarchy.ancestors(f"{each.module}.{each.cls}")

    def _owner(self, value: Value, parameter: str) -> FunctionFact | None:
        """The innermost function around the place that has the parameter."""
        qualname, functions = value.function, self._functions(value.module)
        while qualname:
            function = functions.get(qualname)
            if function and parameter in function.parameters:
                return function
            qualname = qualname.rpartition(".")[0]
        return None

    def _functions(self, module: str) -> Mapping[str, FunctionFact]:
        """The functions of a module by name."""
        found = self._by_module.get(module)
        if found is None:
            file = self.layer.hierarchy.files[module]
            found = self._by_module[module] = {each.qualname: each for each in file.functions}
        return found

    @cached_property
    def _by_module(self) -> dict[str, Mapping[str, FunctionFact]]:
        """Of the modules that were asked for."""
        return {}

    def _called(self, module: str, owner: str, name: str) -> list[str]:
        if name != "__init__":
            return [name]
        classes = self.layer.hierarchy.descendants(f"{module}.{owner}")
        return ["__init__", *dict.fromkeys(each.rpartition(".")[2] for each in classes)]


def _marks(layer: Layer) -> Iterator[tuple[str, Mark]]:
    for module, file in layer.hierarchy.files.items():
        for mark in file.marks:
            yield module, mark


def _frozen(found: Mapping[K, list[V]]) -> dict[K, tuple[V, ...]]:
    return {key: tuple(values) for key, values in found.items()}
