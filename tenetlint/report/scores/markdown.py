"""The scorecard for a merge request or a build page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenetlint.report.layout import footer
from tenetlint.report.markdowntext import plain, sentence
from tenetlint.report.model import Report, strongest
from tenetlint.report.words import evidence, headline, points, reading
from tenetlint.scoring import Score, Standing


def render(reports: Sequence[Report]) -> str:
    """A table for each project, its evidence, and what it rests on."""
    return "\n".join(line for report in reports for line in _scorecard(report)).rstrip("\n") + "\n"


def _scorecard(report: Report) -> Iterator[str]:
    yield from (f"### {plain(headline(report))}", "", "| tenet | score | verdict |", "|---|---:|---|")
    yield from (_row(score) for score in report.scores)
    yield ""
    for score in report.scores:
        yield from _evidence(report, score)
    yield from ("", "What the scores rest on:", "")
    yield from (_foot("".join(words.text for words in line)) for line in footer(report))
    yield ""


def _foot(line: str) -> str:
    """One thing that the scores rest on; what the scorecard indents is a list of its own."""
    words = line.lstrip()
    return f"  - {plain(words.removeprefix('- '))}" if words != line else f"- {plain(words)}"


def _row(score: Score) -> str:
    text = f"{score.tenet}. {score.tenet.text}"
    struck = f"~~{text}~~" if score.verdict is Standing.BROKEN else text
    borderline = ", borderline" if score.borderline else ""
    return f"| {struck} | {points(score.value)} | {score.verdict}{borderline} |"


def _evidence(report: Report, score: Score) -> Iterator[str]:
    yield f"- **{score.tenet}** {plain(reading(score, report.robustness[score.tenet]))}"
    yield from (f"  - {sentence(evidence(line))}" for line in strongest(score))
