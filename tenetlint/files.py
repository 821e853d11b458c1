"""Open files that nobody vouches for: regular files only, never blocking, never more than a limit."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0)
_REASONS = {
    errno.ENOENT: "it does not exist",
    errno.ENOTDIR: "it does not exist",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ELOOP: "a loop of links",
    errno.ENAMETOOLONG: "its path is too long",
    errno.EISDIR: "it is a folder",
    errno.ENXIO: "not a regular file",
}


class Unreadable(Exception):  # noqa: N818 - it is what is said of the file
    """A file could not be read: which, and why in a few words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def why(error: OSError | ValueError) -> str:
    """The reason behind an error of the file system, in words that do not depend on the platform's language."""
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, "it cannot be opened")
    return "its name is not one that the file system knows"


def inside(root: Path, path: str, folders: dict[str, str] | None = None) -> Path:
    """The real place of `path`, which must not lead out of `root` (a resolved folder).

    `folders` remembers the real places of folders below `root` for whoever asks for many files at about one time.
    """
    try:
        place = os.path.join(root, path)
        real = os.path.realpath(place) if folders is None else _by_folder(place, folders)
    except (OSError, ValueError):
        raise Unreadable(path, "its name is not one that the file system knows") from None
    home = os.fspath(root)
    if real != home and not real.startswith(os.path.join(home, "")):
        raise Unreadable(path, "it leads out of the project")
    return Path(real)


def _by_folder(place: str, folders: dict[str, str]) -> str:
    """The real place of a file by that of its folder, which is looked up once."""
    folder, name = os.path.split(place)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    place = os.path.join(folders[folder], name)
    return os.path.realpath(place) if name in ("", ".", "..") or os.path.islink(place) else place


def read_bytes(path: Path, limit: int) -> bytes:
    """All of a regular file of at most `limit` bytes; anything else raises `Unreadable`."""
    data = _read(path, limit + 1)
    if len(data) > limit:
        raise Unreadable(os.fspath(path), f"larger than {size_words(limit)}")
    return data


def read_head(path: Path, count: int) -> bytes:
    """The first `count` bytes of a regular file; anything else raises `Unreadable`."""
    return _read(path, count)


def _read(path: Path, count: int) -> bytes:
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise Unreadable(os.fspath(path), why(error)) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            folder = stat.S_ISDIR(found.st_mode)
            raise Unreadable(os.fspath(path), "it is a folder" if folder else "not a regular file")
        return _up_to(descriptor, count, found.st_size + 1, path)
    finally:
        os.close(descriptor)


def _up_to(descriptor: int, count: int, portion: int, path: Path) -> bytes:
    """A growing file ends at `count`; one `read` gives a `portion` at most, and may return less than was asked for."""
    parts: list[bytes] = []
    try:
        while count > 0 and (part := os.read(descriptor, min(count, portion))):
            parts.append(part)
            count -= len(part)
    except OSError as error:
        raise Unreadable(os.fspath(path), why(error)) from None
    return b"".join(parts)


def size_words(size: int) -> str:
    """`2 MiB`, `256 KiB`, `100 bytes`."""
    for unit, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size} bytes"


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """The name that git gives these bytes as a blob, in a repository of SHA-1 (or of `sha256`)."""
    header = b"blob %d\0" % len(data)
    return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()
