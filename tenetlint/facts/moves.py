"""Files that went and came back elsewhere: unchanged, or so much alike that they count as moved and edited."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from tenetlint.facts.unified import FileChange, Hunk
from tenetlint.patch import changes

ALIKE = 0.5
"""The share of characters, in whole lines, that two files have in common at least; git says the same."""
_MOST = 2500
"""Pairs that are compared; of more, only those of one base name, and of more such only the nearest."""
_NEAR = 8
"""Neighbours on either side."""

Lines = tuple[str, ...]


def with_moves(files: Sequence[FileChange]) -> Iterable[FileChange]:
    """The changes, each pair of a file that went and one that came in its stead as one change."""
    gone = {at: _content(file, "old") for at, file in enumerate(files) if file.path is None and file.hunks}
    come = {at: _content(file, "new") for at, file in enumerate(files) if file.old_path is None and file.hunks}
    pairs = _same(gone, come)
    taken = set(pairs.values())
    left = [at for at in gone if at not in taken], [at for at in come if at not in pairs]
    pairs |= _alike(files, *left, {**gone, **come})
    taken = set(pairs.values())
    for at, file in enumerate(files):
        if at in pairs:
            yield _moved(files[pairs[at]], file, gone[pairs[at]], come[at])
        elif at not in taken:
            yield file


def _content(file: FileChange, side: str) -> Lines:
    return tuple(line for hunk in file.hunks for line in (hunk.old if side == "old" else hunk.new))


def _same(gone: Mapping[int, Lines], come: Mapping[int, Lines]) -> dict[int, int]:
    """What came, and what it was before, where both hold the same."""
    by_content: dict[Lines, deque[int]] = {}
    for at, lines in gone.items():
        by_content.setdefault(lines, deque()).append(at)
    return {at: twins.popleft() for at, lines in come.items() if (twins := by_content.get(lines))}


def _alike(
    files: Sequence[FileChange], gone: Sequence[int], come: Sequence[int], lines: Mapping[int, Lines]
) -> dict[int, int]:
    """The same where both hold much the same, the most alike first."""
    counts = {at: Counter(lines[at]) for at in (*gone, *come)}
    sizes = {at: sum(map(len, lines[at])) for at in counts}
    ranked = sorted(
        (-share, _name(files[new]) != _name(files[old]), files[new].path or "", files[old].old_path or "", new, old)
        for new, old in _compared(files, gone, come)
        if _ending(files[new]) == _ending(files[old])
        and (share := _share(counts[old], counts[new], sizes[old], sizes[new])) >= ALIKE
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, new, old in ranked:
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _compared(files: Sequence[FileChange], gone: Sequence[int], come: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of what came and what went: all, or those of one base name, or of many of these those in like folders."""
    if len(gone) * len(come) <= _MOST:
        yield from product(come, gone)
        return
    by_name: dict[str, tuple[list[int], list[int]]] = {}
    for side, places in enumerate((gone, come)):
        for at in places:
            by_name.setdefault(_name(files[at]), ([], []))[side].append(at)
    for before, after in by_name.values():
        near = [*product(after, before)] if len(before) * len(after) <= _MOST else _neighbours(files, before, after)
        yield from near


def _neighbours(files: Sequence[FileChange], gone: Sequence[int], come: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each that came with the few that went whose paths end most as its own does."""
    ends = sorted((_backwards(files[at].old_path), at) for at in gone)
    for new in come:
        place = bisect_left(ends, (_backwards(files[new].path), -1))
        yield from ((new, old) for _, old in ends[max(place - _NEAR, 0) : place + _NEAR])


def _backwards(path: str | None) -> tuple[str, ...]:
    return tuple(reversed((path or "").split("/")))


def _name(file: FileChange) -> str:
    return os.path.basename(file.path or file.old_path or "")


def _ending(file: FileChange) -> str:
    return os.path.splitext(_name(file))[1]


def _share(one: Counter[str], other: Counter[str], size: int, other_size: int) -> float:
    """The part of the larger one that stands in both, by characters."""
    if min(size, other_size) < ALIKE * max(size, other_size):
        return 0.0
    return sum(len(line) * min(count, other[line]) for line, count in one.items()) / max(size, other_size, 1)


def _moved(old: FileChange, new: FileChange, before: Lines, after: Lines) -> FileChange:
    return FileChange(old.old_path, new.path, tuple(_hunks(before, after)))


def _hunks(before: Lines, after: Lines) -> Iterator[Hunk]:
    for a, b, c, d in changes(list(before), list(after)):
        added = frozenset(range(c + 1, d + 1))
        yield Hunk(before[a:b], c + 1 if d > c else c, after[c:d], added)
