"""Where coverage reports usually lie."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tenetlint.facts.coverage.sqlite import MAGIC
from tenetlint.files import Unreadable, read_head

USUAL = (
    "coverage.xml",
    "cover/coverage.xml",
    "reports/coverage.xml",
    "build/coverage.xml",
    "coverage.json",
    "cover/coverage.json",
    "coverage.lcov",
    "lcov.info",
    "cover/coverage.lcov",
    "coverage/lcov.info",
    ".coverage",
    "cover/.coverage",
)
"""In this order: reports made where the tests ran know the statements best."""
MOST = 1000
"""Parallel data files that are taken together."""


def find_coverage(root: Path) -> tuple[Path, ...]:
    """The first report in a usual place below `root`, else all parallel `.coverage.*` data files, else nothing."""
    for name in USUAL:
        if _is_plain(path := root / name):
            return (path,)
    return tuple(_parallel(root))[:MOST]


def _parallel(root: Path) -> list[Path]:
    try:
        names = sorted(os.listdir(root))
    except OSError:
        return []
    return [root / name for name in names if name.startswith(".coverage.") and _is_data(root / name)]


def _is_data(path: Path) -> bool:
    try:
        return _is_plain(path) and read_head(path, len(MAGIC)) == MAGIC
    except Unreadable:
        return False


def _is_plain(path: Path) -> bool:
    """A regular file, not a link: nobody has asked for where a link of the tree leads."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False
