"""Coverage of a whole project: tests left out, patterns and comments told, `omit` followed as coverage.py does."""

from __future__ import annotations

from pathlib import Path

import pytest
from coverage.files import GlobMatcher, prep_patterns
from hypothesis import given
from hypothesis import strategies as st

from tenetlint.engine import load_rules
from tenetlint.errors import UserError
from tenetlint.facts import Facts
from tenetlint.facts.coverage.finding import find_coverage
from tenetlint.facts.coverage.omissions import matching
from tenetlint.model import Verdict
from tenetlint.project import Project
from tests.coverage_makers import measure, oracle, write

PROJECT = {
    "main.py": "import depot.tests.test_a\n",
    "setup.cfg": "[metadata]\nname = depot\n",
    "depot/__init__.py": "",
    "depot/a.py": "def f():\n    return 1\n\n\ndef g():\n    raise NotImplementedError\n",
    "depot/b.py": "def f():  # pragma: no cover\n    return 1\n\n\nx = 1\n",
    "depot/drivers/__init__.py": "",
    "depot/drivers/rare.py": "x = 1\ny = 2\n",
    "depot/tests/__init__.py": "",
    "depot/tests/test_a.py": "from depot import a\n\na.f()\n",
}


def facts(root: Path, *reports: str) -> Facts:
    """The facts of a project with these reports."""
    return Facts.of(Project.open(root, use_git=False), [root / name for name in reports])


def configured(root: Path, *lines: str) -> Path:
    """The project with a `.coveragerc`."""
    return write(root, {**PROJECT, ".coveragerc": "\n".join(lines) + "\n"})


def test_without_a_report_there_is_no_figure(tmp_path: Path) -> None:
    assert facts(write(tmp_path, PROJECT)).coverage is None


@pytest.mark.parametrize("name", [".coverage", "coverage.xml"])
def test_tests_do_not_count(tmp_path: Path, name: str) -> None:
    root = configured(tmp_path, "[report]", "exclude_also = raise NotImplementedError")
    measure(root, source="depot")
    truth = oracle(root)["files"]
    found = facts(root, name).coverage
    assert found is not None
    assert {file.path: sorted(file.missing) for file in found.files} == {
        path: entry["missing_lines"] for path, entry in truth.items() if "tests" not in path
    }
    assert "depot/tests/test_a.py" in truth
    assert found.exclude == ("raise NotImplementedError",)
    assert found.pragmas == 1
    assert (found.excluded > 0) is (name == ".coverage")


def test_measured_files_that_cannot_be_read(tmp_path: Path) -> None:
    """XML knows their statements; a `.coverage` file does not, and says so."""
    root = write(tmp_path, PROJECT)
    measure(root, source="depot")
    (root / "depot/b.py").write_bytes(b"# \xff\n")
    (root / "depot/drivers/rare.py").write_bytes(b"x = = 1\n")
    told = facts(root, "coverage.xml").coverage
    assert told is not None
    assert "depot/b.py" in told
    assert told.pragmas == 0
    silent = facts(root, ".coverage").coverage
    assert silent is not None
    assert silent.undecided == ("depot/b.py", "depot/drivers/rare.py")


def test_rules_without_anything_to_say(tmp_path: Path) -> None:
    """No report, no configuration: nothing was looked at. A file that nothing runs has no kept finding."""
    root = write(tmp_path, {**PROJECT, "r.lcov": "SF:depot/a.py\nDA:1,0\nend_of_record\n"})
    rules = {rule.code: rule for rule in load_rules()}
    assert [each for code in ("TNT801", "TNT806", "TNT807") for each in rules[code].check(facts(root))] == []
    assert [each.verdict for each in rules["TNT801"].check(facts(root, "r.lcov"))] == [Verdict.BROKEN]


@pytest.mark.parametrize("report", ["", "fail_under = 0\n"])
def test_a_floor_in_a_tox_command_alone(tmp_path: Path, report: str) -> None:
    """No configuration, or one whose floor is none: the command decides, and is where the floor stands."""
    tox = "[testenv:cover]\ncommands =\n  coverage run -m pytest\n  coverage report --fail-under=91.5\n"
    extra = {".coveragerc": f"[run]\nbranch = True\n[report]\n{report}"} if report else {}
    root = write(tmp_path, {**PROJECT, **extra, "tox.ini": tox})
    (rule,) = (rule for rule in load_rules() if rule.code == "TNT807")
    (found,) = rule.check(facts(root))
    assert (found.verdict, found.site.path, found.site.line) == (Verdict.KEPT, "tox.ini", 4)
    assert "91.5 %" in found.message


