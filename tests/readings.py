"""Each format of a check read back as a program of its kind would: where it says that which rule is broken."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

Places = list[tuple[str, int, str]]
"""Path, line and code of what is reported."""


def text(shown: str) -> Places:
    """As Zuul's tox role reads standard output."""
    found = re.findall(r"^(?!\s)(.*):(\d+):(\d+): (TNT\d+) ", shown, re.MULTILINE)
    return [(path, int(line), code) for path, line, _, code in found]


def grouped(shown: str) -> Places:
    """A path, and its findings below it."""
    found, path = [], ""
    for line in shown.splitlines():
        if inner := re.match(r"  +(\d+):\d+ (TNT\d+) ", line):
            found.append((path, int(inner[1]), inner[2]))
        path = line if not line.startswith(" ") else path
    return found


def json_(shown: str) -> Places:
    return [_own(each) for each in json.loads(shown)["findings"]]


def jsonl(shown: str) -> Places:
    rows = [json.loads(line) for line in shown.splitlines()]
    return [_own(row) for row in rows if row["kind"] == "finding"]


def _own(each: Mapping[str, Any]) -> tuple[str, int, str]:
    return each["path"], each["line"], each["code"]


def sarif(shown: str) -> Places:
    """Results that nothing suppresses."""
    results = [each for run in json.loads(shown)["runs"] for each in run["results"] if not each.get("suppressions")]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    return [
        (place["artifactLocation"]["uri"], place["region"]["startLine"], each["ruleId"])
        for each, place in zip(results, places, strict=True)
    ]


def gitlab(shown: str) -> Places:
    return [
        (each["location"]["path"], each["location"]["lines"]["begin"], each["check_name"]) for each in json.loads(shown)
    ]


def github(shown: str) -> Places:
    """As the runner takes workflow commands apart."""
    found = re.findall(r"^::(?:error|warning|notice) file=([^,]*),line=(\d+),.*?title=(TNT\d+) ", shown, re.MULTILINE)
    return [(path, int(line), code) for path, line, code in found]


def azure(shown: str) -> Places:
    shape = r"^##vso\[task\.logissue type=\w+;sourcepath=([^;]*);linenumber=(\d+);.*?code=(TNT\d+);\]"
    return [(path, int(line), code) for path, line, code in re.findall(shape, shown, re.MULTILINE)]


def junit(shown: str) -> Places:
    """Test cases that failed; the place stands in the failure's text."""
    failures = etree.fromstring(shown.encode()).iter("failure")
    lines = [(each.get("type", ""), line) for each in failures for line in (each.text or "").splitlines()]
    found = [(code, re.match(r"(?! )(.*?):(\d+): ", line)) for code, line in lines]
    return [(place[1], int(place[2]), code) for code, place in found if place]


def rdjson(shown: str) -> Places:
    return [_diagnostic(each) for each in json.loads(shown)["diagnostics"]]


def rdjsonl(shown: str) -> Places:
    return [_diagnostic(json.loads(line)) for line in shown.splitlines()]


def _diagnostic(each: Mapping[str, Any]) -> tuple[str, int, str]:
    return each["location"]["path"], each["location"]["range"]["start"]["line"], each["code"]["value"]


def zuul(shown: str) -> Places:
    comments = json.loads(shown)["zuul"]["file_comments"]
    return [
        (path, each["line"], each["message"].partition(" ")[0]) for path, rows in comments.items() for each in rows
    ]


def markdown(shown: str) -> Places:
    """The rows of the tables."""
    found = re.findall(r"^\| (TNT\d+) .*? \| <code>(.*?):(\d+)</code> \|", shown, re.MULTILINE)
    return [(path, int(line), code) for code, path, line in found]


def csv_(shown: str) -> Places:
    rows = csv.DictReader(io.StringIO(shown))
    return [(row["path"], int(row["line"]), row["code"]) for row in rows if row["kind"] == "finding"]


READERS: Mapping[str, Callable[[str], Places]] = {
    "text": text,
    "full": text,
    "grouped": grouped,
    "json": json_,
    "jsonl": jsonl,
    "sarif": sarif,
    "gitlab": gitlab,
    "github": github,
    "junit": junit,
    "rdjson": rdjson,
    "rdjsonl": rdjsonl,
    "azure": azure,
    "zuul": zuul,
    "markdown": markdown,
    "csv": csv_,
}
