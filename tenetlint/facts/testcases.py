"""The tests of a project, joined: which check something, also through helpers, and which never run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.testing import CHECKS, EMPTY, GIVEN, SUPER
from tenetlint.model import Site
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts, Sighting

DEPTH = 3
"""Helpers of helpers that are followed."""
REASON_LIMIT = 60
_TEST_NAMES = ("test_", "_test_", "do_test", "_do_test", "run_test", "_run_test")


class Case(NamedTuple):
    """One test function."""

    site: Site
    checks: bool
    """It asserts something, itself or in a helper."""
    empty: bool
    """It has no body."""


class SwitchedOff(NamedTuple):
    """A test, a set-up or a class of tests that never runs."""

    site: Site
    name: str
    reason: str
    """The first words of what the code gives as reason, or nothing."""


@dataclass(frozen=True, slots=True)
class Suite:
    """All tests of a project."""

    cases: tuple[Case, ...]
    """By path and line."""
    switched_off: tuple[SwitchedOff, ...]

    @classmethod
    def of(cls, facts: Facts) -> Suite:
        """The tests in the files whose role that is."""
        families = _Families(facts)
        never = tuple(_seen(facts, "switched-off"))
        off = tuple(_off(seen) for seen in never if not families.overrides(seen))
        silent = {_site(seen) for seen in never}
        run = (seen for seen in facts.marks("test-helper", "test", roles=(Role.TEST,)) if _site(seen) not in silent)
        helpers = checking_names(run)
        tests = (seen for seen in _seen(facts, "test") if _site(seen) not in silent)
        return cls(tuple(_case(seen, helpers) for seen in tests if not _takes_away(seen, families)), off)


def _takes_away(seen: Sighting, families: _Families) -> bool:
    """Whether an empty test stands where an inherited one would run that the class cannot pass."""
    return EMPTY in seen.mark.notes and families.overrides(seen)


def _seen(facts: Facts, kind: str) -> Iterable[Sighting]:
    return facts.marks(kind, roles=(Role.TEST,))


def checking_names(helpers: Iterable[Sighting]) -> frozenset[str]:
    """What a test may call that checks something, itself or up to `DEPTH` levels down, as notes have it.

    A class that gets the test checks if one of its methods does. What has the name of a test and is defined nowhere
    in the project is inherited from a test of another distribution, and taken for one that checks.
    """
    calls: dict[str, set[str]] = {}
    found: set[str] = set()
    defined: set[str] = set()
    for seen in helpers:
        name, notes = seen.mark.subject, seen.mark.notes
        if SUPER + name not in notes:
            defined.add(name)
        if CHECKS in notes:
            found.update((name, seen.mark.function.rpartition(".")[2] + GIVEN))
        else:
            calls.setdefault(name, set()).update(_names(notes))
    found |= {name for name in frozenset().union(*calls.values()) - defined if name.startswith(_TEST_NAMES)}
    for _ in range(DEPTH - 1):
        found |= {name for name, called in calls.items() if not found.isdisjoint(called)}
    return frozenset(found)


def _names(notes: Iterable[str]) -> set[str]:
    """The helpers behind notes: by name, and with its mark where one gets the test."""
    plain = {note.removeprefix(SUPER) for note in notes}
    return plain | {name.removesuffix(GIVEN) for name in plain}


def _case(seen: Sighting, helpers: frozenset[str]) -> Case:
    notes = seen.mark.notes
    return Case(_site(seen), CHECKS in notes or not helpers.isdisjoint(_names(notes)), EMPTY in notes)


def _off(seen: Sighting) -> SwitchedOff:
    reason = " ".join(seen.mark.notes[0].split())[:REASON_LIMIT].strip()
    return SwitchedOff(_site(seen), seen.mark.subject, reason.replace(": ", " - ").replace("`", "'"))


def _site(seen: Sighting) -> Site:
    mark = seen.mark
    return Site(seen.path, mark.line, mark.column, f"{mark.function}.{mark.subject}".lstrip("."))


class _Families:
    """The classes of the tests by name: whether a method overrides an inherited one."""

    def __init__(self, facts: Facts) -> None:
        self.methods: dict[str, set[str]] = {}
        self.bases: dict[str, set[str]] = {}
        for _, file in facts.in_role(Role.TEST):
            for each in file.classes:
                name = each.qualname.rpartition(".")[2]
                self.methods.setdefault(name, set()).update(each.methods)
                self.bases.setdefault(name, set()).update(base.rpartition(".")[2] for base in each.bases)

    def overrides(self, seen: Sighting) -> bool:
        """Whether a test switches off what its class inherits and cannot do: the test itself runs elsewhere."""
        name = seen.mark.subject
        if not name.startswith("test"):
            return False
        return any(name in self.methods.get(base, ()) for base in self._above(seen.mark.function.rpartition(".")[2]))

    def _above(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = list(_of(self.bases, name))
        while waiting:
            base = waiting.pop()
            if base not in found and base != name:
                found.add(base)
                waiting.extend(_of(self.bases, base))
        return found


def _of(bases: Mapping[str, set[str]], name: str) -> set[str]:
    return bases.get(name, set())
