"""Findings and complaints as the items of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from tenetlint.gate.complaints import ALL, Complaint
from tenetlint.gate.hits import LONGEST, Hit, Key, Lines, folded
from tenetlint.model import Site, Tier, Verdict
from tenetlint.report.checked import About, Item
from tenetlint.rule import Rule, Severity

Cause = Callable[[Site], Site | None]


def about(rule: Rule, severity: Mapping[str, Severity]) -> About:
    """What a report tells of a rule."""
    loudness = severity.get(rule.code, rule.severity)
    return About(rule.code, rule.name, rule.tenets[0], loudness, rule.summary, rule.page)


def item(hit: Hit, severity: Mapping[str, Severity], lines: Lines) -> Item:
    """A finding as an item; what can be switched off is never louder than info."""
    finding, rule = hit.judged.finding, hit.rule
    loudness = severity.get(rule.code, rule.severity)
    return Item(
        rule.code,
        rule.name,
        rule.tenets[0],
        Severity.INFO if finding.verdict is Verdict.OPTIONAL else loudness,
        finding.message,
        finding.site,
        finding.evidence[1:],
        hit.fingerprint,
        hit.judged.tier,
        _snippet(finding.site, lines),
    )


def complaint_rules(severity: Mapping[str, Severity]) -> tuple[About, ...]:
    """The rules of suppressions."""
    return tuple(each._replace(severity=severity.get(each.code, each.severity)) for each in ALL)


def complaint_items(
    complaints: Iterable[Complaint], severity: Mapping[str, Severity], lines: Lines
) -> tuple[Item, ...]:
    """Complaints as items."""
    seen: Counter[Key] = Counter()
    found = []
    for each in complaints:
        key = Key(each.about.code, each.site.path, "", folded(lines.line(each.site.path, each.site.line)))
        seen[key] += 1
        found.append(
            Item(
                each.about.code,
                each.about.name,
                None,
                severity.get(each.about.code, each.about.severity),
                each.message,
                each.site,
                (),
                key.fingerprint(seen[key]),
                Tier.REQUIRED,
                _snippet(each.site, lines),
            )
        )
    return tuple(found)


def _snippet(site: Site, lines: Lines) -> str | None:
    line = lines.line(site.path, site.line)
    return None if line is None else line[:LONGEST]


def order(each: Item) -> tuple[object, ...]:
    """By path, line, column, code and message."""
    return (each.path, each.line, each.column, each.code, each.message, each.fingerprint)
