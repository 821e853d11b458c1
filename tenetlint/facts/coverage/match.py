"""Which file of the project a path in a report means: exactly, else by the longest unique suffix."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tenetlint.facts.coverage.raw import MAX_PATH

Parts = tuple[str, ...]


class Fit(NamedTuple):
    """A project path that ends as a report's path does, wholly or with its own beginning left over."""

    common: int
    """How many parts of the two are the same, from the end."""
    prefix: tuple[Parts, Parts]
    """What is left over before them: of the report's path, and of the project's."""
    path: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """The project's paths, ready to be looked up."""

    roots: tuple[str, ...]
    """The project root as given and with links resolved."""
    known: frozenset[str]
    by_suffix: Mapping[Parts, tuple[Parts, ...]]
    """The known paths by each of their endings."""
    depth: int
    """Parts of the deepest known path."""

    @classmethod
    def of(cls, known: Iterable[str], root: Path) -> Matcher:
        """A matcher for paths relative to `root`."""
        paths = frozenset(known)
        by_suffix: dict[Parts, list[Parts]] = {}
        for parts in (tuple(path.split("/")) for path in sorted(paths)):
            for start in range(len(parts)):
                by_suffix.setdefault(parts[start:], []).append(parts)
        roots = dict.fromkeys(_plain(each).rstrip("/") for each in (os.path.abspath(root), os.path.realpath(root)))
        depth = max((len(parts) for parts in by_suffix), default=0)
        return cls(tuple(roots), paths, {ending: tuple(each) for ending, each in by_suffix.items()}, depth)

    def match(self, candidates: Sequence[Sequence[str]]) -> list[str | None]:
        """For each file of a report, under its candidate names, the project's path or None.

        A file that suits several by its own name follows the beginning that the other files of the report agree on.
        """
        found = [self._exact(names) for names in candidates]
        loose = {at: self._fits(names) for at, names in enumerate(candidates) if found[at] is None}
        agreed = _agreed(loose.values(), settled=any(found))
        for at, fits in loose.items():
            found[at] = _choose(fits, agreed)
        return found

    def _exact(self, names: Sequence[str]) -> str | None:
        """The one known path that the names give, absolute or relative to the root; the bare last name if no other."""
        for group in (names[:-1], names[-1:]):
            hits = {hit for name in group if (hit := self._inside(_plain(name))) in self.known}
            if hits:
                return hits.pop() if len(hits) == 1 else None
        return None

    def _inside(self, name: str) -> str:
        for root in self.roots:
            if name.startswith(root + "/"):
                return name[len(root) + 1 :]
        return name

    def _fits(self, names: Sequence[str]) -> list[Fit]:
        return [fit for name in names for fit in self._fits_one(tuple(filter(None, _plain(name).split("/"))))]

    def _fits_one(self, parts: Parts) -> Iterator[Fit]:
        for path in self.by_suffix.get(parts, ()):
            yield Fit(len(parts), ((), path[: -len(parts)]), "/".join(path))
        for common in range(min(len(parts) - 1, self.depth), 0, -1):
            if (ending := "/".join(parts[-common:])) in self.known:
                yield Fit(common, (parts[:-common], ()), ending)


def _longest(fits: Sequence[Fit]) -> list[Fit]:
    longest = max((fit.common for fit in fits), default=0)
    return [fit for fit in fits if fit.common == longest]


def _is_certain(best: Sequence[Fit]) -> bool:
    """One path only, and more of it than a bare file name."""
    return len({fit.path for fit in best}) == 1 and best[0].common > 1


def _choose(fits: Sequence[Fit], agreed: frozenset[tuple[Parts, Parts]]) -> str | None:
    """The longest fit if it is certain, else the one that starts as agreed."""
    best = _longest(fits)
    if _is_certain(best):
        return best[0].path
    likely = {fit.path for fit in fits if fit.prefix in agreed}
    return likely.pop() if len(likely) == 1 else None


def _agreed(loose: Iterable[Sequence[Fit]], settled: bool) -> frozenset[tuple[Parts, Parts]]:
    """The beginnings of certain fits; when nothing at all is certain, the one that suits most files."""
    certain: set[tuple[Parts, Parts]] = set()
    possible: Counter[tuple[Parts, Parts]] = Counter()
    for best in map(_longest, loose):
        possible.update({fit.prefix for fit in best})
        if _is_certain(best):
            certain.update(fit.prefix for fit in best)
    if certain or settled:
        return frozenset(certain)
    most = max(possible.values(), default=0)
    top = [prefix for prefix, count in possible.items() if count == most]
    return frozenset(top) if len(top) == 1 else frozenset()


def _plain(name: str) -> str:
    """A path with forward slashes and no `.`, `..` or doubled slashes; empty when it is absurdly long."""
    if len(name) > MAX_PATH:
        return ""
    slashed = name.strip() if "/" in name else name.strip().replace("\\", "/")
    return posixpath.normpath(slashed) if slashed else ""
