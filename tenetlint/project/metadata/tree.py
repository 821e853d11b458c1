"""The files of a project as metadata readers see them: small, text, inside the root; failure is noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tenetlint.files import Unreadable, inside, read_bytes
from tenetlint.project.types import Unread

LIMIT = 1 << 20
"""Bytes of one metadata file."""
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Tree:
    """A root folder, what was listed in it, and a growing note of what could not be read."""

    root: Path
    paths: tuple[str, ...]
    unread: list[Unread] = field(default_factory=list)

    def text(self, path: str, limit: int = LIMIT) -> str | None:
        """The file as UTF-8 (bad bytes replaced, no byte order mark), or None: absent, or noted as unread."""
        try:
            data = read_bytes(inside(self.root, path), limit)
        except Unreadable as error:
            if error.reason != "it does not exist":
                self.note(path, error.reason)
            return None
        return data.decode("utf-8-sig", "replace")

    def note(self, path: str, reason: str) -> None:
        """Something of `path` was not understood."""
        self.unread.append(Unread(path, reason))


def lines_of(text: str) -> list[str]:
    """Lines as Python counts them."""
    return _LINE.split(text)


