"""The scorecard as lines of styled words: the formats for people only differ in what they make of a style."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tenetlint.report.clean import clean
from tenetlint.report.model import CoverageInfo, Report, strongest
from tenetlint.report.words import beside, evidence, headline, number, points, reading, uncounted
from tenetlint.scoring import Score, Standing
from tenetlint.tenets import Tenet

UNREAD_SHOWN = 10
LABEL_WIDTH, COLUMN_WIDTH = 40, 19

STYLE = {
    Standing.UPHELD: "green",
    Standing.STRAINED: "yellow",
    Standing.BROKEN: "red",
    Standing.IN_QUESTION: "yellow",
    Standing.NOT_ASSESSED: "dim",
}


class Words(NamedTuple):
    """Some words of a line, and how to show them (a style of the rich library; empty for plain)."""

    text: str
    style: str = ""


Line = tuple[Words, ...]
BLANK: Line = ()


def scorecard(report: Report) -> tuple[Line, ...]:
    """The eight tenets as a list, the broken ones struck through, and what was not read."""
    return (
        (Words(headline(report), "bold"),),
        BLANK,
        *(line for tenet in Tenet for line in _tenet(report, tenet)),
        BLANK,
        *footer(report),
    )


def side_by_side(reports: Sequence[Report]) -> tuple[Line, ...]:
    """One column for each project, one row for each tenet."""
    names = [Words(_fit(clean(report.project)), "bold") for report in reports]
    rows = (line for tenet in Tenet for line in _row(reports, tenet))
    foot = (line for report in reports for line in ((Words(headline(report), "bold"),), *footer(report), BLANK))
    return ((Words(" " * LABEL_WIDTH), *names), BLANK, *rows, BLANK, *foot)


def _tenet(report: Report, tenet: Tenet) -> Iterator[Line]:
    score = report.score(tenet)
    yield _title(score)
    yield (Words(f"   {reading(score, report.robustness[tenet])}{beside(score, report)}", "dim"),)
    for line in strongest(score):
        yield (Words(f"   - {evidence(line)}"),)
    for note in uncounted(report, tenet):
        yield (Words(f"   - {note}", "dim"),)


def _title(score: Score) -> Line:
    """` 3. Everything should be asynchronous [broken] 32`, struck through where it is broken."""
    struck = "strike" if score.verdict is Standing.BROKEN else ""
    return (
        Words(f"{score.tenet}. "),
        Words(score.tenet.text, struck),
        Words(f" [{score.verdict}]", STYLE[score.verdict]),
        Words("" if score.value is None else f" {points(score.value)}", f"bold {STYLE[score.verdict]}"),
    )


def _row(reports: Sequence[Report], tenet: Tenet) -> Iterator[Line]:
    first, *rest = textwrap.wrap(f"{tenet}. {tenet.text}", LABEL_WIDTH - 2, subsequent_indent="   ")
    cells = [_cell(report.score(tenet)) for report in reports]
    yield (Words(first.ljust(LABEL_WIDTH)), *cells)
    yield from ((Words(line),) for line in rest)


def _cell(score: Score) -> Words:
    word = str(score.verdict) + (" *" if score.borderline else "")
    return Words(_fit(f"{points(score.value):>3} {word}"), STYLE[score.verdict])


def _fit(text: str) -> str:
    return text[: COLUMN_WIDTH - 1].ljust(COLUMN_WIDTH)


def footer(report: Report) -> Iterator[Line]:
    """What the scores rest on: files, coverage, and all that was not read, put aside or failed."""
    unread = len(report.unread)
    yield (Words(f"{number(report.files_read, 'file')} read, {unread:,} not read"),)
    for missing in report.unread[:UNREAD_SHOWN]:
        yield (Words(f"   - {clean(missing.path)}: {clean(missing.reason)}", "yellow"),)
    if unread > UNREAD_SHOWN:
        yield (Words(f"   and {unread - UNREAD_SHOWN:,} more (all of them are in --format json)", "yellow"),)
    if report.coverage:
        yield (Words(_coverage(report.coverage)),)
    if report.undecided_sends:
        yield (Words(f"{number(report.undecided_sends, 'possible RPC send')} undecided, counted neither way"),)
    if report.put_aside:
        yield (Words(f"{number(len(report.put_aside), 'finding')} put aside"),)
    for outcome in report.crashed:
        crash = clean(outcome.crash.summary) if outcome.crash else ""
        yield (Words(f"rule {outcome.rule.code} failed, a bug of tenetlint: {crash}", "bold red"),)


def _coverage(info: CoverageInfo) -> str:
    branches = "" if info.branch_percent is None else f", {info.branch_percent:.1f} % of branches"
    reports = ", ".join(clean(source) for source in info.sources)
    hidden = f"; hidden by {number(info.pragmas, 'pragma')} and {number(len(info.patterns), 'pattern')}"
    strange = f"; {number(info.unmatched, 'reported file')} not found in the project" if info.unmatched else ""
    return f"coverage: {info.percent:.1f} % of statements{branches} ({reports}){hidden}{strange}"
