"""Facts as bytes and back: JSON, so that what comes from a worker or a file can be nothing but data."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from sys import intern
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Convert = Callable[[Any], Any]


def encode(value: object) -> bytes:
    """A named tuple, dataclass, set or plain value as bytes; texts may hold lone surrogates."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "surrogatepass")


def decode(kind: type[T], data: bytes, only: Collection[str] | None = None) -> T:
    """The value of this type behind `encode`d bytes; raises a ValueError or TypeError for what is none.

    `only`: the fields of a named tuple that are wanted; the others get their defaults.
    """
    found = json.loads(data.decode("utf-8", "surrogatepass"))
    if only is not None:
        names, otherwise = kind._fields, kind._field_defaults  # type: ignore[attr-defined]
        found = [each if name in only else otherwise[name] for name, each in zip(names, found, strict=True)]
    convert: Convert | None = converter(kind)  # type: ignore[arg-type]
    try:
        value: T = convert(found) if convert else found
    except LookupError:
        raise ValueError(f"no {kind.__name__}: a row is too short") from None
    return value


def _plain(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, each.name) for each in fields(value)]
    raise TypeError(f"no facts: {type(value).__name__}")


@cache
def converter(kind: Any) -> Convert | None:
    """What makes a value of this type from JSON's lists; None where they are the same."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(converter(next(each for each in get_args(kind) if each is not type(None))))
    if origin in (tuple, frozenset):
        return _collection(origin, get_args(kind))
    if isinstance(kind, type) and issubclass(kind, tuple):
        hints = get_type_hints(kind)
        make = partial(tuple.__new__, kind)
        return _record(make, [hints[name] for name in kind._fields])  # type: ignore[attr-defined]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return _record(lambda row: kind(*row), [hints[each.name] for each in fields(kind)])
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else None


def _optional(convert: Convert | None) -> Convert | None:
    return (lambda value: None if value is None else convert(value)) if convert else None


def _collection(collect: Callable[[Iterable[Any]], Any], inner: tuple[Any, ...]) -> Convert:
    if len(inner) == 2 and inner[1] is not Ellipsis:
        return _record(collect, list(inner))
    convert = intern if inner[0] is str else converter(inner[0])
    return (lambda row: collect(map(convert, row))) if convert else collect


def _record(make: Convert, kinds: list[Any]) -> Convert:
    """A row's places converted one by one, those that need it."""
    places = [(place, convert) for place, kind in enumerate(kinds) if (convert := converter(kind))]
    if not places:
        return make
    if len(places) == 1:
        return _with_one(make, *places[0])

    def convert_row(row: list[Any]) -> Any:
        for place, convert in places:
            row[place] = convert(row[place])
        return make(row)

    return convert_row


def _with_one(make: Convert, place: int, convert: Convert) -> Convert:
    def convert_row(row: list[Any]) -> Any:
        row[place] = convert(row[place])
        return make(row)

    return convert_row
