"""What the tests run, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One measured file of the project."""

    path: str
    """Relative to the project root, with forward slashes."""
    statements: frozenset[int]
    """The first lines of its statements, without the excluded ones."""
    missing: frozenset[int]
    """Those that no test runs."""
    branches: int = 0
    """Ways out of its conditional lines; 0 when the report does not tell."""
    branches_missed: int = 0
    """Those never taken."""
    excluded: frozenset[int] = frozenset()
    """Lines that a comment or pattern takes out of the measurement, where the report or the source tells."""

    @property
    def covered(self) -> int:
        """How many of its statements some test runs."""
        return len(self.statements) - len(self.missing)


@dataclass(frozen=True)
class Coverage:
    """One measurement: all reports together. Shares are recomputed from lines; totals in reports are not believed."""

    files: tuple[FileCoverage, ...]
    """By path."""
    sources: tuple[str, ...] = ()
    """The report files."""
    unmatched: tuple[str, ...] = ()
    """Paths in the reports that are no file of the project, or that could be several."""
    undecided: tuple[str, ...] = ()
    """Files of the project that were measured, but whose statements are unknown because they cannot be parsed."""
    exclude: tuple[str, ...] = ()
    """The project's own patterns that take lines out of the measurement."""
    pragmas: int = 0
    """Lines of measured files with a `no cover` comment."""

    @cached_property
    def _by_path(self) -> dict[str, FileCoverage]:
        return {file.path: file for file in self.files}

    def __contains__(self, path: object) -> bool:
        return path in self._by_path

    @property
    def statements(self) -> int:
        """All statements."""
        return sum(len(file.statements) for file in self.files)

    @property
    def missing(self) -> int:
        """Those that no test runs."""
        return sum(len(file.missing) for file in self.files)

    @property
    def line_rate(self) -> float:
        """The share of statements that tests run, 0 to 1 (1 when there is none)."""
        return 1 - self.missing / self.statements if self.statements else 1.0

    @property
    def branch_rate(self) -> float | None:
        """The share of branches that tests take, 0 to 1; None when no report tells."""
        total = sum(file.branches for file in self.files)
        return 1 - sum(file.branches_missed for file in self.files) / total if total else None

    @property
    def percent(self) -> float:
        """The line rate, 0 to 100."""
        return 100 * self.line_rate

    @property
    def excluded(self) -> int:
        """Lines taken out of the measurement, as far as the reports tell."""
        return sum(len(file.excluded) for file in self.files)

    def uncovered(self, path: str) -> frozenset[int]:
        """The statements of a file that no test runs; none for a file that was not measured."""
        file = self._by_path.get(path)
        return file.missing if file else frozenset()
