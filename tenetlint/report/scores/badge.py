"""A badge: what a shields.io endpoint serves, or the picture itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from tenetlint.errors import UserError
from tenetlint.report.jsontext import dumped
from tenetlint.report.model import Report
from tenetlint.report.xmltext import document
from tenetlint.scoring import Standing

LABEL = "design tenets"
COLORS = {"brightgreen": "#3c8d0a", "yellow": "#8a6a00", "red": "#b3261e", "lightgrey": "#6b6b6b"}
"""By shields.io's names; the picture's own are dark enough for white letters."""
LETTER = 6.6
"""Width of a letter of an 11 pixel sans-serif font, on the average."""


def endpoint(reports: Sequence[Report]) -> str:
    """JSON for `https://img.shields.io/endpoint`."""
    message, color = _told(reports)
    return dumped({"schemaVersion": 1, "label": LABEL, "message": message, "color": color})


def picture(reports: Sequence[Report]) -> str:
    """SVG that needs nobody's server."""
    message, color = _told(reports)
    left, right = _width(LABEL), _width(message)
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(left + right), height="20", role="img")
    svg.set("aria-label", f"{LABEL}: {message}")
    SubElement(svg, "title").text = f"{LABEL}: {message}"
    SubElement(svg, "rect", width=str(left), height="20", fill="#444444")
    SubElement(svg, "rect", x=str(left), width=str(right), height="20", fill=COLORS[color])
    words = SubElement(svg, "g", {"fill": "#ffffff", "font-family": "Verdana,sans-serif", "font-size": "11"})
    for x, text in ((left / 2, LABEL), (left + right / 2, message)):
        SubElement(words, "text", {"x": f"{x:g}", "y": "14", "text-anchor": "middle"}).text = text
    return document(svg)


def _told(reports: Sequence[Report]) -> tuple[str, str]:
    """`2 of 7 upheld, 4 broken`, and the colour of the worst."""
    if len(reports) != 1:
        raise UserError("a badge is for one project: score them one by one")
    counted = Counter(score.verdict for score in reports[0].scores)
    assessed = sum(counted.values()) - counted[Standing.NOT_ASSESSED]
    if not assessed:
        return "not assessed", "lightgrey"
    broken = f", {counted[Standing.BROKEN]} broken" if counted[Standing.BROKEN] else ""
    whole = counted[Standing.UPHELD] == assessed
    color = "red" if broken else "brightgreen" if whole else "yellow"
    return f"{counted[Standing.UPHELD]} of {assessed} upheld{broken}", color


def _width(text: str) -> int:
    return round(len(text) * LETTER) + 12
