"""All hostile inputs, by category."""

from __future__ import annotations

from tests.hostile import engine, inputs, places, repositories, situations, sources
from tests.hostile.case import Case

MODULES = (sources, engine, places, inputs, repositories, situations)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for category in module.CATEGORIES for case in category())
