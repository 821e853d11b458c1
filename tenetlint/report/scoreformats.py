"""The output formats of a scorecard by name; the module of one is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tenetlint.report.model import Report

ScoreFormatter = Callable[[Sequence["Report"]], str]

FORMATS: Mapping[str, str] = {
    "json": "tenetlint.report.json:render",
    "html": "tenetlint.report.scores.html:render",
    "markdown": "tenetlint.report.scores.markdown:render",
    "csv": "tenetlint.report.scores.csv:render",
    "junit": "tenetlint.report.scores.junit:render",
    "badge": "tenetlint.report.scores.badge:endpoint",
    "badge-svg": "tenetlint.report.scores.badge:picture",
}
"""Name to `module:function`, a `ScoreFormatter` each; `text` is the command's own, for it can be explained."""


def score_formatter(name: str) -> ScoreFormatter:
    """The function behind one of `FORMATS`."""
    module, _, function = FORMATS[name].partition(":")
    return cast(ScoreFormatter, getattr(importlib.import_module(module), function))
