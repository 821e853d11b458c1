"""The output formats of a check: golden files, our schema, and nothing hostile gets through."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import tenetlint
from tenetlint.project import Unread
from tenetlint.report.checked import Checked
from tenetlint.report.checks.azure import command as azure_command
from tenetlint.report.checks.csv import cell
from tenetlint.report.checks.github import command as github_command
from tenetlint.report.checks.sarif import uri
from tenetlint.report.checks.shared import MESSAGE_LIMIT, fingerprints, portable, short
from tenetlint.report.clean import clean
from tenetlint.report.formats import FORMATS, formatter
from tenetlint.report.jsontext import dumped
from tenetlint.report.markdowntext import sentence
from tenetlint.rule import Severity
from tests.checked_makers import CALL, EVIL, SLEEP, checked, clear, hostile, many
from tests.golden import same

SCHEMA = json.loads((Path(tenetlint.__file__).parent / "schema" / "check-1.json").read_text(encoding="utf-8"))
ENDING = {"junit": "xml", "csv": "csv", "markdown": "md", "text": "txt", "full": "txt", "grouped": "txt"}
JSON = ("json", "sarif", "gitlab", "rdjson", "zuul")
LINES = ("jsonl", "rdjsonl")
COMMANDS = ("github", "azure")

every = pytest.mark.parametrize("name", sorted(FORMATS))
anything = st.text(st.characters() | st.sampled_from(list(EVIL)), max_size=40)
"""Surrogates too: `st.characters()` leaves them out, `EVIL` has them."""


def rendered(name: str, result: Checked) -> str:
    """The result in a format."""
    return formatter(name)(result)


def parsed(name: str, shown: str) -> object:
    """The output, read back by another's parser; raises where it is not well-formed."""
    if name in JSON:
        return json.loads(shown)
    if name in LINES:
        return [json.loads(line) for line in shown.splitlines()]
    if name == "junit":
        return ElementTree.fromstring(shown)
    if name == "csv":
        return list(csv.DictReader(io.StringIO(shown), strict=True))
    return shown


def harmless(name: str, shown: str) -> None:
    """Assert that no byte moves a cursor and no line is a command that we did not give."""
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufeff]", shown), name
    ours = {"github": r"::(error|warning|notice)[ :]", "azure": r"##vso\[task\.logissue type="}.get(name, "$^")
    for line in shown.split("\n"):
        if re.match(r"\s*(::|##\w*\[)", line):
            assert re.match(ours, line), (name, line)
        assert not re.search(r"##\w*\[", line[2:]), (name, line)


@every
def test_golden(name: str) -> None:
    same(f"check/{name}.{ENDING.get(name, 'json' if name in JSON else 'txt')}", rendered(name, checked()))


@every
def test_a_clear_result_is_well_formed_too(name: str) -> None:
    shown = rendered(name, clear())
    parsed(name, shown)
    harmless(name, shown)


@every
def test_hostile_words_stay_words(name: str) -> None:
    shown = rendered(name, hostile())
    parsed(name, shown)
    harmless(name, shown)


@every
@given(evil=anything, line=st.integers(0, 9), column=st.integers(0, 60))
def test_no_words_break_a_format(name: str, evil: str, line: int, column: int) -> None:
    shown = rendered(name, hostile(evil, line, column))
    parsed(name, shown)
    harmless(name, shown)
    if name in (*JSON, *LINES, "junit"):
        assert shown.isascii()


@every
def test_what_was_not_judged_is_never_silent(name: str) -> None:
    shown = rendered(name, checked())
    counted = name == "zuul"
    assert ("1 file not read" if counted else "broken.py") in shown.replace("\\", "")
    assert "TNT899" in shown


def test_json_is_the_contract() -> None:
    for result in (checked(), clear(), hostile(), hostile("\udcff")):
        jsonschema.validate(json.loads(rendered("json", result)), SCHEMA)


