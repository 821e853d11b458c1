"""GitLab's code quality report: a list of issues, as its merge request widget reads it."""

from __future__ import annotations

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import Gap, fingerprints, gaps, portable, short, words
from tenetlint.report.jsontext import Json, dumped
from tenetlint.rule import Severity

SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
UNREAD = "TNT-unread"


def render(checked: Checked) -> str:
    """The list; what could not be judged is in it too, as blockers where code is missing."""
    issues = [_issue(item, mark) for item, mark in zip(checked.items, fingerprints(checked.items), strict=True)]
    return dumped([*issues, *(_gap(gap) for gap in gaps(checked))])


def _issue(item: Item, fingerprint: str) -> Json:
    return {
        "check_name": item.code,
        "description": f"{item.code} {words(item)}",
        "fingerprint": fingerprint,
        "severity": SEVERITY[item.severity],
        "location": {"path": portable(item.path), "lines": {"begin": max(item.line, 1)}},
    }


def _gap(gap: Gap) -> Json:
    return {
        "check_name": UNREAD,
        "description": short(gap.reason),
        "fingerprint": f"{UNREAD}:{portable(gap.path) or short(gap.reason)}",
        "severity": "blocker" if gap.serious else "info",
        "location": {"path": portable(gap.path) or ".", "lines": {"begin": 1}},
    }
