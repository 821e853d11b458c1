"""Open a project: list its files, read its metadata, give every source its module name and role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenetlint.errors import NothingToCheck
from tenetlint.project.listing import list_files
from tenetlint.project.metadata import Metadata, gather
from tenetlint.project.metadata.tree import Tree
from tenetlint.project.modules import Layout
from tenetlint.project.place import locate, subset
from tenetlint.project.reading import read_text
from tenetlint.project.roles import role_of
from tenetlint.project.sources import Candidate, admit
from tenetlint.project.types import (
    CoverageConfig,
    EntryPoint,
    PasteFactory,
    Requirement,
    Role,
    Source,
    Text,
    Unread,
)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder of Python sources and what its metadata says."""

    root: Path
    """A resolved folder."""
    name: str
    packages: tuple[str, ...]
    """Top-level import packages."""
    sources: tuple[Source, ...]
    """Sorted by path."""
    unread: tuple[Unread, ...]
    entry_points: tuple[EntryPoint, ...]
    requirements: tuple[Requirement, ...]
    paste: tuple[PasteFactory, ...]
    scripts: tuple[str, ...]
    """Paths of Python scripts without an extension."""
    coverage: CoverageConfig

    @classmethod
    def open(cls, root: Path, *, only: Sequence[str] = (), use_git: bool | None = None) -> Project:
        """The project at `root`, a folder or one file; `only` names files or folders in it to keep.

        `use_git`: True must list by git, False must walk, None takes git where it works. A missing path is a
        `UserError`, no Python source is `NothingToCheck`.
        """
        place = locate(root, only)
        listing = list_files(place.root, use_git)
        tree = Tree(place.root, listing.paths)
        metadata = gather(tree)
        candidates, refused = admit(place.root, listing.paths, metadata.scripts, place.only)
        sources = _sources(place.root, listing.paths, candidates, metadata)
        unread = {*listing.unread, *tree.unread, *refused}
        if not sources and not refused:
            raise NothingToCheck(f"{root}: no Python source here")
        return cls(
            root=place.root,
            name=metadata.name or place.root.name,
            packages=_packages(sources, metadata),
            sources=subset(sources, place.only),
            unread=tuple(sorted(unread)),
            entry_points=metadata.entry_points,
            requirements=metadata.requirements,
            paste=metadata.paste,
            scripts=tuple(source.path for source in sources if not source.path.endswith(".py")),
            coverage=metadata.coverage,
        )

    def read(self, path: str) -> Text:
        """One file of the project, read now; raises `Unreadable`."""
        return read_text(self.root, path)


def _sources(
    root: Path, paths: tuple[str, ...], candidates: Iterable[Candidate], metadata: Metadata
) -> tuple[Source, ...]:
    layout = Layout.of(root, paths, metadata.packages)
    declared = frozenset(name.partition(".")[0] for name in metadata.packages)
    found = [Source(path, layout.module(path), role_of(path, declared), size) for path, size in candidates]
    return tuple(sorted(found, key=lambda source: source.path))


def _packages(sources: tuple[Source, ...], metadata: Metadata) -> tuple[str, ...]:
    """Packages by declaration that are there, else those with production code."""
    there = {source.module.partition(".")[0] for source in sources if "/" in source.path or "." in source.module}
    declared = {name.partition(".")[0] for name in metadata.packages} & there
    if declared:
        return tuple(sorted(declared))
    judged = (Role.PRODUCTION, Role.LIBRARY, Role.MIGRATION)
    return tuple(sorted({_package(source) for source in sources if source.role in judged} - {""}))


def _package(source: Source) -> str:
    """The top-level package of a source that lies in one, else an empty string."""
    is_package = source.path.endswith("/__init__.py") or "." in source.module
    return source.module.partition(".")[0] if is_package and source.path.endswith(".py") else ""
