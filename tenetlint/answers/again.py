"""Changed sources, read again by workers, for nobody vouches for them: does each say what it said?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.answers.fast import Answer, framed, unframed
from tenetlint.answers.rows import LETTER, Row, name_of_text

if TYPE_CHECKING:
    from tenetlint.facts.fresh import Words

_LIMITED = 2
"""Workers."""


class Read(NamedTuple):
    """What a changed source says."""

    row: Row
    blob: str
    lines: Mapping[int, int] | None
    """None when it says something else. Of a file whose lines count: where they stand now (see `moved`)."""
    payload: bytes
    text: bytes
    """The text itself, where it counts."""


def read_again(found: Answer, rows: Sequence[Row], folder: str) -> list[Read] | None:
    """What each source says now; None where there are no workers, or one was lost."""
    from tenetlint.workers import Crew, Loss, can_fork

    if not can_fork():
        return None
    reader = _Reader(found, folder)
    crew = Crew(lambda task: _packed(reader.read(rows[task])), [1] * len(rows), min(len(rows), _LIMITED))
    says = []
    for task, answer in crew.answers():
        if isinstance(answer, Loss):
            return None
        says.append(_unpacked(rows[task], answer))
    return says


class _Reader:
    """Reads sources with what is kept of the state that an answer was given for."""

    def __init__(self, found: Answer, folder: str) -> None:
        self._found = found
        self._folder = folder

    def read(self, row: Row) -> Read:
        """A source, and whether it says the same."""
        from pathlib import Path

        from tenetlint.facts.payload import payload
        from tenetlint.files import blob_id
        from tenetlint.project.reading import SOURCE_LIMIT, decode, inside, read_bytes

        data = read_bytes(inside(Path(row.root), row.path), SOURCE_LIMIT)
        text = decode(row.path, data)
        says = payload(text, row.subject)
        lines: Mapping[int, int] | None = None
        if self._same_facts(row, says):
            lines = self._lines(row, text) if row.counts == LETTER else {}
        return Read(row, blob_id(data), lines, says, data if row.counts == LETTER else b"")

    @cached_property
    def _words(self) -> Words | None:
        from tenetlint.answers.words import words_of

        return words_of(self._found, self._folder)

    def _is_fresh(self, name: str) -> bool:
        return self._words is not None and self._words.is_fresh(name)

    def _same_facts(self, row: Row, says: bytes) -> bool:
        """Whether the facts have their shape, but for what nobody asks for."""
        from tenetlint.facts.payload import facts_in, is_facts, shape_of

        if shape_of(says) == row.shape:
            return True
        if not is_facts(says) or self._words is None:
            return False
        from tenetlint.facts.fresh import with_unheard_of, without_fresh
        from tenetlint.facts.shape import shape

        is_package = row.path.endswith("__init__.py")
        left = without_fresh(facts_in(says), self._words, is_package)
        if shape(left) == row.shape:
            return True
        kept = self._kept(row, facts=True)
        if not is_facts(kept):
            return False
        old = without_fresh(facts_in(kept), self._words, is_package)
        return shape(with_unheard_of(left, old, self._words)) == row.shape

    def _lines(self, row: Row, text: str) -> dict[int, int] | None:
        """Where the lines that count stand now; None unless they are the same."""
        from tenetlint.facts.letters import counting, first_line, moved
        from tenetlint.files import blob_id
        from tenetlint.project.reading import decode

        data = self._kept(row)
        if blob_id(data) != row.blob:
            return None
        before = decode(row.path, data)
        old, new = counting(before, self._is_fresh), counting(text, self._is_fresh)
        place = moved(old, new) if old and new else None
        if place is None:
            return None
        place.pop(1, None)
        return place | ({1: 1} if first_line(before) == first_line(text) else {})

    def _kept(self, row: Row, facts: bool = False) -> bytes:
        """The facts or the text that a source had; nothing when they are gone."""
        import os

        from tenetlint.cache.store import store_at
        from tenetlint.facts.kept import key_of

        store = store_at(os.path.dirname(self._folder), row.root)
        key = key_of(row.blob, row.subject) if facts else name_of_text(row.blob)
        return store.get([key]).get(key, b"") if store else b""


def _packed(read: Read) -> bytes:
    lines = b"!" if read.lines is None else " ".join(f"{old}:{new}" for old, new in read.lines.items()).encode("ascii")
    return framed((read.blob.encode("ascii"), lines, read.payload, read.text))


def _unpacked(row: Row, data: bytes) -> Read:
    blob, lines, says, text = unframed(data)
    places = (each.partition(":") for each in lines.decode("ascii").split())
    where = None if lines == b"!" else {int(old): int(new) for old, _, new in places}
    return Read(row, blob.decode("ascii"), where, says, text)
