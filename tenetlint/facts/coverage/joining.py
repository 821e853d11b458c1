"""The facts of coverage for a project: what its reports say of its production code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenetlint.errors import UserError
from tenetlint.facts.coverage.exclude import pragmas
from tenetlint.facts.coverage.model import Coverage
from tenetlint.facts.coverage.reading import read_coverage
from tenetlint.facts.coverage.source import ProjectSource
from tenetlint.project import Project, Role, Unreadable

if TYPE_CHECKING:
    from tenetlint.facts import Facts


def join_coverage(facts: Facts) -> Coverage:
    """What the tests run by the reports that were given, tests themselves left out."""
    project = facts.project
    known = tuple(ProjectSource(project, source.path) for source in project.sources)
    whole = read_coverage(facts.coverage_paths, known, project.root)
    files = tuple(file for file in whole.files if facts.role(file.path) is not Role.TEST)
    if not any(file.statements for file in files):
        raise UserError("coverage: nothing but tests is measured")
    found = sum(_pragmas(project, file.path) for file in files)
    return replace(whole, files=files, exclude=project.coverage.exclude_lines, pragmas=found)


def _pragmas(project: Project, path: str) -> int:
    try:
        return pragmas(project.read(path).text)
    except Unreadable:
        return 0
