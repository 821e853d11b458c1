"""One frozen value, from which each format is a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.engine import Judged, Outcome
from tenetlint.scoring import Score, Standing
from tenetlint.tenets import Tenet
from tenetlint.units import Place, Side, Term

if TYPE_CHECKING:
    from tenetlint.project import Unread


class CoverageInfo(NamedTuple):
    """What the coverage report said, and what it was told not to look at."""

    sources: tuple[str, ...]
    """The reports, as they were given."""
    percent: float
    """Of statements, 0 to 100."""
    branch_percent: float | None
    pragmas: int
    """Lines that a `no cover` comment takes out of the measurement."""
    patterns: tuple[str, ...]
    """The project's own patterns that take lines out of it."""
    unmatched: int
    """Files of the report that the project does not have."""


class PutAside(NamedTuple):
    """A finding that the project accepts, and why."""

    code: str
    judged: Judged
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The scorecard of one project."""

    project: str
    version: str
    """The tool's."""
    scores: tuple[Score, ...]
    robustness: Mapping[Tenet, float | None]
    outcomes: tuple[Outcome, ...]
    files_read: int = 0
    unread: tuple[Unread, ...] = ()
    unread_code: int = 0
    """How many of them should have been judged (production code, packaging metadata)."""
    coverage: CoverageInfo | None = None
    undecided_sends: int = 0
    """Calls that look like RPC, and nobody can tell: counted neither way."""
    put_aside: tuple[PutAside, ...] = ()
    whole: Mapping[Tenet, float | None] = field(default_factory=dict)
    """The scores as they are with nothing put aside; empty where nothing is."""

    def score(self, tenet: Tenet) -> Score:
        """One of the eight."""
        return self.scores[tenet - 1]

    @property
    def crashed(self) -> tuple[Outcome, ...]:
        """Rules that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.crash)


class Strongest(NamedTuple):
    """One line of evidence: the largest place of a term."""

    term: Term
    place: Place


def strongest(score: Score, most: int = 3) -> tuple[Strongest, ...]:
    """The largest place of each of the largest terms that speak for the verdict: credits where it is upheld."""
    side = Side.CREDIT if score.verdict is Standing.UPHELD else Side.BREACH
    told = [term for term in score.terms if term.side is side and term.units > 0]
    return tuple(Strongest(term, term.places[0]) for term in told[:most])
