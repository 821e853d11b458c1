"""Whether what was written in a format can be read back as that format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping

from defusedxml import ElementTree

_GITHUB = re.compile(r"::(?:error|warning|notice|group|endgroup)(?: [^\n]*?)?::")
_AGENT = re.compile(r"##\w*\[")
_AZURE = re.compile(r"##vso\[task\.(?:logissue|complete) ")


def _lines(text: str) -> None:
    for line in text.splitlines():
        json.loads(line)


def _commands(text: str) -> None:
    for line in text.splitlines():
        assert not line.startswith("::") or _GITHUB.match(line), line
        assert not line.startswith("##") or _AZURE.match(line), line


def _plain(text: str) -> None:
    assert not any(line.startswith("::") for line in text.splitlines())
    assert not _AGENT.search(text)


def _table(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)


READERS: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("json", "sarif", "gitlab", "rdjson", "zuul"), json.loads),
    **dict.fromkeys(("jsonl", "rdjsonl"), _lines),
    "junit": ElementTree.fromstring,
    "csv": _table,
    **dict.fromkeys(("github", "azure"), _commands),
    **dict.fromkeys(("text", "full", "grouped", "markdown"), _plain),
}
"""One for each output format of a check."""
