"""The scorecard as a page, a summary, a table, a badge: golden files, other parsers, hostile words."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenetlint.cli import run
from tenetlint.commands.output import Exit
from tenetlint.engine import load_rules
from tenetlint.errors import UserError
from tenetlint.report.clean import clean
from tenetlint.report.hackingrst import render as hacking
from tenetlint.report.htmltext import Markup, ascii_only, element, sentence
from tenetlint.report.model import Report
from tenetlint.report.scoreformats import FORMATS, score_formatter
from tenetlint.report.scores.style import STYLE
from tenetlint.robustness import robustness
from tenetlint.scoring import Score, Standing, scores_of
from tenetlint.sheets import Basis, sheets
from tenetlint.tenets import Tenet
from tests.checked_makers import EVIL
from tests.golden import same
from tests.test_formats import anything, harmless
from tests.test_reports import hostile, report

ENDING = {"badge": "json", "badge-svg": "svg", "junit": "xml", "markdown": "md"}
FOR_ONE = ("badge", "badge-svg")
every = pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))


class Page(HTMLParser):
    """A page read by Python's own parser: which elements, which words, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(key, value or "") for key, value in attributes]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.words.setdefault(tag, []).append(data)


def evil() -> Report:
    """A report whose every word from the tree is hostile."""
    return replace(hostile(), project=EVIL)


def judged(value: float | None, verdict: Standing) -> Report:
    """A report of one verdict."""
    scores = tuple(Score(tenet, value, verdict, (), 0, 0, value, why_not="nothing") for tenet in Tenet)
    return replace(report(), scores=scores)


@every
def test_golden(name: str) -> None:
    same(f"score/{name}.{ENDING.get(name, name)}", score_formatter(name)([report()]))


@every
@pytest.mark.parametrize("made", [report, evil], ids=["ordinary", "hostile"])
def test_no_byte_is_out_of_place(name: str, made: object) -> None:
    given_report = report() if made is report else evil()
    reports = [given_report] if name in FOR_ONE else [given_report, given_report]
    shown = score_formatter(name)(reports)
    harmless(name, shown)
    if name not in ("markdown", "csv"):
        assert shown.isascii()


@pytest.mark.parametrize("name", FOR_ONE)
def test_a_badge_is_for_one_project(name: str) -> None:
    with pytest.raises(UserError, match="one project"):
        score_formatter(name)([report(), report()])


@pytest.mark.parametrize(
    ("value", "verdict", "message", "color"),
    [
        (90, Standing.UPHELD, "8 of 8 upheld", "brightgreen"),
        (60, Standing.STRAINED, "0 of 8 upheld", "yellow"),
        (10, Standing.BROKEN, "0 of 8 upheld, 8 broken", "red"),
        (None, Standing.NOT_ASSESSED, "not assessed", "lightgrey"),
    ],
)
def test_the_badge_takes_the_colour_of_the_worst(
    value: float | None, verdict: Standing, message: str, color: str
) -> None:
    made = judged(value, verdict)
    told = json.loads(score_formatter("badge")([made]))
    assert told == {"schemaVersion": 1, "label": "design tenets", "message": message, "color": color}
    svg = ElementTree.fromstring(score_formatter("badge-svg")([made]))
    assert "".join(svg.itertext()).split() == [
        "design",
        "tenets:",
        *message.split(),
        "design",
        "tenets",
        *message.split(),
    ]


@pytest.mark.parametrize("reports", [[report()], [report(), report("shed")], [evil()], [evil(), evil()]])
def test_the_page_is_whole_and_stands_alone(reports: list[Report]) -> None:
    shown = score_formatter("html")(reports)
    page = Page(shown)
    assert page.open == []
    assert shown.startswith("<!DOCTYPE html>\n<html")
    assert set(page.tags).isdisjoint({"script", "link", "img", "iframe", "object", "a", "form", "base"})
    assert {key for key, _ in page.attributes}.isdisjoint({"src", "href", "style", "onclick", "onload"})
    assert page.tags.count("section") == 8 * len(reports)


