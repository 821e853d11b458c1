# ruff: noqa: E501
"""Whatever bytes they are given, readers answer or refuse in words, and writers write what can be read back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenetlint import python2
from tenetlint.cache.store import Store
from tenetlint.errors import UserError
from tenetlint.facts import comments
from tenetlint.facts.coverage import json as coverage_json
from tenetlint.facts.coverage import lcov, sqlite, xml
from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.wire import decode, encode
from tenetlint.files import Unreadable
from tenetlint.gate import baseline
from tenetlint.gate.paths import matches
from tenetlint.patch import patch
from tenetlint.project import reading
from tenetlint.project.metadata.toml import is_long_winded
from tenetlint.report import clean, htmltext, jsontext, markdowntext, xmltext
from tenetlint.report.checks import azure, csv, github, sarif

WORDS = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
"""Lone surrogates and controls too."""
PATH = Path("report")
TEMPLATES = {
    "json": [b'{"meta": {"format": 3}, "files": {"a.py": {"executed_lines": [', b"1, ", b"]", b"}", b"NaN", b"-9", b'"x"', b"{"],
    "xml": [b"<coverage>", b"<class filename='a.py'>", b"<line number='3' hits='1'/>", b"</class>", b"</coverage>", b"<!DOCTYPE x [", b"&a;", b"\xff"],
    "lcov": [b"SF:a.py\n", b"DA:1,1\n", b"DA:x\n", b"BRDA:1,2,3,-\n", b"end_of_record\n", b"\xff\n", b"TN:\n", b"DA:9" * 99],
}  # fmt: skip
READERS: dict[str, Callable[[Path, bytes], object]] = {
    "json": coverage_json.read, "xml": xml.read, "lcov": lcov.read}  # fmt: skip


def refused_in_words(read: Callable[[], object]) -> None:
    """An answer, or the user's mistake."""
    said = ""
    try:
        read()
    except UserError as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_a_report_is_read_or_refused(name: str, data: st.DataObject) -> None:
    part = st.sampled_from(TEMPLATES[name]) | st.binary(max_size=20)
    content = b"".join(data.draw(st.lists(part, max_size=20)))
    refused_in_words(lambda: READERS[name](PATH, content))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_database_is_read_or_refused(tmp_path: Path, noise: bytes, place: int) -> None:
    whole = sqlite.MAGIC + bytes(84) + noise
    content = whole[:place] + noise[:4] + whole[place:]
    path = tmp_path / "database"
    path.write_bytes(content)
    refused_in_words(lambda: sqlite.read(path, content[:32]))
    assert path.read_bytes() == content


TOML = st.sampled_from(
    ["version = 1\n", "[[finding]]\n", 'path = "a"\n', "code = 3\n", "fingerprints = [", "]\n", '"' * 3, "a.b = {", "'", "\\u0000", "<<<<<<<\n"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TOML | WORDS, max_size=15).map("".join))
def test_a_baseline_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.toml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape" if text.isascii() else "replace")
    refused_in_words(lambda: baseline.read(path, "baseline.toml"))


@given(st.lists(st.sampled_from(["a", '"', "'", ".", "=", "[", "]", "{", "}", "\n", "#", "\\", ",", '"""']), max_size=60))
def test_keys_of_toml_are_counted_in_any_text(parts: list[str]) -> None:
    assert is_long_winded("".join(parts)) in (True, False)
    assert is_long_winded(".".join(["a"] * 40) + " = 1")


@given(st.binary(max_size=200))
def test_bytes_are_text_or_unreadable(data: bytes) -> None:
    try:
        text = reading.decode("a.py", data)
    except Unreadable:
        return
    assert len(text) <= len(data)


@given(WORDS | st.lists(st.sampled_from(["print ", "`", "<>", "exec ", "0777", "ur''", "(", ")", "\n", "\t", "except A, b:", "'"])).map("".join))
def test_repair_keeps_the_lines(text: str) -> None:
    assert len(python2.repair(text).split("\n")) == len(text.split("\n"))


@given(st.lists(st.sampled_from(["# tenet: allow[TNT301] x", "#noqa: TNT1", "x = (", ")", "\n", "@a", "def f():", " ", "'''", "\\"]) | WORDS, max_size=12).map("".join))
def test_comments_are_found_in_any_text(text: str) -> None:
    last = text.count("\n") + text.count("\r") + 2
    for each in comments.comments(text, "a.py"):
        assert each.text.startswith("#")
        assert 1 <= each.line <= last


@given(st.binary(max_size=200), st.binary(max_size=200), WORDS.filter(lambda text: "\0" not in text))
def test_a_patch_takes_any_bytes(old: bytes, new: bytes, path: str) -> None:
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return
    made = patch(path, old, new)
    assert (made == "") == (old == new)


@given(st.lists(WORDS, max_size=5), WORDS)
def test_patterns_of_paths_match_or_not(patterns: list[str], path: str) -> None:
    def fits(text: str) -> bool:
        return not any(0xD800 <= ord(letter) < 0xDC80 or 0xDCFF < ord(letter) < 0xE000 for letter in text)

    if fits(path) and all(map(fits, patterns)):
        assert matches(patterns, path) in (True, False)


FILES = st.builds(
    FileFacts,
    attributes=st.frozensets(WORDS, max_size=4),
    marks=st.lists(st.builds(Mark, WORDS, st.integers(), st.integers(), WORDS, WORDS, st.tuples(WORDS)), max_size=4).map(tuple),
)


@given(FILES)
def test_facts_survive_the_wire(file: FileFacts) -> None:
    assert decode(FileFacts, encode(file)) == file


@given(st.binary(max_size=100))
@example(b"]")
@example(b"{}]")
def test_noise_on_the_wire_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(FileFacts, b"[" + data)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.binary(min_size=1, max_size=40), st.binary(max_size=200), max_size=8))
def test_the_store_gives_back_what_it_was_given(tmp_path: Path, values: dict[bytes, bytes]) -> None:
    store = Store(str(tmp_path / "cache"))
    for key, value in values.items():
        store.put(key, value)
    store.close()
    again = Store(str(tmp_path / "cache"))
    assert again.get(values) == values
    again.close()


@given(WORDS)
def test_words_for_a_reader_are_all_visible(text: str) -> None:
    for made in (clean.clean(text), markdowntext.plain(text), htmltext.escaped(text), csv.cell(text)):
        assert not any(unicodedata.category(letter) in clean.INVISIBLE for letter in made)
        assert "\n" not in made
    assert not csv.cell(text).lstrip().startswith(csv.FORMULA)
    assert not {"<", ">"} & {*htmltext.escaped(text)}
    assert "[" not in clean.clean(text).partition("##")[2][:1]


@given(WORDS)
def test_a_command_of_a_build_agent_is_one_line(text: str) -> None:
    for made in (github.command("error", text, file=text), azure.command("error", text, sourcepath=text)):
        assert len(made.splitlines()) == 1
    assert github.command("error", "x", file=text).rpartition("::")[2] == "x"


@given(WORDS)
def test_documents_are_read_back(text: str) -> None:
    assert json.loads(jsontext.dumped({"a": text})) == {"a": text}
    assert jsontext.line_of(text).isascii()
    element = Element("a", b=xmltext.allowed(text))
    element.text = xmltext.allowed(text)
    assert fromstring(xmltext.document(element)).tag == "a"


@given(st.binary(min_size=1, max_size=60))
def test_an_address_names_the_path(data: bytes) -> None:
    address = sarif.uri(data.decode("utf-8", "surrogateescape"))
    assert address.isascii()
    assert unquote_to_bytes(address) == data
