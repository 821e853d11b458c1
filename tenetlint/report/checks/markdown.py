"""A summary for a merge request or a build page: a table for each tenet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import MESSAGE_LIMIT, gaps, label
from tenetlint.report.markdowntext import code, plain, sentence
from tenetlint.report.words import number
from tenetlint.tenets import Tenet

ROWS = 500
"""Findings that a page shows: GitHub takes 1 MiB of summary, GitLab 1 MB of a note."""
UNREAD = 50


def render(checked: Checked) -> str:
    """A heading that counts, what was missed, the tables, and what was not judged."""
    return "\n".join((*_heading(checked), *_tables(checked), *_missing(checked))).rstrip("\n") + "\n"


def _heading(checked: Checked) -> Iterator[str]:
    new = " that the change brings" if checked.against else ""
    yield f"### tenetlint: {number(len(checked.items), 'finding')}{new} in {code(checked.project)}"
    yield ""
    for line in (checked.score_line, *checked.bars):
        if line:
            yield from (sentence(line), "")


def _tables(checked: Checked) -> Iterator[str]:
    ranked = sorted(checked.items, key=lambda item: (item.tenet or 0, not item.new))
    for tenet, items in groupby(ranked[:ROWS], key=lambda item: item.tenet):
        yield f"#### {_title(tenet)}"
        yield from ("", "| rule | place | finding |", "|---|---|---|")
        yield from (_row(item) for item in items)
        yield ""
    if len(ranked) > ROWS:
        yield from (f"and {number(len(ranked) - ROWS, 'more finding')}", "")
    if checked.put_aside:
        yield from (f"{number(len(checked.put_aside), 'finding')} put aside", "")


def _title(tenet: Tenet | None) -> str:
    return f"{tenet}. {tenet.text}" if tenet else "Suppressions"


def _row(item: Item) -> str:
    caused = f", brought about by {code(str(item.caused_by))}" if item.caused_by else ""
    said = sentence(item.message[:MESSAGE_LIMIT])
    return f"| {plain(label(item))} ({item.severity}) | {code(str(item.site))} | {said}{caused} |"


def _missing(checked: Checked) -> Iterator[str]:
    told = list(gaps(checked))
    if told:
        yield from ("#### Not judged", "")
    yield from (
        f"- {code(gap.path)} {sentence(gap.reason)}" if gap.path else f"- {sentence(gap.reason)}"
        for gap in told[:UNREAD]
    )
    if len(told) > UNREAD:
        yield f"- and {len(told) - UNREAD} more"
