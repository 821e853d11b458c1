"""LCOV tracefiles: `SF`, `DA`, `BRDA`, `end_of_record`; other records are skipped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from tenetlint.facts.coverage.raw import Budget, RawFile, flaw, is_line, number, shown


def read(path: Path, data: bytes) -> tuple[RawFile, ...]:
    """The files of a tracefile; a malformed record is a `UserError`."""
    return tuple(_records(path, data))


def _records(path: Path, data: bytes) -> Iterator[RawFile]:
    budget = Budget(path)
    record: _Record | None = None
    for raw in io.BytesIO(data):
        line = raw.decode("utf-8", "surrogateescape").strip()
        kind, _, rest = line.partition(":")
        if kind == "SF":
            if record is not None:
                raise flaw(path, f"`{shown(record.name)}` has no `end_of_record`")
            budget.spend(files=1)
            record = _Record(path, rest, budget)
        elif line == "end_of_record":
            if record is not None:
                yield record.file()
            record = None
        elif record is not None:
            record.take(kind, rest)
    if record is not None:
        raise flaw(path, f"it ends in the middle of `{shown(record.name)}`")


class _Record:
    """What stands between `SF` and `end_of_record`."""

    def __init__(self, path: Path, name: str, budget: Budget) -> None:
        self.path = path
        self.name = name
        self.budget = budget
        self.hits: dict[int, bool] = {}
        self.branches: dict[int, tuple[int, int]] = {}

    def take(self, kind: str, rest: str) -> None:
        """One line of the record."""
        if kind == "DA":
            line, _, count = rest.partition(",")
            self._line(line.strip(), count.partition(",")[0].strip())
        elif kind == "BRDA":
            self._branch(rest.partition(",")[0].strip(), rest.rpartition(",")[2].strip())

    def _line(self, line: str, hits: str) -> None:
        self.budget.spend(lines=1)
        at = self._number(line)
        run = self._number(hits) > 0
        if is_line(at):
            self.hits[at] = self.hits.get(at, False) or run

    def _branch(self, line: str, taken: str) -> None:
        self.budget.spend(lines=1)
        at = self._number(line)
        run = taken != "-" and self._number(taken) > 0
        if is_line(at):
            total, covered = self.branches.get(at, (0, 0))
            self.branches[at] = (total + 1, covered + run)

    def _number(self, text: str) -> int:
        """A count; a negative or huge one is as good as none, anything else malformed."""
        value = number(text)
        if value is not None:
            return value
        if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
            return 0
        raise flaw(self.path, f"`{shown(text)}` stands where a number should, in `{shown(self.name)}`")

    def file(self) -> RawFile:
        """The finished record."""
        executed = frozenset(line for line, run in self.hits.items() if run)
        branches = tuple((line, total, covered) for line, (total, covered) in sorted(self.branches.items()))
        return RawFile((self.name,), executed, frozenset(self.hits) - executed, frozenset(), branches)
