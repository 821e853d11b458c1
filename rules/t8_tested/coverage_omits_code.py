"""TNT806."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, Site, broken, kept
from tenetlint.rule import Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT806", Tenet.TESTED, unit=Unit.STATEMENT)
def coverage_omits_code(facts: Facts) -> Iterator[Finding]:
    """No production code is left out of the coverage measurement.

    ## What it finds
    Production files that an `omit` pattern of the coverage configuration matches, unless a report measures them all
    the same. Their statements count as not run by any test.

    ## Why it matters
    A percentage says little when hard-to-test code is left out of it first: the figure rises, the tests do not.

    ## What to do instead
    Let `omit` name tests, migrations and vendored code only. Untested code belongs in the figure.

    ## What it does not see
    Code outside the `source` setting, and lines left out by a comment or an `exclude_lines` pattern (the report counts
    those beside the percentage). Files that configuration outside the usual files leaves out.
    """
    for omission in facts.omissions:
        for path, statements in omission.hidden:
            yield broken(
                Site(path),
                f"`{omission.pattern}` leaves {statements} statements out of the measurement",
                Evidence(omission.site, f"`omit` holds `{omission.pattern}`"),
                weight=statements,
            )
        if not omission.hidden:
            yield kept(omission.site, f"`{omission.pattern}` leaves no production code out of the measurement")
