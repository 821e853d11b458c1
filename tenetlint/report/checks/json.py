"""Findings for programs; `tenetlint/schema/check-1.json` is the contract of both forms."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.model import Evidence
from tenetlint.report.checked import About, Aside, Checked, Item
from tenetlint.report.checks.shared import place
from tenetlint.report.jsontext import Json, dumped, line_of

SCHEMA_VERSION = 1


def render(checked: Checked) -> str:
    """One object."""
    return dumped(
        {
            **_summary(checked),
            "findings": [_finding(item) for item in checked.items],
            "put_aside": [_aside(aside) for aside in checked.put_aside],
            "unread": [{"path": each.path, "reason": each.reason} for each in checked.unread],
            "failed_rules": [{"code": each.code, "error": each.summary} for each in checked.failures],
            "rules": [_rule(rule) for rule in checked.rules],
        }
    )


def lines(checked: Checked) -> str:
    """One object a line, each with its `kind`; the last is the summary."""
    return "".join(line_of(each) for each in _lines(checked))


def _lines(checked: Checked) -> Iterator[Json]:
    yield from ({"kind": "finding", **_finding(item)} for item in checked.items)
    yield from ({"kind": "put aside", **_aside(aside)} for aside in checked.put_aside)
    yield from ({"kind": "unread", "path": each.path, "reason": each.reason} for each in checked.unread)
    yield from ({"kind": "failed rule", "code": each.code, "error": each.summary} for each in checked.failures)
    yield {"kind": "summary", **_summary(checked)}


def _summary(checked: Checked) -> Json:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "tenetlint", "version": checked.version},
        "project": checked.project,
        "against": checked.against,
        "files": checked.files,
        "complete": checked.complete,
        "unread_code": checked.unread_code,
        "score_line": checked.score_line,
        "bars_missed": list(checked.bars),
    }


def _finding(item: Item) -> Json:
    return {
        **place(item.site),
        "code": item.code,
        "name": item.name,
        "tenet": item.tenet and item.tenet.value,
        "severity": item.severity.value,
        "message": item.message,
        "evidence": [_evidence(each) for each in item.evidence],
        "fingerprint": item.fingerprint,
        "tier": item.tier.value,
        "snippet": item.snippet,
        "new": item.new,
        "caused_by": place(item.caused_by) if item.caused_by else None,
    }


def _evidence(evidence: Evidence) -> Json:
    return {**place(evidence.site), "says": evidence.says}


def _aside(aside: Aside) -> Json:
    return {
        "finding": _finding(aside.item),
        "means": aside.means.value,
        "reason": aside.reason,
        "said_at": place(aside.site),
        "until": aside.until or None,
    }


def _rule(rule: About) -> Json:
    return {
        "code": rule.code,
        "name": rule.name,
        "tenet": rule.tenet and rule.tenet.value,
        "severity": rule.severity.value,
        "summary": rule.summary,
    }
