"""The stored answer still holds when what changed says the same again, but for where its lines stand.

For that the record names, beside the signature of a source, the shape of its facts: as long as no more of the file
had a say, a file of the same shape has the same answer. Of a file that judges looked at, or that is shown, every line
counts that is no idle one (see `facts.letters`). What nobody can ask for has no shape (see `facts.fresh`). Folders
hold again when they list the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from tenetlint.answers.again import Read, read_again
from tenetlint.answers.fast import Answer
from tenetlint.answers.rows import ALL, LETTER, Block, listed, name_of_text, unpacked
from tenetlint.cache.folder import is_plain

MOST = 50
"""Changed files that are looked at; more are a reason to begin anew."""


def renewed(found: Answer, changed: Mapping[str, str], folder: str) -> Answer | None:
    """The answer with today's signatures, if what changed says the same; `changed`: paths and their signatures.

    What was read for nothing is kept beside the `folder` of answers: it will be asked for at once.
    """
    if len(changed) > MOST:
        return None
    block = unpacked(found.lenient, changed)
    if len(block.rows) + len(block.folders) != len(changed) or not _may_hold(block, changed):
        return None
    says = read_again(found, block.rows, folder) if block.rows else []
    if says is None or any(each.lines is None for each in says):
        for each in says or ():
            _keep(each, os.path.dirname(folder))
        return None
    again = _moved(found, block, says, os.path.dirname(folder))
    if again is None:
        return None
    again.rests_on = tuple((path, changed.get(path, was)) for path, was in found.rests_on)
    return again


def _may_hold(block: Block, changed: Mapping[str, str]) -> bool:
    """Whether each source is a plain file still of which not all counts, and each folder lists the same."""
    if any(row.counts == ALL or not is_plain(changed[row.whole]) for row in block.rows):
        return False
    return all(listed(path) == was for path, was in block.folders.items())


def _moved(found: Answer, block: Block, says: Iterable[Read], cache: str) -> Answer | None:
    """The answer with the lines of each source where they stand now; the texts that it then rests on are kept."""
    output, lenient = found.output, found.lenient
    for each in says:
        lines = each.lines or {}
        if each.row.counts != LETTER:
            continue
        from tenetlint.answers.moved import moved

        now = moved(output, found.errors, each.row.path, lines, block.is_concise)
        if now is None:
            return None
        if any(old != new for old, new in lines.items()):
            output = now
            lenient = lenient.replace(each.row.line.encode(), each.row._replace(blob=each.blob).line.encode())
            _keep(each, cache)
    return Answer(found.question, found.rests_on, output, found.errors, found.code, lenient)


def _keep(read: Read, cache: str) -> None:
    """What a source says, and its text where that counts."""
    from tenetlint.cache.store import store_at
    from tenetlint.facts.kept import key_of

    store = store_at(cache, read.row.root)
    if store is not None:
        store.put(key_of(read.blob, read.row.subject), read.payload)
        if read.text:
            store.put(name_of_text(read.blob), read.text)
        store.close(quietly=True)
