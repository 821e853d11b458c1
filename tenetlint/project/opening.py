"""Open a project: list its files, read its metadata, give every source its module name and role."""

from __future__ import annotations

from collections.abc import Sequence
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
from tenetlint.project.sources import admit, is_program
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
        taken, refused = admit(place.root, subset(listing.paths, place.only), place.files, metadata.scripts)
        if not taken and not refused and not listing.unread:
            raise NothingToCheck(f"{root}: no Python source here")
        layout, packages = Layout.of(place.root, listing.paths, metadata.packages), _declared(metadata)
        sources = tuple(Source(path, layout.module(path), role_of(path, packages), size) for path, size in taken)
        return cls(
            root=place.root,
            name=metadata.name or place.root.name,
            packages=_packages(listing.paths, layout, packages),
            sources=sources,
            unread=tuple(sorted({*listing.unread, *tree.unread, *refused})),
            entry_points=metadata.entry_points,
            requirements=metadata.requirements,
            paste=metadata.paste,
            scripts=tuple(source.path for source in sources if is_program(source.path, metadata.scripts)),
            coverage=metadata.coverage,
        )

    def read(self, path: str) -> Text:
        """One file of the project, read now; raises `Unreadable`."""
        return read_text(self.root, path)


def _declared(metadata: Metadata) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in metadata.packages)


def _packages(paths: tuple[str, ...], layout: Layout, declared: frozenset[str]) -> tuple[str, ...]:
    """Top-level packages that hold production code, by declaration where there is one that is true."""
    judged = (Role.PRODUCTION, Role.LIBRARY, Role.MIGRATION, Role.GENERATED)
    found = {
        layout.module(path).partition(".")[0]
        for path in paths
        if path.endswith(".py") and role_of(path, declared) in judged and (layout.above or layout.top(path))
    }
    return tuple(sorted(found & declared or found))
