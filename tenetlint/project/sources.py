"""Which listed paths are Python sources that may be read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenetlint.files import Unreadable, read_head, size_words, why
from tenetlint.project.reading import SOURCE_LIMIT, inside
from tenetlint.project.types import Unread

Candidate = tuple[str, int]
"""A path and the file's size in bytes."""

_SHEBANG = re.compile(rb"#!.*\bpython[0-9.]*\b")


def admit(
    root: Path, paths: Iterable[str], scripts: Iterable[str], only: tuple[str, ...] = ()
) -> tuple[list[Candidate], list[Unread]]:
    """Split what looks like Python into what may be read and what may not; files that are gone are neither.

    A link to a file that is listed itself is left out: it would be judged twice.
    """
    names, listed = set(scripts), set(paths) | {path for path in only if (root / path).is_file()}
    taken: list[Candidate] = []
    refused: list[Unread] = []
    for path in sorted(listed):
        try:
            if _is_python(root, path, names, only) and not _is_double(root, path, listed):
                taken += _sized(root, path)
        except Unreadable as error:
            refused.append(Unread(path, error.reason))
    return taken, refused


def _is_python(root: Path, path: str, scripts: set[str], only: tuple[str, ...]) -> bool:
    name = path.rpartition("/")[2]
    if name.endswith(".py"):
        return True
    if "." in name and path not in scripts and path not in only:
        return False
    try:
        head = read_head(inside(root, path), 256)
    except Unreadable:
        return False
    return _speaks_python(head, path in scripts or path in only)


def _speaks_python(head: bytes, declared: bool) -> bool:
    """By its first line; a declared script without any is Python, as far as packaging knows."""
    if head.startswith(b"#!"):
        return _SHEBANG.match(head.partition(b"\n")[0]) is not None
    return declared and b"\0" not in head


def _is_double(root: Path, path: str, listed: set[str]) -> bool:
    full = root / path
    if not full.is_symlink():
        return False
    target = inside(root, path)
    return target.is_file() and target.relative_to(root).as_posix() in listed


def _sized(root: Path, path: str) -> Iterator[Candidate]:
    try:
        about = os.stat(root / path)
    except FileNotFoundError:
        if (root / path).is_symlink():
            raise Unreadable(path, "a link to nothing") from None
        return
    except (OSError, ValueError) as error:
        raise Unreadable(path, why(error)) from None
    if stat.S_ISDIR(about.st_mode):
        return
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable(path, "not a regular file")
    if about.st_size > SOURCE_LIMIT:
        raise Unreadable(path, f"larger than {size_words(SOURCE_LIMIT)}")
    inside(root, path)
    yield path, about.st_size
