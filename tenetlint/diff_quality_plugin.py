"""A quality plugin of diff-cover: `diff-quality --violations=tenetlint` counts the findings on the lines of a change.

It does not import diff-cover, which finds it by the entry point `diff_cover`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from tenetlint.commands.gate import desk, with_baseline
from tenetlint.errors import UserError
from tenetlint.gate.check import check
from tenetlint.git import Git
from tenetlint.report.checks.json import render


class Violation(NamedTuple):
    """What diff-cover takes."""

    line: int
    message: str


class Reporter:
    """The findings of a project by path, as diff-cover asks for them: relative to the top of the work tree."""

    supported_extensions = ("py", "cfg", "toml", "ini", "txt", "conf")

    def __init__(self, found: Mapping[str, Sequence[Violation]]) -> None:
        self._found = found

    def name(self) -> str:
        """Of the tool, in the report."""
        return "tenetlint"

    def violations(self, src_path: str) -> Sequence[Violation]:
        """Of one file."""
        return self._found.get(src_path, ())

    def violations_batch(self, src_paths: Sequence[str]) -> Mapping[str, Sequence[Violation]]:
        """Of several."""
        return {path: self.violations(path) for path in src_paths}

    def measured_lines(self, src_path: str) -> None:
        """All lines are."""


def diff_cover_report_quality(reports: Sequence[IO[bytes]] = ()) -> Reporter:
    """From reports that `tenetlint check --format json` wrote, else from a check of the project around this folder."""
    try:
        here = Path.cwd()
        texts = [report.read().decode("utf-8", "replace") for report in reports] or [_checked(here)]
        return Reporter(_by_path(texts, _prefix(here)))
    except (UserError, ValueError, LookupError, TypeError) as error:
        raise OSError(f"tenetlint: {error}") from error  # of which diff-quality makes one line


diff_cover_report_quality.diff_cover_impl = {}  # type: ignore[attr-defined] # what pluggy's marker would put there


def _checked(folder: Path) -> str:
    place = desk([folder])
    return render(check(place.facts(), with_baseline(place.plan(), place, None)).checked)


def _prefix(folder: Path) -> str:
    """From the top of the work tree to the project."""
    git = Git.find(desk([folder]).project.root)
    return git.prefix if git else ""


def _by_path(texts: Sequence[str], prefix: str) -> Mapping[str, Sequence[Violation]]:
    found: dict[str, list[Violation]] = {}
    for row in (row for text in texts for row in json.loads(text)["findings"]):
        message = f"{row['code']} {row['message']}"
        found.setdefault(prefix + row["path"], []).append(Violation(max(int(row["line"]), 1), message))
    return found
