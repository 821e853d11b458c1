"""Reviewdog's diagnostic format, as one document or one diagnostic a line."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.model import Evidence
from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import around, gaps, portable, short, words
from tenetlint.report.jsontext import Json, dumped, line_of
from tenetlint.rule import Severity

SEVERITY = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
SOURCE: Json = {"name": "tenetlint"}


def render(checked: Checked) -> str:
    """One `DiagnosticResult`."""
    return dumped({"source": SOURCE, "diagnostics": list(_diagnostics(checked))})


def lines(checked: Checked) -> str:
    """One `Diagnostic` a line."""
    return "".join(line_of({"source": SOURCE, **each}) for each in _diagnostics(checked))


def _diagnostics(checked: Checked) -> Iterator[Json]:
    yield from (_diagnostic(item) for item in checked.items)
    for gap in gaps(checked):
        severity = "ERROR" if gap.serious else "INFO"
        yield {"message": short(gap.reason), "severity": severity, "location": {"path": portable(gap.path) or "."}}


def _diagnostic(item: Item) -> Json:
    return {
        "message": words(item),
        "severity": SEVERITY[item.severity],
        "code": {"value": item.code},
        "location": _location(item.path, item.line, _byte_column(item)),
        "related_locations": [_related(evidence) for evidence in around(item)],
    }


def _related(evidence: Evidence) -> Json:
    return {"message": short(evidence.says), "location": _location(evidence.site.path, evidence.site.line, 0)}


def _location(path: str, line: int, column: int) -> Json:
    where: dict[str, object] = {"path": portable(path)}
    if line:
        where["range"] = {"start": {"line": line, "column": column} if column else {"line": line}}
    return where


def _byte_column(item: Item) -> int:
    """The 1-based column in UTF-8 bytes; 0 where the source line does not tell."""
    if not item.column or item.snippet is None or item.column > len(item.snippet) + 1:
        return 0
    return len(item.snippet[: item.column - 1].encode("utf-8", errors="surrogatepass")) + 1