def test_each_json_line_is_the_contract() -> None:
    contract = {**SCHEMA, "$ref": "#/$defs/line"}
    found = [json.loads(line) for line in rendered("jsonl", checked()).splitlines()]
    for each in found:
        jsonschema.validate(each, contract)
    kinds = [each["kind"] for each in found]
    assert kinds == ["finding"] * 5 + ["put aside"] * 3 + ["unread", "failed rule", "summary"]


def test_the_schema_refuses_what_is_not_the_contract() -> None:
    whole = json.loads(rendered("json", checked()))
    first = whole["findings"][0]
    spoilt: list[Mapping[str, object]] = [{**whole, "more": 1}, {**whole, "schema_version": 2}]
    spoilt += [{**whole, "findings": [{**first, key: value}]} for key, value in (("line", -1), ("severity", "fatal"))]
    for each in spoilt:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(each, SCHEMA)


def test_json_keeps_a_name_that_is_no_text() -> None:
    found = json.loads(rendered("json", hostile("\udcff")))
    assert found["findings"][0]["path"] == "\udcff.py"


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    first, second, third = fingerprints([CALL, CALL, SLEEP])
    assert (first, third) == (CALL.fingerprint, SLEEP.fingerprint)
    assert re.fullmatch("[0-9a-f]{64}", second)
    assert second != first
    issues = json.loads(rendered("gitlab", checked()))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_sarif_tells_what_counts_from_what_does_not() -> None:
    (run,) = json.loads(rendered("sarif", checked()))["runs"]
    assert [len(result.get("suppressions", [])) for result in run["results"]] == [0, 0, 0, 0, 0, 1, 1, 1]
    said = [result["suppressions"][0] for result in run["results"][5:]]
    assert [each["kind"] for each in said] == ["external", "inSource", "external"]
    assert [each["justification"] for each in said] == ["in the baseline", "agreed (until 2027.1)", "a small site"]
    assert [result["baselineState"] for result in run["results"][:2]] == ["new", "unchanged"]
    assert run["automationDetails"]["id"].endswith("/")
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_sarif_says_that_a_run_was_incomplete() -> None:
    for result, successful in ((checked(), False), (clear(), True)):
        (run,) = json.loads(rendered("sarif", result))["runs"]
        (invocation,) = run["invocations"]
        assert invocation["executionSuccessful"] is successful
        assert bool(invocation["toolExecutionNotifications"]) is not successful
        assert "baselineState" not in json.dumps(run) or result.against


def test_sarif_stays_under_the_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenetlint.report.checks.sarif.RESULTS", 3)
    (run,) = json.loads(rendered("sarif", many(5)))["runs"]
    assert len(run["results"]) == 3
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "2 results left out: a run holds 3"


@given(st.binary(min_size=1, max_size=30))
def test_an_address_gives_the_bytes_of_the_name_back(name: bytes) -> None:
    path = name.decode("utf-8", errors="surrogateescape")
    address = uri(path)
    assert unquote_to_bytes(address) == name
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", address)


def test_a_name_that_no_file_can_have_is_still_an_address() -> None:
    assert uri("\ud800.py") == "%EF%BF%BD.py"
    assert uri("") == "."


def test_junit_counts_are_true() -> None:
    root = ElementTree.fromstring(rendered("junit", checked()))
    (suite,) = root
    cases = list(suite)
    assert suite.attrib["tests"] == str(len(cases)) == "6"
    assert suite.attrib["failures"] == str(len(root.findall(".//failure"))) == "3"
    assert suite.attrib["errors"] == str(len(root.findall(".//error"))) == "2"
    told = {(case.attrib["classname"], case.attrib["name"]): [child.tag for child in case] for case in cases}
    assert told["setup.cfg", "TNT501 shared-database"] == ["system-out"], "information fails nothing"
    assert told["depot/größe/api.py", "TNT301 rpc-call"] == ["failure"], "one case for both of its findings"


