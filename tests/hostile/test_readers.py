# ruff: noqa: E501
"""What comes with a tree beside its sources is read or refused in words, whatever it holds, and in bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenetlint.config.entries import allowed
from tenetlint.config.wrong import Wrong
from tenetlint.errors import UserError
from tenetlint.facts.change import Change
from tenetlint.facts.coverage import json as coverage_json
from tenetlint.facts.coverage import lcov, raw, xml
from tenetlint.facts.coverage.exclude import excluded_lines
from tenetlint.facts.coverage.reading import read_coverage
from tenetlint.gate.paths import matches
from tenetlint.gate.suppressions import scan
from tenetlint.model import Site
from tenetlint.project.ignore import Ignore, ignored, parse_ignore
from tenetlint.project.metadata import gather
from tenetlint.project.metadata.ini import Line, Option, parse_ini
from tenetlint.project.metadata.requirements import requirement
from tenetlint.project.metadata.tree import Tree, lines_of
from tenetlint.project.past import Past
from tenetlint.python2 import repair

SECONDS = 4.0
"""Of processor time; what is read here takes a tenth of one."""
LENGTH = 150_000
"""Characters of a text that repeats itself."""
CODES = ("TNT301", "TNT302")
PARTS = {
    "setup.cfg": ["[metadata]\n", "name = ", "[files]\n", "packages =\n", "scripts =\n", "[entry_points]\n", "console_scripts =\n", "  a = shop.a:main\n", "[options]\n", "install_requires = file: ", "requirements.txt", ", ", "[extras]\n", "%(a)s", "[", "]", "=", ":", "  ", "\n", "#", ";"],
    "shop.egg-info/entry_points.txt": ["[console_scripts]\n", "a = shop.a:main\n", "b=c [x]\n", "=", ":", "[", "]", "\n", " ", "a.b", "#"],
    "shop.egg-info/requires.txt": ["[test]\n", "[:a]\n", "[a:b]\n", "six\n", "[", "]", "==1", ";", "\n"],
    "shop.dist-info/METADATA": ["Name: ", "Requires-Dist: ", "six", "; extra == 'test'", "\n", " ", "(", ")", "[a,b]"],
    "requirements.txt": ["-r ", "-e ", "--hash=x", "requirements.txt", "requirements/test.txt", "six", "[a,b]", ">=1", "; extra == 'doc'", "git+https://h/x", "#egg=", "&egg=", " #", "\\\n", "\n", " ", "@", "../"],
    "etc/api-paste.ini": ["[app:a]\n", "[pipeline:b]\n", "use = egg:", "paste.app_factory = ", "a.b:c", "factory", "\n", "=", "[", "]"],
    "pyproject.toml": ["[project]\n", "name = ", "'a'", "dependencies = [", "]", "\n", ",", "[project.scripts]\n", "a = ", '"', "'", "{", "}", ".", "#", "\\"],
    "tox.ini": ["[testenv]\n", "commands = ", "coverage report ", "--fail-under=", "--cov-fail-under 80", "[coverage:run]\n", "omit = ", "\n", " ", "#"],
    ".coveragerc": ["[run]\n", "[report]\n", "omit =\n", "exclude_lines =\n", "  (a+)+$\n", "fail_under = ", "1e9", "nan", "source = ", ",", "\n", "[", "("],
    "setup.py": ["setup(", "setuptools.setup(", "name=", "'a'", "entry_points={", "'console_scripts': [", "]", "}", ")", "\n", ",", "(", "**a", "0x"],
}  # fmt: skip
"""By metadata file: what it is written in."""


def tree_of(contents: dict[str, bytes]) -> Tree:
    """A tree that holds these files and nothing else."""
    return Tree(Path("/nowhere"), tuple(sorted(contents)), past=Past(frozenset(contents), contents.get))


def in_time(read: Callable[[], object]) -> None:
    """An answer or a refusal of one line, and not too late."""
    began, said = time.process_time(), ""
    try:
        read()
    except UserError as error:
        said = str(error)
    assert "\n" not in said
    assert time.process_time() - began < SECONDS


def noise_or(parts: Iterable[str]) -> st.SearchStrategy[bytes]:
    """Bytes made of what a format is written in, and of what it is not."""
    known = st.sampled_from([part.encode() for part in parts])
    odd = st.binary(max_size=6) | st.sampled_from([b"\xff", b"\0", b"\r", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1b[31m"])
    return st.lists(known | odd, max_size=25).map(b"".join)


@pytest.mark.parametrize("name", PARTS)
@given(data=st.data())
def test_metadata_is_read_or_noted(name: str, data: st.DataObject) -> None:
    contents = {name: data.draw(noise_or(PARTS[name])), "requirements.txt": data.draw(noise_or(PARTS["requirements.txt"]))}
    tree = tree_of(contents)
    found = gather(tree)
    ends = {path: len(lines_of(text.decode("utf-8", "replace"))) for path, text in contents.items()}
    assert all(1 <= each.line <= ends[each.path] for each in found.entry_points)
    assert all(1 <= each.line <= ends[each.path] for each in found.requirements)
    assert all(each.name and each.name == each.name.lower() for each in found.requirements)
    assert all("\n" not in each.reason for each in tree.unread)
    assert gather(tree_of(contents)) == found


@given(noise_or(["*", "**", "/", "!", "[", "]", "[!a-", "[[:alpha:]]", "\\", "#", "\n", " ", "a", "?"]), st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=5), st.booleans())
def test_ignore_files_of_any_bytes_ignore_or_do_not(data: bytes, names: list[bytes], folder: bool) -> None:
    rules = (Ignore("", parse_ignore(data)),)
    path = b"/".join(names).decode("utf-8", "surrogateescape")
    assert ignored(rules, path, folder) in (True, False)
    assert not ignored((Ignore("", parse_ignore(b"")),), path, folder)


@given(noise_or(["SF:", "shop/a.py\n", "DA:1,1\n", "BRDA:1,0,0,-\n", "end_of_record\n", "<coverage>", "{", "TN:\n", "!coverage.py:", "SQLite format 3\0"]))
def test_a_report_of_any_kind_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("report") / "r"
    path.write_bytes(data)
    in_time(lambda: read_coverage([path], [], path.parent))


@given(st.text(max_size=30) | st.sampled_from(["9" * 30, "-1", "+1", "1_0", "\u0661", "0x1", " 1", "1\n"]), st.integers(1, 80))
def test_a_report_is_quoted_harmlessly_and_counted_in_plain_digits(text: str, limit: int) -> None:
    assert raw.shown(text, limit).isprintable()
    value = raw.number(text)
    assert value is None or (0 <= value < 10**18 and text.isascii() and value == int(text))
    assert all(0 < each <= raw.MAX_LINE for each in raw.lines([len(text) - 5, value or 0, limit]))


def pumped(words: Iterable[str]) -> st.SearchStrategy[str]:
    """Something that repeats itself, between a beginning and an end: what patterns go back and forth over."""
    word = st.sampled_from(sorted(words))
    return st.builds(lambda head, one, other, end: head + (one + other) * (LENGTH // len(one + other)) + end, word, word, word | st.just(""), word)


def accepted(text: str) -> None:
    """What the configuration accepts, in an INI file."""
    with suppress(Wrong):
        allowed(Option("a", "b", 1, (Line(1, text[:1900]),) * 80), CODES, [Site("a", 1)], with_paths=True)


COMMENTS = ["#", " ", "noqa", ":", "tenet", "allow[", "TNT302", "]", "(until", "=", "(", ")", ",", "\n", "\t", "x = 1", "A1", "."]
READERS: dict[str, tuple[list[str], Callable[[str], object]]] = {
    **{name: (parts, lambda text, name=name: gather(tree_of({name: text.encode()}))) for name, parts in PARTS.items()},  # type: ignore[misc]
    "ini": (PARTS["setup.cfg"], parse_ini),
    "comments": (COMMENTS, lambda text: scan(["a.py", "a.cfg"], lambda path: text, CODES)),
    "comments of a line": ([word for word in COMMENTS if word != "\n"], lambda text: scan(["a.py", "a.cfg"], lambda path: text, CODES)),
    "accepted": (["TNT302", ",", " ", ":", "a", "(", ")", "limit=3", "**/"], accepted),
    "specifier": (PARTS["requirements.txt"], lambda text: requirement(text, "install", "a", 1)),
    "lcov": (["SF:a.py\n", "DA:1,1\n", "DA:", "BRDA:1,2", ",", "end_of_record\n", "9", " "], lambda text: lcov.read(Path("r"), text.encode())),
    "xml": (["<coverage>", "<class filename='a'>", "<line ", "number='1' ", "hits='1'/>", "condition-coverage='50% (1/2)'", "<!--", "&a;", "<", ">", " "], lambda text: xml.read(Path("r"), text.encode())),
    "json": (['{"files": {', '"a": ', "[", "]", "{", "}", "1", ",", "NaN", " ", '"'], lambda text: coverage_json.read(Path("r"), text.encode())),
    "exclusions": (["a", "+", "*", "(a", ")", "|", ".", "[a", "]", "\\", "{2}", "?", "^"], lambda text: excluded_lines(["a" * 159 + "!"] * 300, [text[:length] for length in (5, 20, 60, 190)])),
    "diff": (["--- a/x.py\n", "+++ b/x.py\n", "@@ -1 +1 @@\n", "@@ -1,9 +1,9 @@\n", "-a\n", "+a\n", " a\n", "\\ No newline\n", "diff --git a/x b/x\n", '"'], Change.parse),
    "ignore file": (["*", "**", "/", "a", "[a", "]", "!", "?", "\\", " ", "\n"], lambda text: ignored((Ignore("", parse_ignore(text.encode()[:65_000])),), "a" * 200 + "/" + "a/" * 300 + "b", False)),
    "pattern": (["*", "**", "/", "a", "[a", "]", "?", "\\", " "], lambda text: matches([text[:length] for length in (10, 100, 900)], "a" * 200 + "/" + "a/" * 300 + "b")),
    "python 2": (["print ", "`", "<>", "exec ", "0777", "ur''", "(", ")", "\n", "\t", "except A, b:", "'", '"""', "\\", "lambda", ":", "raise a, ", ",", " ", "\r"], repair),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25)
@given(data=st.data())
def test_what_repeats_itself_is_read_in_time(name: str, data: st.DataObject) -> None:
    parts, read = READERS[name]
    text = data.draw(pumped(parts))
    in_time(lambda: read(text))


@pytest.mark.parametrize("head", ["# tenet: allow[TNT302] x (until=", "# tenet: allow[TNT302] ", "# tenet: allow[", "# noqa: TNT302", "#noqa:", "#"])
def test_no_comment_takes_long(head: str) -> None:
    """At a short length first, which cubes would take long over."""
    for length in (1500, 60_000):
        for word in COMMENTS:
            for other in ("", " ", "#"):
                text = f"x = 1  {head}{(word + other) * (length // len(word + other))}!\n"
                in_time(lambda text=text: scan(["a.py", "a.cfg"], lambda path: text, CODES))  # type: ignore[misc]
