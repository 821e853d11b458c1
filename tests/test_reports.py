"""The scorecard in every format: golden text, a schema for JSON, and nothing hostile gets through."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console
from rich.text import Text

import tenetlint
from tenetlint.engine import Crash, Judged, Outcome
from tenetlint.model import Cap, Site, Tier, broken
from tenetlint.project import Unread
from tenetlint.report.clean import clean
from tenetlint.report.explain import explain
from tenetlint.report.json import render
from tenetlint.report.model import CoverageInfo, PutAside, Report
from tenetlint.report.text import plain, styled, text
from tenetlint.report.words import arithmetic, uncounted
from tenetlint.robustness import robustness
from tenetlint.scoring import scores_of
from tenetlint.sheets import Basis, sheets
from tests.golden import same
from tests.makers import Tenet, Unit, bad, free, good, made_rule, outcome

SCHEMA = json.loads((Path(tenetlint.__file__).parent / "schema" / "score-1.json").read_text(encoding="utf-8"))
STORE = tuple(Cap(tenet, 40, "one database is required") for tenet in (Tenet.HORIZONTAL, Tenet.EVENTUAL))


def outcomes() -> list[Outcome]:
    """Lopsided on purpose: three calls to seven casts, one of two facts optional."""
    calls = made_rule("TNT301", Tenet.ASYNCHRONOUS, unit=Unit.SITE, counts_kept=True)
    return [
        outcome(
            calls, *(bad("depot/api.py", n) for n in (3, 9, 27)), *(good("depot/agent.py", n) for n in range(1, 8))
        ),
        outcome(made_rule("TNT151", Tenet.SCALABILITY, weight=3), good("depot/api.py"), good("depot/db.py")),
        outcome(made_rule("TNT302", Tenet.ASYNCHRONOUS), bad("depot/plugin/slow.py", 4), tier=Tier.PLUGIN),
        outcome(made_rule("TNT307", Tenet.ASYNCHRONOUS, unit=Unit.NONE), bad("depot/objects.py", 4)),
        outcome(made_rule("TNT401", Tenet.HORIZONTAL, unit=Unit.SHARE, weight=6), bad("setup.cfg", caps=STORE)),
        outcome(made_rule("TNT201", Tenet.OPTIONAL, unit=Unit.FACT), bad("depot/db.py", 3), free("depot/queue.py", 5)),
        outcome(made_rule("TNT752", Tenet.EVENTUAL, weight=9), *(good(f"depot/{n}.py") for n in range(6))),
        outcome(
            made_rule("TNT801", Tenet.TESTED, unit=Unit.STATEMENT, counts_kept=True),
            good("depot/api.py", weight=880),
            bad("depot/api.py", weight=120),
        ),
        Outcome(made_rule("TNT899", Tenet.TESTED, unit=Unit.NONE), crash=Crash("KeyError: 'x'", "Traceback ...")),
    ]


def report(name: str = "depot") -> Report:
    """A report with one of everything."""
    found = outcomes()
    pages = sheets(found, Basis(has_services=True, has_coverage=True))
    return Report(
        name,
        "1.2.3",
        scores_of(pages),
        robustness(pages),
        tuple(found),
        files_read=42,
        unread=(Unread("depot/broken.py", "not Python 3: invalid syntax (line 3)"),),
        unread_code=1,
        coverage=CoverageInfo(("coverage.xml",), 88.0, 71.5, 4, ("if DEBUG:",), 2),
        put_aside=(PutAside("TNT302", Judged(bad("depot/wait.py", 8), Tier.REQUIRED), "a test helper"),),
    )


def hostile() -> Report:
    """Every word from the tree is out to move the cursor, open a link or start a workflow command."""
    evil = "\x1b[2J\x1b]8;;http://x\x07::error::[bold red]\u202e\udcff\x9b\n::set-output"
    place = broken(Site(f"{evil}.py", 1), f"`{evil}` waits", caps=(Cap(Tenet.EVENTUAL, 40, evil),))
    made = made_rule("TNT701", Tenet.EVENTUAL)
    found = [outcome(made, place)]
    pages = sheets(found, Basis(has_services=True, has_coverage=False))
    base = report(evil)
    crash = Outcome(made, crash=Crash(evil, evil))
    return replace(
        base,
        scores=scores_of(pages),
        outcomes=(*found, crash),
        unread=tuple(Unread(f"{n}{evil}", evil) for n in range(12)),
        coverage=CoverageInfo((evil,), 1.0, None, 0, (), 0),
    )


def test_the_scorecard_is_the_list_of_the_tenets() -> None:
    same("scorecard.txt", plain(text([report()])))


def test_several_projects_stand_side_by_side() -> None:
    empty = Report("shed", "1.2.3", scores_of(sheets([], Basis(False, False))), dict.fromkeys(Tenet), ())
    same("side_by_side.txt", plain(text([report(), empty])))


@pytest.mark.parametrize("tenet", list(Tenet))
def test_a_tenet_explains_itself(tenet: Tenet) -> None:
    same(f"explain_{tenet}.txt", plain(explain(report(), tenet)))


def test_broken_tenets_are_struck_through_on_a_terminal() -> None:
    shown = styled(text([report()]), width=200)
    struck = re.findall(r"\x1b\[9m(.*?)\x1b\[0m", shown)
    assert struck == [Tenet.HORIZONTAL.text, Tenet.EVENTUAL.text]
    assert "\x1b" not in plain(text([report()]))


def test_a_terminal_shows_the_words_of_a_pipe() -> None:
    seen = Text.from_ansi(styled(text([report()]), width=20)).plain
    assert [line.rstrip() for line in seen.splitlines()] == plain(text([report()])).splitlines()


def test_json_is_the_contract() -> None:
    shown = render([report()])
    jsonschema.validate(json.loads(shown), SCHEMA)
    same("scorecard.json", shown)


def test_json_is_a_list_only_for_several_projects() -> None:
    both = json.loads(render([report(), report("shed")]))
    jsonschema.validate(both, SCHEMA)
    assert [each["project"] for each in both] == ["depot", "shed"]


def test_the_schema_refuses_what_is_not_the_contract() -> None:
    whole = json.loads(render([report()]))
    for spoilt in ({**whole, "more": 1}, {**whole, "tenets": whole["tenets"][:7]}, {**whole, "schema_version": 2}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoilt, SCHEMA)


def test_a_score_is_never_shown_better_than_its_verdict() -> None:
    almost = report().score(Tenet.ASYNCHRONOUS)._replace(value=74.9)
    found = replace(report(), scores=(*report().scores[:2], almost, *report().scores[3:]))
    assert " 74\n" in plain(text([found]))


def test_where_nothing_limits_tenet_2_says_so() -> None:
    assert "nothing that limits the goals is required" in arithmetic(report().scores[1]._replace(terms=()))


def test_what_sets_a_cap_is_not_called_uncounted() -> None:
    store = made_rule("TNT501", Tenet.SHARED_NOTHING, unit=Unit.NONE)
    found = replace(report(), outcomes=(outcome(store, bad("a.py", caps=STORE), bad("b.py"), good("c.py")),))
    assert uncounted(found, Tenet.SHARED_NOTHING) == ("1 tnt501 (TNT501), not counted",)
    assert uncounted(found, Tenet.HORIZONTAL) == ()


@pytest.mark.parametrize("tenet", [None, Tenet.EVENTUAL])
def test_hostile_words_stay_words(tenet: Tenet | None) -> None:
    lines = text([hostile()]) if tenet is None else explain(hostile(), tenet)
    shown = plain(lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", shown)
    assert not re.search(r"^(::|##)", shown, re.MULTILINE)
    assert "[bold red]" in shown
    assert r"\x1b[2J" in shown
    colours = re.sub(r"\x1b\[[0-9;]*m", "", styled(lines, width=80))
    assert [line.rstrip() for line in colours.splitlines()] == shown.splitlines()


def test_a_name_begins_no_line() -> None:
    """What CI systems read as a command stands in the first column."""
    named = report("::error::x")
    for lines in (text([named]), text([named, named]), explain(named, Tenet.TESTED)):
        assert not re.search(r"^(::|##)", plain(lines), re.MULTILINE)


def test_hostile_words_are_plain_values_in_json() -> None:
    shown = render([hostile()])
    assert shown.isascii()
    jsonschema.validate(json.loads(shown), SCHEMA)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("Übergröße 東京", "Übergröße 東京"),
        ("a\tb", "a b"),
        ("a\nb\r", r"a\x0ab\x0d"),
        ("\x1b[31m\x9b", r"\x1b[31m\x9b"),
        ("\u202e\u200b\ufeff", r"\u202e\u200b\ufeff"),
        ("\udcff", r"\udcff"),
        ("\U000e0041", r"\U000e0041"),
        ("\u2028", r"\u2028"),
    ],
)
def test_clean_writes_out_what_cannot_be_seen(given: str, shown: str) -> None:
    assert clean(given) == shown
    assert clean(shown) == shown


def test_styles_are_known_to_rich() -> None:
    console = Console(file=io.StringIO())
    styles = {words.style for line in (*text([report()]), *text([report(), report()])) for words in line}
    assert all(console.get_style(style) is not None for style in styles if style)
