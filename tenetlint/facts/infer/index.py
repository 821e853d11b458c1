"""What an inference looks up across files: modules, classes and their kin, who mentions a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tenetlint.facts.infer.values import Class
from tenetlint.facts.trees import Trees
from tenetlint.files import Unreadable
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

JUDGED = (Role.PRODUCTION, Role.MIGRATION, Role.LIBRARY)


class Index:
    """The names of a project's production code."""

    def __init__(self, facts: Facts, trees: Trees) -> None:
        self.facts = facts
        self.trees = trees
        self.files = dict(facts.in_role(*JUDGED))
        self.asked: set[str] = set()
        """Names that were looked for across files: nothing else counts of a file whose tree was not read."""

    def module_path(self, dotted: str) -> str | None:
        """The path of a module of the project."""
        path = self.facts.modules.get(dotted)
        return path if path in self.files else None

    @cached_property
    def _subclasses(self) -> dict[str, list[Class]]:
        """By the last name of a base: the classes that name it."""
        found: dict[str, list[Class]] = {}
        for path, file in self.files.items():
            for each in file.classes:
                for base in each.bases:
                    found.setdefault(base.removesuffix("()").rpartition(".")[2], []).append(Class(path, each.qualname))
        return found

    def naming(self, base: str) -> tuple[Class, ...]:
        """The classes that name `base` (its last name) among their bases."""
        self.asked.add(base)
        return tuple(self._subclasses.get(base, ()))

    def mentioning(self, name: str) -> tuple[str, ...]:
        """The files that read an attribute or import something of this name."""
        self.asked.add(name)
        return self._mentions.get(name, ())

    def calling(self, names: Collection[str]) -> set[str]:
        """The files that may call something of one of these names: no tree is needed to see who does not."""
        written = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b[\s\\]*[()#]")
        paths = {path for each in names for path in self.mentioning(each)}
        return {path for path in paths if self._shows(path, written)}

    def _shows(self, path: str, written: re.Pattern[str]) -> bool:
        try:
            text = self.facts.project.read(path).text
        except Unreadable:
            return False
        return not text.isascii() or written.search(text) is not None

    @cached_property
    def _mentions(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path, file in self.files.items():
            imported = {name for each in file.imports for name in (each.alias, each.target.rpartition(".")[2])}
            for name in file.attributes | imported:
                found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def naming_anywhere(self, name: str) -> tuple[str, ...]:
        """The files that mention the name, define it, or take it as a parameter."""
        return tuple(sorted({*self.mentioning(name), *self._defining.get(name, ())}))

    @cached_property
    def _defining(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for path, file in self.files.items():
            for qualname in [*(each.qualname for each in file.classes), *(each.qualname for each in file.functions)]:
                found.setdefault(qualname.rpartition(".")[2], set()).add(path)
            for function in file.functions:
                for parameter in function.parameters:
                    found.setdefault(parameter, set()).add(path)
        return found

    def storing(self, name: str) -> Sequence[str]:
        """The files that assign an attribute of this name on something else than `self`."""
        self.asked.add(name)
        return self._stores.get(name, ())

    @cached_property
    def _stores(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path, file in self.files.items():
            for name in file.stores:
                found.setdefault(name, []).append(path)
        return found
