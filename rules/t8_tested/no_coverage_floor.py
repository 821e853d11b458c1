"""TNT807."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Site, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT807", Tenet.TESTED, unit=Unit.NONE, severity=Severity.INFO)
def no_coverage_floor(facts: Facts) -> Iterator[Finding]:
    """A floor keeps coverage from sinking.

    ## What it finds
    A coverage configuration without `fail_under`, where no command in `tox.ini` passes `--fail-under` either.

    ## Why it matters
    "We require tests with submitted code" needs something that refuses a change without them. A floor does it,
    coarsely: the measurement fails when the share of tested statements falls below it.

    ## What to do instead
    Set `fail_under` in the report section of the coverage configuration a little below today's figure, and raise it as
    the figure rises. A check of the changed lines alone is finer still.

    ## What it does not see
    Floors in scripts, in job definitions elsewhere, or of tools that compare a change with its parent. A project that
    does not configure coverage at all.
    """
    config = facts.project.coverage
    if config.fail_under:
        floor = Site(config.floor_path, config.floor_line)
        yield kept(floor, f"the measurement fails under {config.fail_under:g} %")
    elif config.path:
        site = Site(config.path, config.line)
        yield broken(site, "the coverage measurement has no `fail_under`: no figure is too low for it")
