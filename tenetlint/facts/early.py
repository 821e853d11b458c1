"""What rests on production code alone is joined while the tests are read, and what later joins need is imported."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenetlint.facts import Facts

JOINS = ("options", "database")
"""They ask for files and marks of production code, and for the names of all modules."""
_LATER = ("components", "coverage.omissions", "locks", "scheduling", "stores", "testcases")
"""Modules of joins that are made when everything is read."""


def join_early(code: Facts) -> None:
    """Join what can be, from the facts of a project whose tests are still to come."""
    for name in JOINS:
        with suppress(Exception):  # it will be asked for again, by a rule whose crash is reported
            getattr(code, name)
    for name in _LATER:
        import_module(f"tenetlint.facts.{name}")


def joined(code: Facts) -> Mapping[str, object]:
    """What was joined from the code by then, by name."""
    return {name: vars(code)[name] for name in JOINS if name in vars(code)}
