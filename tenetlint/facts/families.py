"""The families of facts that listen to the one pass over each file."""

from __future__ import annotations

from tenetlint.facts import (
    accepted,
    connections,
    consistency,
    locks,
    options,
    placement,
    scale,
    seams,
    sharding,
    testing,
    waiting,
)
from tenetlint.facts.database import family as database
from tenetlint.facts.walk import Family

PRODUCTION: tuple[Family, ...] = (
    sharding.FAMILY,
    placement.FAMILY,
    locks.FAMILY,
    consistency.FAMILY,
    options.FAMILY,
    scale.FAMILY,
    waiting.FAMILY,
    waiting.REQUESTS,
    accepted.FAMILY,
    seams.FAMILY,
    connections.FAMILY,
    database.FAMILY,
)
"""What is looked for in the project's own code."""

TESTS: tuple[Family, ...] = (testing.FAMILY,)
"""What is looked for in its tests."""
