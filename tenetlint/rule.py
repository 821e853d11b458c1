"""What a rule is: a pure function from facts to findings, and how much its word counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.model import Finding
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.facts import Facts

Check = Callable[["Facts"], Iterator[Finding]]


class Unit(StrEnum):
    """How the findings of one rule add up."""

    FILE = "file"
    """1 + log2(n), at most 5, for the n findings of one file: 73 transactions in one module are one decision."""
    PACKAGE = "package"
    """The same, for the n findings of one folder."""
    SITE = "site"
    """Each finding counts once (RPC sends, components)."""
    SHARE = "share"
    """The share of broken among all that was looked at, times the weight."""
    FACT = "fact"
    """A limiting fact of tenet 2, whose score is the share of them that is optional."""
    STATEMENT = "statement"
    """The finding's weight is a number of statements, run (kept) or not (broken): the score of tenet 8."""
    NONE = "none"
    """Shown, never scored."""


UNITS = {
    Unit.FILE: "weight x precision x tier x (1 + log2 n, at most 5) for the n findings of a file",
    Unit.PACKAGE: "weight x precision x tier x (1 + log2 n, at most 5) for the n findings of a folder",
    Unit.SITE: "weight for each finding",
    Unit.SHARE: "weight x the share of broken among all that was looked at",
    Unit.FACT: "one limiting fact each: 1 required, less when mitigated, 0 optional",
    Unit.STATEMENT: "statements",
    Unit.NONE: "not counted",
}
"""How the findings of a unit add up, in words."""


class Severity(StrEnum):
    """How loudly a gate speaks of a broken finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Ease(NamedTuple):
    """What halves a breach: another rule keeps the tenet in at least so many files."""

    code: str
    files: int


class Count(NamedTuple):
    """How the findings of one rule enter the score of one tenet."""

    tenet: Tenet
    breach: Unit
    """How broken and optional findings add up against it."""
    credit: Unit
    """How kept findings add up for it."""
    weight: float
    """Units that one counted breach is worth, before precision and tier (points off, in tenet 8)."""
    credit_weight: float
    """The same for one counted credit."""
    limit: float | None = None
    """The most that all breaches together may take (tenet 8)."""
    ease: Ease | None = None


def against(
    tenet: Tenet, unit: Unit, weight: float = 1.0, *, limit: float | None = None, ease: Ease | None = None
) -> Count:
    """Broken findings speak against `tenet`, kept ones say nothing."""
    return Count(tenet, unit, Unit.NONE, weight, 0.0, limit, ease)


def balance(
    tenet: Tenet, breach: Unit, weight: float, credit: Unit, credit_weight: float, ease: Ease | None = None
) -> Count:
    """Broken findings speak against `tenet`, kept ones for it."""
    return Count(tenet, breach, credit, weight, credit_weight, None, ease)


class Rule(NamedTuple):
    """One rule of the catalogue."""

    code: str
    """`TNT` + tenet + two digits; 01 to 49 breaches, 51 to 99 credits."""
    tenets: tuple[Tenet, ...]
    """The tenets that it speaks of; the first is its home."""
    check: Check
    severity: Severity
    counts: tuple[Count, ...]
    """How it enters the scores, one for each of its tenets."""
    of_change: bool = False
    """It speaks of a change under review, and says nothing where none is given."""
    file_local: bool = False
    """Its breaches in a file follow from that file alone, so an editor or flake8 can ask it of one file."""

    @property
    def name(self) -> str:
        """`rpc-per-item` for the function `rpc_per_item`: the file's name with dashes."""
        return self.check.__name__.replace("_", "-")

    @property
    def folder(self) -> str:
        """`t1_scale/rpc_per_item`: where its fixtures lie below `fixtures/`, as its module does below `rules/`."""
        return "/".join(self.check.__module__.split(".")[-2:])

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
        return is_credit(self.code)


def is_credit(code: str) -> bool:
    """Whether a code is a credit's (51 to 99) and not a breach's."""
    return int(code[-2:]) > 50


def rule(
    code: str,
    *tenets: Tenet,
    weight: float = 1.0,
    unit: Unit = Unit.FILE,
    severity: Severity = Severity.WARNING,
    counts_kept: bool = False,
    counts: tuple[Count, ...] = (),
    of_change: bool = False,
    file_local: bool = False,
) -> Callable[[Check], Rule]:
    """Make a `Rule` of a check function; its name, page and folder are the rule's.

    It counts alike in all its tenets: breaches against them, a credit rule's kept findings for them, and with
    `counts_kept` the kept findings of a breach rule too (a cast keeps what a call breaks). `counts` says otherwise.
    """
    breach = Unit.NONE if is_credit(code) else unit
    credit = unit if is_credit(code) or counts_kept else Unit.NONE

    def make(check: Check) -> Rule:
        alike = tuple(Count(tenet, breach, credit, weight, weight) for tenet in tenets)
        return Rule(code, tenets, check, severity, counts or alike, of_change, file_local)

    return make
