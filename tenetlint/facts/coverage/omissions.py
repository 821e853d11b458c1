"""What the project's `omit` patterns keep out of the measurement, matched as coverage.py 7 does, from the root."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.coverage.raw import shown
from tenetlint.facts.coverage.source import ProjectSource
from tenetlint.model import Site
from tenetlint.project import Project, Role
from tenetlint.project.glob import Segment, match_segments, segment

if TYPE_CHECKING:
    from tenetlint.facts import Facts


class Hidden(NamedTuple):
    """A production file that is not measured."""

    path: str
    statements: int


class Omission(NamedTuple):
    """One `omit` pattern."""

    pattern: str
    """As written, made harmless and at most 60 characters."""
    site: Site
    """The configuration that holds it."""
    hidden: tuple[Hidden, ...]
    """Production files that it alone, or it first, keeps out, by path; none that a report measures all the same."""
    others: int
    """Tests, migrations, vendored code and the like that it matches too."""


def join_omissions(facts: Facts) -> tuple[Omission, ...]:
    """The project's `omit` patterns in order, with what each hides."""
    project = facts.project
    config = project.coverage
    measured = {file.path for file in facts.coverage.files} if facts.coverage else set()
    seen: set[str] = set(measured)
    return tuple(
        Omission(shown(pattern), Site(config.path, config.line), *_matched(project, pattern, seen))
        for pattern in dict.fromkeys(config.omit)
    )


def _matched(project: Project, pattern: str, seen: set[str]) -> tuple[tuple[Hidden, ...], int]:
    """The production files that a pattern newly hides, and how many others it matches."""
    paths = {source.path: source.role for source in project.sources}
    matched = tuple(matching(pattern, project.root, paths))
    hidden = tuple(path for path in matched if paths[path] is Role.PRODUCTION and path not in seen)
    seen.update(hidden)
    counted = (Hidden(path, _statements(project, path)) for path in hidden)
    others = sum(1 for path in matched if paths[path] is not Role.PRODUCTION)
    return tuple(each for each in counted if each.statements), others


def _statements(project: Project, path: str) -> int:
    """How many statements a file has; 0 when it cannot be parsed (it is listed as unread)."""
    read = ProjectSource(project, path).statements()
    return len(read.lines) if read else 0


def matching(pattern: str, root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The paths, relative to the root, that a pattern of coverage.py matches."""
    segments = _segments(pattern, root)
    if segments is not None:
        for path in paths:
            if match_segments(segments, os.fsencode(path).split(b"/")):
                yield path


def _segments(pattern: str, root: Path) -> list[Segment] | None:
    """The pattern part by part; None for one that no file of the project can match.

    A leading `*/` and a trailing `/*` stand for any number of folders, a name without a slash for that name anywhere.
    """
    text = pattern.strip().replace("\\", "/").removeprefix("./")
    text = text.removeprefix(root.as_posix() + "/")
    if not text or text.startswith("/") or "\0" in text:
        return None
    parts = text.split("/")
    if len(parts) == 1:
        parts = ["**", *parts]
    parts[0] = "**" if set(parts[0]) == {"*"} else parts[0]
    parts[-1] = "**" if set(parts[-1]) == {"*"} else parts[-1]
    segments = [segment(os.fsencode(part), alone=False) for part in parts]
    return [each for each in segments if each is not None] if None not in segments else None
