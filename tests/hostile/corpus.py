"""All hostile inputs, by category, and those of them that every commit is tried on."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile import bombs, engine, further, inputs, places, repositories, situations, sources
from tests.hostile.case import Case

MODULES = (sources, engine, places, inputs, repositories, situations, bombs, further)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for category in module.CATEGORIES for case in category())
STRIDE = 6
"""Of each category every sixth case is tried on each commit; all are by `python -m benchmarks.hostile --slow`."""
_HEAVY = frozenset({"size", "amplified", "patterns", "wide", "modern", "many-files"})
"""Categories of which one case in twenty has to do, for each takes seconds."""
_RARE = 20


def _chosen() -> Iterator[Case]:
    seen: dict[str, int] = {}
    for case in CASES:
        place = seen[case.category] = seen.get(case.category, -1) + 1
        if not case.slow and place % (_RARE if case.category in _HEAVY else STRIDE) == 0:
            yield case


FAST: frozenset[str] = frozenset(map(str, _chosen()))
"""The names of the cases of the fast part."""
