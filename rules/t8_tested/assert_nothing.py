"""TNT804."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Site, broken, kept
from tenetlint.rule import Unit, against, rule
from tenetlint.tenets import Tenet


@rule("TNT804", Tenet.TESTED, counts=(against(Tenet.TESTED, Unit.SHARE, 100, limit=5),))
def assert_nothing(facts: Facts) -> Iterator[Finding]:
    """A test checks something.

    ## What it finds
    Test functions without an assertion, a check of a mock, an expected exception or a `raise`, neither in themselves
    nor in the helpers that they call, three levels deep; and tests that are empty. A test whose name, docstring or
    comment says that nothing is raised checks that. Those that check something are counted file by file.

    ## Why it matters
    Such a test runs the code, and coverage counts it, but it cannot notice that the result is wrong. It is a promise
    that nobody keeps.

    ## What to do instead
    Assert what the code is for: the result, the message that was sent, the exception. Delete empty tests.

    ## What it does not see
    Whether an assertion is about anything that matters. Helpers in other distributions, unless their names say that
    they check. Two helpers of one name are taken for one that checks if either does.
    """
    for test in facts.tests.silent:
        name = test.site.function.rpartition(".")[2]
        yield broken(test.site, f"`{name}` is empty" if test.empty else f"`{name}` asserts nothing")
    for path, names in facts.tests.checking:
        yield kept(Site(path), f"tests that check something: {len(names)}", weight=len(names))
