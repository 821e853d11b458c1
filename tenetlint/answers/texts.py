"""The texts that an answer rests on to the letter, kept for the time when they are changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby

from tenetlint.answers.rows import Row, name_of_text
from tenetlint.cache.store import store_at
from tenetlint.project.reading import SOURCE_LIMIT


def keep_texts(rows: Iterable[Row], cache: str) -> None:
    """The texts that count, for the time when they are changed."""
    for root, some in groupby(rows, key=lambda row: row.root):
        texts = {name_of_text(row.blob): row for row in some}
        base = store_at(cache, root)
        if base is None:
            continue
        for key in base.lacking(texts):
            with suppress(OSError), open(texts[key].whole, "rb") as file:
                base.put(key, file.read(SOURCE_LIMIT))
        base.close()
