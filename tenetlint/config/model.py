"""What a project's configuration says, once all of it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tenetlint.facts.vocabulary import Additions
from tenetlint.model import Site
from tenetlint.rule import Severity

BASELINE = "tenets-baseline.toml"
"""Where a baseline lies unless the configuration says otherwise."""


class Allowed(NamedTuple):
    """Findings that the project accepts, and why."""

    codes: tuple[str, ...]
    reason: str
    site: Site
    """Where the configuration says so."""
    paths: tuple[str, ...] = ()
    """Patterns; none: everywhere."""
    until: str = ""
    """A release or day; empty: for ever."""
    limit: int | None = None
    """How many findings it may cover."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one project; every path and pattern is relative to its root."""

    select: tuple[str, ...] = ()
    """Codes or beginnings of codes that a check asks; none: all. Scores rest on every rule, whatever it says."""
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns of files that a check does not judge."""
    fail_on: Severity = Severity.WARNING
    baseline: str = BASELINE
    severity: Mapping[str, Severity] = field(default_factory=dict)
    allowed: tuple[Allowed, ...] = ()
    unsuppressable: tuple[str, ...] = ()
    """Codes or beginnings of codes that no comment puts aside."""
    additions: Additions = field(default_factory=Additions)
    required_version: str = ""
    origins: Mapping[str, Site] = field(default_factory=dict)
    """Where each key that is set was found."""
