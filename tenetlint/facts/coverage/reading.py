"""Coverage reports → one `Coverage`: each format told by its content, paths matched, several reports merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from tenetlint.errors import UserError
from tenetlint.facts.coverage import json, lcov, sqlite, xml
from tenetlint.facts.coverage.match import Matcher
from tenetlint.facts.coverage.model import Coverage, FileCoverage
from tenetlint.facts.coverage.raw import TEXT_LIMIT, RawFile, flaw, named, shown
from tenetlint.facts.coverage.statements import Statements
from tenetlint.files import Unreadable, read_bytes, read_head

_OLD = (b"!coverage.py:", b"\x80\x02", b"\x80\x03", b"\x80\x04")
"""How `.coverage` files begin that coverage.py wrote before 5.0: JSON behind a sentence, and pickles."""
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class SourceLike(Protocol):
    """A file of the project, for matching and for reports that hold only the lines that ran."""

    @property
    def path(self) -> str:
        """Relative to the project root, with forward slashes."""
        ...

    def statements(self) -> Statements | None:
        """Its statements, read when asked for; None when it cannot be parsed."""
        ...


def read_coverage(paths: Sequence[Path], known: Sequence[SourceLike], root: Path) -> Coverage:
    """All reports as one: a statement counts as run when any of them saw it run.

    Raises `UserError` for a report that cannot be read, or that speaks of no file in `known`.
    """
    matcher = Matcher.of((source.path for source in known), root)
    sources = {source.path: source for source in known}
    merge = _Merge(sources)
    for path in paths:
        _add(path, _read(path), matcher, merge)
    coverage = merge.result(paths)
    if not coverage.statements:
        names = ", ".join(f"`{named(path)}`" for path in paths[:3])
        raise UserError(f"coverage: no statement of the project is measured in {names}")
    return coverage


def _read(path: Path) -> tuple[RawFile, ...]:
    """The files of one report, in whatever format it is written."""
    try:
        head = read_head(path, 32)
        if head.startswith(sqlite.MAGIC):
            return sqlite.read(path, head)
        data = read_bytes(path, TEXT_LIMIT)
    except Unreadable as error:
        raise flaw(path, error.reason) from None
    if not data:
        raise flaw(path, "it is empty")
    if data.startswith(_OLD):
        raise flaw(path, "it was written by coverage.py before 5.0; its `coverage xml` report can be read")
    return _format(path, data)


def _format(path: Path, data: bytes) -> tuple[RawFile, ...]:
    start = data[:4096]
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip()
    if start.startswith(b"<"):
        return xml.read(path, data)
    if start.startswith(b"{"):
        return json.read(path, data)
    if start.startswith((b"TN:", b"SF:")) or b"\nSF:" in start:
        return lcov.read(path, data)
    raise flaw(path, "it is neither a `.coverage` file nor a report in XML, JSON or LCOV")


def _add(path: Path, files: Sequence[RawFile], matcher: Matcher, merge: _Merge) -> None:
    """Match one report's files and merge them in; a report that matches nothing is about something else."""
    if not files:
        raise flaw(path, "it measures no file at all")
    found = matcher.match([file.names for file in files])
    if not any(found):
        theirs, ours = shown(files[0].names[0]), shown(min(matcher.known, default="(none)"))
        raise flaw(path, f"none of its paths is a file of the project: it has `{theirs}`, the project `{ours}`")
    for file, target in zip(files, found, strict=True):
        if target is None:
            merge.unmatched.add(shown(file.names[0], 200))
        else:
            merge.add(target, file)


class _Merge:
    """What all reports say, path by path."""

    def __init__(self, sources: Mapping[str, SourceLike]) -> None:
        self.sources = sources
        self.read: dict[str, Statements | None] = {}
        self.executed: dict[str, set[int]] = {}
        self.statements: dict[str, set[int]] = {}
        self.excluded: dict[str, set[int]] = {}
        self.branches: dict[str, dict[int, tuple[int, int]]] = {}
        self.unmatched: set[str] = set()
        self.undecided: set[str] = set()

    def add(self, path: str, file: RawFile) -> None:
        """One report's word on one file."""
        executed, missing, excluded = file.executed, file.missing, file.excluded
        if missing is None:
            source = self._source(path)
            if source is None:
                self.undecided.add(path)
                return
            executed = source.first_lines(executed) & source.lines
            missing, excluded = source.lines - executed, source.excluded
        self.executed.setdefault(path, set()).update(executed)
        self.statements.setdefault(path, set()).update(executed, missing)
        self.excluded.setdefault(path, set()).update(excluded)
        self._branches(path, file.branches)

    def _source(self, path: str) -> Statements | None:
        if path not in self.read:
            self.read[path] = self.sources[path].statements()
        return self.read[path]

    def _branches(self, path: str, branches: Iterable[tuple[int, int, int]]) -> None:
        """The most that any one report saw taken of a line's branches: which ones is not told by all formats."""
        mine = self.branches.setdefault(path, {})
        for line, total, taken in branches:
            before = mine.get(line, (0, 0))
            mine[line] = (max(total, before[0]), max(taken, before[1]))

    def result(self, paths: Sequence[Path]) -> Coverage:
        """Everything, by path."""
        files = tuple(self._file(path) for path in sorted(self.statements))
        names = tuple(str(path) for path in paths)
        undecided = tuple(sorted(self.undecided - set(self.statements)))
        return Coverage(files, names, tuple(sorted(self.unmatched)), undecided)

    def _file(self, path: str) -> FileCoverage:
        statements = frozenset(self.statements[path])
        excluded = frozenset(self.excluded[path]) - statements
        branches = self.branches[path].values()
        total, taken = sum(each[0] for each in branches), sum(each[1] for each in branches)
        missing = statements - self.executed[path]
        return FileCoverage(path, statements, missing, total, total - taken, excluded)