def test_junit_has_a_case_where_nothing_was_found() -> None:
    assert len(ElementTree.fromstring(rendered("junit", clear())).findall(".//testcase")) == 4


def test_rdjson_counts_bytes() -> None:
    (call, *_) = json.loads(rendered("rdjson", many(1)))["diagnostics"]
    assert call["location"]["range"] == {"start": {"line": 1, "column": 5}}
    found = json.loads(rendered("rdjson", hostile("éé𐐀x", column=4)))["diagnostics"]
    assert found[0]["location"]["range"] == {"start": {"line": 3, "column": 9}}
    whole = json.loads(rendered("rdjson", hostile("x", column=60)))["diagnostics"]
    assert whole[0]["location"]["range"] == {"start": {"line": 3}}, "past the end of what is known of the line"


def test_rdjson_of_a_file_as_a_whole_has_no_range() -> None:
    found = json.loads(rendered("rdjson", checked()))["diagnostics"]
    assert found[4]["location"] == {"path": "setup.cfg"}


def github_parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A command as GitHub's runner reads it."""
    found = re.fullmatch(r"::(\w+) ?([^:]*)::(.*)", line)
    assert found, line
    pairs = (pair.partition("=") for pair in found[2].split(",") if pair)
    return found[1], {key: unescaped(value, github=True) for key, _, value in pairs}, unescaped(found[3], github=True)


def azure_parsed(line: str) -> tuple[dict[str, str], str]:
    """A command as Azure's agent reads it."""
    found = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
    assert found, line
    pairs = (pair.partition("=") for pair in found[1].split(";") if pair)
    return {key: unescaped(value, github=False) for key, _, value in pairs}, unescaped(found[2], github=False)


def unescaped(text: str, *, github: bool) -> str:
    """What a build agent makes of the escapes, in its order."""
    codes = (
        {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
        if github
        else {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]"}
    )
    for escape, character in codes.items():
        text = text.replace(escape, character)
    return text.replace("%25" if github else "%AZP25", "%")


@given(message=anything, path=anything)
def test_a_github_command_says_what_was_said(message: str, path: str) -> None:
    told = github_parsed(github_command("error", message, file=portable(path), title="TNT301 rpc-call"))
    properties = {"file": short(portable(path)), "title": "TNT301 rpc-call"}
    assert told == ("error", {key: value for key, value in properties.items() if value}, short(message))


@given(message=anything, path=anything)
def test_an_azure_command_says_what_was_said(message: str, path: str) -> None:
    properties, told = azure_parsed(azure_command("error", message, sourcepath=portable(path)))
    expected = {"type": "error", "sourcepath": short(portable(path))}
    assert properties == {key: value for key, value in expected.items() if value}
    assert told == short(message)


def test_github_shows_the_new_ones_first_and_counts_the_rest() -> None:
    lines = rendered("github", many(11)).splitlines()
    assert len(lines) == 12
    assert github_parsed(lines[-1]) == ("notice", {"title": "tenetlint"}, "11 warnings; GitHub shows 10 of each")
    first = next(line for line in rendered("github", checked()).splitlines() if "title=TNT" in line)
    assert github_parsed(first)[1]["line"] == "12"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " ="])
def test_a_spreadsheet_calculates_nothing(begin: str) -> None:
    assert cell(f"{begin}1+1").startswith("'")
    assert cell("a=1") == "a=1"
    rows = csv.DictReader(io.StringIO(rendered("csv", hostile(f"{begin}1+1"))))
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


