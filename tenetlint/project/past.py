"""Another state of a tree than the one that lies there: a commit, or the tree before a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tenetlint.files import Unreadable, size_words
from tenetlint.project.reading import SOURCE_LIMIT
from tenetlint.project.types import Unread

_SHEBANG = re.compile(rb"#![^\n]*\bpython[0-9.]*\b")
_HEAD = 256


@dataclass(frozen=True, slots=True)
class Past:
    """Which files there were, and how to get their bytes."""

    paths: frozenset[str]
    """Relative to the root."""
    get: Callable[[str], bytes | None]
    """The bytes of one of them; None when they cannot be had."""

    @classmethod
    def before(cls, today: Iterable[str], changed: Mapping[str, bytes | None], read: Callable[[str], bytes]) -> Past:
        """The tree before a change: `changed` holds the old bytes (None: no such file), `read` gets all that stayed."""
        there = {path for path, data in changed.items() if data is not None}

        def get(path: str) -> bytes | None:
            return changed[path] if path in changed else read(path)

        return cls(frozenset({*today} - changed.keys() | there), get)

    def read(self, path: str, limit: int) -> bytes:
        """All bytes of a file; raises `Unreadable`."""
        data = self.get(path) if path in self.paths else None
        if data is None:
            raise Unreadable(path, "it does not exist")
        if len(data) > limit:
            raise Unreadable(path, f"larger than {size_words(limit)}")
        return data

    def admit(self, scripts: Iterable[str]) -> tuple[list[tuple[str, int]], list[Unread]]:
        """The Python sources with their sizes, and those that cannot be read; `scripts` are Python by declaration."""
        declared = set(scripts)
        taken: list[tuple[str, int]] = []
        refused: list[Unread] = []
        for path in sorted(self.paths):
            if not _may_be_python(path, path in declared):
                continue
            try:
                data = self.read(path, SOURCE_LIMIT)
            except Unreadable as error:
                refused.append(Unread(path, error.reason))
                continue
            if path.endswith(".py") or _is_script(data[:_HEAD], path in declared):
                taken.append((path, len(data)))
        return taken, refused


def _may_be_python(path: str, declared: bool) -> bool:
    name = path.rpartition("/")[2]
    return declared or name.endswith(".py") or "." not in name.lstrip(".")


def _is_script(head: bytes, declared: bool) -> bool:
    return _SHEBANG.match(head) is not None or (declared and not head.startswith(b"#!") and b"\0" not in head)
