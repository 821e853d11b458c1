"""Files that went and came back elsewhere: unchanged, or so much alike that they count as moved and edited."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tenetlint.facts.unified import FileChange, Hunk
from tenetlint.patch import changes

ALIKE = 0.5
"""The share of characters, in whole lines, that two files have in common at least; git says the same."""
_MOST = 2500
"""Pairs that are compared; of more, only those of one base name."""

Lines = tuple[str, ...]


def with_moves(files: Sequence[FileChange]) -> Iterable[FileChange]:
    """The changes, each pair of a file that went and one that came in its stead as one change."""
    gone = {file: _content(file, "old") for file in files if file.path is None and file.hunks}
    come = {file: _content(file, "new") for file in files if file.old_path is None and file.hunks}
    pairs = _same(gone, come)
    rest = [{file: lines for file, lines in side.items() if file not in pairs} for side in (gone, come)]
    rest[0] = {file: lines for file, lines in rest[0].items() if file not in pairs.values()}
    pairs |= _alike(rest[0], rest[1])
    for file in files:
        if file in pairs:
            yield _moved(pairs[file], file, gone[pairs[file]], come[file])
        elif file not in pairs.values():
            yield file


def _content(file: FileChange, side: str) -> Lines:
    return tuple(line for hunk in file.hunks for line in (hunk.old if side == "old" else hunk.new))


def _same(gone: dict[FileChange, Lines], come: dict[FileChange, Lines]) -> dict[FileChange, FileChange]:
    """What came, and what it was before, where both hold the same."""
    by_content: dict[Lines, list[FileChange]] = {}
    for file, lines in gone.items():
        by_content.setdefault(lines, []).append(file)
    return {file: twins.pop(0) for file, lines in come.items() if (twins := by_content.get(lines))}


def _alike(gone: dict[FileChange, Lines], come: dict[FileChange, Lines]) -> dict[FileChange, FileChange]:
    """The same where both hold much the same, the most alike first."""
    counts = {file: Counter(lines) for side in (gone, come) for file, lines in side.items()}
    few = len(gone) * len(come) <= _MOST
    ranked = sorted(
        (-share, _name(new) != _name(old), new.path or "", old.old_path or "", new, old)
        for new in come
        for old in gone
        if _ending(new) == _ending(old) and (few or _name(new) == _name(old))
        if (share := _share(counts[old], counts[new])) >= ALIKE
    )
    found: dict[FileChange, FileChange] = {}
    taken: set[FileChange] = set()
    for *_, new, old in ranked:
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _name(file: FileChange) -> str:
    return os.path.basename(file.path or file.old_path or "")


def _ending(file: FileChange) -> str:
    return os.path.splitext(_name(file))[1]


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The part of the larger one that stands in both, by characters."""
    sizes = [sum(len(line) * count for line, count in each.items()) for each in (one, other)]
    if min(sizes) < ALIKE * max(sizes):
        return 0.0
    return sum(len(line) * min(count, other[line]) for line, count in one.items()) / max(max(sizes), 1)


def _moved(old: FileChange, new: FileChange, before: Lines, after: Lines) -> FileChange:
    return FileChange(old.old_path, new.path, tuple(_hunks(before, after)))


def _hunks(before: Lines, after: Lines) -> Iterator[Hunk]:
    for a, b, c, d in changes(list(before), list(after)):
        added = frozenset(range(c + 1, d + 1))
        yield Hunk(before[a:b], c + 1 if d > c else c, after[c:d], added)
