"""The four formats agree with each other and with coverage.py, which writes them here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenetlint.facts.coverage.model import Coverage
from tests.coverage_makers import FORMATS, PACKAGE, measure, oracle, read, run, write


@pytest.fixture(scope="module")
def branchy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package measured with branches."""
    root = write(tmp_path_factory.mktemp("branchy"), PACKAGE)
    measure(root, "--branch")
    return root


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package measured without branches."""
    root = write(tmp_path_factory.mktemp("plain"), PACKAGE)
    measure(root)
    return root


def lines(coverage: Coverage) -> dict[str, tuple[list[int], list[int]]]:
    """Statements and missing lines by path."""
    return {file.path: (sorted(file.statements), sorted(file.missing)) for file in coverage.files}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tree", ["branchy", "plain"])
def test_lines_are_those_of_coverage_py(tree: str, name: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(tree)
    truth = oracle(root)
    expected = {
        path: (sorted(entry["executed_lines"] + entry["missing_lines"]), entry["missing_lines"])
        for path, entry in truth["files"].items()
    }
    coverage = read(root / name, root=root)
    assert lines(coverage) == expected
    assert coverage.statements == truth["totals"]["num_statements"]
    assert coverage.missing == truth["totals"]["missing_lines"] > 0
    assert coverage.percent == pytest.approx(truth["totals"]["percent_statements_covered"])
    assert coverage.line_rate == pytest.approx(coverage.percent / 100)
    assert coverage.unmatched == coverage.undecided == ()


@pytest.mark.parametrize("name", ["coverage.xml", "coverage.json", "coverage.lcov"])
def test_branches_are_those_of_coverage_py(branchy: Path, name: str) -> None:
    truth = oracle(branchy)["totals"]
    coverage = read(branchy / name, root=branchy)
    assert sum(file.branches for file in coverage.files) == truth["num_branches"] > 0
    assert sum(file.branches_missed for file in coverage.files) == truth["missing_branches"] > 0
    assert coverage.branch_rate == pytest.approx(truth["covered_branches"] / truth["num_branches"])


@pytest.mark.parametrize("name", FORMATS)
def test_without_branches_their_rate_is_unknown(plain: Path, name: str) -> None:
    assert read(plain / name, root=plain).branch_rate is None


@pytest.mark.parametrize("name", [".coverage", "coverage.json"])
def test_excluded_lines_are_told(branchy: Path, name: str) -> None:
    excluded = {file.path: len(file.excluded) for file in read(branchy / name, root=branchy).files}
    assert excluded["pkg/work.py"] >= 3
    assert excluded["main.py"] == 0


def test_a_file_that_no_test_imports_is_not_run(branchy: Path) -> None:
    coverage = read(branchy / ".coverage", root=branchy)
    assert coverage.uncovered("pkg/deep/never.py") == {1, 4, 5}
    assert "pkg/deep/never.py" in coverage
    assert coverage.uncovered("elsewhere.py") == frozenset()


def test_reports_are_merged(tmp_path: Path) -> None:
    """What either run saw is run; together they say what coverage.py says of both."""
    root = write(tmp_path, PACKAGE)
    single = []
    for script in ("main.py", "other.py"):
        measure(root, "--branch", script=script)
        single.append({name: shutil.copy(root / name, root / f"{script}-{name}") for name in FORMATS})
    run(root, "combine", "--keep", *(str(each[".coverage"]) for each in single))
    run(root, "json")
    truth = oracle(root)["totals"]
    for first in FORMATS:
        for second in FORMATS:
            merged = read(Path(single[0][first]), Path(single[1][second]), root=root)
            assert merged.missing == truth["missing_lines"]
            assert merged.statements == truth["num_statements"]
            assert len(merged.sources) == 2
    assert merged.missing < read(Path(single[0][".coverage"]), root=root).missing


def test_parallel_data_files(tmp_path: Path) -> None:
    root = write(tmp_path, PACKAGE)
    for script in ("main.py", "other.py"):
        run(root, "run", "--parallel-mode", "--source=.", script)
    parallel = sorted(root.glob(".coverage.*"))
    assert len(parallel) == 2
    apart = read(*parallel, root=root)
    run(root, "combine")
    assert lines(apart) == lines(read(root / ".coverage", root=root))


def test_contexts_are_merged(tmp_path: Path) -> None:
    root = write(tmp_path, PACKAGE)
    for number, script in enumerate(("main.py", "other.py")):
        run(root, "run", "--append", f"--context=part{number}", "--source=.", script)
    run(root, "json")
    assert read(root / ".coverage", root=root).missing == oracle(root)["totals"]["missing_lines"]


def test_one_source_folder_deep(tmp_path: Path) -> None:
    """Paths in XML are relative to `<source>`, not to the project."""
    root = write(tmp_path, {**PACKAGE, ".coveragerc": "[run]\nbranch = True\nsource = pkg\n"})
    measure(root, source="pkg")
    assert 'filename="work.py"' in (root / "coverage.xml").read_text()
    here = read(root / "coverage.xml", root=root)
    assert [file.path for file in here.files][-1] == "pkg/work.py"
    elsewhere = read(root / "coverage.xml", root=tmp_path / "a" / "checkout")
    assert lines(elsewhere) == lines(here) == lines(read(root / ".coverage", root=tmp_path / "a"))
