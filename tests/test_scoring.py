"""The scoring model: the worked example of the design by hand, then each rule of it alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tenetlint.model import Cap, Finding
from tenetlint.robustness import robustness
from tenetlint.rule import against
from tenetlint.scoring import Score, Standing, points, score, scores_of, standing
from tenetlint.sheets import Basis, Limit, Sheet, sheets
from tenetlint.units import Place, Side, Term
from tests.makers import Tenet, Unit, bad, free, good, made_rule, outcome

SERVICES = Basis(has_services=True, has_coverage=False)
STORE = Cap(Tenet.EVENTUAL, 40, "a required shared store")


def term(code: str, side: Side, units: float, unit: Unit = Unit.FILE, places: tuple[Place, ...] = ()) -> Term:
    """A term of the worked example."""
    return Term(code, code.lower(), side, unit, 1.0, 1.0, units, 1, places or (Place(bad("a.py"), units),))


def sheet(tenet: Tenet, *terms: Term) -> Sheet:
    """A sheet of the worked example, with the cap that a required store or a central decider sets."""
    capped = tenet in (Tenet.HORIZONTAL, Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, Tenet.EVENTUAL)
    evidence = bad("a.py").evidence[0]
    return Sheet(tenet, terms, Limit(Cap(tenet, 40, "required"), "TNT501", evidence) if capped else None, capped)


def worked_example() -> tuple[Sheet, ...]:
    """The tree of 2013-08-28, every number from the table of the design."""
    against_, for_ = Side.BREACH, Side.CREDIT
    facts = tuple(Place(bad(f"{fact}.py"), 1.0) for fact in ("store", "decider", "rpc"))
    return (
        sheet(Tenet.SCALABILITY, term("TNT101", against_, 42.2), term("TNT151", for_, 10.0)),
        sheet(Tenet.OPTIONAL, term("TNT201", against_, 3, Unit.FACT, facts)),
        sheet(
            Tenet.ASYNCHRONOUS,
            term("TNT301", against_, 166, Unit.SITE),
            *(term(f"TNT3{n}", against_, units) for n, units in enumerate((9.8, 3.8, 1.6, 1.6, 4.5), 2)),
            term("TNT301", for_, 78, Unit.SITE),
            term("TNT351", for_, 10.1),
            term("TNT352", for_, 0.8),
        ),
        sheet(
            Tenet.HORIZONTAL,
            term("TNT401", against_, 6 * 18 / 19, Unit.SHARE),
            term("TNT402", against_, 2.8),
            term("TNT401", for_, 1)._replace(weight=2.0),
            term("TNT152", for_, 2.4),
        ),
        sheet(Tenet.SHARED_NOTHING, term("TNT401", against_, 18), term("TNT401", for_, 1)),
        sheet(
            Tenet.DISTRIBUTED,
            *(term(f"TNT60{n}", against_, units) for n, units in enumerate((26.0, 6.3, 1.9), 1)),
            term("TNT651", for_, 5.7),
            term("TNT652", for_, 2.5),
        ),
        sheet(
            Tenet.EVENTUAL,
            *(term(f"TNT70{n}", against_, units) for n, units in enumerate((5.7, 7.8, 4.7, 1.7), 1)),
            term("TNT751", for_, 6.2),
            term("TNT752", for_, 5.2),
        ),
        sheet(
            Tenet.TESTED,
            term("TNT801", against_, 17, Unit.STATEMENT),
            term("TNT801", for_, 83, Unit.STATEMENT),
        ),
    )


def test_the_worked_example_comes_out_as_by_hand() -> None:
    found = scores_of(worked_example())
    by_hand = {1: 21, 2: 0, 3: 32, 4: 29, 5: 5, 6: 19, 7: 37, 8: 40}
    assert {each.tenet.value: each.value and round(each.value) for each in found} == pytest.approx(by_hand, abs=1)
    assert [each.verdict for each in found] == [Standing.IN_QUESTION, *[Standing.BROKEN] * 7]


def test_the_worked_example_needs_no_cap() -> None:
    uncapped = [replace(each, cap=None) for each in worked_example()]
    assert points(uncapped) == points(worked_example())


def test_the_worked_example_holds_in_every_reweighting() -> None:
    held = robustness(worked_example())
    assert {tenet: share for tenet, share in held.items() if share != 1.0} == {}


def test_robustness_tells_a_verdict_that_hangs_on_weights() -> None:
    even = sheet(Tenet.ASYNCHRONOUS, term("TNT302", Side.BREACH, 10), term("TNT351", Side.CREDIT, 10))
    rest = [Sheet(tenet, (), why_not="not here") for tenet in Tenet if tenet is not Tenet.ASYNCHRONOUS]
    pages = sorted([even, *rest], key=lambda each: each.tenet)
    held = robustness(pages)
    share = held[Tenet.ASYNCHRONOUS]
    assert share is not None
    assert 0.3 < share < 0.6
    assert held[Tenet.HORIZONTAL] is None
    assert robustness(pages) == held


def test_robustness_moves_no_other_random_number() -> None:
    random.seed(7)
    first = random.random()
    random.seed(7)
    robustness(worked_example(), draws=3)
    assert random.random() == first


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (75.0, "upheld"),
        (74.9, "strained"),
        (50.0, "strained"),
        (49.9, "broken"),
        (0.0, "broken"),
        (None, "not assessed"),
    ],
)
def test_the_verdict_is_the_word_for_the_value(value: float | None, word: str) -> None:
    assert standing(Tenet.DISTRIBUTED, value) == word


def test_the_goal_is_never_called_broken() -> None:
    assert standing(Tenet.SCALABILITY, 0.0) is Standing.IN_QUESTION
    assert standing(Tenet.SCALABILITY, 75.0) is Standing.UPHELD


def asked(tenet: Tenet, *findings: Finding, basis: Basis = SERVICES) -> Score:
    """The score of a tenet on the findings of one rule that counts each site."""
    made = made_rule(f"TNT{tenet}98"[:-2] + "01", tenet, unit=Unit.SITE, counts_kept=True)
    return score([outcome(made, *findings)], basis)[tenet - 1]


def sites(number: int, wrong: int = 0) -> tuple[Finding, ...]:
    """So many kept sites, and so many broken ones."""
    return (*(good("a.py", n) for n in range(number)), *(bad("b.py", n) for n in range(wrong)))


def test_four_units_are_too_few_and_five_enough() -> None:
    few = asked(Tenet.DISTRIBUTED, *sites(4))
    assert (few.value, few.verdict, few.why_not) == (
        None,
        Standing.NOT_ASSESSED,
        "too little evidence: 4.0 units, 5 needed",
    )
    assert asked(Tenet.DISTRIBUTED, *sites(5)).value == 100


def test_nothing_seen_is_not_assessed_and_not_a_hundred() -> None:
    assert {each.verdict for each in score([], SERVICES)} == {Standing.NOT_ASSESSED}
    assert all(each.why_not for each in score([], SERVICES))


def test_a_structural_fact_needs_no_floor() -> None:
    found = asked(Tenet.EVENTUAL, bad("a.py", caps=(STORE,)))
    assert (found.value, found.verdict) == (0, Standing.BROKEN)


def test_a_cap_holds_whatever_is_credited_and_says_why() -> None:
    found = asked(Tenet.EVENTUAL, *sites(99), bad("a.py", caps=(STORE, STORE._replace(at=60))))
    assert (found.base, found.value) == (99, 40)
    assert found.cap is not None
    assert found.cap.cap is STORE
    assert str(found.cap.evidence.site) == "a.py:1"


def test_a_cap_of_one_tenet_leaves_the_others_alone() -> None:
    assert asked(Tenet.DISTRIBUTED, *sites(99), bad("a.py", caps=(STORE,))).cap is None


@pytest.mark.parametrize("tenet", list(Tenet)[3:7])
def test_a_library_is_not_assessed_on_what_services_do(tenet: Tenet) -> None:
    found = asked(tenet, *sites(99), basis=Basis(has_services=False, has_coverage=False))
    assert found.verdict is Standing.NOT_ASSESSED
    assert str(found.why_not).startswith("no service")


def limiting(*findings: Finding) -> Score:
    """Tenet 2 on these facts, with tenets 3 to 5 assessed."""
    others = [
        outcome(made_rule(f"TNT{tenet}51", tenet, unit=Unit.SITE), *sites(9))
        for tenet in (Tenet.ASYNCHRONOUS, Tenet.HORIZONTAL, Tenet.SHARED_NOTHING)
    ]
    facts = outcome(made_rule("TNT201", Tenet.OPTIONAL, unit=Unit.FACT), *findings)
    return score([facts, *others], SERVICES)[1]


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ((bad("a.py"), bad("b.py")), 0),
        ((bad("a.py"), free("b.py")), 50),
        ((bad("a.py", weight=0.5), bad("b.py")), 25),
        ((free("a.py"), free("b.py")), 100),
        ((good("a.py"), bad("b.py")), 0),
        ((), 100),
    ],
)
def test_tenet_2_is_the_share_of_limiting_facts_that_are_optional(facts: tuple[Finding, ...], value: float) -> None:
    assert limiting(*facts).value == value


def test_without_a_fact_tenet_2_needs_three_assessed_tenets() -> None:
    others = [outcome(made_rule(f"TNT{n}51", Tenet(n), unit=Unit.SITE), *sites(9)) for n in (3, 4)]
    found = score(others, SERVICES)[1]
    assert found.why_not == "no limiting fact found, and only 2 of tenets 3 to 7 assessed (3 needed)"


def on_tests(
    covered: int, missing: int, *more: tuple[str, Unit, float, tuple[Finding, ...]], reports: bool = True
) -> Score:
    """Tenet 8 on a coverage report and what other rules say of the tests."""
    coverage = made_rule("TNT801", Tenet.TESTED, unit=Unit.STATEMENT, counts_kept=True)
    found = [outcome(coverage, good("a.py", weight=covered), bad("a.py", weight=missing))]
    for code, unit, weight, findings in more:
        count = against(Tenet.TESTED, unit, weight, limit=5)
        found.append(outcome(made_rule(code, Tenet.TESTED, counts=(count,)), *findings))
    return score(found, Basis(has_services=False, has_coverage=reports))[7]


@pytest.mark.parametrize(("covered", "value"), [(100, 100), (93, 75.5), (83, 40.5), (50, 0)])
def test_tenet_8_falls_with_what_no_test_runs(covered: int, value: float) -> None:
    assert on_tests(covered, 100 - covered).value == value


def test_omitted_code_counts_as_uncovered() -> None:
    hidden = ("TNT806", Unit.STATEMENT, 1.0, (bad("b.py", weight=20),))
    assert on_tests(80, 0, hidden).value == 30


def test_tests_that_check_nothing_take_points_up_to_a_limit() -> None:
    two_percent = (bad("t.py"), *(good("t.py", n) for n in range(49)))
    assert on_tests(100, 0, ("TNT804", Unit.SHARE, 100, two_percent)).value == 98
    assert on_tests(100, 0, ("TNT804", Unit.SHARE, 100, two_percent[:2])).value == 95
    assert on_tests(100, 0, ("TNT805", Unit.SITE, 0.5, (bad("t.py"),))).value == 99.5
    assert on_tests(100, 0, ("TNT805", Unit.SITE, 0.5, tuple(bad("t.py", n) for n in range(99)))).value == 95


def test_without_coverage_data_tenet_8_is_never_estimated() -> None:
    assert on_tests(83, 17, reports=False).value is None
    empty = score([], Basis(has_services=False, has_coverage=True))[7]
    assert empty.why_not == "the coverage report holds no statement of this project"


def test_the_goal_is_half_its_own_evidence_and_half_its_means() -> None:
    own = outcome(made_rule("TNT151", Tenet.SCALABILITY, unit=Unit.SITE), *sites(9))
    calls = outcome(made_rule("TNT301", Tenet.ASYNCHRONOUS, unit=Unit.SITE, counts_kept=True), *sites(3, 7))
    first = score([own, calls], SERVICES)[0]
    assert (first.base, first.value, first.verdict) == (100, 65, Standing.IN_QUESTION)
    assert score([own], SERVICES)[0].why_not == "none of tenets 2 to 8 is assessed"


@pytest.mark.parametrize(("kept_", "near"), [(45, True), (44, False), (55, True), (56, False), (70, True), (81, False)])
def test_a_score_near_a_bound_is_borderline(kept_: int, near: bool) -> None:
    assert asked(Tenet.DISTRIBUTED, *sites(kept_, 100 - kept_)).borderline is near


def test_points_are_those_of_the_scores() -> None:
    pages = sheets([outcome(made_rule("TNT651", Tenet.DISTRIBUTED, unit=Unit.SITE), *sites(9))], SERVICES)
    assert [points(pages)[each.tenet] for each in scores_of(pages)] == [each.value for each in scores_of(pages)]
