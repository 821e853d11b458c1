"""What the commands of the gate share: a project, its configuration and its baseline, made ready."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tenetlint.commands.output import progress
from tenetlint.errors import UserError
from tenetlint.report.clean import clean

if TYPE_CHECKING:
    from tenetlint.config import Config
    from tenetlint.facts import Facts
    from tenetlint.facts.vocabulary import Additions
    from tenetlint.gate.baseline import Baseline
    from tenetlint.gate.check import Plan
    from tenetlint.gate.selection import Judged
    from tenetlint.project import Project
    from tenetlint.rule import Rule


@dataclass(frozen=True)
class Desk:
    """A project that is open, and what its configuration says."""

    project: Project
    only: tuple[str, ...]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All that there are."""
        from tenetlint.engine import load_rules

        return load_rules()

    @cached_property
    def config(self) -> Config:
        """What the project's files and the defaults say; read when first asked for."""
        from tenetlint.config import load

        return load(self.project.root, [rule.code for rule in self.rules])

    def facts(self, coverage: Sequence[Path] = (), meanwhile: Callable[[], object] = lambda: None) -> Facts:
        """The joined facts of the whole project; the configuration is read, and `meanwhile` done, beside the files."""
        from tenetlint.facts import Facts

        def additions() -> Additions:
            meanwhile()
            return self.config.additions

        with progress() as told:
            return Facts.of(self.project, coverage, told, additions, ahead=True)

    def plan(self, judged: Judged | None = None) -> Plan:
        """A check of everything, without a baseline or a change."""
        from tenetlint.gate.check import Plan
        from tenetlint.gate.selection import Judged
        from tenetlint.gate.until import current_day

        return Plan(self.config, self.rules, self.rules, judged or Judged(), current_day())

    @property
    def home(self) -> Path:
        """Where the baseline lies, by the configuration."""
        from tenetlint.files import Unreadable, inside

        try:
            return inside(self.project.root, self.config.baseline)
        except Unreadable as error:
            raise UserError(f"baseline `{clean(self.config.baseline)}`: {error.reason}") from None


def desk(paths: Sequence[Path]) -> Desk:
    """Open the project around some paths."""
    from tenetlint.project import Project
    from tenetlint.project.place import around

    place = around(paths)
    return Desk(Project.open(place.root), place.only)


def with_baseline(plan: Plan, desk: Desk, named: Path | None) -> Plan:
    """Take in the baseline that was named, else the configured one if it is there."""
    path = named or desk.home
    if named is None and not os.path.lexists(path):
        return plan
    from tenetlint.gate.baseline import read

    shown = clean(os.fspath(named or desk.config.baseline))
    return plan._replace(baseline=read(path, shown), baseline_path=shown)


def in_ci() -> bool:
    """Whether a CI system runs this."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


def stale_words(stale: int, baseline: str) -> str:
    """What is said of entries that nothing has any more."""
    entries = "1 entry" if stale == 1 else f"{stale:,} entries"
    gone = "is" if stale == 1 else "are"
    return f"{entries} of `{baseline}` {gone} gone from the code: `tenetlint baseline prune` removes what is gone"


def size_words(baseline: Baseline) -> str:
    """`1,200 findings`."""
    from tenetlint.report.words import number

    return number(len(baseline.prints), "finding")
