"""A table with a header, commas and LF; a cell that a spreadsheet would calculate gets an apostrophe in front."""

from __future__ import annotations

import csv
import io

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import gaps, words
from tenetlint.report.clean import clean

HEADER = (
    "kind",
    "path",
    "line",
    "column",
    "code",
    "name",
    "tenet",
    "severity",
    "tier",
    "function",
    "message",
    "fingerprint",
    "new",
)
FORMULA = ("=", "+", "-", "@")


def render(checked: Checked) -> str:
    """One row for each finding, then for each thing that could not be judged."""
    paper = io.StringIO()
    table = csv.writer(paper, lineterminator="\n")
    table.writerow(HEADER)
    table.writerows([_row(item) for item in checked.items])
    for gap in gaps(checked):
        kind = "unread" if gap.path else "failed rule"
        row = {"kind": kind, "path": cell(gap.path), "message": cell(gap.reason)}
        table.writerow([row.get(column, "") for column in HEADER])
    return paper.getvalue()


def cell(text: str) -> str:
    """Safe words for one cell."""
    safe = clean(text)
    return f"'{safe}" if safe.lstrip().startswith(FORMULA) else safe


def _row(item: Item) -> tuple[str | int, ...]:
    return (
        "finding",
        cell(item.path),
        item.line,
        item.column,
        item.code,
        item.name,
        item.tenet.value if item.tenet else "",
        item.severity.value,
        item.tier.value,
        cell(item.function),
        cell(words(item)),
        item.fingerprint,
        "yes" if item.new else "no",
    )
