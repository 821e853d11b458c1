"""Units of evidence: what one rule adds to one side of one tenet."""

from __future__ import annotations

import pytest

from tenetlint.engine import Outcome
from tenetlint.measured import Precision
from tenetlint.model import Tier
from tenetlint.rule import Ease, balance
from tenetlint.units import Side, Term, terms_of
from tests.makers import Tenet, Unit, bad, free, good, made_rule, outcome

T3 = Tenet.ASYNCHRONOUS


def only(*outcomes: Outcome, tenet: Tenet = T3, precisions: dict[str, Precision] | None = None) -> Term:
    """The one term there is."""
    (term,) = terms_of(tenet, outcomes, precisions or {})
    return term


def test_a_file_counts_by_the_logarithm_of_its_findings_at_most_five() -> None:
    made = made_rule("TNT302", T3, weight=2)
    assert only(outcome(made, bad("a.py"))).units == 2
    assert only(outcome(made, *(bad("a.py", line) for line in range(1, 5)))).units == 6
    assert only(outcome(made, *(bad("a.py", line) for line in range(1, 1001)))).units == 10
    assert only(outcome(made, bad("a.py"), bad("b.py"))).units == 4
    assert only(outcome(made, bad("a.py", weight=0.5))).units == 1


def test_the_place_of_a_file_is_its_first_finding() -> None:
    term = only(outcome(made_rule("TNT302", T3), bad("a.py", 1), bad("b.py", 3), bad("b.py", 7)))
    assert [(str(place.finding.site), place.others, place.units) for place in term.places] == [
        ("b.py:3", 1, 2.0),
        ("a.py:1", 0, 1.0),
    ]
    assert term.findings == 3


def test_a_folder_counts_as_one_where_the_rule_says_so() -> None:
    term = only(outcome(made_rule("TNT602", T3, unit=Unit.PACKAGE), bad("x/a.py"), bad("x/b.py"), bad("y/c.py")))
    assert term.units == 2 + 1


def test_precision_and_tier_take_from_a_file() -> None:
    made = made_rule("TNT302", T3)
    measured = {"TNT302": Precision(3, 4, "read")}
    assert only(outcome(made, bad("a.py")), precisions=measured).units == 0.75
    assert only(outcome(made, bad("a.py"), tier=Tier.PLUGIN)).units == 0.25
    assert only(outcome(made, bad("a.py"), tier=Tier.DEFAULT)).units == 1
    assert only(outcome(made, bad("a.py"), tier=Tier.DEFAULT, alternative="b.py")).units == 0.5
    assert only(outcome(made, free("a.py"))).units == 0.5


def test_a_place_that_counts_for_less_says_why() -> None:
    made = made_rule("TNT302", T3)
    assert only(outcome(made, bad("a.py"))).places[0].reached == ""
    plugin = only(outcome(made, bad("a.py"), tier=Tier.PLUGIN))
    assert plugin.places[0].reached == "a default names it"
    choice = only(outcome(made, bad("a.py"), tier=Tier.DEFAULT, alternative="b.py"))
    assert choice.places[0].reached == "a default names it; `b.py` may be chosen instead"


def test_a_site_counts_once_whatever_its_tier() -> None:
    made = made_rule("TNT301", T3, unit=Unit.SITE, counts_kept=True)
    credit, breach = sorted(
        terms_of(
            T3, [outcome(made, bad("a.py", 1), bad("a.py", 2), bad("b.py"), good("a.py", 3), tier=Tier.PLUGIN)], {}
        ),
        key=lambda term: term.units,
    )
    assert (credit.side, credit.units, credit.findings) == (Side.CREDIT, 1, 1)
    assert (breach.side, breach.units, breach.findings) == (Side.BREACH, 3, 3)
    assert only(outcome(made, free("a.py"))).units == 0.5


def test_kept_findings_of_a_breach_rule_only_count_when_it_says_so() -> None:
    assert terms_of(T3, [outcome(made_rule("TNT302", T3), good("a.py"))], {}) == ()


def test_a_credit_rule_counts_what_is_kept() -> None:
    assert only(outcome(made_rule("TNT352", T3), good("a.py"), bad("b.py"))).side is Side.CREDIT


def test_a_share_is_of_all_that_was_looked_at() -> None:
    made = made_rule("TNT401", T3, unit=Unit.SHARE, weight=6)
    assert only(outcome(made, bad("a.py"), good("b.py"), good("c.py"))).units == pytest.approx(2)


def test_what_is_only_shown_adds_nothing() -> None:
    assert terms_of(T3, [outcome(made_rule("TNT307", T3, unit=Unit.NONE), bad("a.py"))], {}) == ()


def test_a_rule_may_count_otherwise_in_each_tenet() -> None:
    counts = (
        balance(Tenet.HORIZONTAL, Unit.SHARE, 6, Unit.SITE, 1),
        balance(Tenet.SHARED_NOTHING, Unit.SITE, 1, Unit.SITE, 1),
    )
    components = outcome(made_rule("TNT401", Tenet.HORIZONTAL, counts=counts), bad("a.py"), bad("b.py"), good("c.py"))
    found = {
        tenet: {term.side: term.units for term in terms_of(tenet, [components], {})}
        for tenet in (Tenet.HORIZONTAL, Tenet.SHARED_NOTHING, Tenet.EVENTUAL)
    }
    assert found == {
        Tenet.HORIZONTAL: {Side.BREACH: 4, Side.CREDIT: 1},
        Tenet.SHARED_NOTHING: {Side.BREACH: 2, Side.CREDIT: 1},
        Tenet.EVENTUAL: {},
    }


@pytest.mark.parametrize(("files", "units"), [(4, 6.0), (5, 3.0)])
def test_a_breach_is_halved_where_another_rule_is_kept_widely(files: int, units: float) -> None:
    counts = (balance(T3, Unit.SHARE, 6, Unit.SITE, 1, Ease("TNT551", 5)),)
    store = outcome(made_rule("TNT401", T3, counts=counts), bad("a.py"))
    shards = outcome(
        made_rule("TNT551", Tenet.SHARED_NOTHING), *(good(f"{n}.py", k) for n in range(files) for k in (1, 2))
    )
    term = only(store, shards)
    assert term.units == sum(place.units for place in term.places) == units
    assert term.note == ("halved by TNT551" if files == 5 else "")


def test_facts_limit_wholly_in_part_or_not_at_all() -> None:
    made = made_rule("TNT201", Tenet.OPTIONAL, unit=Unit.FACT)
    term = only(outcome(made, bad("a.py"), bad("b.py", weight=0.5), free("c.py")), tenet=Tenet.OPTIONAL)
    assert [place.units for place in term.places] == [1, 0.5, 0]


def test_terms_come_largest_first() -> None:
    small, large = made_rule("TNT302", T3), made_rule("TNT303", T3, weight=3)
    assert [term.code for term in terms_of(T3, [outcome(small, bad("a.py")), outcome(large, bad("a.py"))], {})] == [
        "TNT303",
        "TNT302",
    ]
