"""The scorecard as JUnit XML: a test case for each tenet, so that a server draws its history."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from tenetlint.report.checks.junit import case, put, suites
from tenetlint.report.clean import clean
from tenetlint.report.model import Report, strongest
from tenetlint.report.words import evidence, points, reading
from tenetlint.report.xmltext import allowed, document
from tenetlint.scoring import Score, Standing


def render(reports: Sequence[Report]) -> str:
    """Broken tenets fail, those not assessed are skipped."""
    return document(suites("tenetlint score", [_case(report, score) for report in reports for score in report.scores]))


def _case(report: Report, score: Score) -> Element:
    told = reading(score, report.robustness[score.tenet])
    body = "\n".join((told, *(evidence(line) for line in strongest(score))))
    made = case(report.project, f"{score.tenet}. {score.tenet.text}")
    if score.verdict is Standing.BROKEN:
        put(made, "failure", "broken", clean(f"{points(score.value)}: {told}"), body)
    elif score.verdict is Standing.NOT_ASSESSED:
        put(made, "skipped", "not assessed", clean(told))
    else:
        SubElement(made, "system-out").text = allowed(f"{score.verdict} {points(score.value)}\n{body}")
    return made
