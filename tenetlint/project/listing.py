"""Which files a project has: what git says in a work tree, else a walk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tenetlint.errors import UserError
from tenetlint.files import why
from tenetlint.gitfolder import repository
from tenetlint.project.ignore import Ignore, ignored, read_ignore
from tenetlint.project.types import Unread

_SKIPPED = re.compile(r"\..*|node_modules|__pycache__|.*\.(?:egg|egg-info|dist-info)")
_LONGEST = 4096
"""Characters of a path; an index of git may claim more."""
_BUILT = frozenset({"build", "dist"})


class Listing(NamedTuple):
    """Paths relative to the root, sorted, and the places that could not be looked into."""

    paths: tuple[str, ...]
    unread: tuple[Unread, ...]


def list_files(root: Path, use_git: bool | None) -> Listing:
    """All files under `root` (a resolved folder). `use_git`: True must, False must not, None if it can."""
    if use_git is not False:
        found = _by_git(root)
        if found is not None:
            return found
        if use_git:
            raise UserError(f"{root}: not in a work tree that git can list")
    return _by_walk(root)


def _by_git(root: Path) -> Listing | None:
    """None when git cannot tell, or when the whole folder is ignored by a repository around it."""
    if repository(root) is None:
        return None
    from tenetlint.git import Git, GitError

    git = Git.find(root)
    if git is None:
        return None
    try:
        paths, missing = git.files(), git.missing()
    except GitError:
        return None
    if not any(path.endswith(".py") for path in paths):
        return None
    long = [Unread(f"{path[:200]}...", "its path is too long") for path in paths if len(path) > _LONGEST]
    sparse = [path for path in missing if path.endswith(".py") and not os.path.lexists(root / path)]
    left_out = [Unread(path, "left out by a sparse checkout") for path in sparse]
    return Listing(tuple(path for path in paths if len(path) <= _LONGEST), tuple(sorted(long + left_out)))


def _by_walk(root: Path) -> Listing:
    paths: list[str] = []
    unread: list[Unread] = []
    stack: list[tuple[str, tuple[Ignore, ...]]] = [("", ())]
    while stack:
        base, rules = stack.pop()
        try:
            entries = _entries(f"{root}/{base}")
        except (OSError, ValueError) as error:
            unread.append(Unread(base.rstrip("/") or ".", why(error)))
            continue
        names = {entry.name for entry in entries}
        if base and _is_environment(root / base, names):
            continue
        if ".gitignore" in names:
            rules, complaint = _with_ignore(root, base, rules)
            unread += complaint
        for path, is_folder in _kept(entries, base, rules):
            if is_folder:
                stack.append((path + "/", rules))
            else:
                paths.append(path)
    return Listing(tuple(sorted(paths)), tuple(sorted(unread)))


def _is_environment(folder: Path, names: set[str]) -> bool:
    """Whether other projects are installed here."""
    return "pyvenv.cfg" in names or ({"bin", "lib", "include"} <= names and (folder / "bin/activate").is_file())


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _with_ignore(root: Path, base: str, rules: tuple[Ignore, ...]) -> tuple[tuple[Ignore, ...], list[Unread]]:
    ignore, reason = read_ignore(root, base, sum(len(rule.patterns) for rule in rules))
    complaint = [Unread(base + ".gitignore", reason)] if reason else []
    return ((*rules, ignore) if ignore else rules), complaint


def _kept(entries: list[os.DirEntry[str]], base: str, rules: tuple[Ignore, ...]) -> Iterator[tuple[str, bool]]:
    """Paths that are neither skipped by name nor ignored, and whether each is a folder; links count as files."""
    for entry in entries:
        path, is_folder = base + entry.name, _is_folder(entry)
        if is_folder and (_SKIPPED.fullmatch(entry.name) or (not base and entry.name in _BUILT)):
            continue
        if not rules or not ignored(rules, path, is_folder):
            yield path, is_folder


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
