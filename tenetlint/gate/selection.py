"""Which rules a check asks, and which files it judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tenetlint.gate.paths import matches
from tenetlint.rule import Rule
from tenetlint.tenets import Tenet


def selected(
    rules: Iterable[Rule], select: Sequence[str], ignore: Sequence[str], tenets: Collection[Tenet] = ()
) -> tuple[Rule, ...]:
    """The rules whose codes begin with one of `select` (none: all) and of none of `ignore`, of some tenets (none: all).

    The longer beginning wins: `select TNT3`, `ignore TNT30`, `select TNT301` asks TNT301.
    """
    return tuple(
        rule
        for rule in rules
        if _longest(rule.code, select, 0 if not select else -1) > _longest(rule.code, ignore, -1)
        and (not tenets or any(tenet in tenets for tenet in rule.tenets))
    )


def _longest(code: str, starts: Sequence[str], otherwise: int) -> int:
    return max((len(start) for start in starts if code.startswith(start)), default=otherwise)


@dataclass(frozen=True, slots=True)
class Judged:
    """The files that a check speaks of."""

    only: tuple[str, ...] = ()
    """Files and folders that were named; none: all."""
    exclude: tuple[str, ...] = ()
    """Patterns of the configuration."""
    force_exclude: bool = False
    """Whether they speak of files that were named one by one, too."""

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and not self.why_not(path)

    def why_not(self, path: str) -> str:
        """Why a file is not judged; empty when it is."""
        named = path in self.only
        if self.only and not named and not any(f"{path}/".startswith(f"{each}/") for each in self.only):
            return "not named"
        if matches(self.exclude, path) and (self.force_exclude or not named):
            return "excluded by the configuration"
        return ""
