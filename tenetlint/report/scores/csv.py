"""The scores as a table, one row for each tenet of each project."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tenetlint.report.checks.csv import cell
from tenetlint.report.model import Report

HEADER = ("project", "tenet", "text", "score", "verdict", "borderline", "robustness", "credit", "breach", "cap", "why")


def render(reports: Sequence[Report]) -> str:
    """A header and rows; a score that is none is empty."""
    paper = io.StringIO()
    table = csv.writer(paper, lineterminator="\n")
    table.writerow(HEADER)
    for report in reports:
        for score in report.scores:
            robustness = report.robustness[score.tenet]
            table.writerow(
                (
                    cell(report.project),
                    score.tenet.value,
                    score.tenet.text,
                    score.value,
                    score.verdict.value,
                    "yes" if score.borderline else "no",
                    robustness,
                    score.credit,
                    score.breach,
                    score.cap.cap.at if score.cap else None,
                    cell(score.why_not or ""),
                )
            )
    return paper.getvalue()
