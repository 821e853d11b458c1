"""Bars: what `--fail-under` asks, and what misses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenetlint.bars import bars_of, missed, tenet_of
from tenetlint.errors import UserError
from tests.makers import Tenet
from tests.test_reports import report


@pytest.mark.parametrize(("word", "tenet"), [("1", 1), ("8", 8), ("asynchronous", 3), ("Shared-Nothing", 5)])
def test_a_tenet_has_a_number_and_a_name(word: str, tenet: int) -> None:
    assert tenet_of(word) == tenet


@pytest.mark.parametrize(
    ("word", "hint"),
    [("9", ""), ("0", ""), ("", ""), ("²", ""), ("asynchronus", "did you mean `asynchronous`?"), ("\x1b[1m", r"\x1b")],
)
def test_an_unknown_tenet_is_named_with_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(UserError, match="no tenet") as caught:
        tenet_of(word)
    assert hint in str(caught.value)


def test_bars_are_general_or_of_one_tenet() -> None:
    assert bars_of(("60", "3=50", "tested=80.5")) == {None: 60, Tenet.ASYNCHRONOUS: 50, Tenet.TESTED: 80.5}


@pytest.mark.parametrize("word", ["", "x", "-1", "101", "nan", "inf", "3=", "=50", "x=50", "3=x"])
def test_a_bar_is_a_number_from_0_to_100(word: str) -> None:
    with pytest.raises(UserError):
        bars_of((word,))


def test_every_assessed_tenet_is_held_against_the_general_bar() -> None:
    lines = missed(report(), bars_of(("55",)))
    assert lines == (
        "bar missed by depot: tenet 2 scores 50, under the bar of 55",
        "bar missed by depot: tenet 4 scores 0, under the bar of 55",
        "bar missed by depot: tenet 7 scores 40, under the bar of 55",
    )


def test_a_bar_of_its_own_wins() -> None:
    assert missed(report(), bars_of(("55", "2=50", "4=0", "7=40"))) == ()
    assert missed(report(), bars_of(("3=68.4",))) == (
        "bar missed by depot: tenet 3 scores 68.3, under the bar of 68.4",
    )


def test_what_is_not_assessed_misses_only_a_bar_of_its_own() -> None:
    (line,) = missed(report(), bars_of(("5=10",)))
    assert line.startswith("bar missed by depot: tenet 5 is not assessed (too little evidence")
    assert missed(report(), bars_of(("0",))) == ()


def test_where_nothing_is_assessed_no_bar_is_reached() -> None:
    empty = replace(report(), scores=tuple(score._replace(value=None) for score in report().scores))
    assert missed(empty, bars_of(("1",))) == ("bar missed by depot: no tenet is assessed, and the bar is 1",)
    assert missed(empty, {}) == ()
