"""The bars that scores are held against: `--fail-under 60`, `--fail-under 3=50`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tenetlint.errors import UserError, nearest
from tenetlint.report.clean import clean
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.report.model import Report
    from tenetlint.scoring import Score

NAMES = {tenet.name.lower().replace("_", "-"): tenet for tenet in Tenet}
"""Each tenet by its name; its number will do as well."""


def tenet_of(word: str) -> Tenet:
    """The tenet of a number or name; a UserError names the nearest one."""
    if word.isascii() and word.isdigit() and int(word) in list(Tenet):
        return Tenet(int(word))
    if word.lower() in NAMES:
        return NAMES[word.lower()]
    raise UserError(f"no tenet `{clean(word)}`{nearest(word, NAMES)}: 1 to 8, or {', '.join(NAMES)}")


def bars_of(words: Sequence[str]) -> Mapping[Tenet | None, float]:
    """The bar of each tenet that is named, and under None the bar of all others."""
    bars: dict[Tenet | None, float] = {}
    for word in words:
        name, equals, number = word.rpartition("=")
        bars[tenet_of(name) if equals else None] = _points(number, word)
    return bars


def _points(number: str, word: str) -> float:
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise UserError(f"--fail-under `{clean(word)}`: a number from 0 to 100 is wanted, or a tenet and one (`3=50`)")
    return value


def missed(report: Report, bars: Mapping[Tenet | None, float]) -> tuple[str, ...]:
    """One line for each bar that is missed. A tenet that is not assessed misses only a bar of its own."""
    lines = [line for score in report.scores for line in _missed(score, bars)]
    if None in bars and not lines and all(score.value is None for score in report.scores):
        lines = [f"no tenet is assessed, and the bar is {bars[None]:g}"]
    return tuple(f"bar missed by {clean(report.project)}: {line}" for line in lines)


def _missed(score: Score, bars: Mapping[Tenet | None, float]) -> tuple[str, ...]:
    bar = bars.get(score.tenet, None if score.value is None else bars.get(None))
    if bar is None:
        return ()
    if score.value is None:
        return (f"tenet {score.tenet} is not assessed ({score.why_not}), and its bar is {bar:g}",)
    return (f"tenet {score.tenet} scores {score.value:g}, under the bar of {bar:g}",) if score.value < bar else ()
