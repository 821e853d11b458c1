"""A look at a repository before git is asked: what git would wait at for ever is no repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

_READ = (
    "HEAD", "commondir", "config", "config.worktree", "index", "packed-refs", "shallow", "info/attributes",
    "info/exclude", "info/grafts", "info/sparse-checkout", "objects/info/alternates",
)  # fmt: skip
"""Files that most questions are answered from."""
_MOST = 5000
"""References and folders of references that are looked at."""


def repository(root: Path) -> Path | None:
    """The nearest `.git` in a folder or above it, whatever it is."""
    return next((folder / ".git" for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), None)


def is_trap(root: Path) -> bool:
    """Whether something is no plain file that git would read in the repository around `root`: a pipe, a device."""
    home = repository(root)
    if home is None:
        return False
    references = islice(_below(os.path.join(home, "refs")), _MOST)
    read = (os.path.join(home, name) for name in _READ)
    return any(map(_is_odd, (os.fspath(home), *read, *references)))


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
