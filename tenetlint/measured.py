"""What rules found in real projects: how often they are right (`measured.toml`), and an example (`examples.toml`)."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Precision:
    """`accepted` of `sampled` hits were right when read by eye; nothing was sampled where it is so by construction."""

    accepted: int
    sampled: int
    source: str

    @property
    def share(self) -> float:
        """0 to 1; 1 by construction."""
        return self.accepted / self.sampled if self.sampled else 1.0

    def __str__(self) -> str:
        if not self.sampled:
            return self.source
        return f"{self.accepted} of {self.sampled} ({self.share:.0%}; {self.source})"


BY_CONSTRUCTION = Precision(0, 0, "by construction")


class Example(NamedTuple):
    """A true hit in a released project; or only `none`, why there is none to show."""

    project: str = ""
    release: str = ""
    path: str = ""
    line: int = 0
    says: str = ""
    none: str = ""

    def __str__(self) -> str:
        if self.none:
            return f"None is shown: {self.none}."
        line = f", line {self.line}" if self.line else ""
        return f"`{self.path}`{line}, of {self.project} {self.release}: {self.says}."


def measured() -> Mapping[str, Precision]:
    """The measured precision by code; a code without an entry is right by construction."""
    return {code: Precision(**entry) for code, entry in sorted(_table("measured.toml").items())}


def examples() -> Mapping[str, Example]:
    """An example from a real project by code, in our own words."""
    return {code: Example(**entry) for code, entry in sorted(_table("examples.toml").items())}


def _table(name: str) -> dict[str, Any]:
    import tomllib

    home = importlib.import_module("tenetlint.rules").__path__
    return tomllib.loads(Path(home[0], name).read_text(encoding="utf-8"))
