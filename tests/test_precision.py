"""The measured precision: figures that follow from stored verdicts, and a bar for whatever scores."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.precision import EXACT, below, drifted, in_turn, main, table
from benchmarks.verdicts import MEASURED, SOURCE, Hit, Verdict, merged, tally, verdicts
from tenetlint.engine import load_rules
from tenetlint.measured import Precision, measured

VERDICTS = verdicts()
RULES = load_rules()
CODES = {rule.code for rule in RULES}


def test_every_figure_with_verdicts_follows_from_them() -> None:
    figures = measured()
    assert {code: figures.get(code) for code in VERDICTS} == {code: tally(rows) for code, rows in VERDICTS.items()}


def test_every_other_figure_says_what_was_sampled() -> None:
    others = {code: each for code, each in measured().items() if code not in VERDICTS}
    assert set(others) <= CODES
    assert not [code for code, each in others.items() if SOURCE in each.source]


def test_the_file_is_what_the_verdicts_make_of_it() -> None:
    text = MEASURED.read_text(encoding="utf-8")
    assert merged(text, {code: tally(rows) for code, rows in VERDICTS.items()}) == text


def test_nothing_scores_that_is_wrong_too_often() -> None:
    assert below(RULES, measured()) == sorted(EXACT)


def test_a_rule_whose_number_is_excused_says_it_on_its_page() -> None:
    for rule in (rule for rule in RULES if rule.code in EXACT):
        figure = measured()[rule.code]
        assert f"{figure.accepted} of {figure.sampled}" in " ".join(rule.page.split())


def test_a_bar_is_as_high_as_the_weight_asks() -> None:
    """0.85 suffices for a weight of 0.5 and not for one of 2; 0.75 for neither; what is only shown has no bar."""
    codes = ("TNT101", "TNT302", "TNT307")
    assert below(RULES, dict.fromkeys(codes, Precision(17, 20, "read"))) == ["TNT101"]
    assert below(RULES, dict.fromkeys(codes, Precision(15, 20, "read"))) == ["TNT101", "TNT302"]


def test_the_table_has_a_line_for_each_sampled_rule() -> None:
    figures = {"TNT101": Precision(17, 20, "read"), "TNT307": Precision(1, 2, "read"), "TNT401": Precision(2, 3, "r")}
    assert table(RULES, figures).splitlines() == [
        "TNT101    17/20  0.85  bar 0.90  below",
        "TNT307      1/2  0.50  bar    -  not scored",
        f"TNT401      2/3  0.67  bar 0.90  below: {EXACT['TNT401']}",
    ]


@pytest.mark.parametrize("code", VERDICTS)
def test_verdicts_are_about_rules_that_exist_and_about_each_hit_once(code: str) -> None:
    assert code in CODES
    assert [hit for hit, times in Counter(row.hit for row in VERDICTS[code]).items() if times > 1] == []
    assert all(row.why.strip() and row.line >= 0 and type(row.accepted) is bool for row in VERDICTS[code])


def test_verdicts_are_read_from_files_and_counted(tmp_path: Path) -> None:
    row = {"project": "depot", "path": "depot/a.py", "line": 3, "accepted": True, "why": "so it is"}
    other = {**row, "line": 4, "accepted": False}
    (tmp_path / "TNT999.jsonl").write_text(f"{json.dumps(row)}\n\n{json.dumps(other)}\n", encoding="utf-8")
    read = verdicts(tmp_path)
    accepted = Verdict("depot", "depot/a.py", 3, True, "so it is")
    assert read == {"TNT999": [accepted, replace(accepted, line=4, accepted=False)]}
    assert tally(read["TNT999"]) == Precision(1, 2, f"{SOURCE}, 1 project")


def test_merging_keeps_what_has_no_verdicts_and_the_words_above() -> None:
    rows = (
        'TNT101 = { accepted = 1, sampled = 2, source = "a" }',
        'TNT102 = { accepted = 1, sampled = 1, source = "b" }',
    )
    old = "\n".join(("# Words.", "", *rows, ""))
    assert merged(old, {"TNT101": Precision(3, 4, 'c "d"')}) == (
        '# Words.\n\nTNT101 = { accepted = 3, sampled = 4, source = "c \\"d\\"" }\n'
        'TNT102 = { accepted = 1, sampled = 1, source = "b" }\n'
    )


def test_a_sample_goes_round_the_projects_and_is_the_same_every_time() -> None:
    found = [Hit("depot", "a.py", line) for line in range(9)] + [Hit("mill", "b.py", 1), Hit("mill", "b.py", 2)]
    drawn = in_turn(found, frozenset(), 5)
    assert [hit.project for hit in drawn] == ["depot", "mill", "depot", "mill", "depot"]
    assert drawn == in_turn(reversed(found), frozenset(), 5)
    judged = frozenset(drawn[:2])
    assert not judged & set(in_turn(found, judged, 99))
    assert len(in_turn(found, judged, 99)) == len(found) - 2


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A folder with one project that waits by sleeping in a loop, on line 6."""
    package = tmp_path / "trees" / "depot" / "depot"
    package.mkdir(parents=True)
    (package.parent / "setup.cfg").write_text("[metadata]\nname = depot\n[files]\npackages = depot\n", encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    code = "import time\n\n\ndef wait(job):\n    while not job.done():\n        time.sleep(1)\n"
    (package / "a.py").write_text(code, encoding="utf-8")
    return package.parents[1]


def test_a_drawn_hit_is_shown_with_its_lines(trees: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["TNT302", "--trees", str(trees)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("TNT302 depot depot/a.py:6  ")
    assert "  >     6         time.sleep(1)\n" in shown
    assert main(["TNT302", "--trees", str(trees), "--only", "mill"]) == 0
    assert capsys.readouterr().out == ""


def test_a_verdict_on_what_is_no_hit_has_drifted(trees: Path) -> None:
    right, gone = (Verdict("depot", "depot/a.py", line, True, "it polls") for line in (6, 5))
    elsewhere = Verdict("mill", "mill/a.py", 1, True, "it polls")
    denied = Verdict("depot", "depot/a.py", 4, False, "it does not poll")
    rows = {"TNT302": [right, gone, elsewhere, denied]}
    assert list(drifted(RULES, rows, {"depot": trees / "depot"})) == [("TNT302", gone)]


def test_the_stored_verdicts_check_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert f"bar 0.90  below: {EXACT['TNT401']}\n" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["TNT999", "--check"], ["TNT302"]])
def test_what_asks_for_nothing_that_exists_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
