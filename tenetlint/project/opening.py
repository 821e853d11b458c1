"""Open a project: list its files, read its metadata, give every source its module name and role."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tenetlint.errors import NothingToCheck
from tenetlint.files import blob_id, inside, read_bytes
from tenetlint.project.listing import list_files
from tenetlint.project.metadata import Metadata, built_paths, gather
from tenetlint.project.metadata.tree import Tree
from tenetlint.project.modules import Layout
from tenetlint.project.past import Past
from tenetlint.project.place import locate, subset
from tenetlint.project.reading import SOURCE_LIMIT, decode, read_text
from tenetlint.project.roles import role_of
from tenetlint.project.sources import Candidate, admit, is_program
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
    past: Past | None = None
    """Where its files come from, when not from the folder as it lies there."""
    _folders: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The real places of folders that were read from."""

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
        sys.audit("tenetlint.project", str(place.root), tuple(path for path, _ in taken))
        return cls._of(tree, metadata, taken, (*listing.unread, *refused))

    @classmethod
    def at(cls, root: Path, past: Past) -> Project:
        """Another state of the project at `root` (a resolved folder); it may hold no source at all."""
        tree = Tree(root, tuple(sorted(past.paths)), past=past)
        metadata = gather(tree)
        taken, refused = past.admit(metadata.scripts)
        return cls._of(tree, metadata, taken, refused)

    def before(self, changed: Mapping[str, bytes | None]) -> Project:
        """This project before a change: `changed` holds what its paths held, None for what was not there."""
        known = {source.path for source in self.sources}
        listed = list_files(self.root, None).paths
        today = [path for path in listed if path in known or not path.endswith(".py")]
        built = built_paths(Tree(self.root, listed))

        def read(path: str) -> bytes:
            return read_bytes(inside(self.root, path), SOURCE_LIMIT)

        return Project.at(self.root, Past.before([*today, *built], changed, read))

    @classmethod
    def _of(cls, tree: Tree, metadata: Metadata, taken: Sequence[Candidate], unread: Iterable[Unread]) -> Project:
        layout, packages = Layout.of(tree.root, tree.paths, metadata.packages), _declared(metadata)
        sources = tuple(Source(path, layout.module(path), role_of(path, packages), size) for path, size in taken)
        return cls(
            root=tree.root,
            name=metadata.name or tree.root.name,
            packages=_packages(tree.paths, layout, packages),
            sources=sources,
            unread=tuple(sorted({*tree.unread, *unread})),
            entry_points=metadata.entry_points,
            requirements=metadata.requirements,
            paste=metadata.paste,
            scripts=tuple(source.path for source in sources if is_program(source.path, metadata.scripts)),
            coverage=metadata.coverage,
            past=tree.past,
        )

    def read(self, path: str) -> Text:
        """One file of the project, read now; raises `Unreadable`."""
        sys.audit("tenetlint.read", str(self.root), path)
        if self.past is None:
            return read_text(self.root, path, self._folders)
        data = self.past.read(path, SOURCE_LIMIT)
        return Text(path, decode(path, data), blob_id(data))


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
