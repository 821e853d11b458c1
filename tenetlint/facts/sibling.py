"""Another state of the same project: what did not change is not read, parsed or looked at twice."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.gather import facts_of
from tenetlint.facts.trees import Tree, Trees
from tenetlint.project import Project, Unread

if TYPE_CHECKING:
    from tenetlint.facts import Facts


def same_paths(facts: Facts, project: Project, changed: Collection[str]) -> frozenset[str]:
    """The sources of both states that are equal in content, module name and role."""
    return frozenset(
        source.path
        for source in project.sources
        if source.path not in changed and facts.sources.get(source.path) == source
    )


def gather_beside(
    facts: Facts, project: Project, same: Collection[str]
) -> tuple[dict[str, FileFacts], tuple[Unread, ...]]:
    """Facts by path of the other state, and what could not be read in it."""
    files: dict[str, FileFacts] = {}
    unread: list[Unread] = []
    for source in project.sources:
        if source.path in same:
            if source.path in facts.files:
                files[source.path] = facts.files[source.path]
            continue
        found = facts_of(project, source)
        if isinstance(found, Unread):
            unread.append(found)
        else:
            files[source.path] = found
    unread += [each for each in facts.unread if each.path in same]
    return files, tuple(unread)


class SharedTrees(Trees):
    """Trees that are taken from the other state where the file is the same."""

    def __init__(self, own: Trees, other: Trees, same: Collection[str]) -> None:
        self._own, self._other, self._same = own, other, same

    def get(self, path: str) -> Tree | None:
        """The tree of one file."""
        return (self._other if path in self._same else self._own).get(path)
