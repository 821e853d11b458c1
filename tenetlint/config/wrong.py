"""What is wrong with a value, in words for the person who made the mistake; all that is wrong is told together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, NoReturn, TypeVar

from tenetlint.errors import nearest
from tenetlint.model import Site
from tenetlint.report.clean import clean

S = TypeVar("S")
T = TypeVar("T")


class Fault(NamedTuple):
    """One mistake."""

    words: str
    site: Site | None = None
    """Where, when that is known better than by the key."""


class Wrong(Exception):  # noqa: N818 - it is what is said of a value
    """The mistakes in a value."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.words for fault in self.faults))


def wrong(words: str) -> NoReturn:
    """Give up on a value."""
    raise Wrong([Fault(words)])


def each(items: Iterable[S], read: Callable[[S], T]) -> tuple[T, ...]:
    """Read one after another; raises all that is wrong with any of them."""
    found: list[T] = []
    faults: list[Fault] = []
    for item in items:
        try:
            found.append(read(item))
        except Wrong as error:
            faults += error.faults
    if faults:
        raise Wrong(faults)
    return tuple(found)


def at(site: Site, read: Callable[[], T]) -> T:
    """Read what stands at a place, which is told with its mistakes."""
    try:
        return read()
    except Wrong as error:
        raise Wrong(Fault(fault.words, fault.site or site) for fault in error.faults) from None


def only_keys(row: Mapping[str, object], keys: Iterable[str]) -> None:
    """Refuse a table with other keys."""
    known = tuple(keys)
    each((key for key in row if key not in known), lambda key: wrong(f"no key `{clean(key)}`{nearest(key, known)}"))
