"""The tests of a project, joined: which check something, also through helpers, and which never run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filed import in_part
from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.sighting import Sighting
from tenetlint.facts.testing import CHECKS, EMPTY, GIVEN, HELPER, OFF, SUPER, TEST, TOGETHER
from tenetlint.model import Site
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

DEPTH = 3
"""Helpers of helpers that are followed."""
REASON_LIMIT = 60
_TEST_NAMES = ("test_", "_test_", "do_test", "_do_test", "run_test", "_run_test")


class Checking(NamedTuple):
    """The tests of one file that assert something, themselves or in a helper."""

    path: str
    names: tuple[str, ...]


class Silent(NamedTuple):
    """A test that asserts nothing."""

    site: Site
    empty: bool
    """It has no body."""


class SwitchedOff(NamedTuple):
    """A test, a set-up or a class of tests that never runs."""

    site: Site
    name: str
    reason: str
    """The first words of what the code gives as reason, or nothing."""


class Suite(NamedTuple):
    """All tests of a project."""

    checking: tuple[Checking, ...]
    """By path."""
    silent: tuple[Silent, ...]
    """By path and line."""
    switched_off: tuple[SwitchedOff, ...]

    @classmethod
    def of(cls, facts: Facts) -> Suite:
        """The tests in the files whose role that is."""
        files = {path: in_part(facts.files, path, "classes", "marks") for path in _paths(facts)}
        families = _Families(files.values())
        never = _marked(files, OFF)
        off = tuple(_off(seen) for seen in never if not families.overrides(seen.mark))
        silent, within = {_site(seen) for seen in never}, {seen.path for seen in never}
        defined = _marked(files, TEST, HELPER)
        run = [seen for seen in defined if seen.path not in within or _site(seen) not in silent]
        together = _marked(files, *TOGETHER.values())
        helpers = checking_names((seen.mark for seen in run), (seen.mark for seen in together))
        tests = (seen for seen in run if seen.mark.kind == TEST)
        judged = ((seen, _checks(seen.mark, helpers)) for seen in tests if not _takes_away(seen.mark, families))
        return cls(*_parted(judged, (seen for seen in together if seen.mark.kind == TOGETHER[TEST])), off)


def _paths(facts: Facts) -> Iterator[str]:
    return (path for path in facts.files if facts.role(path) is Role.TEST)


def _marked(files: Mapping[str, FileFacts], *kinds: str) -> list[Sighting]:
    return [Sighting(path, mark) for path, file in files.items() for mark in file.marks if mark.kind in kinds]


def _parted(
    judged: Iterable[tuple[Sighting, bool]], together: Iterable[Sighting]
) -> tuple[tuple[Checking, ...], tuple[Silent, ...]]:
    """Tests, each with whether it checks something, and those `together` that do → all that do, and those that do
    not.
    """
    checking: dict[str, list[str]] = {}
    silent: list[Silent] = []
    for path, mark in together:
        checking.setdefault(path, []).extend(mark.notes)
    for seen, checks in judged:
        if checks:
            checking.setdefault(seen.path, []).append(seen.mark.subject)
        else:
            silent.append(Silent(_site(seen), EMPTY in seen.mark.notes))
    return tuple(Checking(path, tuple(names)) for path, names in sorted(checking.items())), tuple(silent)


def _takes_away(mark: Mark, families: _Families) -> bool:
    """Whether an empty test stands where an inherited one would run that the class cannot pass."""
    return EMPTY in mark.notes and families.overrides(mark)


def checking_names(helpers: Iterable[Mark], together: Iterable[Mark]) -> frozenset[str]:
    """What a test may call that checks something, itself or up to `DEPTH` levels down, as notes have it; those
    `together` do.

    A class that gets the test checks if one of its methods does. What has the name of a test and is defined nowhere
    in the project is inherited from a test of another distribution, and taken for one that checks.
    """
    calls: dict[str, set[str]] = {}
    found: set[str] = set()
    defined: set[str] = set()
    for mark in together:
        defined.update(mark.notes)
        found.update(mark.notes)
        found.add(mark.function.rpartition(".")[2] + GIVEN)
    for mark in helpers:
        name, notes = mark.subject, mark.notes
        if SUPER + name not in notes:
            defined.add(name)
        if CHECKS in notes:
            found.update((name, mark.function.rpartition(".")[2] + GIVEN))
        else:
            calls.setdefault(name, set()).update(_names(notes))
    found |= {name for name in frozenset().union(*calls.values()) - defined if name.startswith(_TEST_NAMES)}
    for _ in range(DEPTH - 1):
        found |= {name for name, called in calls.items() if not found.isdisjoint(called)}
    return frozenset(found)


def _names(notes: Iterable[str]) -> set[str]:
    """The helpers behind notes: by name, and with its mark where one gets the test."""
    found: set[str] = set()
    for note in notes:
        name = note.removeprefix(SUPER)
        found.add(name)
        if name.endswith(GIVEN):
            found.add(name.removesuffix(GIVEN))
    return found


def _checks(mark: Mark, helpers: frozenset[str]) -> bool:
    return CHECKS in mark.notes or not helpers.isdisjoint(_names(mark.notes))


def _off(seen: Sighting) -> SwitchedOff:
    reason = " ".join(seen.mark.notes[0].split())[:REASON_LIMIT].strip()
    return SwitchedOff(_site(seen), seen.mark.subject, reason.replace(": ", " - ").replace("`", "'"))


def _site(seen: Sighting) -> Site:
    mark = seen.mark
    return Site(seen.path, mark.line, mark.column, f"{mark.function}.{mark.subject}".lstrip("."))


class _Families:
    """The classes of the tests by name: whether a method overrides an inherited one."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self.methods: dict[str, set[str]] = {}
        self.bases: dict[str, set[str]] = {}
        for file in files:
            for each in file.classes:
                name = each.qualname.rpartition(".")[2]
                self.methods.setdefault(name, set()).update(each.methods)
                self.bases.setdefault(name, set()).update(base.rpartition(".")[2] for base in each.bases)

    def overrides(self, mark: Mark) -> bool:
        """Whether a test switches off what its class inherits and cannot do: the test itself runs elsewhere."""
        name = mark.subject
        if not name.startswith("test"):
            return False
        return any(name in self.methods.get(base, ()) for base in self._above(mark.function.rpartition(".")[2]))

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
