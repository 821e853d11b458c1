"""What a judgement is made of: sites, evidence, findings. Frozen, and they know nothing of files or formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from tenetlint.tenets import Tenet


class Verdict(StrEnum):
    """What a rule says of one thing that it looked at."""

    KEPT = "kept"
    BROKEN = "broken"
    OPTIONAL = "optional"
    """It breaks the tenet but can be switched off (tenets 3a and 5a: "see #2")."""


class Tier(StrEnum):
    """How the code of a finding is reached from the project's service scripts (see `facts/components.py`)."""

    REQUIRED = "required"
    """By import statements alone."""
    DEFAULT = "default-selected"
    """Also by dotted strings and entry points that the default of an option names."""
    PLUGIN = "plug-in"
    """Only when an operator asks for it by name."""


class Site(NamedTuple):
    """A place in the project."""

    path: str
    """Relative to the project root, with forward slashes."""
    line: int = 0
    """1-based; 0 means the file as a whole."""
    column: int = 0
    """1-based, in characters; 0 means the line as a whole."""
    function: str = ""
    """The enclosing `Class.method`, or an empty string at module level."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Evidence(NamedTuple):
    """A place, and words that a reader can check against the code there."""

    site: Site
    says: str


class Cap(NamedTuple):
    """A structural fact holds a tenet's score at or under `at` (0 to 100), whatever else is credited."""

    tenet: Tenet
    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's word on one thing that it looked at. The first evidence is where to look, the rest say why."""

    verdict: Verdict
    message: str
    evidence: tuple[Evidence, ...]
    weight: float = 1.0
    """How often this finding counts (statements for coverage, a half for a mitigated fact); 1 for most."""
    caps: tuple[Cap, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a finding without evidence")

    @property
    def site(self) -> Site:
        """Where to look."""
        return self.evidence[0].site


def kept(site: Site, message: str, *why: Evidence, weight: float = 1.0) -> Finding:
    """The tenet is kept at `site`."""
    return _finding(Verdict.KEPT, site, message, why, weight, ())


def broken(site: Site, message: str, *why: Evidence, weight: float = 1.0, caps: tuple[Cap, ...] = ()) -> Finding:
    """The tenet is broken at `site`."""
    return _finding(Verdict.BROKEN, site, message, why, weight, caps)


def optional(site: Site, message: str, *why: Evidence, weight: float = 1.0) -> Finding:
    """The tenet is broken at `site`, by something that can be switched off."""
    return _finding(Verdict.OPTIONAL, site, message, why, weight, ())


def _finding(
    verdict: Verdict, site: Site, message: str, why: tuple[Evidence, ...], weight: float, caps: tuple[Cap, ...]
) -> Finding:
    return Finding(verdict, message, (Evidence(site, message), *why), weight, caps)
