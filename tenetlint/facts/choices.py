"""Which implementations can be chosen by name, and which of them the defaults choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.implementations import Member, Seam, find_seams, full_name
from tenetlint.facts.options import Option, options
from tenetlint.facts.reach import ImportGraph, roots
from tenetlint.facts.seams import ALL
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

class NamedMember(NamedTuple):
    """A member that no default chooses, with what loading it runs."""

    paths: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Choices:
    """The seams of a project, and the edges that defaults draw between its files."""

    facts: Facts
    graph: ImportGraph
    seams: tuple[Seam, ...]
    settings: Mapping[str, tuple[tuple[str, str], ...]]
    """By path: the names that defaults set there, with words."""

    @classmethod
    def of(cls, facts: Facts, graph: ImportGraph) -> Choices:
        """The choices of joined facts."""
        defined = options(facts, Role.PRODUCTION, Role.LIBRARY)
        settings = _settings(facts, defined)
        defaults = {name for each in settings.values() for name, _ in each}
        return cls(facts, graph, find_seams(facts, graph, defined, defaults), settings)

    @cached_property
    def members(self) -> tuple[NamedMember, ...]:
        """What only an operator's word loads."""
        return tuple(
            NamedMember((each.path,), f"`{each.name}` of {seam.kind} `{seam.name}`")
            for seam in self.seams
            for each in seam.members
            if not each.chosen
        )

    def others(self, root: str) -> tuple[str, ...]:
        """The files of the real implementations beside the one in `root`, in the seams that chose it."""
        paths = {
            other.path
            for seam in self.seams
            if any(each.path == root and each.chosen for each in seam.members)
            for other in seam.real
            if other.path != root
        }
        return tuple(sorted(paths))

    def implementations(self, path: str) -> frozenset[str]:
        """The files of all implementations in the seams, of two or more, that hold the one around a file."""
        return frozenset(each for root in roots(path) for each in self._beside.get(root, ()))

    @cached_property
    def _beside(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for seam in self.seams:
            paths = [each.path for each in seam.real]
            for path in paths if len(paths) > 1 else ():
                found[path].update(paths)
        return dict(found)

    def edges(self, path: str) -> Iterator[tuple[str, str]]:
        """What the defaults written in a file load."""
        file = self.facts.files[path]
        held_back = self._held_back.get(path, frozenset())
        for line, text in file.strings:
            if text not in held_back and self.graph.names_code(text):
                yield from self._load(text, f"`{text}` is named at {path}:{line}")
        for name, words in self.settings.get(path, ()):
            if self.graph.names_code(name):
                yield from self._load(name, f"`{name}` is {words}")
            for seam, member in self._by_name.get(name, ()):
                yield from self._load(member.target, f"`{name}` of {seam.kind} `{seam.name}` is {words}")
        for group in self._whole(file):
            for member in group.members:
                yield from self._load(member.target, f"every member of {group.kind} `{group.name}` is loaded")
        yield from self._folder(path, file)

    def _load(self, target: str, words: str) -> Iterator[tuple[str, str]]:
        return ((each, words) for each in sorted(self.graph.loaded(target)))

    def _folder(self, path: str, file: FileFacts) -> Iterator[tuple[str, str]]:
        """A package that loads whatever lies beside it."""
        if any(mark.kind == "folder-load" for mark in file.marks) and path.endswith("/__init__.py"):
            folder = path.removesuffix("__init__.py")
            for each in self.facts.files:
                if each.startswith(folder) and each != path and each in self.graph.paths:
                    yield each, f"every module of `{folder}` is loaded"

    def _whole(self, file: FileFacts) -> Iterator[Seam]:
        """The entry-point groups that a file loads whole."""
        if any(mark.kind == "driver-load" and mark.subject in ALL for mark in file.marks):
            named = {text for _, text in file.strings}
            yield from (seam for seam in self._groups if seam.name in named)

    @cached_property
    def _groups(self) -> tuple[Seam, ...]:
        return tuple(seam for seam in self.seams if seam.kind == "entry point group")

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[tuple[Seam, Member], ...]]:
        found: dict[str, list[tuple[Seam, Member]]] = defaultdict(list)
        for seam in self.seams:
            if seam.kind != "class option":
                for member in seam.members:
                    found[member.name].append((seam, member))
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def _held_back(self) -> Mapping[str, frozenset[str]]:
        """By path: the entries of driver tables that the default passes over."""
        found: dict[str, set[str]] = defaultdict(set)
        for seam in self.seams:
            if seam.kind == "driver table" and any(each.chosen for each in seam.members):
                found[seam.site.path].update(each.target for each in seam.members if not each.chosen)
        return {path: frozenset(each) for path, each in found.items()}


def _settings(facts: Facts, defined: Iterable[Option]) -> dict[str, tuple[tuple[str, str], ...]]:
    """By path: each name that an option or the environment has for its default, with words."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for option in defined:
        for name in _names(full_name(facts, option)):
            found[option.site.path].append((name, f"the default of option `{option.name}`"))
    for path, mark in facts.marks("environment-default"):
        found[path].append((mark.notes[0], f"the default of environment variable `{mark.subject}`"))
    return {path: tuple(sorted(set(each))) for path, each in found.items()}


def _names(default: str) -> list[str]:
    """The words of a default that may name implementations."""
    parts = (part.strip() for part in default.split(","))
    return [part for part in parts if part and not part.isdigit() and len(part) < 100]
