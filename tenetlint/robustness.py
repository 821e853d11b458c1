"""How much the verdicts depend on our weights: the share of reweightings that keep each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tenetlint.scoring import points, standing
from tenetlint.sheets import Factors, Sheet
from tenetlint.tenets import Tenet

DRAWS = 1000
SPREAD = 2.0
"""Every weight is multiplied by an independent factor between 1/2 and 2, uniform in its logarithm."""


def robustness(sheets: Sequence[Sheet], draws: int = DRAWS) -> dict[Tenet, float | None]:
    """For each tenet the share (0 to 1) of `draws` that keep its verdict; None where it is not assessed."""
    published = points(sheets)
    kept = dict.fromkeys(Tenet, 0)
    for factors in _reweightings(sheets, draws):
        for tenet, value in points(sheets, factors).items():
            kept[tenet] += standing(tenet, value) is standing(tenet, published[tenet])
    return {tenet: None if published[tenet] is None else kept[tenet] / draws for tenet in Tenet}


def _reweightings(sheets: Sequence[Sheet], draws: int) -> Iterator[Factors]:
    """The same sequence in every run: a fixed seed, and weights in the order of their codes."""
    dice = random.Random(0)
    keys = sorted({term.key for sheet in sheets for term in sheet.terms})
    for _ in range(draws):
        yield {key: SPREAD ** dice.uniform(-1, 1) for key in keys}
