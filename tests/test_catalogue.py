"""The generated pages: fresh, whole, and true to the examples that are tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.verdicts import verdicts
from tenetlint.catalogue import as_json, as_text, page, pages
from tenetlint.engine import load_rules
from tenetlint.measured import examples
from tenetlint.rule import Ease, Rule, Unit, against, balance
from tests.golden import same
from tests.makers import Tenet, made_rule

DOCS = Path(__file__).parents[1] / "docs" / "rules"
RULES = load_rules()
PAGES = pages(RULES)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_fresh(name: str) -> None:
    same(name, PAGES[name], DOCS)


def test_no_page_outlives_its_rule() -> None:
    assert {path.name for path in DOCS.iterdir()} == set(PAGES)


def test_a_page_shows_both_examples_and_points_at_the_marked_lines() -> None:
    found = PAGES["poll-with-sleep.md"]
    assert found.index("## Breaks it") < found.index("# <- TNT302") < found.index("## Keeps it")
    assert "# expect:" not in found
    assert "- Against tenet 3, weight 0.5: weight x precision" in found
    assert "Precision measured: 19 of 22 (86%; benchmarks/precision, " in found


def test_a_credit_shows_first_where_it_is_due() -> None:
    found = PAGES["accepted-202.md"]
    assert (
        found.index("## Where the credit is due") < found.index("# <- TNT351") < found.index("## Where there is none")
    )


def test_a_page_says_how_a_rule_counts_in_each_tenet() -> None:
    counts = (
        balance(Tenet.HORIZONTAL, Unit.SHARE, 6, Unit.SITE, 1, Ease("TNT551", 5)),
        against(Tenet.TESTED, Unit.SITE, 0.5, limit=5),
    )
    found = page(made_rule("TNT403", Tenet.HORIZONTAL, counts=counts))
    assert "- Against tenet 4, weight 6: weight x the share of broken" in found
    assert "; halved where TNT551 is kept in 5 files or more.\n" in found
    assert "- For tenet 4, weight 1: weight for each finding.\n" in found
    assert "- Against tenet 8, weight 0.5, at most 5 in all: " in found
    assert "by construction" in found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_every_rule_has_a_true_example_from_a_real_project_or_says_why_not(rule: Rule) -> None:
    example = examples()[rule.code]
    assert bool(example.none) != bool(example.project)
    assert example.none or (example.release and example.path and example.says)
    assert f"## In a real project\n\n{example}\n" in PAGES[f"{rule.name}.md"]


def test_an_example_is_a_hit_that_was_accepted_where_verdicts_are_kept() -> None:
    rows = {code: {(row.path, row.line) for row in each if row.accepted} for code, each in verdicts().items()}
    shown = {code: (example.path, example.line) for code, example in examples().items()}
    assert [code for code in rows if shown[code] not in rows[code]] == []
    assert set(shown) == {rule.code for rule in RULES}


def test_what_is_only_shown_says_so() -> None:
    assert "enters no score" in page(made_rule("TNT307", Tenet.ASYNCHRONOUS, unit=Unit.NONE))


def test_the_lists_hold_every_rule() -> None:
    assert all(f"   {rule.code} {rule.name}: {rule.summary}\n" in as_text(RULES) for rule in RULES)
    assert [row["code"] for row in json.loads(as_json(RULES))] == [rule.code for rule in RULES]
    assert all(f"| {rule.code} | [{rule.name}]({rule.name}.md) |" in PAGES["index.md"] for rule in RULES)
