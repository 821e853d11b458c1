"""Every rule against its own examples: what it finds equals what is marked, and the good example is seen and kept.

`# expect: TNT104` at a line's end marks the line; `expect-file: TNT401` anywhere in a file marks the file, for
findings without a line and for formats where a comment at a line's end would be part of the line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tenetlint.catalogue import HEADINGS, fixtures
from tenetlint.engine import load_rules
from tenetlint.facts import Facts
from tenetlint.facts.change import Change
from tenetlint.facts.coverage.finding import find_coverage
from tenetlint.measured import measured
from tenetlint.model import Finding, Verdict
from tenetlint.project import Project
from tenetlint.rule import Rule, Unit
from tenetlint.tenets import Tenet

RULES = load_rules()
HOME = Path(__file__).parents[1]

for_each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))

Places = set[tuple[str, int]]


@cache
def findings(rule: Rule, folder: str) -> tuple[Finding, ...]:
    """All that a rule says of one of its examples."""
    root = fixtures(rule) / folder
    facts = Facts.of(Project.open(root, use_git=False), find_coverage(root))
    diff = root / "change.diff"
    change = Change.parse(diff.read_text(encoding="utf-8")) if diff.exists() else None
    return tuple(rule.check(replace(facts, change=change)))


def said(rule: Rule, folder: str, *verdicts: Verdict) -> Places:
    """Where a rule says so; a file that is marked as a whole stands for all of its lines."""
    whole = {path for path, line in marked(rule, folder) if line == 0}
    sites = [each.site for each in findings(rule, folder) if each.verdict in verdicts]
    return {(site.path, 0 if site.path in whole else site.line) for site in sites}


def marked(rule: Rule, folder: str) -> Places:
    """Where the example says that the rule should speak."""
    root = fixtures(rule) / folder
    return {
        (path.relative_to(root).as_posix(), line)
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".diff"
        for line in _marks(path.read_text(encoding="utf-8", errors="replace"), rule.code)
    }


def _marks(text: str, code: str) -> list[int]:
    whole = [0] if re.search(rf"expect-file: {code}\b", text) else []
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.search(rf"# expect: .*{code}\b", line)]
    return whole + lines


@for_each_rule
def test_what_it_finds_is_what_is_marked(rule: Rule) -> None:
    folder, verdicts = ("good", {Verdict.KEPT}) if rule.is_credit else ("bad", {Verdict.BROKEN, Verdict.OPTIONAL})
    assert marked(rule, folder), f"nothing is marked in {fixtures(rule)}/{folder}"
    assert said(rule, folder, *verdicts) == marked(rule, folder)


@for_each_rule
def test_the_other_example_is_seen_and_says_the_opposite(rule: Rule) -> None:
    if rule.is_credit:
        assert said(rule, "bad", Verdict.KEPT) == set()
    else:
        assert findings(rule, "good"), "the good example holds nothing that the rule looks at"
        assert said(rule, "good", Verdict.BROKEN) == set()


@for_each_rule
def test_a_message_is_one_line_that_no_tool_takes_for_a_place(rule: Rule) -> None:
    for finding in (*findings(rule, "bad"), *findings(rule, "good")):
        for words in (finding.message, *(evidence.says for evidence in finding.evidence)):
            assert words.strip() == words != ""
            assert "\n" not in words
            assert not re.search(r":\d+:\d+: ", words)


@for_each_rule
def test_its_page_has_a_summary_and_four_headings(rule: Rule) -> None:
    assert 0 < len(rule.summary) <= 72
    assert rule.summary.endswith(".")
    assert re.findall(r"^## (.+)$", rule.page, re.MULTILINE) == list(HEADINGS)
    assert all(part.strip() for part in re.split(r"^## .+$", rule.page, flags=re.MULTILINE))


@for_each_rule
def test_its_file_its_function_and_its_name_are_one(rule: Rule) -> None:
    tenet, name = rule.folder.split("/")
    assert name.replace("_", "-") == rule.name
    assert (HOME / "rules" / f"{rule.folder}.py").is_file()
    assert re.fullmatch(r"TNT[1-8]\d\d", rule.code)
    assert tenet.startswith(f"t{rule.code[3]}_")
    assert rule.tenets[0] == int(rule.code[3])


@for_each_rule
def test_it_counts_by_units_that_its_tenets_understand(rule: Rule) -> None:
    for count in rule.counts:
        units = {count.breach, count.credit} - {Unit.NONE}
        assert count.tenet in rule.tenets
        assert count.tenet is not Tenet.OPTIONAL or units <= {Unit.FACT}
        assert Unit.STATEMENT not in units or count.tenet is Tenet.TESTED
        assert Unit.FACT not in units or count.tenet is Tenet.OPTIONAL
        assert count.breach is Unit.NONE or count.weight > 0
        assert count.credit is Unit.NONE or count.credit_weight > 0


def test_every_folder_of_examples_has_its_rule() -> None:
    folders = {path.parent for path in (HOME / "fixtures").glob("t[1-8]_*/*/*") if path.name in ("bad", "good")}
    assert folders == {HOME / "fixtures" / rule.folder for rule in RULES}


def test_every_measured_precision_is_a_share_of_a_sample() -> None:
    assert all(0 < each.accepted <= each.sampled and each.source for each in measured().values())
