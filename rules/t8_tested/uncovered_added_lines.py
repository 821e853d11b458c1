"""TNT803."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.facts.changed import ChangedCode, runs
from tenetlint.model import Finding, Site, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT803", Tenet.TESTED, unit=Unit.NONE, of_change=True)
def uncovered_added_lines(facts: Facts) -> Iterator[Finding]:
    """Every statement that a change adds is run by some test.

    ## What it finds
    Statements that a change under review adds to production code and that, by a coverage report of that change, no
    test runs. Those that follow each other are one finding.

    ## Why it matters
    "We require tests with submitted code" (8a). A percentage over the whole project hides the new line among a hundred
    thousand old ones; here each new line is asked for by itself.

    ## What to do instead
    Test the lines, above all those that handle failure; or do without them.

    ## What it does not see
    Files that the report does not know, and reports that were made from other code than this: line numbers would not
    fit. It needs a change and a coverage report, and says nothing without them.
    """
    for each in facts.changed.code:
        if facts.coverage is not None and each.path in facts.coverage:
            yield from _judge(each, facts.coverage.uncovered(each.path))


def _judge(code: ChangedCode, uncovered: frozenset[int]) -> Iterator[Finding]:
    missing = [line for line in code.lines if line in uncovered]
    for run in runs(missing, code.lines):
        words = "a new statement is" if len(run) == 1 else f"{len(run)} new statements are"
        yield broken(Site(code.path, run[0]), f"{words} run by no test", weight=len(run))
    covered = len(code.lines) - len(missing)
    if covered:
        yield kept(Site(code.path), f"new statements that tests run: {covered}", weight=covered)
