"""Released projects as plain folders: fetched with pip once, kept, and found again."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.demo import DEMO, DemoError, download, say, unpack

PAUSE = 10
"""Seconds before a download that failed is tried again."""


class Release(NamedTuple):
    """One pinned release, and the name that it goes by here."""

    name: str
    pin: str
    """As pip takes it, `nova==34.0.0`."""


def tree_of(release: Release, cache: Path = DEMO, trees: Path | None = None) -> Path:
    """The unpacked release: below `trees` where it lies there, else from `cache`, else by pip."""
    if trees is not None:
        tree = trees / release.name
        if not tree.is_dir():
            raise DemoError(f"no `{release.name}` in {trees}")
        return tree
    project, _, version = release.pin.partition("==")
    tree = cache / f"{project}-{version}"
    return tree if tree.is_dir() else _fetched(release.pin, tree, cache / "downloads" / project)


def _fetched(pin: str, tree: Path, into: Path) -> Path:
    say(f"fetching {pin}")
    try:
        archive = download(Path(sys.executable), pin, into)
    except DemoError as error:
        say(f"{error}; once more in {PAUSE} seconds")
        time.sleep(PAUSE)
        archive = download(Path(sys.executable), pin, into)
    return unpack(archive, tree)