def test_the_page_strikes_through_what_is_broken() -> None:
    page = Page(score_formatter("html")([report()]))
    broken = [score.tenet.text for score in report().scores if score.verdict is Standing.BROKEN]
    assert page.words["s"] == broken


def test_the_policy_of_the_page_allows_its_style_and_nothing_else() -> None:
    page = Page(score_formatter("html")([evil()]))
    assert "".join(page.words["style"]) == STYLE
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert ("content", f"default-src 'none'; style-src 'sha256-{digest}'") in page.attributes
    assert "prefers-color-scheme: dark" in STYLE
    assert "@media print" in STYLE
    assert "url(" not in STYLE
    assert "@import" not in STYLE


@given(anything)
def test_words_are_words_in_html(words: str) -> None:
    page = Page(ascii_only(element("p", words, title=words)))
    assert page.tags == ["p"]
    assert page.attributes == [("title", clean(words))]
    assert "".join(page.words.get("p", [])) == clean(words)


@given(st.lists(st.sampled_from(["`", "<b>", "x", "&amp;"]), max_size=8))
def test_backticks_become_code_where_they_are_pairs(parts: list[str]) -> None:
    words = "".join(parts)
    page = Page(element("p", sentence(words)))
    pairs = words.count("`")
    assert page.tags.count("code") == (0 if pairs % 2 else pairs // 2)
    assert page.open == []


def test_markup_stands_as_it_is() -> None:
    assert (
        element("p", Markup("<b>x</b>"), "<b>", class_="a b", data_x=1)
        == '<p class="a b" data-x="1"><b>x</b>&lt;b&gt;</p>'
    )
    assert element("meta", charset="us-ascii") == '<meta charset="us-ascii">'


def test_junit_has_a_case_for_each_tenet() -> None:
    (suite,) = ElementTree.fromstring(score_formatter("junit")([report()]))
    tags = [[child.tag for child in case] for case in suite]
    expected = {Standing.BROKEN: ["failure"], Standing.NOT_ASSESSED: ["skipped"]}
    assert tags == [expected.get(score.verdict, ["system-out"]) for score in report().scores]
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("8", "2")


def test_csv_has_a_row_for_each_tenet() -> None:
    rows = list(csv.DictReader(io.StringIO(score_formatter("csv")([report(), evil()])), strict=True))
    assert [row["tenet"] for row in rows] == [str(tenet.value) for tenet in Tenet] * 2
    assert rows[2]["verdict"] == report().scores[2].verdict


def test_markdown_strikes_through_what_is_broken() -> None:
    shown = score_formatter("markdown")([report()])
    assert re.findall("~~(.*?)~~", shown) == [f"{t}. {t.text}" for t in (Tenet.HORIZONTAL, Tenet.EVENTUAL)]


def test_a_project_without_evidence_has_a_page_too() -> None:
    pages = sheets([], Basis(False, False))
    empty = Report("shed", "1.2.3", scores_of(pages), robustness(pages), ())
    assert Page(score_formatter("html")([empty])).tags.count("svg") == 0


def test_hacking_rst_is_ready_to_paste() -> None:
    shown = hacking(load_rules())
    entries = re.findall(r"^- \[(TNT\d\d\d)\] \S.*$", shown, re.MULTILINE)
    assert entries == [rule.code for rule in load_rules() if not rule.is_credit]
    assert max(map(len, shown.splitlines())) <= 79
    assert all(line.startswith(("- [", "  ")) for line in shown.splitlines())
    assert not re.search("(?<!`)`(?!`)", shown)


def test_the_command_line_knows_the_formats(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("from setuptools import setup\nsetup()\n", encoding="utf-8")
    words = [f"--output-file={tmp_path / 'card.html'}", f"--output-file={tmp_path / 'badge.json'}:badge"]
    assert run(["score", str(tmp_path), "--format", "csv", *words]) == Exit.KEPT
    assert capsys.readouterr().out.startswith("project,tenet,")
    assert (tmp_path / "card.html").read_text(encoding="ascii").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "badge.json").read_text(encoding="ascii"))["message"] == "not assessed"
    assert run(["rules", "--format", "hacking-rst"]) == Exit.KEPT
    assert capsys.readouterr().out == hacking(load_rules())
