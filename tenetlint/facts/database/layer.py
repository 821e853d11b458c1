"""Which modules are the project's own database API, and what they offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenetlint.facts.database import names
from tenetlint.facts.database.family import BACKEND, CALL, DECORATOR, NAME
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.hierarchy import MOST_STARS, Hierarchy

_ACCESS = frozenset({"session", "begin", "scope", "helper", "connection"})


@dataclass(frozen=True)
class Layer:
    """The database API modules by dotted name, and the packages around them."""

    hierarchy: Hierarchy
    modules: Mapping[str, frozenset[str]]
    """What each API module defines or passes on: functions and other names of its top level."""
    folders: frozenset[str]
    """Packages whose modules are the database layer."""
    functions: frozenset[str]
    """Every function of the API, and every method of the classes behind it."""

    @classmethod
    def of(cls, hierarchy: Hierarchy) -> Layer:
        """Found by what modules import and do, below packages that are named like a database layer."""
        own = {module for module, file in hierarchy.files.items() if _is_api(module, file)}
        modules = own | _facades(hierarchy, own) | _roots(hierarchy, own)
        offers = {module: frozenset(_offers(hierarchy, module, set())) for module in modules}
        folders = frozenset(_folder(module) for module in modules)
        return cls(hierarchy, offers, folders, frozenset(_functions(hierarchy, modules, folders)))

    @cached_property
    def local(self) -> frozenset[str]:
        """The modules of the project that import `sqlite3`."""
        files = self.hierarchy.files.items()
        return frozenset(module for module, file in files if any(each.target == "sqlite3" for each in file.imports))

    @cached_property
    def _held(self) -> dict[str, bool]:
        """What was asked for: many files import the same."""
        return {}

    def holds(self, module: str) -> bool:
        """Whether a module is part of the layer."""
        found = self._held.get(module)
        if found is None:
            found = self._held[module] = self._holds(module)
        return found

    def _holds(self, module: str) -> bool:
        own = names.is_sql_module(module) and self.hierarchy.split(module)[0] != ""
        return module in self.modules or own or any(
            module == folder or module.startswith(folder + ".") for folder in self.folders
        )

    def is_open(self, module: str) -> bool:
        """Whether a module makes names up at run time, so that none can be said to be missing."""
        file = self.hierarchy.files[module]
        stars = [each.target for each in file.imports if each.alias == "*"]
        return "__getattr__" in self.hierarchy.functions(module) or any(
            each not in self.hierarchy.files for each in stars
        )

    def lacks(self, module: str, name: str) -> bool:
        """Whether a module, and all that it passes on, is known and has no such name."""
        return not self.is_open(module) and name not in _offers(self.hierarchy, module, set())

    def is_class(self, dotted: str) -> bool:
        """Whether a name is a class that the layer defines."""
        home = self.hierarchy.home(dotted)
        return home in self.hierarchy.classes and self.holds(self.hierarchy.split(home)[0])


def _is_api(module: str, file: FileFacts) -> bool:
    if not names.in_layer(module) or names.holds_schema_only(module) or _is_tool(module, file):
        return False
    targets = {each.target for each in file.imports}
    kinds = {(mark.kind, mark.notes[-1] if mark.notes else "") for mark in file.marks}
    if any(kind == BACKEND for kind, _ in kinds):
        return True
    does = any(kind in (CALL, DECORATOR) and tag in _ACCESS for kind, tag in kinds)
    return does and any(names.is_sql_import(each) for each in targets)


def _is_tool(module: str, file: FileFacts) -> bool:
    """Whether a module is there to change schemas. A class of the API, by its base beside it, may do so as well."""
    changes = any(names.is_schema_import(each.target) for each in file.imports)
    return changes and not any(_is_beside(module, base) for each in file.classes for base in each.bases)


def _facades(hierarchy: Hierarchy, api: set[str]) -> set[str]:
    """Packages and modules of a layer that pass the functions of an API module on."""
    return {
        module
        for module, file in hierarchy.files.items()
        if names.in_layer(module)
        and any(
            each.target in api if each.alias == "*" else each.target.rpartition(".")[0] in api
            for each in file.imports
            if not each.function and _is_beside(module, each.target)
        )
        and not _is_tool(module, file)
        and not names.holds_schema_only(module)
        and (hierarchy.is_package(module) or module.rpartition(".")[2] in names.LAYER_WORDS | {"api"})
    }


def _roots(hierarchy: Hierarchy, api: set[str]) -> set[str]:
    """Packages named like a layer that hold API modules and offer functions of their own, such as a factory."""
    return {
        module
        for module in hierarchy.packages
        if names.segments(module)[-1] in names.LAYER_WORDS
        and hierarchy.functions(module)
        and any(each.startswith(module + ".") for each in api)
    }


def _is_beside(module: str, target: str) -> bool:
    """Whether an import stays below the package that `module` is, or lies in."""
    return target.startswith((module + ".", module.rpartition(".")[0] + "."))


def _folder(module: str) -> str:
    """The package that the layer's word names: `top.db` for `top.db.sqlalchemy.api`."""
    parts = module.split(".")
    last = max(at for at, part in enumerate(parts) if part in names.LAYER_WORDS and at)
    first = next(at for at, part in enumerate(parts) if part in names.LAYER_WORDS and at)
    return ".".join(parts[: (first if last - first < 3 else last) + 1])


def _offers(hierarchy: Hierarchy, module: str, seen: set[str]) -> Iterator[str]:
    """The names of a module's top level, those of star imports too; modules in `seen` have been asked."""
    file = hierarchy.files.get(module)
    if file is None or module in seen or len(seen) >= MOST_STARS:
        return
    seen.add(module)
    yield from hierarchy.functions(module)
    yield from (mark.subject for mark in file.marks if mark.kind == NAME)
    yield from (each.qualname for each in file.classes if "." not in each.qualname)
    for each in file.imports:
        if each.alias == "*":
            yield from _offers(hierarchy, each.target, seen)
        elif not each.function:
            yield each.alias


def _functions(hierarchy: Hierarchy, modules: set[str], folders: frozenset[str]) -> Iterator[str]:
    for module in modules:
        yield from hierarchy.functions(module)
        yield from (mark.subject for mark in hierarchy.files[module].marks if mark.kind == NAME and mark.notes)
        for each in hierarchy.files[module].classes:
            yield from (method for method in each.methods if not method.startswith("__"))
