"""How often a rule is right: the precision that was measured by reading samples, from `rules/measured.toml`."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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


def measured() -> Mapping[str, Precision]:
    """The measured precision by code; a code without an entry is right by construction."""
    home = importlib.import_module("tenetlint.rules").__path__
    table = tomllib.loads(Path(home[0], "measured.toml").read_text(encoding="utf-8"))
    return {code: Precision(**entry) for code, entry in sorted(table.items())}
