"""What of a file's facts counts where nobody shows its lines: everything but how far apart they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    return name_of(encode(_placed(file, place)))


def name_of(data: bytes) -> str:
    """A name for what is known exactly."""
    return blake2b(data, digest_size=LENGTH // 2).hexdigest()


def _lines(file: FileFacts) -> Iterable[int]:
    yield from (each.line for each in file.imports)
    yield from (each.line for each in file.classes)
    for function in file.functions:
        yield function.line
        yield function.end
    for line, _ in file.strings:
        yield line
    for mark in file.marks:
        yield from (mark.line, mark.loop, mark.lock)
    for comment in file.comments:
        yield from (comment.line, comment.first, comment.last)


def _placed(file: FileFacts, place: Mapping[int, int]) -> FileFacts:
    return file._replace(
        imports=tuple(each._replace(line=place[each.line]) for each in file.imports),
        classes=tuple(each._replace(line=place[each.line]) for each in file.classes),
        functions=tuple(each._replace(line=place[each.line], end=place[each.end]) for each in file.functions),
        strings=tuple((place[line], text) for line, text in file.strings),
        marks=tuple(
            each._replace(line=place[each.line], loop=place[each.loop], lock=place[each.lock]) for each in file.marks
        ),
        comments=tuple(
            each._replace(line=place[each.line], first=place[each.first], last=place[each.last])
            for each in file.comments
        ),
    )
