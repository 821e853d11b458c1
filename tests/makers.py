"""Small rules, findings and outcomes for tests of what comes after the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from tenetlint.engine import Judged, Outcome
from tenetlint.facts import Facts
from tenetlint.model import Cap, Finding, Site, Tier, broken, kept, optional
from tenetlint.rule import Count, Rule, Severity, Unit, rule
from tenetlint.tenets import Tenet


def made_rule(code: str, *tenets: Tenet, findings: tuple[Finding, ...] = (), **options: object) -> Rule:
    """A rule that says the same of every project; its name is its code."""

    def check(facts: Facts) -> Iterator[Finding]:
        return iter(findings)

    check.__name__ = code.lower()
    check.__doc__ = f"Say something of {code}."
    return rule(code, *tenets, **options)(check)  # type: ignore[arg-type]


def bad(path: str, line: int = 1, *, weight: float = 1.0, caps: tuple[Cap, ...] = ()) -> Finding:
    """A broken finding."""
    return broken(Site(path, line), f"`{path}` is broken", weight=weight, caps=caps)


def good(path: str, line: int = 1, *, weight: float = 1.0) -> Finding:
    """A kept finding."""
    return kept(Site(path, line), f"`{path}` is kept", weight=weight)


def free(path: str, line: int = 1) -> Finding:
    """An optional finding."""
    return optional(Site(path, line), f"`{path}` is optional")


def outcome(made: Rule, *findings: Finding, tier: Tier = Tier.REQUIRED, alternative: str | None = None) -> Outcome:
    """What a rule said, all of it reached alike."""
    return Outcome(made, tuple(Judged(finding, tier, alternative, "a default names it") for finding in findings))


@dataclass(frozen=True)
class FakeComponents:
    """Components that know the plug-ins by name."""

    services: tuple[str, ...] = ("api",)

    def tier(self, path: str) -> Tier:
        """`plugin/…` is plug-in code, `default/…` is selected by default."""
        return {"plugin": Tier.PLUGIN, "default": Tier.DEFAULT}.get(path.partition("/")[0], Tier.REQUIRED)

    def alternative(self, path: str, breached: object) -> str | None:
        """There is one for what is selected by default."""
        return "other/driver.py" if path.startswith("default/") else None

    def why(self, path: str) -> str:
        """In words."""
        return "loaded when an option names it"


@dataclass(frozen=True)
class FakeFacts:
    """As much of `Facts` as the engine asks for."""

    components: FakeComponents = field(default_factory=FakeComponents)


def fake_facts() -> Facts:
    """A `FakeFacts` for functions that want `Facts`."""
    return cast(Facts, FakeFacts())


__all__ = [
    "Count",
    "Severity",
    "Tenet",
    "Unit",
    "bad",
    "fake_facts",
    "free",
    "good",
    "made_rule",
    "outcome",
]
