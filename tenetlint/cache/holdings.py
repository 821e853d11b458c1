"""What of ours lies in a cache folder: how many files of which kind, how large, how old; and its removal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from tenetlint.cache.folder import objection

_STORE = re.compile(r"store-\d+\.sqlite3(?:-journal|-wal|-shm)?")
_ANSWER = re.compile(r"[0-9a-f]{32}|new-\d+-\d+")


class Holding(NamedTuple):
    """One file of ours."""

    path: str
    is_answer: bool
    """A stored answer; else the facts that are kept by content."""
    size: int
    """Bytes."""
    changed: float
    """Seconds since 1970."""


def holdings(folder: str) -> tuple[Holding, ...]:
    """Our files in a cache folder that may be trusted, by path; nothing else is looked at."""
    found = [*_files(folder, _STORE, False), *_files(os.path.join(folder, "answers"), _ANSWER, True)]
    return tuple(sorted(found))


def remove(folder: str) -> tuple[Holding, ...]:
    """Take our files away, and the folders if nothing else is in them; what was taken."""
    taken = []
    for each in holdings(folder):
        with suppress(OSError):
            os.unlink(each.path)
            taken.append(each)
    for place in (os.path.join(folder, "answers"), folder):
        if objection(place) is None:
            with suppress(OSError):
                os.rmdir(place)
    return tuple(taken)


def _files(folder: str, names: re.Pattern[str], is_answer: bool) -> Iterator[Holding]:
    if objection(folder):
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for each in entries:
            if names.fullmatch(each.name) and each.is_file(follow_symlinks=False):
                about = each.stat(follow_symlinks=False)
                yield Holding(each.path, is_answer, about.st_size, about.st_mtime)
