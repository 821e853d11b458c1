"""The files of a project as metadata readers see them: small, text, inside the root; failure is noted."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from tenetlint.files import Unreadable, inside, read_bytes
from tenetlint.project.past import Past
from tenetlint.project.types import Unread

LIMIT = 1 << 20
"""Bytes of one metadata file."""
MOST_TEXT = 4 << 20
"""Characters of all metadata together: ten times those of the largest OpenStack project."""
MOST_FILES = 10_000
"""Metadata files that are looked for, there or not."""
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Tree:
    """A root folder, what was listed in it, and a growing note of what could not be read."""

    root: Path
    paths: tuple[str, ...]
    unread: list[Unread] = field(default_factory=list)
    past: Past | None = None
    """Where the files come from, when not from the folder as it lies there."""
    asked: int = 0
    """Files that were looked for so far."""
    read: int = 0
    """Characters that were read so far."""

    def text(self, path: str, limit: int = LIMIT) -> str | None:
        """The file as UTF-8 (bad bytes replaced, no byte order mark), or None: absent, or noted as unread."""
        if self._is_spent(path):
            return None
        try:
            data = self.past.read(path, limit) if self.past else read_bytes(inside(self.root, path), limit)
        except Unreadable as error:
            if error.reason != "it does not exist":
                self.note(path, error.reason)
            return None
        text = data.decode("utf-8-sig", "replace")
        self.read += len(text)
        return text

    def _is_spent(self, path: str) -> bool:
        """Whether more metadata has been read than any project has; where that begins is noted once."""
        was = self.asked > MOST_FILES
        self.asked += 1 if self.read <= MOST_TEXT else MOST_FILES
        spent = self.asked > MOST_FILES
        if spent and not was:
            self.note(path, "there is more metadata than any project has: this and what follows is not read")
        return spent

    def top_names(self) -> list[str]:
        """What lies directly under the root, listed or not; raises OSError."""
        if self.past:
            return sorted({path.partition("/")[0] for path in self.past.paths})
        with os.scandir(self.root) as entries:
            return sorted(entry.name for entry in entries)

    def note(self, path: str, reason: str) -> None:
        """Something of `path` was not understood."""
        self.unread.append(Unread(path, reason))


def lines_of(text: str) -> list[str]:
    """Lines as Python counts them."""
    return _LINE.split(text)