@given(anything)
def test_markdown_shows_the_words_and_does_nothing(words: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(f"x {sentence(words)} x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inner = tokens[1].children or []
    assert {token.type for token in inner} <= {"text", "html_inline", "text_special"}
    assert {token.content for token in inner if token.type == "html_inline"} <= {"<code>", "</code>"}
    shown = "".join(token.content for token in inner if token.type != "html_inline")
    whole = clean(words)
    assert shown == f"x {whole if whole.count('`') % 2 else whole.replace('`', '')} x"


def test_markdown_is_a_table_that_a_page_can_hold() -> None:
    shown = rendered("markdown", many(501))
    assert shown.count("poll\\-with\\-sleep" if "poll\\-" in shown else "poll-with-sleep") == 500
    assert "and 1 more finding" in shown
    tables = [
        token
        for token in MarkdownIt().enable("table").parse(rendered("markdown", hostile()))
        if token.type == "td_open"
    ]
    assert len(tables) == 2 * 3


def test_markdown_lists_a_bounded_number_of_unread_files() -> None:
    result = clear()._replace(unread=tuple(Unread(f"{n}.py", "empty") for n in range(60)))
    assert "- and 10 more" in rendered("markdown", result)


def test_zuul_tells_the_score_and_the_bars() -> None:
    told = json.loads(rendered("zuul", checked()))["zuul"]
    assert told["warnings"][:2] == ["tenets: 3 broken, 1 upheld", "1 error: the bar is none"]
    call, again = told["file_comments"]["depot/größe/api.py"]
    assert call["range"] == {"start_line": 12, "start_character": 8, "end_line": 12, "end_character": 36}
    assert call["message"].splitlines()[1] == "- depot/rpcapi.py:40 `reserve` waits for the answer"
    assert again["line"] == 14
    (store,) = told["file_comments"]["setup.cfg"]
    assert "line" not in store
    assert store["message"].splitlines()[-1] == "- and 3 more"
    assert {comment["level"] for all_ in told["file_comments"].values() for comment in all_} <= set(Severity)


@pytest.mark.parametrize("name", [*COMMANDS, "gitlab", "rdjson", "csv", "markdown", "zuul", "sarif"])
def test_a_message_has_an_end(name: str) -> None:
    long = CALL._replace(message="x" * 100_000, evidence=())
    shown = rendered(name, clear()._replace(items=(long,)))
    assert 900 < shown.count("x") < MESSAGE_LIMIT + 100


def test_a_document_that_cannot_be_read_alarms_nobody() -> None:
    harmless_gap = clear()._replace(unread=(Unread("doc/conf.py", "empty"),))
    assert rendered("github", harmless_gap).startswith("::notice file=doc/conf.py::")
    assert json.loads(rendered("gitlab", harmless_gap))[0]["severity"] == "info"
    assert json.loads(rendered("rdjson", harmless_gap))["diagnostics"][0]["severity"] == "INFO"
    suite = ElementTree.fromstring(rendered("junit", harmless_gap))[0]
    assert (suite.attrib["errors"], suite.attrib["skipped"]) == ("0", "1")
    (run,) = json.loads(rendered("sarif", harmless_gap))["runs"]
    assert run["invocations"][0]["executionSuccessful"]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "note"


@pytest.mark.parametrize(
    ("given_words", "shown"),
    [
        ("##[error]x", r"#\x23[error]x"),
        ("a ##vso[task.x]", r"a #\x23vso[task.x]"),
        ("####[x]", r"###\x23[x]"),
        ("## heading", "## heading"),
    ],
)
def test_no_build_agent_is_commanded(given_words: str, shown: str) -> None:
    """GitHub's runner and Azure's agent look for these anywhere in a line, in JSON and XML too."""
    assert clean(given_words) == shown
    assert clean(shown) == shown
    assert json.loads(dumped([given_words])) == [given_words]
    assert "##" not in dumped([given_words])


@every
def test_a_finding_is_told_whole_in_every_format(name: str) -> None:
    one = CALL._replace(site=CALL.site._replace(path="depot/api.py"))
    shown = rendered(name, clear()._replace(items=(one,)))
    for word in ("TNT301", "depot/api.py", "12"):
        assert word in shown, (name, word)
    assert "is called, and waited for" in shown
