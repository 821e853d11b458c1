"""The whole way of one project, from its files to its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tenetlint import __version__
from tenetlint.facts import Facts
from tenetlint.project import Project, Role, Unread

if TYPE_CHECKING:
    from tenetlint.config import Config
    from tenetlint.facts.vocabulary import Additions
    from tenetlint.report.model import CoverageInfo, Report

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and of how many."""


_LATER = ("tenetlint.gate.scores", "tenetlint.report.text", "tenetlint.robustness", "tenetlint.sheets")
"""What a report is made with: imported while files are read."""


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
        for name in _LATER:
            import_module(name)
        return config().additions

    project = Project.open(root)
    paths = tuple(coverage) or find_coverage(root)
    facts = Facts.of(project, paths, progress, settled, ahead=True)
    return report_on(facts, config())


def report_on(facts: Facts, config: Config | None = None) -> Report:
    """The report on joined facts; what comments and the configuration allow is put aside, and said."""
    from tenetlint.config import Config
    from tenetlint.engine import load_rules, run
    from tenetlint.gate.scores import accepted, excused_in
    from tenetlint.measured import measured
    from tenetlint.report.model import PutAside, Report
    from tenetlint.robustness import robustness
    from tenetlint.scoring import points, scores_of
    from tenetlint.sheets import Basis, sheets

    everything = run(load_rules(), facts)
    excused = excused_in(everything, facts, config or Config())
    outcomes = accepted(everything, excused)
    basis = Basis(bool(facts.components.services), facts.coverage is not None, measured())
    pages = sheets(outcomes, basis)
    return Report(
        facts.project.name,
        __version__,
        scores_of(pages),
        robustness(pages),
        outcomes,
        len(facts.files),
        tuple(sorted(facts.unread)),
        len(unread_code(facts)),
        _coverage(facts),
        len(facts.rpc.undecided),
        tuple(PutAside(each.hit.rule.code, each.hit.judged, each.reason) for each in excused),
        points(sheets(everything, basis)) if excused else {},
    )


def unread_code(facts: Facts) -> tuple[Unread, ...]:
    """What was not read, and would have been judged."""
    return tuple(missing for missing in sorted(facts.unread) if _role(missing.path, facts) is Role.PRODUCTION)


def _role(path: str, facts: Facts) -> Role:
    from tenetlint.project.roles import role_of

    known = facts.sources.get(path)
    return known.role if known else role_of(path)


def _coverage(facts: Facts) -> CoverageInfo | None:
    from tenetlint.report.model import CoverageInfo

    found = facts.coverage
    if found is None:
        return None
    branches = None if found.branch_rate is None else 100 * found.branch_rate
    return CoverageInfo(found.sources, found.percent, branches, found.pragmas, found.exclude, len(found.unmatched))
