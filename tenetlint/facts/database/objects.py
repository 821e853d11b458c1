"""Versioned objects: methods that reach the database, or send an RPC message to who does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenetlint.facts.database.instances import INSTANCE
from tenetlint.facts.database.layer import Layer
from tenetlint.facts.database.names import segments
from tenetlint.facts.filefacts import Mark
from tenetlint.facts.hierarchy import Hierarchy

_DECORATORS = ("remotable", "remotable_classmethod")
_PACKAGE = "objects"
_LIST = "List"
"""How classes end that hold many objects of the class before it."""
_HALF = re.compile(r"_(\w+?)(?:_(?:in|from)_db)?")
"""The half of a method that does what has to do with the database."""
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST = 3
"""Letters of initials that stand for a class."""
_MOST_WORDS = 8
"""Words of a variable that are looked at, from the last."""
_ENDINGS = ("_ref", "_obj", "_object")
OTHER = ""
"""Stands for a class that is none of these."""


@dataclass(frozen=True)
class Objects:
    """The classes of packages named `objects`; they are mostly used through a registry that knows short names."""

    layer: Layer
    reaching: frozenset[str]
    """Methods that reach the database, dotted."""
    classes: Mapping[str, list[str]]
    """Dotted classes by short name."""
    namesakes: Mapping[str, list[str]]
    """All other classes of the project in the same way."""

    @classmethod
    def of(cls, layer: Layer, reaching: Iterable[str]) -> Objects:
        """`reaching` are dotted functions with database sites in them; remotable methods are added."""
        hierarchy = layer.hierarchy
        classes: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for name in hierarchy.classes:
            parts = name.split(".")
            (classes if _PACKAGE in parts else others).setdefault(parts[-1], []).append(name)
        methods = {
            f"{module}.{each.qualname}"
            for module, file in hierarchy.files.items()
            for each in file.functions
            if each.decorators and any(name.rpartition(".")[2] in _DECORATORS for name in each.decorators)
        }
        halves = {*methods, *reaching}
        reached = frozenset({*halves, *_wholes(halves)})
        return cls(layer, reached, classes, others)

    @property
    def hierarchy(self) -> Hierarchy:
        """The project's classes."""
        return self.layer.hierarchy

    def are_asked(self, module: str, mark: Mark) -> bool:
        """Whether a call is one of a method that reaches the database; `mark` is a `CALL` or an `INSTANCE`."""
        if mark.kind == INSTANCE:
            return self._is_written(module, mark)
        return mark.notes[3] == "class" and self._reaches(module, mark.subject)

    def _reaches(self, module: str, called: str) -> bool:
        """Whether `package.Class.method`, or the module's own `Class.method`, is such a method."""
        owner, _, method = called.rpartition(".")
        short = self._class(owner if "." in owner else f"{module}.{owner}")
        return any(self.hierarchy.method(name, method) in self.reaching for name in self.classes.get(short, ()))

    def _is_written(self, module: str, mark: Mark) -> bool:
        """Whether the call of a thing's method, as `instances` marks it, is a call of such a method.

        Rows of tables are named like objects in the objects' own modules: there the name tells nothing.
        """
        written, made = mark.notes
        *_, receiver, verb = segments(written)
        owner, is_plain = self._made(made)
        if owner:
            return any(self._acts(name, verb) for name in (owner, owner.removesuffix(_LIST)))
        if (made and is_plain) or _PACKAGE in module.split("."):
            return False
        return self._stands_for(receiver.lstrip("_"), verb)

    def _made(self, made: str) -> tuple[str, bool]:
        """The short name of the class behind what something is made by, and whether it is an instance of just that."""
        parts = segments(made)
        for place in range(1, len(parts)):
            if parts[place][:1].isupper():
                return self._class(".".join(parts[: place + 1])), place == len(parts) - 1
        return OTHER, False

    def _class(self, dotted: str) -> str:
        """The short name of a class of these, by its own or its registry's name, else `OTHER`."""
        short = dotted.rpartition(".")[2]
        home = self.hierarchy.home(dotted)
        if home in self.hierarchy.classes:
            return short if home in self.classes.get(short, ()) else OTHER
        return short if short in self.classes and _PACKAGE in dotted.split(".") else OTHER

    def _acts(self, name: str, verb: str) -> bool:
        """Whether an instance of a class, by its short name, has a method that reaches the database."""
        return any(self.hierarchy.method(each, verb) in self._of_instances for each in self.classes.get(name, ()))

    @cached_property
    def _of_instances(self) -> frozenset[str]:
        """The methods that reach the database and are called on an instance, dotted."""
        return frozenset(
            dotted
            for module, file in self.hierarchy.files.items()
            if _PACKAGE in module.split(".")
            for each in file.functions
            if each.parameters[:1] == ("self",) and (dotted := f"{module}.{each.qualname}") in self.reaching
        )

    def _stands_for(self, variable: str, verb: str) -> bool:
        """Whether a variable is named after a class whose instances have such a method, and after no other class."""
        known = self._asked.get((variable, verb))
        if known is None:
            names = self._named(variable)
            known = any(self._acts(name, verb) and not self._has_namesake(name, verb) for name in names)
            self._asked[variable, verb] = known
        return known

    @cached_property
    def _asked(self) -> dict[tuple[str, str], bool]:
        """What was asked for: many variables have the same name."""
        return {}

    def _has_namesake(self, name: str, verb: str) -> bool:
        """Whether a class of the same name that is no object, and no row of a table, has the method, too."""
        defined = (self.hierarchy.method(each, verb) for each in self.namesakes.get(name, ()))
        return any(method and not self.layer.holds(self.hierarchy.split(method)[0]) for method in defined)

    def _named(self, variable: str) -> list[str]:
        """The classes that a variable is named after: `book`, `old_book` and `book_ref` after `Book`."""
        for ending in _ENDINGS:
            variable = variable.removesuffix(ending)
        words = variable.split("_")[-_MOST_WORDS:]
        tails = ("_".join(words[start:]) for start in range(len(words)))
        return next((self._by_variable[each] for each in tails if each in self._by_variable), [])

    @cached_property
    def _by_variable(self) -> Mapping[str, list[str]]:
        """The classes by their names in lower case, and by their initials."""
        found: dict[str, list[str]] = {}
        for name in self.classes:
            words = _WORDS.split(name)
            for each in {"_".join(words).lower(), "".join(word[0] for word in words).lower()}:
                if len(each) >= _SHORTEST:
                    found.setdefault(each, []).append(name)
        return found


def _wholes(reaching: Iterable[str]) -> Iterator[str]:
    """The methods whose other half reaches the database: `Book.destroy` for `Book._destroy_in_db` and `_destroy`."""
    for each in reaching:
        owner, _, name = each.rpartition(".")
        half = _HALF.fullmatch(name)
        if half:
            yield f"{owner}.{half[1]}"
