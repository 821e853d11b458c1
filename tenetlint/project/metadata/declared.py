"""What one metadata file declares, and the forms that several of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tenetlint.project.metadata.ini import Line
from tenetlint.project.types import EntryPoint, Requirement

_POINT = re.compile(r"([^=]+)=(.*)")


@dataclass(slots=True)
class Declared:
    """Lists that grow while metadata files are read."""

    name: str = ""
    packages: list[str] = field(default_factory=list)
    entry_points: list[EntryPoint] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def joined(self, other: Declared) -> Declared:
        """Both, the first one's name first."""
        return Declared(
            self.name or other.name,
            self.packages + other.packages,
            self.entry_points + other.entry_points,
            self.requirements + other.requirements,
            self.scripts + other.scripts,
        )


def entry_point(group: str, name: str, target: str, path: str, line: int) -> EntryPoint:
    """An entry point with the white space and the extras of its target taken off."""
    bare = target.partition("[")[0].strip().strip("'\"")
    return EntryPoint(group.strip(), name.strip().strip("'\""), "".join(bare.split()), path, line)


def entry_points(group: str, lines: Iterable[Line], path: str) -> list[EntryPoint]:
    """Entry points from `name = target` lines; comments and other lines are passed over."""
    found = []
    for line in lines:
        match = _POINT.match(line.text)
        if match and not line.text.startswith(("#", ";")):
            found.append(entry_point(group, match[1], match[2].split(" #")[0], path, line.number))
    return found
