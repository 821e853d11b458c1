"""The places where an implementation is chosen by name: entry-point groups, driver tables, folders, class options."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.options import Option
from tenetlint.facts.reach import ImportGraph
from tenetlint.model import Site
from tenetlint.project import EntryPoint, Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_FOREIGN = ("console_scripts", "gui_scripts", "wsgi_scripts", "paste.", "oslo.", "tempest.", "distutils.", "pbr.",
            "sphinx.", "pytest", "flake8.", "hacking.")
_CODE = (Role.PRODUCTION, Role.LIBRARY)
_FAKES = re.compile(r"(?:^|[._/])(?:fake|mock|dummy|noop|null|none|test|tests|sample|stub|faulty|example|base)")
_PLAIN_BASES = frozenset({"object", "Exception", "dict", "list", "tuple", "str", "ABC", "Enum", "Thread"})


class Member(NamedTuple):
    """One implementation that a name selects."""

    name: str
    target: str
    """Dotted, as written."""
    path: str
    """The file that defines it."""
    chosen: bool
    """Whether some default names it."""
    site: Site

    @property
    def is_fake(self) -> bool:
        """Whether it stands in for the real thing: a fake, a no-op, a test double."""
        return bool(_FAKES.search(self.name.lower()) or _FAKES.search(self.target.lower()))


class Seam(NamedTuple):
    """A place where one of several implementations is chosen."""

    kind: str
    """`entry point group`, `driver table`, `folder` or `class option`."""
    name: str
    members: tuple[Member, ...]
    site: Site
    real: tuple[Member, ...]
    """One member for each file that holds a real implementation."""

    @classmethod
    def of(cls, kind: str, name: str, members: Iterable[Member], site: Site) -> Seam:
        """A seam of members that may come several times."""
        unique = sorted({(each.name, each.target): each for each in members}.values())
        first = {each.path: each for each in reversed(unique) if not each.is_fake}
        return cls(kind, name, tuple(unique), site, tuple(sorted(first.values())))


def find_seams(
    facts: Facts, graph: ImportGraph, defined: tuple[Option, ...], defaults: set[str]
) -> tuple[Seam, ...]:
    """Every seam of a project; `defaults` are the names that options and the environment have for defaults."""
    return tuple(sorted(_Finder(facts, graph, defined, defaults).find()))


def full_name(facts: Facts, option: Option) -> str:
    """The default of an option; `'%s.impl_a' % __package__` with the package that it stands in."""
    default = option.default or ""
    package = facts.sources[option.site.path].module
    if not option.site.path.endswith("/__init__.py"):
        package = package.rpartition(".")[0]
    return package + default[2:] if default.startswith(("{}.", "%s.")) else default


class _Finder:
    """The search for seams."""

    def __init__(
        self, facts: Facts, graph: ImportGraph, defined: tuple[Option, ...], defaults: set[str]
    ) -> None:
        self.facts = facts
        self.graph = graph
        self.defined = defined
        self.defaults = defaults

    def find(self) -> Iterator[Seam]:
        yield from self._entry_points()
        for path, mark in self.facts.marks("driver-table", roles=_CODE):
            yield from self._table(path, mark)
        for path, mark in self.facts.marks("driver-load", roles=_CODE):
            yield from self._template(path, mark)
        for option in self.defined:
            yield from self._class_option(option)

    def _member(self, name: str, target: str, chosen: bool, site: Site) -> Iterator[Member]:
        path = self.graph.path_of(target)
        if path and self.facts.role(path) in _CODE:
            yield Member(name, target, path, chosen, site)

    def _entry_points(self) -> Iterator[Seam]:
        groups: dict[str, list[EntryPoint]] = defaultdict(list)
        for point in self.facts.project.entry_points:
            if not point.group.startswith(_FOREIGN):
                groups[point.group].append(point)
        for group, points in groups.items():
            members = [
                member
                for point in points
                for member in self._member(
                    point.name, point.target, self._default(point.name), Site(point.path, point.line)
                )
            ]
            if members:
                yield Seam.of("entry point group", group, members, members[0].site)

    def _default(self, name: str) -> bool:
        return name in self.defaults

    def _table(self, path: str, mark: Mark) -> Iterator[Seam]:
        pairs = [entry.partition("=")[::2] for entry in mark.notes]
        site = Site(path, mark.line, mark.column, mark.function)
        only = len(pairs) == 1
        members = [
            member
            for name, target in pairs
            if self.graph.names_code(target)
            for member in self._member(name, target, only or self._default(name), site)
        ]
        if members and len(members) == len(pairs):
            yield Seam.of("driver table", mark.subject or self.facts.sources[path].module, members, site)

    def _template(self, path: str, mark: Mark) -> Iterator[Seam]:
        """`import_module('pkg.backends.%s' % name)`: one of the modules of `pkg.backends`."""
        package, dot, rest = mark.notes[0].partition(".{}")
        folder = self.graph.modules.get(package, "")
        if mark.loop or not dot or rest.startswith(("{", "_")) or not folder.endswith("/__init__.py"):
            return
        site = Site(path, mark.line, mark.column, mark.function)
        members = [
            member
            for name in self.graph.children(package)
            for member in self._member(name, f"{package}.{name}", self._default(name), site)
        ]
        if members:
            yield Seam.of("folder", package, members, site)

    def _class_option(self, option: Option) -> Iterator[Seam]:
        """`StrOpt('driver', default='pkg.a.Driver')`: classes of the same base in the same folder."""
        default = full_name(self.facts, option)
        path = self.graph.path_of(default) if "." in default else None
        if not path:
            return
        members = [Member(default, default, path, True, option.site)]
        for each in self._alike(path, default):
            module = self.facts.sources[each].module
            members += self._member(module, module, False, option.site)
        yield Seam.of("class option", option.name, members, option.site)

    def _alike(self, path: str, default: str) -> list[str]:
        """The other files of a folder with a class of the same base; for a module, with a like name (`impl_…`)."""
        folder, _, name = path.rpartition("/")
        others = [each for each in self.graph.folder(folder) if each != path]
        if default in self.graph.modules:
            head, line, _ = name.partition("_")
            return [each for each in others if line and each.startswith(f"{folder}/{head}_")]
        bases = self._bases(path, default.replace(":", ".").rpartition(".")[2])
        return [each for each in others if bases and self._siblings(each, bases)]

    def _bases(self, path: str, name: str) -> frozenset[str]:
        """The bases of a class that are classes of the project."""
        found = (base for each in self.facts.files[path].classes if each.qualname == name for base in each.bases)
        return frozenset(base for base in found if base.rpartition(".")[2] not in _PLAIN_BASES)

    def _siblings(self, path: str, bases: frozenset[str]) -> bool:
        return any(bases & set(each.bases) for each in self.facts.files[path].classes)
