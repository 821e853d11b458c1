"""What a change does to code and to tests, in statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.project import Role
from tenetlint.project.roles import role_of

if TYPE_CHECKING:
    from tenetlint.facts import Facts
    from tenetlint.facts.change import Change


class ChangedCode(NamedTuple):
    """A production file to which the change adds statements."""

    path: str
    lines: tuple[int, ...]
    """The first lines of the added statements, in order."""


class Changed(NamedTuple):
    """A change as tests see it."""

    code: tuple[ChangedCode, ...] = ()
    """By path."""
    tests: tuple[str, ...] = ()
    """Files of tests that it adds lines to, by path."""

    @classmethod
    def of(cls, facts: Facts) -> Changed:
        """Nothing where no change is given."""
        change = facts.change
        if change is None:
            return cls()
        added = [file for file in change.files if file.path is not None and file.added]
        code = (_code(facts, file.path or "", file.added) for file in added)
        tests = (file.path for file in added if file.path is not None and _role(facts, file.path) is Role.TEST)
        return cls(tuple(each for each in code if each.lines), tuple(tests))


def _role(facts: Facts, path: str) -> Role:
    source = facts.sources.get(path)
    return source.role if source else role_of(path)


def _code(facts: Facts, path: str, added: frozenset[int]) -> ChangedCode:
    """The statements that begin on an added line."""
    from tenetlint.facts.coverage.source import ProjectSource

    source = facts.sources.get(path)
    if source is None or source.role is not Role.PRODUCTION:
        return ChangedCode(path, ())
    found = ProjectSource(facts.project, path).statements()
    return ChangedCode(path, tuple(sorted(found.lines & added)) if found else ())


def runs(lines: Sequence[int], among: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """`lines` in groups that stand next to each other in `among`; both sorted, the first part of the second."""
    place = {line: index for index, line in enumerate(among)}
    groups: list[list[int]] = []
    for line in lines:
        if groups and place[line] == place[groups[-1][-1]] + 1:
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(tuple(group) for group in groups)


def under(facts: Facts, change: Change) -> Facts:
    """The same facts with a change under review; a census that was taken stays."""
    changed = replace(facts, change=change)
    if "rpc" in vars(facts):
        vars(changed)["rpc"] = facts.rpc
    return changed