def test_a_floor_in_the_configuration_is_shown_where_it_stands(tmp_path: Path) -> None:
    root = configured(tmp_path, "[run]", "omit = b.py", "[report]", "fail_under = 80")
    (rule,) = (rule for rule in load_rules() if rule.code == "TNT807")
    assert [(found.verdict, found.site.line) for found in rule.check(facts(root))] == [(Verdict.KEPT, 4)]


def test_nothing_but_tests(tmp_path: Path) -> None:
    root = write(tmp_path, {**PROJECT, "r.lcov": "SF:depot/tests/test_a.py\nDA:1,1\nend_of_record\n"})
    with pytest.raises(UserError, match="nothing but tests"):
        _ = facts(root, "r.lcov").coverage


def test_omit(tmp_path: Path) -> None:
    root = configured(tmp_path, "[run]", "omit =", "    */tests/*", "    depot/drivers/*", "    b.py", "    nothing/*")
    found = facts(root).omissions
    assert [(each.pattern, each.hidden, each.others) for each in found] == [
        ("*/tests/*", (), 2),
        ("depot/drivers/*", (("depot/drivers/rare.py", 2),), 0),
        ("b.py", (("depot/b.py", 1),), 0),
        ("nothing/*", (), 0),
    ]
    assert {each.site.path for each in found} == {".coveragerc"}


def test_what_is_measured_all_the_same_is_not_hidden(tmp_path: Path) -> None:
    root = configured(tmp_path, "[run]", "omit = depot/drivers/*")
    write(root, {"r.lcov": "SF:depot/drivers/rare.py\nDA:1,1\nend_of_record\n"})
    assert facts(root, "r.lcov").omissions[0].hidden == ()


def test_what_two_patterns_hide_counts_once(tmp_path: Path) -> None:
    root = configured(tmp_path, "[run]", "omit = depot/drivers/*", "[report]", "omit = */rare.py")
    assert [len(each.hidden) for each in facts(root).omissions] == [1, 0]


PATTERNS = (
    "depot/drivers/*",
    "./depot/drivers/*",
    "depot/*",
    "depot/*.py",
    "*/drivers/*",
    "*/rare.py",
    "**/rare.py",
    "depot/**/rare.py",
    "rare.py",
    "r?re.py",
    "[qr]are.py",
    "*are.py",
    "depot/drivers",
    "depot/drivers/",
    "drivers/*",
    "/elsewhere/*",
    "depot/d*",
    "*",
    "depot/**",
)


def test_omit_is_what_coverage_py_omits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sources = [path for path in PROJECT if path.endswith(".py")]
    for pattern in (*PATTERNS, f"{tmp_path}/depot/drivers/*"):
        theirs = GlobMatcher(prep_patterns([pattern]), "omit", "omit", None)
        omitted = [path for path in sources if theirs.match(str(tmp_path / path))]
        assert (pattern, list(matching(pattern, tmp_path, sources))) == (pattern, omitted)


@given(st.text(alphabet="*?[]!/ab.\\-", max_size=30))
def test_any_pattern_is_matched_or_not(pattern: str) -> None:
    assert set(matching(pattern, Path("/r"), ["a/b.py", "a.py"])) <= {"a/b.py", "a.py"}


def test_a_pattern_cannot_run_away() -> None:
    path = "/".join(["a" * 100] * 40)
    assert list(matching("/".join(["**", "*a" * 30 + "b"] * 20), Path("/r"), [path])) == []


def test_found_by_itself(tmp_path: Path) -> None:
    report = '<coverage><class filename="depot/a.py"><line number="1" hits="1"/></class></coverage>'
    root = write(tmp_path, {**PROJECT, "cover/coverage.xml": report})
    found = Facts.of(Project.open(root, use_git=False), find_coverage(root)).coverage
    assert found is not None
    assert found.percent == 100.0
    assert found.sources == (str(root / "cover/coverage.xml"),)
