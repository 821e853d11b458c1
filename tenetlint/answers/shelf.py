"""Where stored answers lie: written in one step, and swept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from tenetlint.cache.folder import make

MOST = 64 << 20
"""Bytes that answers may take; those stored last stay."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_STALE = 86_400
"""Seconds after which a half-written file belongs to nobody."""
_KEPT = 30 * _STALE
"""Seconds for which an answer is kept that nobody asks for again."""


def store(folder: str, name: str, data: bytes) -> None:
    """Replace an answer in one step; where nothing can be written nothing is."""
    with suppress(OSError):
        make(os.path.dirname(folder))
        make(folder)
        new = os.path.join(folder, f"new-{os.getpid()}-{time.time_ns()}")
        try:
            with os.fdopen(os.open(new, _NEW, 0o600), "wb") as file:
                file.write(data)
            os.replace(new, os.path.join(folder, name))
        except OSError:
            with suppress(OSError):
                os.unlink(new)
            raise
        sweep(folder, time.time())


def sweep(folder: str, now: float) -> None:
    """Remove what a killed run left behind, and answers that nobody has stored again for long or that are too many."""
    left = MOST
    with os.scandir(folder) as entries:
        files = [(each.stat(follow_symlinks=False), each) for each in _files(entries)]
    for about, each in sorted(files, key=lambda pair: -pair[0].st_mtime):
        age, left = now - about.st_mtime, left - about.st_size
        if left < 0 or age > (_STALE if each.name.startswith("new-") else _KEPT):
            with suppress(OSError):
                os.unlink(each.path)


def _files(entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    return (each for each in entries if each.is_file(follow_symlinks=False))
