"""What one text says, as bytes that go through pipes and into the store: facts, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.shape import LENGTH, name_of, shape
from tenetlint.facts.wire import decode, encode

if TYPE_CHECKING:
    from tenetlint.facts.extract import Listeners

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_FACTS, _UNREAD = b"+", b"-"
_NO_SHAPE = "0" * LENGTH
_NO_COMMENTS = b",[]]"
"""How facts end whose last field is empty."""


class Subject(NamedTuple):
    """What the facts of a text depend on beside the text."""

    path: str
    module: str
    is_test: bool
    shallow: bool
    """Looked at no deeper than tests are."""


def payload(text: str, about: Subject, keeps: bool = True) -> bytes:
    """A letter for the kind, the shape (nothing but zeros where nobody keeps it), and what it says."""
    from tenetlint.facts.comments import comments
    from tenetlint.facts.extract import extract

    try:
        package = about.path.endswith("/__init__.py")
        found = extract(text, about.module, package, _listeners(about.is_test, about.shallow))
        found = found._replace(comments=comments(text, about.path))
        return _FACTS + (shape(found) if keeps else _NO_SHAPE).encode("ascii") + encode(found)
    except UNPARSABLE as error:
        return unread(_reason(error))


def unread(reason: str) -> bytes:
    """A text that could not be had says why."""
    says = encode(reason)
    return _UNREAD + name_of(says).encode("ascii") + says


def shape_of(data: bytes) -> str:
    """The shape of what a payload says."""
    return data[1 : 1 + LENGTH].decode("ascii")


def is_facts(data: bytes) -> bool:
    """Whether a payload holds facts, and no reason why there are none."""
    return data[:1] == _FACTS


def speaks(data: bytes) -> bool:
    """Whether a payload of facts holds comments: they are the last field, and most files have none."""
    return not data.endswith(_NO_COMMENTS)


def said(data: bytes) -> FileFacts | str:
    """The facts behind a payload, or why there are none."""
    return facts_in(data) if is_facts(data) else decode(str, data[1 + LENGTH :])


def facts_in(data: bytes, only: Collection[str] = FileFacts._fields) -> FileFacts:
    """The facts behind a payload that holds some; `only`: the fields that are wanted, the others are left empty."""
    return decode(FileFacts, data[1 + LENGTH :], only)


@cache
def _listeners(tests: bool, shallow: bool) -> Listeners:
    from tenetlint.facts.extract import Listeners
    from tenetlint.facts.families import PRODUCTION, TESTS

    return Listeners(TESTS, shallow=shallow) if tests else Listeners(PRODUCTION)


def _reason(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        place = f" (line {error.lineno})" if error.lineno else ""
        return f"not Python 3, and not mended as Python 2: {error.msg}{place}"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deep for the parser"
    return f"cannot be parsed: {error}"
