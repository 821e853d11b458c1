"""Dotted module names from the package layout."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MARK = "__init__.py"
_MOST = 200
"""Declared packages that are looked for without a mark."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which folders are packages, by their `__init__.py` or by declaration."""

    folders: frozenset[str]
    """Paths of package folders, relative to the root."""
    above: str
    """The dotted name of the root itself when it lies inside a package, else empty."""
    _tops: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)
    """By folder: the outermost package around its files; of those that were asked for."""

    @classmethod
    def of(cls, root: Path, paths: Iterable[str], declared: Iterable[str] = ()) -> Layout:
        """From the listed paths, the packages that the metadata declares, and what lies above the root."""
        paths = tuple(paths)
        marked = {os.path.dirname(path) for path in paths if path.endswith("/" + _MARK)}
        names = {name.replace(".", "/") for name in sorted(declared)[:_MOST]}
        there = {name for name in names if any(path.startswith(f"{name}/") for path in paths)}
        return cls(frozenset(marked | there), _dotted_above(root))

    def top(self, path: str) -> str | None:
        """The outermost package folder around `path`, or None."""
        around = path.rpartition("/")[0]
        if around not in self._tops:
            self._tops[around] = next((folder for folder in _above(path) if folder in self.folders), None)
        return self._tops[around]

    def module(self, path: str) -> str:
        """The dotted name that `path` is imported by."""
        if not path.endswith(".py"):
            return os.path.basename(path)
        top = "" if self.above else self.top(path)
        start = _start(path, top)
        parts = path[start : -len(".py")].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        return ".".join([*filter(None, [self.above]), *parts])


def _start(path: str, top: str | None) -> int:
    if top is None:
        return len("src/") if path.startswith("src/") else 0
    return top.rfind("/") + 1


def _above(path: str) -> Iterator[str]:
    """The folders around `path`, outermost first."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def _dotted_above(root: Path) -> str:
    names: list[str] = []
    folder = root
    while folder.name and os.path.lexists(folder / _MARK):
        names.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(names))
