"""The scorecard as one page: it fetches nothing, runs nothing, reads well in the dark and on paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from tenetlint.report.htmltext import Markup, ascii_only, element, joined, sentence
from tenetlint.report.layout import footer
from tenetlint.report.model import Report, strongest
from tenetlint.report.scores.style import STYLE
from tenetlint.report.words import evidence, headline, number, points, reading, uncounted
from tenetlint.scoring import Score, Standing
from tenetlint.tenets import Tenet
from tenetlint.units import Place, Side, Term

PLACES = 5


def render(reports: Sequence[Report]) -> str:
    """One page for all projects; several begin with a table."""
    title = headline(reports[0]) if len(reports) == 1 else f"{len(reports)} scorecards"
    table = (_table(reports),) if len(reports) > 1 else ()
    body = element("body", *table, *(_scorecard(report) for report in reports))
    page = element("html", _head(title), body, lang="en")
    return ascii_only(joined(Markup("<!DOCTYPE html>\n"), page))


def _head(title: str) -> Markup:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return element(
        "head",
        element("meta", charset="us-ascii"),
        element(
            "meta", http_equiv="Content-Security-Policy", content=f"default-src 'none'; style-src 'sha256-{digest}'"
        ),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(STYLE)),
    )


def _table(reports: Sequence[Report]) -> Markup:
    """Projects side by side."""
    names = (element("th", report.project, scope="col") for report in reports)
    head = element("tr", element("th", "Tenet", scope="col"), *names)
    rows = (
        element("tr", element("th", f"{tenet}. {tenet.text}", scope="row"), *(_cell(r.score(tenet)) for r in reports))
        for tenet in Tenet
    )
    return element("table", element("thead", head), element("tbody", *rows))


def _cell(score: Score) -> Markup:
    return element("td", f"{points(score.value)} {score.verdict}", class_=_class(score))


def _scorecard(report: Report) -> Markup:
    tenets = (_tenet(report, score) for score in report.scores)
    return element("main", element("h1", headline(report)), *tenets, _footer(report))


def _tenet(report: Report, score: Score) -> Markup:
    lines = [element("li", sentence(evidence(line))) for line in strongest(score)]
    notes = [element("li", note, class_="dim") for note in uncounted(report, score.tenet)]
    return element(
        "section",
        _title(score),
        *_bar(score),
        *_clause(score.tenet),
        element("p", reading(score, report.robustness[score.tenet]), class_="dim"),
        *((element("ul", *lines, *notes),) if lines or notes else ()),
        *_terms(score),
        class_="tenet",
    )


def _title(score: Score) -> Markup:
    """The tenet's words, struck through where it is broken."""
    words = element("s", score.tenet.text) if score.verdict is Standing.BROKEN else score.tenet.text
    return element(
        "div",
        element("h2", f"{score.tenet}. ", words),
        element("span", score.verdict, class_=_class(score)),
        element("span", points(score.value), class_=f"value {_class(score)}"),
        class_="head",
    )


def _bar(score: Score) -> Iterator[Markup]:
    if score.value is not None:
        back = element("rect", class_="back", width=100, height=6)
        bar = element("rect", width=round(score.value), height=6)
        box = {"viewBox": "0 0 100 6", "preserveAspectRatio": "none", "aria-hidden": "true"}
        yield element("svg", back, bar, class_=f"bar {_class(score)}", **box)


def _clause(tenet: Tenet) -> Iterator[Markup]:
    if tenet.clause:
        yield element("p", f"a. {tenet.clause}", class_="clause")


def _terms(score: Score) -> Iterator[Markup]:
    """Every term of the sum, folded away."""
    if score.terms:
        heads = (element("th", word, scope="col") for word in ("", "rule", "units", "findings", "where most of it is"))
        rows = (_term(term) for side in Side for term in score.terms if term.side is side)
        table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
        yield element("details", element("summary", number(len(score.terms), "term")), table)


def _term(term: Term) -> Markup:
    return element(
        "tr",
        element("td", "for" if term.side is Side.CREDIT else "against"),
        element("td", f"{term.code} {term.name}"),
        element("td", f"{term.units:,.2f}", class_="number"),
        element("td", f"{term.findings:,}", class_="number"),
        element("td", element("ul", *(element("li", _place(place)) for place in term.places[:PLACES]))),
    )


def _place(place: Place) -> Markup:
    more = f" (and {place.others} more here)" if place.others else ""
    return joined(element("code", str(place.finding.site)), sentence(f" {place.finding.message}{more}"))


def _footer(report: Report) -> Markup:
    lines = (element("div", "".join(words.text for words in line)) for line in footer(report))
    return element("footer", *lines, element("div", f"tenetlint {report.version}"))


def _class(score: Score) -> str:
    return score.verdict.replace(" ", "-")
