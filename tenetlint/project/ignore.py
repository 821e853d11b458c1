"""The ignore files of a tree, for a walk without git."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pathspec

from tenetlint.files import Unreadable, read_bytes

_LIMIT = 64 << 10
_WILDCARDS = 3
"""More than this many `*` in one pattern would let a folder's names decide how long matching takes."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """The patterns of one `.gitignore`, which speak of paths below its folder."""

    base: str
    """The folder, relative to the root, with a slash at the end; empty for the root."""
    spec: pathspec.GitIgnoreSpec

    def says(self, path: str, folder: bool) -> bool | None:
        """True ignored, False taken back by `!`, None not spoken of."""
        return self.spec.check_file(path[len(self.base) :] + ("/" if folder else "")).include


def read_ignore(root: Path, base: str) -> tuple[Ignore | None, str | None]:
    """The ignore file of the folder `base`, if there is one, and what could not be used of it."""
    try:
        data = read_bytes(root / base / ".gitignore", _LIMIT)
    except Unreadable as error:
        return None, None if error.reason == "it does not exist" else error.reason
    lines = data.decode("utf-8", "surrogateescape").splitlines()
    fair = [line for line in lines if line.startswith("#") or line.count("*") - line.count("**") <= _WILDCARDS]
    reason = None if len(fair) == len(lines) else f"a pattern with more than {_WILDCARDS} wildcards"
    try:
        return Ignore(base, pathspec.GitIgnoreSpec.from_lines(fair)), reason
    except ValueError:
        return None, "a pattern that cannot be understood"


def ignored(rules: tuple[Ignore, ...], path: str, folder: bool) -> bool:
    """Whether the innermost ignore file that speaks of `path` ignores it."""
    return next(_spoken(rules, path, folder), False)


def _spoken(rules: tuple[Ignore, ...], path: str, folder: bool) -> Iterator[bool]:
    for ignore in reversed(rules):
        said = ignore.says(path, folder)
        if said is not None:
            yield said
