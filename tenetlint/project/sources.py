"""Which listed paths are Python sources that may be read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenetlint.files import Unreadable, inside, read_head, size_words, why
from tenetlint.project.reading import SOURCE_LIMIT
from tenetlint.project.types import Unread

Candidate = tuple[str, int]
"""A path and the file's size in bytes."""

_SHEBANG = re.compile(rb"#![^\n]*\bpython[0-9.]*\b")
_PROGRAMS = re.compile(r"(?:s?bin|[^/]+\.data/scripts)/[^/]+")


def admit(
    root: Path, paths: Iterable[str], named: Iterable[str], scripts: Iterable[str]
) -> tuple[list[Candidate], list[Unread]]:
    """Split what looks like Python into what may be read and what may not; files that are gone are neither.

    `named` are paths that the user spelled out, `scripts` those that packaging declares. A link to a file that is
    listed itself is left out: it would be judged twice.
    """
    declared, listed = set(scripts), set(paths) | set(named)
    known: set[str] = set()
    taken: list[Candidate] = []
    refused: list[Unread] = []
    for path in sorted(listed):
        try:
            if _is_python(root, path, path in declared):
                taken += _sized(root, path, listed, known)
        except Unreadable as error:
            refused.append(Unread(path, error.reason))
    return taken, refused


def is_program(path: str, scripts: tuple[str, ...]) -> bool:
    """Whether a source without an extension is one that an installation puts on the PATH."""
    return not path.endswith(".py") and (path in scripts or _PROGRAMS.fullmatch(path) is not None)


def _is_python(root: Path, path: str, declared: bool) -> bool:
    """By its extension, else by its first line; a declared script without `#!` is Python as far as packaging knows."""
    name = path.rpartition("/")[2]
    if name.endswith(".py"):
        return True
    if "." in name.lstrip(".") and not declared:
        return False
    try:
        head = read_head(inside(root, path), 256)
    except Unreadable:
        return False
    return _SHEBANG.match(head) is not None or (declared and not head.startswith(b"#!") and b"\0" not in head)


def _sized(root: Path, path: str, listed: set[str], known: set[str]) -> Iterator[Candidate]:
    """The path and its size; nothing for what is gone, a folder or a second name. `known` folders lie inside."""
    try:
        about = os.lstat(f"{root}/{path}")
        if stat.S_ISLNK(about.st_mode):
            if _is_double(root, path, listed):
                return
            about = _behind(root, path)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise Unreadable(path, why(error)) from None
    if stat.S_ISDIR(about.st_mode):
        return
    _check_folders(root, path, known)
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable(path, "not a regular file")
    if about.st_size > SOURCE_LIMIT:
        raise Unreadable(path, f"larger than {size_words(SOURCE_LIMIT)}")
    yield path, about.st_size


def _check_folders(root: Path, path: str, known: set[str]) -> None:
    """That the folders around a path lie inside; one that is no link does where the one around it does."""
    if path.rpartition("/")[0] in known:
        return
    end = path.find("/")
    while end >= 0:
        folder = path[:end]
        if folder not in known:
            if os.path.islink(f"{root}/{folder}"):
                inside(root, folder)
            known.add(folder)
        end = path.find("/", end + 1)


def _is_double(root: Path, path: str, listed: set[str]) -> bool:
    target = inside(root, path)
    return target.is_file() and target.relative_to(root).as_posix() in listed


def _behind(root: Path, path: str) -> os.stat_result:
    try:
        return os.stat(os.path.join(root, path))
    except FileNotFoundError:
        raise Unreadable(path, "a link to nothing") from None
