"""Marks, and the files that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.model import Site


class Sighting(NamedTuple):
    """A mark and the file that it stands in."""

    path: str
    mark: Mark

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.mark.line, self.mark.column, self.mark.function)

    def at(self, line: int) -> Site:
        """Another line of the same function (the loop, the lock)."""
        return Site(self.path, line, 0, self.mark.function)


def by_kind(files: Iterable[tuple[str, FileFacts]]) -> Mapping[str, Sequence[Sighting]]:
    """All marks by their kind, in the order of the files."""
    found: dict[str, list[Sighting]] = {}
    for path, file in files:
        for mark in file.marks:
            found.setdefault(mark.kind, []).append(Sighting(path, mark))
    return found
