"""What the messaging libraries' names mean, from `messaging.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tenetlint.facts.vocabulary import words_of


class Sending(NamedTuple):
    """What one sending method does."""

    kind: str
    """`call` or `cast`."""
    fanout: bool
    places: Mapping[str, int]
    """By style (`client`, `proxy`, `module`): the place of the argument that holds the message or method name."""


@dataclass(frozen=True)
class Vocabulary:
    """Compiled patterns over dotted names, and the meaning of the sending methods."""

    clients: re.Pattern[str]
    proxies: re.Pattern[str]
    modules: re.Pattern[str]
    libraries: re.Pattern[str]
    sends: Mapping[str, Sending]
    """By the method's name."""
    messages: frozenset[str]
    """Methods that wrap a method name into a message."""
    remotable: frozenset[str]

    def is_library(self, dotted: str) -> bool:
        """Whether a module is (a copy of) a messaging library."""
        return self.libraries.fullmatch(dotted) is not None


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the tool."""
    data = words_of(__name__, "messaging.toml")
    return Vocabulary(
        _pattern(data["clients"]),
        _pattern(data["proxies"]),
        _pattern(data["modules"]),
        _pattern([below for name in data["libraries"] for below in (name, f"{name}.*")]),
        {name: _sending(row) for name, row in data["sends"].items()},
        frozenset(data["messages"]),
        frozenset(data["remotable"]["decorators"]),
    )


def _sending(row: Mapping[str, object]) -> Sending:
    places = {style: place for style, place in row.items() if isinstance(place, int) and style != "fanout"}
    return Sending(str(row["kind"]), bool(row.get("fanout")), places)


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_regex(name) for name in names))


def _regex(name: str) -> str:
    escaped = re.escape(name).replace(r"\*\*\.", r"(?:\w+\.)*")
    return escaped.replace(r"\*", r"\w+(?:\.\w+)*")
