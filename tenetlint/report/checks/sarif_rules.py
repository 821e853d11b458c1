"""The tool and its rules, as SARIF describes them."""

from __future__ import annotations

from tenetlint.report.checked import About, Checked
from tenetlint.report.jsontext import Json
from tenetlint.rule import Severity

LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def driver(checked: Checked) -> Json:
    """The tool, with every rule that was asked."""
    return {
        "name": "tenetlint",
        "version": checked.version,
        "rules": [_rule(rule) for rule in checked.rules],
        "notifications": [_INCOMPLETE],
    }


_WHY = "A file could not be read or parsed, or a rule failed; the rest was judged."
_INCOMPLETE: Json = {
    "id": "incomplete",
    "shortDescription": {"text": "Something could not be judged."},
    "fullDescription": {"text": _WHY},
    "help": {"text": _WHY},
}


def _rule(rule: About) -> Json:
    text = rule.page or rule.summary
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {"tags": _tags(rule), "problem.severity": _problem(rule.severity)},
    }


def _tags(rule: About) -> list[str]:
    return ["scalability", f"tenet-{rule.tenet.value}"] if rule.tenet else ["suppression"]


def _problem(severity: Severity) -> str:
    """GitHub's word for a severity."""
    return "recommendation" if severity is Severity.INFO else severity.value
