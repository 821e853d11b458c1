"""What the messaging libraries' names mean, from `messaging.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Vocabulary:
    """Compiled patterns over dotted names, and the meaning of the sending methods."""

    clients: re.Pattern[str]
    proxies: re.Pattern[str]
    modules: re.Pattern[str]
    libraries: re.Pattern[str]
    sends: Mapping[str, str]
    """Method name → `call`, `cast` or `fanout`."""
    messages: frozenset[str]
    """Methods that wrap a method name into a message."""
    remotable: frozenset[str]

    def is_library(self, dotted: str) -> bool:
        """Whether a module is (a copy of) a messaging library."""
        return self.libraries.fullmatch(dotted) is not None


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the tool."""
    data = tomllib.loads(files("tenetlint.facts.infer").joinpath("messaging.toml").read_text("utf-8"))
    return Vocabulary(
        _pattern(data["clients"]),
        _pattern(data["proxies"]),
        _pattern(data["modules"]),
        _pattern([below for name in data["libraries"] for below in (name, f"{name}.*")]),
        data["sends"],
        frozenset(data["messages"]),
        frozenset(data["remotable"]["decorators"]),
    )


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_regex(name) for name in names))


def _regex(name: str) -> str:
    escaped = re.escape(name).replace(r"\*\*\.", r"(?:\w+\.)*")
    return escaped.replace(r"\*", r"\w+(?:\.\w+)*")
