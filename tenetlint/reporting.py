"""Joined facts → the report: what the rules say of them, what is put aside, and the scores."""

from __future__ import annotations

from tenetlint import __version__
from tenetlint.config import Config
from tenetlint.engine import load_rules, run
from tenetlint.facts import Facts
from tenetlint.facts.unread import unread_code
from tenetlint.gate.scores import accepted, excused_in
from tenetlint.measured import measured
from tenetlint.report.model import CoverageInfo, PutAside, Report
from tenetlint.robustness import robustness
from tenetlint.scoring import points, scores_of
from tenetlint.sheets import Basis, sheets


def report_on(facts: Facts, config: Config | None = None) -> Report:
    """The report on joined facts; what comments and the configuration allow is put aside, and said."""
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


def _coverage(facts: Facts) -> CoverageInfo | None:
    found = facts.coverage
    if found is None:
        return None
    branches = None if found.branch_rate is None else 100 * found.branch_rate
    return CoverageInfo(found.sources, found.percent, branches, found.pragmas, found.exclude, len(found.unmatched))
