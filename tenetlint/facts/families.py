"""The families of facts that listen to the one pass over each file."""

from __future__ import annotations

from tenetlint.facts import options
from tenetlint.facts.walk import Family

PRODUCTION: tuple[Family, ...] = (
    options.FAMILY,
)
"""What is looked for in the project's own code."""

TESTS: tuple[Family, ...] = ()
"""What is looked for in its tests."""
