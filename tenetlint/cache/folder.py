"""Where what is computed once is kept: a folder of the user's own. Imports next to nothing: every run asks."""

from __future__ import annotations

import os
import stat
import sys

TICK = 20_000_000
"""Nanoseconds: a file changed so shortly before, or since, may change again without another time stamp."""

def wanted(arguments: list[str]) -> str | None:
    """The folder that the command line or the environment asks for, else the usual one; None when none is wanted."""
    if "--no-cache" in arguments or os.environ.get("TENETLINT_NO_CACHE"):
        return None
    for place, word in enumerate(arguments):
        if word.startswith("--cache-dir="):
            return word.partition("=")[2] or None
        if word == "--cache-dir":
            return arguments[place + 1] if place + 1 < len(arguments) else None
    return os.environ.get("TENETLINT_CACHE_DIR") or usual()


def usual() -> str | None:
    """`tenetlint` in the user's cache folder; None where there is no home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        base = os.path.join(home, ".cache")
    return os.path.join(base, "tenetlint") if os.path.isabs(base) else None


def objection(folder: str) -> str | None:
    """Why a folder that is there must not be trusted, in words; None when it may, or when it is not there."""
    try:
        about = os.lstat(folder)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return "it cannot be looked at"
    if stat.S_ISLNK(about.st_mode):
        return "it is a link"
    if not stat.S_ISDIR(about.st_mode):
        return "it is no folder"
    if hasattr(os, "geteuid") and about.st_uid != os.geteuid():
        return "it belongs to another user"
    if os.name == "posix" and about.st_mode & 0o022:
        return "others may write to it"
    return None


def make(folder: str) -> None:
    """Create a folder that only its user may write to, whatever the umask; raises an OSError."""
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        return


def lies_in(folder: str, tree: str) -> bool:
    """Whether a folder lies in a tree, links followed."""
    inner, outer = os.path.realpath(folder), os.path.realpath(tree)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def in_ci() -> bool:
    """Whether a CI system runs this: what lies in the tree may come with the change under review."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


def signature(path: str) -> str:
    """What changes when a file, folder or link does, as a word; `-` when it is not there or cannot be asked."""
    try:
        about = os.lstat(path)
    except (OSError, ValueError):
        return "-"
    return f"{about.st_mtime_ns}.{about.st_ctime_ns}.{about.st_size}.{about.st_ino}.{about.st_mode}"


def is_fresh(mark: str, started: int) -> bool:
    """Whether something changed so lately that its time stamp does not tell it from what was read."""
    return mark != "-" and max(int(each) for each in mark.split(".")[:2]) >= started - TICK


def is_plain(mark: str) -> bool:
    """Whether a signature is that of a plain file."""
    return mark != "-" and stat.S_ISREG(int(mark.rpartition(".")[2]))


def home() -> str:
    """The folder of the tool."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def tool() -> str:
    """The interpreter that runs this, in words."""
    return f"{sys.version} {sys.executable} {sys.platform}"
