"""The database census against examples whose every line says what it is, and against hand-checked rows.

`# is: direct session` at a line's end names what the line holds, each as often as it holds it; a line without such
words holds nothing. `undefined` adds that the function called does not exist.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.census import load_truth, score_database, table
from tenetlint.facts import Facts
from tenetlint.facts.database import Database, DatabaseSite
from tenetlint.project import Project

FIXTURES = Path(__file__).parents[1] / "fixtures" / "facts" / "database"
NAMES = sorted(path.name for path in FIXTURES.iterdir())

Rows = Counter[tuple[str, int, str]]


def census(root: Path) -> Database:
    """The census of one small project."""
    return Facts.of(Project.open(root, use_git=False)).database


def said(root: Path) -> Rows:
    """What the census finds: path, line, kind."""
    found = census(root)
    return Counter(
        [(each.path, each.line, each.kind) for each in found.sites]
        + [(each.path, each.line, "undefined") for each in found.undefined]
    )


def marked(root: Path) -> Rows:
    """What the example says it should."""
    rows: Rows = Counter()
    for path in root.rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            words = re.search(r"# is: (.+)$", line)
            kinds = words[1].split() if words else ()
            rows.update((path.relative_to(root).as_posix(), number, kind) for kind in kinds)
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_what_it_says(name: str) -> None:
    assert said(FIXTURES / name) == marked(FIXTURES / name)


def test_a_row_has_the_keys_of_the_contract() -> None:
    (row,) = [each.as_row() for each in census(FIXTURES / "schema_tool").sites if each.path.endswith("migration.py")]
    assert row == {
        "path": "shelf/db/migration.py",
        "line": 7,
        "kind": "transaction",
        "symbol": "api.context_manager.writer.using",
        "component": "db",
    }


def test_a_site_stands_at_the_name_that_is_called() -> None:
    site = next(each for each in census(FIXTURES / "mixin").sites if each.symbol == "self.db.book_update")
    text = (FIXTURES / "mixin" / site.path).read_text(encoding="utf-8").splitlines()[site.line - 1]
    assert text[site.column - 1 :].startswith("book_update(")
    assert site.site.function == "Lending.lend"


def test_handles_that_are_passed_on_are_listed() -> None:
    passed = census(FIXTURES / "parameter_hides_import").handovers
    assert [(each.symbol, each.to, each.kept) for each in passed] == [
        ("db", "shelf.manager.Base", True),
        ("self.db", "shelf.utils.set_state", False),
    ]


def test_the_api_is_found_without_being_named() -> None:
    assert census(FIXTURES / "vendored_session").modules == ("shelf.db", "shelf.db.api", "shelf.db.sqlalchemy.api")


def test_the_measure_counts_missed_and_false_rows() -> None:
    scope = {"direct": {"include": ["a/**"], "exclude": ["a/x/*"]}, "optional": r"\[reference\]"}
    truth = [
        {"path": "a/b.py", "line": 1, "kind": "direct", "symbol": "db.f"},
        {"path": "a/b.py", "line": 1, "kind": "direct", "symbol": "db.g"},
        {"path": "a/b.py", "line": 2, "kind": "direct", "symbol": "db.h [reference]"},
    ]
    rows = [
        {"path": path, "line": line, "kind": "direct", "symbol": "db.f"}
        for path, line in (("a/b.py", 1), ("a/b.py", 2), ("a/c.py", 3), ("a/x/d.py", 4), ("b.py", 5))
    ]
    (measured,) = score_database(rows, truth, scope)
    assert (measured.right, len(measured.missed), measured.false) == (1, 1, (("a/c.py", 3),))
    assert (measured.precision, measured.recall) == (0.5, 0.5)
    assert "missed a/b.py:1" in table("a", [measured])


def test_nothing_found_has_no_precision() -> None:
    scope = {"lock": {"include": ["**"], "exclude": []}, "optional": "(?!)"}
    (measured,) = score_database([], [], scope)
    assert measured.precision is None
    assert measured.recall is None


def test_the_truth_has_rows_of_each_kind() -> None:
    rows, scope = load_truth("db-nova")
    assert {"direct", "session", "transaction"} <= {row["kind"] for row in rows}
    assert "optional" in scope
    assert len(load_truth("db-nova", additions=False)[0]) < len(rows)


def test_sites_come_in_order_and_once() -> None:
    sites: tuple[DatabaseSite, ...] = census(FIXTURES / "factory").sites
    assert list(sites) == sorted(set(sites))
