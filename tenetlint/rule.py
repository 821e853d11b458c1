"""What a rule is: a pure function from facts to findings, and how much its word counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenetlint.facts import Facts
from tenetlint.model import Finding
from tenetlint.tenets import Tenet

Check = Callable[[Facts], Iterator[Finding]]


class Unit(StrEnum):
    """How the findings of one rule add up."""

    FILE = "file"
    """1 + log2(n), at most 5, for the n findings of one file: 73 transactions in one module are one decision."""
    SITE = "site"
    """Each finding counts once (RPC sends, components)."""
    SHARE = "share"
    """The share of broken among all that was looked at, times the weight."""
    NONE = "none"
    """Shown, never scored."""


class Severity(StrEnum):
    """How loudly a gate speaks of a broken finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue."""

    code: str
    """`TNT` + tenet + two digits; 01 to 49 breaches, 51 to 99 credits."""
    tenets: tuple[Tenet, ...]
    """The tenets that it speaks of; the first is its home."""
    check: Check
    weight: float
    """Units that one counted finding is worth, before precision and tier."""
    unit: Unit
    severity: Severity
    counts_kept: bool
    """Whether a kept finding of a breach rule is a credit too (a cast keeps what a call breaks)."""

    @property
    def name(self) -> str:
        """`rpc-per-item` for the function `rpc_per_item`: the file's name with dashes."""
        return self.check.__name__.replace("_", "-")

    @property
    def page(self) -> str:
        """The rule's page: summary line and four headings, Markdown."""
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]

    @property
    def is_credit(self) -> bool:
        """Whether its kept findings speak for a tenet (codes 51 to 99)."""
        return int(self.code[-2:]) > 50


def rule(
    code: str,
    *tenets: Tenet,
    weight: float = 1.0,
    unit: Unit = Unit.FILE,
    severity: Severity = Severity.WARNING,
    counts_kept: bool = False,
) -> Callable[[Check], Rule]:
    """Make a `Rule` of a check function; its name, page and folder are the rule's."""

    def make(check: Check) -> Rule:
        return Rule(code, tenets, check, weight, unit, severity, counts_kept)

    return make
