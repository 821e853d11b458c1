"""TNT805."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Site, broken, kept
from tenetlint.rule import Unit, against, rule
from tenetlint.tenets import Tenet


@rule("TNT805", Tenet.TESTED, counts=(against(Tenet.TESTED, Unit.SITE, 0.5, limit=5),))
def switched_off_test(facts: Facts) -> Iterator[Finding]:
    """No test is switched off.

    ## What it finds
    Tests, set-ups and classes of tests with an unconditional mark to skip or to expect failure, or whose first
    statement skips.

    ## Why it matters
    A test that never runs guards nothing, and what it was written for drifts away from it. Most are switched off "for
    now", and stay so for years.

    ## What to do instead
    Mend it, or delete it: the history keeps it. A skip that depends on what is installed is not meant.

    ## What it does not see
    Tests that a runner's exclusion list leaves out, and conditions that are never true. A test that overrides an
    inherited one to say that it does not apply is left alone: the inherited test runs elsewhere.
    """
    running = Counter({each.path: len(each.names) for each in facts.tests.checking})
    running.update(each.site.path for each in facts.tests.silent)
    for each in facts.tests.switched_off:
        reason = f" (“{each.reason}”)" if each.reason else ""
        yield broken(each.site, f"`{each.name}` is switched off{reason}")
    for path, count in running.items():
        yield kept(Site(path), f"tests that run: {count}")
