"""The whole way of one project, from its files to its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tenetlint.facts import Facts
from tenetlint.project import Project

if TYPE_CHECKING:
    from tenetlint.config import Config
    from tenetlint.facts.vocabulary import Additions
    from tenetlint.report.model import Report

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and of how many."""


def assess(root: Path, coverage: Sequence[Path] = (), progress: Progress | None = None) -> Report:
    """The report on the project at `root`; without `coverage` a report in a usual place is taken.

    Raises a UserError for a path, a file or a report that the user can mend.
    """
    from tenetlint.facts.coverage.finding import find_coverage

    @cache
    def config() -> Config:
        from tenetlint.config import load
        from tenetlint.engine import load_rules

        return load(project.root, [rule.code for rule in load_rules()])

    def settled() -> Additions:
        """Whatever comes later is imported while files are read."""
        import tenetlint.report.text
        import tenetlint.reporting  # noqa: F401

        return config().additions

    project = Project.open(root)
    paths = tuple(coverage) or find_coverage(root)
    facts = Facts.of(project, paths, progress, settled, ahead=True)
    from tenetlint.reporting import report_on

    return report_on(facts, config())
