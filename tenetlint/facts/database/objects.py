"""Versioned objects: class methods that reach the database, or send an RPC message to who does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenetlint.facts.hierarchy import Hierarchy

_DECORATORS = ("remotable", "remotable_classmethod")
_PACKAGE = "objects"


@dataclass(frozen=True)
class Objects:
    """The classes of packages named `objects`; they are mostly used through a registry that knows short names."""

    hierarchy: Hierarchy
    reaching: frozenset[str]
    """Methods that reach the database, dotted."""
    classes: Mapping[str, tuple[str, ...]]
    """Dotted classes by short name."""

    @classmethod
    def of(cls, hierarchy: Hierarchy, reaching: Iterable[str]) -> Objects:
        """`reaching` are dotted functions with database sites in them; remotable methods are added."""
        classes: dict[str, list[str]] = {}
        for name in hierarchy.classes:
            if _PACKAGE in name.split("."):
                classes.setdefault(name.rpartition(".")[2], []).append(name)
        methods = {
            f"{module}.{each.qualname}"
            for module, file in hierarchy.files.items()
            for each in file.functions
            if each.decorators and any(name.rpartition(".")[2] in _DECORATORS for name in each.decorators)
        }
        return cls(hierarchy, frozenset({*methods, *reaching}), {name: tuple(each) for name, each in classes.items()})

    def reaches(self, owner: str, method: str) -> bool:
        """Whether `owner.method`, with the owner's short name, is such a method."""
        return any(
            self.hierarchy.method(name, method) in self.reaching for name in self.classes.get(owner, ())
        )
