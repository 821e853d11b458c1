"""SARIF 2.1.0: rules, results, what was put aside and what could not be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import quote

from tenetlint.model import Evidence, Site
from tenetlint.report.checked import Aside, Checked, Item, Means
from tenetlint.report.checks.sarif_rules import LEVEL, driver
from tenetlint.report.checks.shared import around, gaps, portable, short, words
from tenetlint.report.jsontext import Json, dumped

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "PROJECTROOT"
FINGERPRINT = "tenetlint/v1"
RESULTS = 25_000
"""More in one run and GitHub refuses the file; what counts comes first."""
KIND = {Means.COMMENT: "inSource", Means.CONFIGURATION: "external", Means.BASELINE: "external"}


def render(checked: Checked) -> str:
    """One run."""
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(checked)]})


def _run(checked: Checked) -> Json:
    rules = {rule.code: number for number, rule in enumerate(checked.rules)}
    return {
        "tool": {"driver": driver(checked)},
        "automationDetails": {"id": "tenetlint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder of the project."}}},
        "invocations": [_invocation(checked)],
        "results": list(islice(_results(checked, rules), RESULTS)),
    }


def _invocation(checked: Checked) -> Json:
    told = [_notification(gap.path, gap.reason, "error" if gap.serious else "note") for gap in gaps(checked)]
    more = len(checked.items) + len(checked.put_aside) - RESULTS
    if more > 0:
        told.append(_notification("", f"{more} results left out: a run holds {RESULTS}", "warning"))
    return {"executionSuccessful": checked.complete, "toolExecutionNotifications": told}


def _notification(path: str, reason: str, level: str) -> Json:
    told: Json = {"level": level, "message": _message(reason), "descriptor": {"id": "incomplete", "index": 0}}
    return {**told, "locations": [_location(Site(path))]} if path else told


def _message(text: str) -> Json:
    """The words, in which `[text](address)` is no link."""
    return {"text": short(text).replace("](", "] (")}


def _results(checked: Checked, rules: Mapping[str, int]) -> Iterator[Json]:
    """What is reported, then what was put aside."""
    state = bool(checked.against)
    for item in checked.items:
        yield _result(item, rules, state)
    for aside in checked.put_aside:
        yield {**_result(aside.item, rules, state), "suppressions": [_suppression(aside)]}


def _result(item: Item, rules: Mapping[str, int], compared: bool) -> Json:
    told: dict[str, object] = {
        "ruleId": item.code,
        "ruleIndex": rules.get(item.code, -1),
        "level": LEVEL[item.severity],
        "message": _message(words(item)),
        "locations": [_location(item.site, item.snippet)],
        "partialFingerprints": {FINGERPRINT: item.fingerprint},
        "properties": {"tier": item.tier.value},
    }
    if compared:
        told["baselineState"] = "new" if item.new else "unchanged"
    if around(item):
        told["relatedLocations"] = [_related(number, each) for number, each in enumerate(around(item), 1)]
    return told


def _related(number: int, evidence: Evidence) -> Json:
    return {"id": number, "message": _message(evidence.says), **_location(evidence.site)}


def _suppression(aside: Aside) -> Json:
    until = f" (until {aside.until})" if aside.until else ""
    return {
        "kind": KIND[aside.means],
        "status": "accepted",
        "justification": short(f"{aside.reason or 'in the baseline'}{until}"),
        "location": _location(aside.site),
    }


def _location(site: Site, snippet: str | None = None) -> Json:
    where: dict[str, object] = {"artifactLocation": {"uri": uri(site.path), "uriBaseId": BASE}}
    if site.line:
        where["region"] = _region(site, snippet)
    told: dict[str, object] = {"physicalLocation": where}
    if site.function:
        told["logicalLocations"] = [{"fullyQualifiedName": short(site.function), "kind": "function"}]
    return told


def _region(site: Site, snippet: str | None) -> Json:
    """From the column on, which counts characters, to the end of the line."""
    region: dict[str, object] = {"startLine": site.line}
    if site.column:
        region["startColumn"] = site.column
    if snippet is not None:
        region["snippet"] = {"text": short(snippet)}
    return region


def uri(path: str) -> str:
    """A relative reference: the path's bytes, percent-encoded; a first segment with a colon is no scheme."""
    try:
        raw = path.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:
        raw = portable(path).encode("utf-8")
    return quote(raw, safe="/-._~") or "."
