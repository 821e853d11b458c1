"""TNT801."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Site, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT801", Tenet.TESTED, unit=Unit.STATEMENT, counts_kept=True)
def coverage(facts: Facts) -> Iterator[Finding]:
    """Every statement is run by some test.

    ## What it finds
    For each measured file, how many of its statements the tests run and how many they do not. The figures are
    recomputed from the lines in a coverage report: a `.coverage` file, or a report in XML, JSON or LCOV.

    ## Why it matters
    "Test everything" can be counted: a statement that no test runs can be broken by any change, and nobody will know.
    A distributed system takes its rare branches (timeouts, retries, lost messages) in production first.

    ## What to do instead
    Write a test that runs the lines, above all those that handle failure. Where code cannot be tested, it can be
    removed.

    ## What it does not see
    Whether a test that runs a statement would notice that it is wrong. Code that the measurement leaves out by a
    comment or pattern, which the report shows beside the percentage; code left out by `omit` is TNT806. Without a
    coverage report there is nothing to judge.
    """
    for file in facts.coverage.files if facts.coverage else ():
        total = len(file.statements)
        if file.missing:
            site = Site(file.path, min(file.missing))
            words = f"{len(file.missing)} of {total} statements are not run by any test, the first of them here"
            yield broken(site, words, weight=len(file.missing))
        if file.covered:
            yield kept(Site(file.path), f"{file.covered} of {total} statements are run by tests", weight=file.covered)
