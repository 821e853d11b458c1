"""The scorecard for people: plain lines on a pipe, styled ones on a terminal."""

from __future__ import annotations

import io
from collections.abc import Sequence

from tenetlint.report.layout import Line, scorecard, side_by_side
from tenetlint.report.model import Report


def text(reports: Sequence[Report]) -> tuple[Line, ...]:
    """One project as a list, several as a table."""
    return scorecard(reports[0]) if len(reports) == 1 else side_by_side(reports)


def plain(lines: Sequence[Line]) -> str:
    """The words without their styles."""
    return "".join("".join(words.text for words in line).rstrip() + "\n" for line in lines)


def styled(lines: Sequence[Line], width: int) -> str:
    """The words with their styles, for a terminal of that width; nothing in them is read as markup."""
    from rich.console import Console
    from rich.text import Text

    paper = io.StringIO()
    console = Console(
        file=paper, force_terminal=True, width=width, markup=False, emoji=False, highlight=False, legacy_windows=False
    )
    for line in lines:
        console.print(Text.assemble(*((words.text, words.style) for words in line)), soft_wrap=True)
    return paper.getvalue()
