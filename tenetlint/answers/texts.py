"""The texts that an answer rests on to the letter, kept for the time when they are changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from tenetlint.answers.rows import Row, name_of_text
from tenetlint.cache.store import store_at
from tenetlint.files import Unreadable, blob_id, read_bytes
from tenetlint.project.reading import SOURCE_LIMIT


def keep_texts(rows: Iterable[Row], cache: str) -> None:
    """The texts that count, for the time when they are changed."""
    for root, some in groupby(rows, key=lambda row: row.root):
        texts = {name_of_text(row.blob): row for row in some}
        base = store_at(cache, root)
        if base is None:
            continue
        for key in base.lacking(texts):
            with suppress(Unreadable):
                data = read_bytes(Path(texts[key].whole), SOURCE_LIMIT)
                if blob_id(data) == texts[key].blob:
                    base.put(key, data)
        base.close(quietly=True)
