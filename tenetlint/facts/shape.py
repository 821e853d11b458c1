"""What of a file's facts counts where nobody shows its lines: everything but how far apart they are."""

from __future__ import annotations

from hashlib import blake2b

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.wire import encode

LENGTH = 32
"""Hexadecimal digits of a shape."""


def shape(file: FileFacts) -> str:
    """A name that two states of a file share when their facts are equal but for the numbers of lines.

    Lines keep their order, and whether they are the same: each stands for its place among all lines that the facts
    name. What blank lines, comments and statements without facts move has the same shape.
    """
    place = {line: number for number, line in enumerate(sorted({0, *_lines(file)}))}
    imports, classes, functions, marks, comments = file.imports, file.classes, file.functions, file.marks, file.comments
    rows = [
        [(place[each[0]], each[1:]) for each in imports],
        [(place[each[0]], each[1:]) for each in classes],
        [(place[each[0]], place[each[1]], each[2:]) for each in functions],
        [(place[each[0]], each[1]) for each in file.strings],
        [(place[each[1]], place[each[6]], place[each[7]], each[0], each[2:6]) for each in marks],
        [(place[each[0]], place[each[2]], place[each[3]], each[1]) for each in comments],
    ]
    return name_of(encode((rows, file.attributes, file.stores)))


def name_of(data: bytes) -> str:
    """A name for what is known exactly."""
    return blake2b(data, digest_size=LENGTH // 2).hexdigest()


def _lines(file: FileFacts) -> set[int]:
    """Every line that the facts name."""
    found: set[int] = set()
    for rows in (file.imports, file.classes, file.functions, file.strings, file.comments):
        found.update([each[0] for each in rows])
    found.update([each[1] for each in file.functions])
    for mark in file.marks:
        found.update((mark[1], mark[6], mark[7]))
    for comment in file.comments:
        found.update(comment[2:])
    return found
