"""Zuul's return value: inline comments for Gerrit and warnings for its message (`zuul_return: file: …`)."""

from __future__ import annotations

from itertools import groupby

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import comment, portable, short
from tenetlint.report.jsontext import Json, dumped
from tenetlint.report.words import number

WARNINGS = 10
"""Lines in Gerrit's message, which Zuul cuts at 16 KiB."""


def render(checked: Checked) -> str:
    """Comments by file, and the score, the missed bars and what was not judged as warnings."""
    by_path = groupby(checked.items, key=lambda item: portable(item.path))
    comments = {path: [_comment(item) for item in items] for path, items in by_path}
    return dumped({"zuul": {"file_comments": comments, "warnings": _warnings(checked)}})


def _comment(item: Item) -> Json:
    told: dict[str, object] = {"message": comment(item), "level": item.severity.value}
    if item.line:
        told["line"] = item.line
    end = len(item.snippet.rstrip()) if item.snippet else 0
    if item.line and 0 < item.column <= end:
        told["range"] = {
            "start_line": item.line,
            "start_character": item.column - 1,
            "end_line": item.line,
            "end_character": end,
        }
    return told


def _warnings(checked: Checked) -> list[str]:
    """The last words of a run, each on a line of its own."""
    unread = [f"tenetlint: {number(len(checked.unread), 'file')} not read"] if checked.unread else []
    failed = [f"tenetlint: rule {each.code} failed, a bug of tenetlint" for each in checked.failures]
    score = [checked.score_line] if checked.score_line else []
    return [short(line) for line in (*score, *checked.bars, *unread, *failed)][:WARNINGS]
