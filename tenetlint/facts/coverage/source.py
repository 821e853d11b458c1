"""A source of the project, with its statements when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenetlint.project import Project, Unreadable

if TYPE_CHECKING:
    from tenetlint.facts.coverage.statements import Statements

_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


class ProjectSource(NamedTuple):
    """A path of the project that knows how to read itself."""

    project: Project
    path: str

    def statements(self) -> Statements | None:
        """Its statements, without what the project excludes; None when it cannot be read or parsed."""
        from tenetlint import python2
        from tenetlint.facts.coverage.statements import read_statements

        try:
            text = self.project.read(self.path).text
            tree, _ = python2.parse(text, self.path)
            return read_statements(tree, text, self.project.coverage.exclude_lines)
        except (Unreadable, *_UNPARSABLE):
            return None
