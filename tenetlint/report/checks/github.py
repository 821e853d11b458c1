"""GitHub workflow commands: each finding is an annotation of the changed file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import gaps, label, portable, short, words
from tenetlint.report.words import number
from tenetlint.rule import Severity

LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SHOWN = 10
"""Annotations of one level that GitHub shows for a step; so the new ones come first."""


def render(checked: Checked) -> str:
    """One command a line, and a closing one that counts where not all will be shown."""
    return "".join(f"{line}\n" for line in _lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    for gap in gaps(checked):
        yield command("error" if gap.serious else "notice", gap.reason, file=portable(gap.path))
    yield from (_annotation(item) for item in sorted(checked.items, key=lambda item: not item.new))
    counts = Counter(LEVEL[item.severity] for item in checked.items)
    if any(count > SHOWN for count in counts.values()):
        told = ", ".join(number(counts[level], level) for level in LEVEL.values() if counts[level])
        yield command("notice", f"{told}; GitHub shows {SHOWN} of each", title="tenetlint")


def _annotation(item: Item) -> str:
    column = str(item.column) if item.column else ""
    line = str(max(item.line, 1))
    return command(
        LEVEL[item.severity], words(item), file=portable(item.path), line=line, col=column, title=label(item)
    )


def command(level: str, message: str, **properties: str) -> str:
    """`::level key=value,…::message` in GitHub's own escapes; empty properties are left out."""
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{level}{' ' if told else ''}{told}::{_data(short(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25")


def _property(text: str) -> str:
    return short(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
