"""TNT802."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, Site, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT802", Tenet.TESTED, unit=Unit.NONE, of_change=True)
def code_without_tests(facts: Facts) -> Iterator[Finding]:
    """A change to code comes with a change to tests.

    ## What it finds
    A change under review that adds statements to production code, and no line to any file of tests. It is one finding
    for the whole change, where its first new statement stands.

    ## Why it matters
    "We require tests with submitted code" (8a): it is cheapest to say what code is for when it is written, and the
    reviewer sees both at once. What is merged without a test is rarely given one.

    ## What to do instead
    Add or change a test in the same change. Where tests that are there suffice, say so with a suppression and its
    reason, or show it by a coverage report: every added statement is then held against it.

    ## What it does not see
    Whether the changed tests have anything to do with the changed code. Code that is only taken away or moved. It is
    asked where a change is given together with a coverage report, or when it is selected.
    """
    code = facts.changed.code
    if not code:
        return
    site = Site(code[0].path, code[0].lines[0])
    statements = sum(len(each.lines) for each in code)
    if facts.changed.tests:
        yield kept(site, f"{_number(statements, 'new statement')} beside a change to `{facts.changed.tests[0]}`")
        return
    others = [Evidence(Site(each.path, each.lines[0]), _number(len(each.lines), "new statement")) for each in code]
    words = f"{_number(statements, 'new statement')} in {_number(len(code), 'file')}, and no test is changed"
    yield broken(site, words, *others)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
