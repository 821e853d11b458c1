"""Precision and recall of the database census against hand-checked rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypedDict

TRUTH = Path(__file__).parent / "truth"
SAME_KIND = {"local-sqlite": "local"}
"""What the truth calls a kind, and what the census calls it."""


class Paths(TypedDict):
    """Which files were read completely, as patterns in which `**` crosses folders."""

    include: list[str]
    exclude: list[str]


class Place(NamedTuple):
    """Where a row stands."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The result for one kind of row."""

    kind: str
    right: int
    missed: tuple[Place, ...]
    false: tuple[Place, ...]

    @property
    def precision(self) -> float | None:
        """Right of reported, or None when nothing was reported."""
        reported = self.right + len(self.false)
        return self.right / reported if reported else None

    @property
    def recall(self) -> float | None:
        """Right of true, or None when nothing is true."""
        true = self.right + len(self.missed)
        return self.right / true if true else None


def load_truth(name: str, additions: bool = True) -> tuple[list[dict[str, object]], dict[str, object]]:
    """The rows and the scope of one truth file, such as `db-nova`; `additions` are rows that its reader overlooked."""
    rows = _rows(f"{name}.jsonl")
    if additions:
        rows += [row for row in _rows("db-additions.jsonl") if row["truth"] == name]
    scopes = json.loads((TRUTH / "db-scopes.json").read_text(encoding="utf-8"))
    return rows, scopes[name]


def _rows(file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (TRUTH / file).read_text(encoding="utf-8").splitlines()]


def score_database(
    rows: Iterable[Mapping[str, object]], truth: Iterable[Mapping[str, object]], scope: Mapping[str, object]
) -> tuple[Measured, ...]:
    """One result per kind of the scope: rows of the census against rows of the truth, by path, line and number."""
    found, true = list(rows), list(truth)
    optional = re.compile(str(scope["optional"]))
    return tuple(_score(kind, found, true, paths, optional) for kind, paths in _kinds(scope))


def _kinds(scope: Mapping[str, object]) -> Iterator[tuple[str, Paths]]:
    for kind, paths in scope.items():
        if isinstance(paths, dict):
            yield kind, Paths(include=paths["include"], exclude=paths["exclude"])


def _score(
    kind: str,
    rows: list[Mapping[str, object]],
    truth: list[Mapping[str, object]],
    paths: Paths,
    optional: re.Pattern[str],
) -> Measured:
    inside = _matcher(paths)
    found = Counter(_place(row) for row in rows if row["kind"] == kind and inside(str(row["path"])))
    true = [row for row in truth if _kind(row) == kind and inside(str(row["path"]))]
    needed = Counter(_place(row) for row in true if not optional.search(str(row["symbol"])))
    allowed = Counter(_place(row) for row in true if optional.search(str(row["symbol"])))
    missed = needed - found
    return Measured(
        kind,
        needed.total() - missed.total(),
        tuple(sorted(missed.elements())),
        tuple(sorted((found - needed - allowed).elements())),
    )


def _kind(row: Mapping[str, object]) -> str:
    return SAME_KIND.get(str(row["kind"]), str(row["kind"]))


def _place(row: Mapping[str, object]) -> Place:
    return Place(str(row["path"]), int(str(row["line"])))


def _matcher(paths: Paths) -> Callable[[str], bool]:
    """Whether a path lies in a scope."""
    include = [_pattern(each) for each in paths["include"]]
    exclude = [_pattern(each) for each in paths["exclude"]]
    return lambda path: _any(include, path) and not _any(exclude, path)


def _any(patterns: list[re.Pattern[str]], path: str) -> bool:
    return any(each.fullmatch(path) for each in patterns)


def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/?|\*)", glob)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts))


def table(name: str, results: Iterable[Measured]) -> str:
    """The results as lines of text, with the places that were missed or false."""
    lines = []
    for each in results:
        precision = "-" if each.precision is None else f"{each.precision:.4f}"
        recall = "-" if each.recall is None else f"{each.recall:.4f}"
        lines.append(
            f"{name:12} {each.kind:12} right {each.right:4} missed {len(each.missed):3} false {len(each.false):3}"
            f"  precision {precision} recall {recall}"
        )
        lines += [f"  missed {place.path}:{place.line}" for place in each.missed]
        lines += [f"  false  {place.path}:{place.line}" for place in each.false]
    return "\n".join(lines)
