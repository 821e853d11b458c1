"""A look at a repository before git is asked: where it lies, and whether git would wait at it for ever."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from tenetlint.files import Unreadable, read_head

READ = (
    "HEAD", "commondir", "config", "config.worktree", "index", "packed-refs", "shallow", "info/attributes",
    "info/exclude", "info/grafts", "info/sparse-checkout", "objects/info/alternates",
)  # fmt: skip
"""Files that most questions are answered from."""
_LONGEST = 4096
"""Bytes of a path."""
_MOST = 5000
"""References and folders of references that are looked at."""


def repository(root: Path) -> Path | None:
    """The nearest `.git` in a folder or above it, whatever it is."""
    return next((folder / ".git" for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), None)


def homes(place: Path) -> tuple[str, ...]:
    """The folders that hold the repository behind a `.git`; none where it leads nowhere.

    That of a linked work tree or of a submodule is a file that names another folder, and that may name the one whose
    references and settings it shares.
    """
    if place.is_dir():
        return (os.fspath(place),)
    named = _named(place, b"gitdir: ")
    if not named:
        return ()
    shared = _named(Path(named, "commondir"), b"")
    return (named, shared) if shared else (named,)


def _named(file: Path, before: bytes) -> str:
    """The folder that the one line of a file names behind some word; nothing where there is none."""
    with suppress(Unreadable, ValueError, OSError):
        line = read_head(file, _LONGEST).rstrip(b"\r\n")
        named = os.path.normpath(os.path.join(file.parent, os.fsdecode(line.removeprefix(before))))
        if line.startswith(before) and line != before and os.path.isdir(named):
            return named
    return ""


def is_trap(root: Path) -> bool:
    """Whether something is no plain file that git would read in the repository around `root`: a pipe, a device."""
    place = repository(root)
    return place is not None and (_is_odd(os.fspath(place)) or any(map(_holds_trap, homes(place))))


def _holds_trap(home: str) -> bool:
    references = islice(_below(os.path.join(home, "refs")), _MOST)
    return any(map(_is_odd, (*(os.path.join(home, name) for name in READ), *references)))


def _is_odd(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _below(folder: str) -> Iterator[str]:
    """All files below a folder, and the folders too; no link is followed."""
    stack = [folder]
    while stack:
        at = stack.pop()
        with suppress(OSError), os.scandir(at) as entries:
            for entry in entries:
                yield entry.path
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
