"""Statements from the syntax tree are those that coverage.py counts from the byte code."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import pytest
from coverage.config import DEFAULT_EXCLUDE
from coverage.parser import PythonParser
from hypothesis import given
from hypothesis import strategies as st

from tenetlint.facts.coverage.exclude import compiled, excluded_lines, pragmas
from tenetlint.facts.coverage.statements import read_statements, statement_lines

ROOT = Path(__file__).parent.parent
OWN = sorted(path for folder in ("tenetlint", "rules", "tests") for path in (ROOT / folder).rglob("*.py"))

_TEXT = (Path(__file__).parent / "statements.txt").read_text(encoding="utf-8")
_PARTS = re.split(r"^=== (.+)\n", _TEXT, flags=re.MULTILINE)
SNIPPETS = {
    **dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True)),
    "form feed": "a = 1\n\x0c\nb = 2\n\x0c# pragma: no cover\nc = '''\x0c\n'''\nd = 1\n",
    "line ends": "a = 1\r\nb = (\r\n  2)\r\n",
    "empty": "",
    "comment only": "# nothing\n",
}


def theirs(text: str) -> tuple[frozenset[int], frozenset[int], PythonParser]:
    """Statements by coverage.py, the excluded ones of them, and the parser."""
    parser = PythonParser(text=text or "\n", exclude="|".join(f"(?:{pattern})" for pattern in DEFAULT_EXCLUDE))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser.parse_source()
    starts = parser.first_lines(parser.raw_statements)
    return frozenset(parser.statements), frozenset(starts & parser.excluded), parser


@pytest.mark.parametrize("text", SNIPPETS.values(), ids=SNIPPETS)
def test_like_coverage_py(text: str) -> None:
    statements, excluded, parser = theirs(text)
    ours = read_statements(ast.parse(text), text)
    assert sorted(ours.lines) == sorted(statements)
    assert ours.excluded - parser.raw_docstrings == excluded - parser.raw_docstrings
    assert ours.first_lines(parser.raw_statements) == parser.first_lines(parser.raw_statements)


def test_like_coverage_py_on_our_own_code() -> None:
    for path in OWN:
        text = path.read_text(encoding="utf-8")
        assert (path, statement_lines(ast.parse(text), text)) == (path, theirs(text)[0])


_LINES = st.sampled_from(
    [
        *(
            "x = 1",
            "pass",
            "return 1",
            "raise A",
            "continue",
            "global x",
            "...",
            "x = (",
            ")",
            "# pragma: no cover",
            "@f",
        ),
        *("if x:", "elif x:", "else:", "for x in y:", "while True:", "try:", "except A:", "finally:", "with a:", '"""'),
        *("def f():", "class A:", "break", "if x:  # pragma: no cover"),
    ]
)


@given(st.lists(st.tuples(st.integers(0, 3), _LINES), max_size=12))
def test_any_source_has_statements_where_it_has_code(parts: list[tuple[int, str]]) -> None:
    text = "def g():\n" + "".join("    " * (depth + 1) + line + "\n" for depth, line in parts)
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    ours = read_statements(tree, text)
    starts = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr | ast.ExceptHandler)}
    assert ours.lines <= starts
    assert ours.lines.isdisjoint(ours.excluded)
    assert ours.first_lines(ours.lines) == ours.lines


def test_a_long_chain_of_elif_is_no_recursion() -> None:
    chain = "".join(f"    elif x == {n}:\n        return {n}\n" for n in range(900))
    text = f"def f(x):\n    if x:\n        return 0\n{chain}    else:\n        return 1\n    g()\n"
    lines = statement_lines(ast.parse(text), text)
    assert max(lines) == text.count("\n") - 1


def test_patterns_of_the_project() -> None:
    text = "def __repr__(self):\n    return 1\nx = 1\nraise NotImplementedError\n"
    lines = statement_lines(ast.parse(text), text, ["def __repr__", "raise NotImplementedError"])
    assert lines == {3}


@pytest.mark.parametrize(
    "pattern",
    [
        "pragma: no cover",
        "@abc.abstractmethod",
        r"@(abc\.)?abstractmethod",
        "pass",
        r"if __name__ == .__main__.:",
        r"class .*\bProtocol\):",
        r"^\s*if .*DEBUG.*:",
        r"raise (NotImplementedError|AssertionError)",
        r"[*+?|{()]+",
        r"\*\+\?\|\{",
    ],
)
def test_tame_patterns_are_followed(pattern: str) -> None:
    assert compiled(pattern) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        " ",
        "(",
        "(a+)+$",
        "(a*)*b",
        "(a|a)*b",
        "a*a*a*b",
        ".*.*x",
        "(?=a)a",
        r"(a)\1",
        "a" * 201,
        "a?" * 30,
        "(a|a)" * 30,
        "(a){30}",
        "x{99999999999999999999}",
        "(a?){20}",
    ],
)
def test_wild_patterns_are_not_followed(pattern: str) -> None:
    assert compiled(pattern) is None


@given(st.text(alphabet=r"a\[](){}*+?|^$.-1x ", max_size=40), st.text(alphabet="aab 1x()", max_size=60))
def test_any_pattern_is_safe(pattern: str, line: str) -> None:
    assert excluded_lines([line], [pattern]) <= {1}


def test_pragmas_are_counted() -> None:
    assert pragmas("a()  # pragma: no cover\nb()\nc()  # PRAGMA:NO COVER\n'pragma: no cover'\n") == 2
