"""The output formats of a check by name; the module of one is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tenetlint.report.checked import Formatter

FORMATS: Mapping[str, str] = {
    "text": "tenetlint.report.findings:concise",
    "full": "tenetlint.report.findings:full",
    "grouped": "tenetlint.report.findings:grouped",
    "json": "tenetlint.report.checks.json:render",
    "jsonl": "tenetlint.report.checks.json:lines",
    "sarif": "tenetlint.report.checks.sarif:render",
    "gitlab": "tenetlint.report.checks.gitlab:render",
    "github": "tenetlint.report.checks.github:render",
    "junit": "tenetlint.report.checks.junit:render",
    "rdjson": "tenetlint.report.checks.rdjson:render",
    "rdjsonl": "tenetlint.report.checks.rdjson:lines",
    "azure": "tenetlint.report.checks.azure:render",
    "zuul": "tenetlint.report.checks.zuul:render",
    "markdown": "tenetlint.report.checks.markdown:render",
    "csv": "tenetlint.report.checks.csv:render",
}
"""Name to `module:function`, a `Formatter` each. `text` becomes `full` on a terminal."""


def formatter(name: str) -> Formatter:
    """The function behind one of `FORMATS`."""
    module, _, function = FORMATS[name].partition(":")
    return cast("Formatter", getattr(importlib.import_module(module), function))
