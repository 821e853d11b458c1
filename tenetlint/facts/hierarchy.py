"""The project's classes: who inherits from whom, across modules and re-exports."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from tenetlint.facts.filefacts import ClassFact, FileFacts

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_DEEPEST = 8
"""How many re-exports are followed."""
MOST_STARS = 200
"""How many modules that are imported whole a name is looked for in."""
MOST_KIN = 1000
"""How many classes of a family are looked at, about; the largest of an OpenStack project has 150."""


@dataclass(frozen=True)
class Hierarchy:
    """Classes and functions by dotted name (`package.module.Class`)."""

    files: Mapping[str, FileFacts]
    """By dotted module name."""
    packages: frozenset[str] = frozenset()
    """The modules that are packages (`__init__.py`)."""

    @classmethod
    def of(cls, facts: Facts) -> Hierarchy:
        """The hierarchy of the production code."""
        files = {facts.sources[path].module: file for path, file in facts.in_role()}
        packages = (facts.sources[path].module for path, _ in facts.in_role() if path.endswith("__init__.py"))
        return cls(files, frozenset(packages))

    def is_package(self, module: str) -> bool:
        """Whether a module is a package."""
        return module in self.packages

    @cached_property
    def classes(self) -> Mapping[str, ClassFact]:
        """Every class by dotted name."""
        return {
            f"{module}.{each.qualname}": each for module, file in self.files.items() for each in file.classes
        }

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        return {
            module: {each.alias: each.binds for each in file.imports if not each.function and each.alias != "*"}
            for module, file in self.files.items()
        }

    @cached_property
    def _stars(self) -> Mapping[str, tuple[str, ...]]:
        return {
            module: tuple(each.target for each in file.imports if each.alias == "*")
            for module, file in self.files.items()
        }

    @cached_property
    def _functions(self) -> Mapping[str, frozenset[str]]:
        return {
            module: frozenset(each.qualname for each in file.functions if "." not in each.qualname)
            for module, file in self.files.items()
        }

    def functions(self, module: str) -> frozenset[str]:
        """The names of the functions that a module defines at its top level."""
        return self._functions.get(module, frozenset())

    def split(self, dotted: str) -> tuple[str, str]:
        """The longest prefix that is a module of the project, and what follows; an empty module when none is."""
        found = self._splits.get(dotted)
        if found is None:
            head = dotted
            while head and head not in self.files:
                head = head.rpartition(".")[0]
            found = self._splits[dotted] = (head, dotted[len(head) + 1 :] if head else dotted)
        return found

    @cached_property
    def _splits(self) -> dict[str, tuple[str, str]]:
        """Those that were asked for: many ask for the same."""
        return {}

    @cached_property
    def _homes(self) -> dict[str, str]:
        """Those that were asked for, too."""
        return {}

    def home(self, dotted: str) -> str:
        """The dotted name under which a name is defined, following re-exports; `dotted` itself when unknown."""
        found = self._homes.get(dotted)
        if found is None:
            found = self._homes[dotted] = self._home(dotted, 0, set())
        return found

    def _home(self, dotted: str, depth: int, tried: set[str]) -> str:
        """`tried` are the names under which it was looked for behind a star."""
        module, rest = self.split(dotted)
        if not module or not rest or depth > _DEEPEST:
            return dotted
        first, dot, more = rest.partition(".")
        if f"{module}.{first}" in self.classes or first in self.functions(module):
            return dotted
        binds = self._names[module].get(first)
        if binds is not None and binds != f"{module}.{first}":
            return self._home(f"{binds}{dot}{more}", depth + 1, tried)
        for name in (f"{star}.{rest}" for star in self._stars[module]):
            if name in tried or len(tried) >= MOST_STARS:
                continue
            tried.add(name)
            found = self._home(name, depth + 1, tried)
            if self.is_known(found):
                return found
        return dotted

    def is_known(self, dotted: str) -> bool:
        """Whether a name is a class, a method of one, or a function of the project."""
        module, _, name = dotted.rpartition(".")
        return dotted in self.classes or name in self.functions(module) or module in self.classes

    @cached_property
    def _bases(self) -> Mapping[str, tuple[str, ...]]:
        return {name: tuple(self._base(name, each) for each in fact.bases) for name, fact in self.classes.items()}

    def _base(self, name: str, base: str) -> str:
        module, _ = self.split(name)
        own = f"{module}.{base}"
        return own if own in self.classes else self.home(base)

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name, bases in self._bases.items():
            for base in bases:
                found.setdefault(base, []).append(name)
        return {name: tuple(children) for name, children in found.items()}

    def bases(self, name: str) -> tuple[str, ...]:
        """The direct bases of a class, resolved where they are of the project."""
        return self._bases.get(name, ())

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The class itself and all that it inherits from, nearest first."""
        return tuple(_reach(name, self._bases))

    def descendants(self, name: str) -> tuple[str, ...]:
        """The class itself and all that inherit from it, nearest first."""
        return tuple(_reach(name, self._children))

    def family(self, name: str) -> tuple[str, ...]:
        """Ancestors, then the descendants with theirs: where an attribute used by a mixin may be set."""
        found: dict[str, None] = {}
        for each in islice(_reach(name, self._children), MOST_KIN):
            if len(found) < MOST_KIN:
                found.update(dict.fromkeys(islice(_reach(each, self._bases, found), MOST_KIN)))
        return tuple(found)

    def method(self, name: str, method: str) -> str:
        """The dotted name of the method that a class has or inherits within the project, or an empty string."""
        for each in self.ancestors(name):
            fact = self.classes.get(each)
            if fact and method in fact.methods:
                return f"{each}.{method}"
        return ""


def _reach(start: str, edges: Mapping[str, tuple[str, ...]], known: Container[str] = ()) -> Iterator[str]:
    """What can be reached, nearest first, but for what is known with all that it reaches."""
    seen: set[str] = set()
    level = [start]
    while level:
        following: list[str] = []
        for each in level:
            if each not in seen and each not in known:
                seen.add(each)
                yield each
                following += edges.get(each, ())
        level = following
