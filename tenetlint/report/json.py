"""The scorecard for programs; `tenetlint/schema/score-1.json` is its contract."""

from __future__ import annotations

from collections.abc import Sequence

from tenetlint.engine import Outcome
from tenetlint.model import Verdict
from tenetlint.report.jsontext import dumped
from tenetlint.report.model import CoverageInfo, Report, Strongest, strongest
from tenetlint.scoring import Score
from tenetlint.sheets import Limit
from tenetlint.tenets import Tenet
from tenetlint.units import Place, Term

SCHEMA_VERSION = 1
PLACES = 5

Json = dict[str, object]


def render(reports: Sequence[Report]) -> str:
    """One object, or a list of them where several projects were scored."""
    documents = [document(report) for report in reports]
    whole = documents[0] if len(documents) == 1 else documents
    return dumped(whole)


def document(report: Report) -> Json:
    """The whole report as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "tenetlint", "version": report.version},
        "project": report.project,
        "files_read": report.files_read,
        "unread_code": report.unread_code,
        "unread": [{"path": missing.path, "reason": missing.reason} for missing in report.unread],
        "undecided_sends": report.undecided_sends,
        "failed_rules": [_failed(outcome) for outcome in report.crashed],
        "tenets": [_tenet(score, report) for score in report.scores],
        "rules": [_counts(outcome) for outcome in report.outcomes],
        "coverage": _coverage(report.coverage),
        "put_aside": [
            {"code": aside.code, "place": str(aside.judged.finding.site), "reason": aside.reason}
            for aside in report.put_aside
        ],
    }


def _failed(outcome: Outcome) -> Json:
    return {"code": outcome.rule.code, "error": outcome.crash.summary if outcome.crash else ""}


def _tenet(score: Score, report: Report) -> Json:
    tenet: Tenet = score.tenet
    return {
        "number": tenet.value,
        "text": tenet.text,
        "score": score.value,
        "score_with_put_aside": report.whole.get(score.tenet, score.value),
        "verdict": score.verdict.value,
        "borderline": score.borderline,
        "robustness": report.robustness[tenet],
        "credit": score.credit,
        "breach": score.breach,
        "base": score.base,
        "cap": _cap(score.cap),
        "why": score.why_not,
        "terms": [_term(term) for term in score.terms],
        "evidence": [_evidence(line) for line in strongest(score, PLACES)],
    }


def _cap(limit: Limit | None) -> Json | None:
    if limit is None:
        return None
    site = limit.evidence.site
    return {"at": limit.cap.at, "why": limit.cap.why, "code": limit.code, "path": site.path, "line": site.line}


def _term(term: Term) -> Json:
    return {
        "code": term.code,
        "name": term.name,
        "side": term.side.value,
        "unit": term.unit.value,
        "weight": term.weight,
        "precision": round(term.precision, 3),
        "units": round(term.units, 3),
        "findings": term.findings,
        "note": term.note,
        "places": [_place(place) for place in term.places[:PLACES]],
    }


def _place(place: Place) -> Json:
    site = place.finding.site
    return {
        "path": site.path,
        "line": site.line,
        "message": place.finding.message,
        "units": round(place.units, 3),
        "others": place.others,
        "reached": place.reached,
    }


def _evidence(line: Strongest) -> Json:
    return {"code": line.term.code, **_place(line.place)}


def _counts(outcome: Outcome) -> Json:
    verdicts = [judged.finding.verdict for judged in outcome.findings]
    return {"code": outcome.rule.code, "name": outcome.rule.name, **{v.value: verdicts.count(v) for v in Verdict}}


def _coverage(info: CoverageInfo | None) -> Json | None:
    if info is None:
        return None
    return {
        "sources": list(info.sources),
        "percent": round(info.percent, 2),
        "branch_percent": None if info.branch_percent is None else round(info.branch_percent, 2),
        "pragmas": info.pragmas,
        "patterns": list(info.patterns),
        "unmatched": info.unmatched,
    }
