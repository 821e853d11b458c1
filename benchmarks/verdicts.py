"""Verdicts on sampled hits, read by eye: `benchmarks/precision/TNTnnn.jsonl`, and what they come to."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tenetlint.measured import Precision

HERE = Path(__file__).parent
FOLDER = HERE / "precision"
MEASURED = HERE.parent / "rules" / "measured.toml"
SOURCE = "benchmarks/precision"


class Hit(NamedTuple):
    """Where a rule speaks: a breach, or a credit that is due."""

    project: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a hit is what its rule's page says, and why."""

    project: str
    path: str
    line: int
    accepted: bool
    why: str

    @property
    def hit(self) -> Hit:
        """What was judged."""
        return Hit(self.project, self.path, self.line)


def verdicts(folder: Path = FOLDER) -> Mapping[str, Sequence[Verdict]]:
    """All verdicts by code, in the order in which they were given."""
    return {path.stem: _rows(path) for path in sorted(folder.glob("TNT*.jsonl"))}


def _rows(path: Path) -> Sequence[Verdict]:
    return [Verdict(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tally(rows: Sequence[Verdict]) -> Precision:
    """What the verdicts on one rule come to."""
    projects = len({row.project for row in rows})
    source = f"{SOURCE}, {projects} project{'s'[: projects > 1]}"
    return Precision(sum(row.accepted for row in rows), len(rows), source)


def merged(text: str, figures: Mapping[str, Precision]) -> str:
    """The text of `measured.toml` with the figures that follow from verdicts; other figures stay as they are."""
    old = {code: Precision(**entry) for code, entry in tomllib.loads(text).items()}
    head = [line for line in text.splitlines() if line.startswith("#")]
    return "\n".join((*head, "", *(_line(code, each) for code, each in sorted({**old, **figures}.items())), ""))


def _line(code: str, precision: Precision) -> str:
    fields = ", ".join(f"{name} = {json.dumps(value)}" for name, value in asdict(precision).items())
    return f"{code} = {{ {fields} }}"
