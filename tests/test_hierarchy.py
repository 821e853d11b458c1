"""Who inherits from whom: the family of a class, however the classes hang together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tenetlint.facts.filefacts import ClassFact, FileFacts
from tenetlint.facts.hierarchy import MOST_KIN, Hierarchy

NAMES = "abcdefg"
BASES = st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), min_size=len(NAMES), max_size=len(NAMES))


def made(bases: list[list[str]]) -> Hierarchy:
    """One module with a class of each name."""
    classes = [
        ClassFact(line, name, tuple(f"m.{each}" for each in named), (), ())
        for line, (name, named) in enumerate(zip(NAMES, bases, strict=True), 1)
    ]
    return Hierarchy({"m": FileFacts(classes=tuple(classes))})


@given(BASES)
def test_a_family_is_the_ancestors_and_the_descendants_with_theirs(bases: list[list[str]]) -> None:
    hierarchy = made(bases)
    for name in hierarchy.classes:
        expected = dict.fromkeys(hierarchy.ancestors(name))
        for each in hierarchy.descendants(name):
            expected |= dict.fromkeys(hierarchy.ancestors(each))
        assert hierarchy.family(name) == tuple(expected)


def test_of_a_family_of_thousands_some_are_looked_at() -> None:
    count = 3 * MOST_KIN
    classes = tuple(ClassFact(n + 1, f"C{n}", (f"m.C{n - 1}",) if n else (), (), ()) for n in range(count))
    hierarchy = Hierarchy({"m": FileFacts(classes=classes)})
    assert [len(hierarchy.family(f"m.C{n}")) for n in (0, count - 1)] == [MOST_KIN, MOST_KIN]
