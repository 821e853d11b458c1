"""The change under review as a fact: which lines of which files it adds and takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenetlint.facts.moves import with_moves
from tenetlint.facts.unified import FileChange, Hunk, Misfit, files_of, taken_back

__all__ = ["Change", "FileChange", "Hunk", "Misfit", "taken_back"]


@dataclass(frozen=True, slots=True)
class Change:
    """A whole change."""

    files: tuple[FileChange, ...] = ()
    by_path: Mapping[str, FileChange] = field(default_factory=dict)
    """Files that are there afterwards, by path."""

    @classmethod
    def of(cls, files: Iterable[FileChange]) -> Change:
        """From what it does to each file; a file that went and came back elsewhere, much the same, was moved."""
        ordered = tuple(sorted(with_moves(tuple(files)), key=lambda file: (file.path or "", file.old_path or "")))
        return cls(ordered, {file.path: file for file in ordered if file.path is not None})

    @classmethod
    def parse(cls, text: str, name: str = "diff") -> Change:
        """Read a unified diff as git or diff writes it; `name` is what a UserError calls it."""
        return cls.of(files_of(text, name))

    def added(self, path: str) -> frozenset[int]:
        """The lines that it adds to a file."""
        file = self.by_path.get(path)
        return file.added if file else frozenset()
