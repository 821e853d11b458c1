"""The change under review as a fact: which lines of which files it adds and takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
        """From what it does to each file; a file that went and came back elsewhere unchanged was moved."""
        found = list(files)
        ordered = tuple(sorted(_with_moves(found), key=lambda file: (file.path or "", file.old_path or "")))
        return cls(ordered, {file.path: file for file in ordered if file.path is not None})

    @classmethod
    def parse(cls, text: str, name: str = "diff") -> Change:
        """Read a unified diff as git or diff writes it; `name` is what a UserError calls it."""
        return cls.of(files_of(text, name))

    def added(self, path: str) -> frozenset[int]:
        """The lines that it adds to a file."""
        file = self.by_path.get(path)
        return file.added if file else frozenset()


def _with_moves(files: list[FileChange]) -> Iterable[FileChange]:
    gone = {_content(file.hunks, "old"): file for file in files if file.path is None and file.hunks}
    moved = set()
    for file in files:
        twin = gone.get(_content(file.hunks, "new")) if file.old_path is None and file.hunks else None
        if twin is not None and twin.old_path not in moved:
            moved.add(twin.old_path)
            yield FileChange(twin.old_path, file.path)
        elif file.path is not None:
            yield file
    yield from (file for file in files if file.path is None and file.old_path not in moved)


def _content(hunks: tuple[Hunk, ...], side: str) -> tuple[str, ...]:
    return tuple(line for hunk in hunks for line in (hunk.old if side == "old" else hunk.new))
