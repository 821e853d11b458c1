"""Where the user points: a folder, one file, or some files of a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tenetlint.errors import UserError, nearest

_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


class Place(NamedTuple):
    """A resolved folder, and the paths in it that were asked for (none: all)."""

    root: Path
    only: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Those of `only` that are no folders: named one by one, so ignored ones count too."""
        return tuple(path for path in self.only if not (self.root / path).is_dir())


def locate(root: Path, only: Sequence[str]) -> Place:
    """Check what the user named; a file stands for itself within the project around it."""
    real = _existing(root)
    if real.is_dir():
        return Place(real, tuple(sorted({_within(real, name) for name in only})))
    home = next((folder for folder in real.parents if _is_home(folder)), real.parent)
    return Place(home, (real.relative_to(home).as_posix(),))


def around(paths: Sequence[Path]) -> Place:
    """The project around what the user named, and the paths in it (none: all of it).

    A folder that is a project by itself is meant as one. Else the folder one stands in counts when it is a project and
    holds everything, else the innermost project around all paths, else what they have in common.
    """
    places = [_placed(path) for path in paths or (Path(),)]
    here = Path.cwd().resolve()
    first = places[0]
    if len(places) == 1 and first.is_dir() and _is_home(first):
        return Place(first, ())
    if not (_is_home(here) and all(place.is_relative_to(here) for place in places)):
        common = Path(os.path.commonpath(places))
        folder = common if common.is_dir() else common.parent
        here = next((each for each in (folder, *folder.parents) if _is_home(each)), folder)
    names = {place.relative_to(here).as_posix() for place in places}
    return Place(here, () if "." in names else tuple(sorted(names)))


def _placed(path: Path) -> Path:
    """Where a path lies; a link stands for itself."""
    real = _existing(path)
    try:
        return Path(os.path.realpath(path.parent)) / path.name if path.is_symlink() and not real.is_dir() else real
    except OSError:
        return real


def subset(paths: tuple[str, ...], only: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that `only` names, as files or by a folder; all when it names nothing."""
    if not only or "." in only:
        return paths
    folders = tuple(f"{path}/" for path in only)
    return tuple(path for path in paths if path in only or path.startswith(folders))


def _existing(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        raise UserError(f"{path}: no such file or folder{_neighbour(path)}") from None


def _neighbour(path: Path) -> str:
    try:
        return nearest(path.name, sorted(os.listdir(path.parent)))
    except (OSError, ValueError):
        return ""


def _within(root: Path, name: str) -> str:
    """A path relative to `root` from a path that is absolute or relative to `root`."""
    path = Path(os.path.normpath(root / name))
    path = path if path.is_relative_to(root) else _existing(path)
    if not path.is_relative_to(root):
        raise UserError(f"{name}: outside of {root}")
    if not os.path.lexists(path):
        raise UserError(f"{name}: no such file or folder in {root}{_neighbour(path)}")
    return path.relative_to(root).as_posix()


def _is_home(folder: Path) -> bool:
    return any(os.path.lexists(folder / mark) for mark in _MARKS)
