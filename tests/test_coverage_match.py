"""Which file a path in a report means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenetlint.errors import UserError
from tenetlint.facts.coverage.match import Matcher
from tenetlint.facts.coverage.reading import read_coverage
from tests.coverage_makers import Known, read, write

KNOWN = (
    "setup.py",
    "pkg/__init__.py",
    "pkg/a.py",
    "pkg/utils.py",
    "pkg/deep/__init__.py",
    "pkg/deep/utils.py",
    "x/y.py",
)


def match(*candidates: tuple[str, ...], known: tuple[str, ...] = KNOWN, root: str = "/work/tree") -> list[str | None]:
    """What each file of one report is, under its candidate names."""
    return Matcher.of(known, Path(root)).match(candidates)


def test_relative_to_the_root() -> None:
    assert match(("pkg/a.py",), ("./pkg//deep/../utils.py",), ("../pkg/a.py",)) == [
        "pkg/a.py",
        "pkg/utils.py",
        "pkg/a.py",
    ]


def test_absolute_below_the_root() -> None:
    assert match(("/work/tree/pkg/a.py",), ("/work/tree/setup.py",)) == ["pkg/a.py", "setup.py"]


def test_absolute_in_another_checkout() -> None:
    elsewhere = "/home/ci/src/tree/"
    assert match((elsewhere + "pkg/deep/utils.py",), (elsewhere + "setup.py",)) == ["pkg/deep/utils.py", "setup.py"]


def test_the_longest_suffix_wins() -> None:
    known = ("utils.py", "deep/utils.py", "pkg/deep/utils.py")
    assert match(("/b/pkg/deep/utils.py",), ("/b/q/deep/utils.py",), known=known) == [
        "pkg/deep/utils.py",
        "deep/utils.py",
    ]


def test_a_bare_name_needs_company() -> None:
    """`utils.py` could be two files; the folder that its neighbours lie in decides."""
    assert match(("utils.py",)) == [None]
    assert match(("utils.py",), ("a.py",), ("deep/utils.py",)) == ["pkg/utils.py", "pkg/a.py", "pkg/deep/utils.py"]
    assert match(("__init__.py",), ("a.py",)) == ["pkg/__init__.py", "pkg/a.py"]


def test_a_foreign_file_of_the_same_name_is_not_ours() -> None:
    foreign = "/usr/lib/python3/setup.py"
    assert match((foreign,), ("pkg/a.py",)) == [None, "pkg/a.py"]
    assert match((foreign,), ("/other/pkg/a.py",)) == [None, "pkg/a.py"]


def test_sources_are_joined_before_the_name() -> None:
    """`a.py` of `<source>/work/tree/pkg` is `pkg/a.py`, although the root has an `a.py` too."""
    names = ("/work/tree/pkg/a.py", "a.py")
    assert match(names, known=("a.py", "pkg/a.py")) == ["pkg/a.py"]


def test_two_sources() -> None:
    sources = ("/work/tree/pkg", "/work/tree/x")
    named = [(*(f"{source}/{name}" for source in sources), name) for name in ("a.py", "y.py", "b.py")]
    assert match(*named, known=("pkg/a.py", "x/y.py", "pkg/b.py", "x/b.py")) == ["pkg/a.py", "x/y.py", None]


def test_backslashes() -> None:
    assert match((r"C:\ci\tree\pkg\a.py",), (r"pkg\utils.py",)) == ["pkg/a.py", "pkg/utils.py"]


@pytest.mark.parametrize("name", ["", " ", ".", "/", "..", "\0", "x" * 5000, "/" * 300 + "a", "\udc80/a.py"])
def test_odd_names_match_nothing(name: str) -> None:
    assert match((name,)) == [None]


def test_a_link_to_the_root(tmp_path: Path) -> None:
    write(tmp_path / "real", {"setup.py": ""})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    matcher = Matcher.of(["setup.py", "a/setup.py"], tmp_path / "link")
    assert (
        matcher.match([(str(tmp_path / "real" / "setup.py"),), (str(tmp_path / "link" / "setup.py"),)])
        == ["setup.py"] * 2
    )


def test_many_files_of_one_name_take_no_time() -> None:
    known = tuple(f"p{number}/__init__.py" for number in range(5000))
    found = Matcher.of(known, Path("/r")).match([(f"/q/{number}/p{number}/__init__.py",) for number in range(20_000)])
    assert found[:2] == ["p0/__init__.py", "p1/__init__.py"]
    assert found[5000:] == [None] * 15_000


def test_nothing_matched_is_an_error_that_shows_both_sides(tmp_path: Path) -> None:
    write(tmp_path, {"r.lcov": "SF:/elsewhere/foo/bar.py\nDA:1,1\nend_of_record\n"})
    with pytest.raises(UserError) as caught:
        read(tmp_path / "r.lcov", root=tmp_path)
    assert "`/elsewhere/foo/bar.py`" in str(caught.value)
    assert "`main.py`" in str(caught.value)
    assert "r.lcov" in str(caught.value)


def test_foreign_files_are_listed_and_count_for_nothing(tmp_path: Path) -> None:
    report = "SF:/usr/lib/foo.py\nDA:1,1\nend_of_record\nSF:main.py\nDA:1,0\nDA:2,1\nend_of_record\n"
    write(tmp_path, {"r.lcov": report})
    coverage = read(tmp_path / "r.lcov", root=tmp_path)
    assert coverage.unmatched == ("/usr/lib/foo.py",)
    assert (coverage.statements, coverage.missing) == (2, 1)
    assert coverage.percent == 50.0


def test_each_report_has_to_match(tmp_path: Path) -> None:
    write(tmp_path, {"a.lcov": "SF:main.py\nDA:1,1\nend_of_record\n", "b.lcov": "SF:q.py\nDA:1,1\nend_of_record\n"})
    with pytest.raises(UserError, match=r"b\.lcov"):
        read(tmp_path / "a.lcov", tmp_path / "b.lcov", root=tmp_path)


def test_a_measured_file_that_cannot_be_parsed_is_named(tmp_path: Path) -> None:
    from tests.coverage_makers import measure

    root = write(
        tmp_path, {"pkg/__init__.py": "", "pkg/a.py": "a = 1\n", "pkg/b.py": "b = 1\n", "main.py": "import pkg.a\n"}
    )
    measure(root, source="pkg")
    known = (Known("pkg/a.py", "a = 1\n"), Known("pkg/b.py", "b = = 1\n"))
    coverage = read_coverage([root / ".coverage"], known, root)
    assert coverage.undecided == ("pkg/b.py",)
    assert coverage.percent == 100.0
