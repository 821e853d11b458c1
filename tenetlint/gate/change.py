"""The change under review: what git or a diff file says, and the project as it was before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenetlint.errors import UserError
from tenetlint.facts.change import Change, FileChange, Misfit, taken_back
from tenetlint.files import Unreadable, inside, read_bytes
from tenetlint.git import Git
from tenetlint.project import Project, Role
from tenetlint.project.roles import role_of
from tenetlint.report.clean import clean

LIMIT = 64 << 20
"""Bytes of a diff file."""
_SIZE = 16 << 20
_BESIDE = tuple(
    f".{each}"
    for each in (
        *("css", "gif", "graffle", "gz", "html", "ico", "inc", "jpg", "js", "json", "md", "mo", "pem"),
        *("png", "po", "pot", "rst", "svg", "xml", "yaml", "yml", "zip"),
    )
)
"""Files with these endings say nothing of the code: they are not compared, unless they are data of tests."""


@dataclass(frozen=True, slots=True)
class Review:
    """A change, in words and as a fact, and what its files held before."""

    words: str
    change: Change
    before: Mapping[str, bytes | None]
    """By path; None: it was not there."""
    moved: Mapping[str, str]
    """The path that a file has by now, by the one that it had."""


def by_revision(project: Project, revision: str) -> Review:
    """The work tree against a commit."""
    if not revision:
        raise UserError("--diff: the revision is empty (a variable that is not set?)")
    git = _git(project, "--diff")
    commit = git.commit(revision)
    change = Change.parse(git.diff(commit, None, _counts))
    return _review(f"`{clean(revision)}` ({commit[:12]})", project, change, f"the diff against `{clean(revision)}`")


def by_commit(project: Project, start: str = "") -> Review | None:
    """What the commit under way adds; where nothing is under way, what the last one did. None: all of it is new.

    With `start`, what was added since the work parted from that commit.
    """
    git = _git(project, "--commit")
    if start:
        return by_revision(project, git.merge_base(git.commit(start), git.commit("HEAD")))
    if not git.has_commits():
        return None
    review = by_revision(project, "HEAD")
    if review.change.files:
        return review
    return by_revision(project, "HEAD~1") if git.is_shallow() or git.parents("HEAD") else None


def _git(project: Project, option: str) -> Git:
    git = Git.find(project.root)
    if git is None:
        place = clean(str(project.root))
        raise UserError(f"{option}: {place} is in no git work tree; --diff-file takes a diff instead")
    return git


def by_file(project: Project, path: Path) -> Review:
    """The work tree against what a unified diff (`-`: of standard input) led from.

    Its paths are relative to the top of the work tree.
    """
    shown = clean(os.fspath(path))
    try:
        data = sys.stdin.buffer.read(LIMIT) if shown == "-" else read_bytes(path, LIMIT)
        text = data.decode("utf-8", "surrogateescape")
    except Unreadable as error:
        raise UserError(f"--diff-file `{shown}`: {error.reason}") from None
    git = Git.find(project.root)
    change = _inside(Change.parse(text, f"--diff-file {shown}"), git.prefix if git else "")
    if text.strip() and not change.files:
        raise UserError(f"--diff-file `{shown}`: no file of this project is in it, or it is no unified diff")
    return _review(f"what `{shown}` changes", project, change, f"--diff-file `{shown}`")


def _counts(path: str) -> bool:
    return not path.endswith(_BESIDE) or role_of(path) is Role.TEST


def _inside(change: Change, prefix: str) -> Change:
    """The part of a change that lies in the project, seen from its root."""

    def seen(path: str | None) -> str | None:
        return path.removeprefix(prefix) if path is not None and path.startswith(prefix) and _counts(path) else None

    files = (FileChange(seen(file.old_path), seen(file.path), file.hunks) for file in change.files)
    return Change.of(file for file in files if file.path is not None or file.old_path is not None)


def _review(words: str, project: Project, change: Change, name: str) -> Review:
    before: dict[str, bytes | None] = {file.path: None for file in change.files if file.path is not None}
    for file in change.files:
        if file.old_path is not None:
            before[file.old_path] = _old(project, file, name)
    moved = {f.old_path: f.path for f in change.files if f.path and f.old_path and f.path != f.old_path}
    return Review(words, change, before, moved)


def _old(project: Project, file: FileChange, name: str) -> bytes | None:
    """What a file held before; None for what cannot be read now."""
    try:
        after = _now(project, file.path) if file.path is not None else b""
    except Unreadable as error:
        if error.reason != "it does not exist":
            return None
        raise UserError(f"{name}: `{clean(str(file.path))}` is in it and does not exist") from None
    try:
        return taken_back(file, after)
    except Misfit as error:
        place = f"{clean(str(file.path))}:{error.line}"
        raise UserError(f"{name} does not fit the files: `{place}` is not what it led to") from None


def _now(project: Project, path: str) -> bytes:
    """What a file holds; a link holds where it leads, as git has it."""
    place = project.root / path
    return os.fsencode(os.readlink(place)) if place.is_symlink() else read_bytes(inside(project.root, path), _SIZE)


def nearest_change(path: str, targets: Mapping[str, Iterable[str]], change: Change) -> FileChange | None:
    """The changed file that `path` reaches by the fewest imports; `targets` are the files that each file imports."""
    changed = {file.path: file for file in change.files if file.path is not None}
    seen, level = {path}, [path]
    while level:
        found = sorted(each for each in level if each in changed)
        if found:
            return changed[found[0]]
        level = sorted({target for each in level for target in targets.get(each, ())} - seen)
        seen.update(level)
    return None
