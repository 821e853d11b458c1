"""Every hostile input, each beside an honest file, on the command line as a user has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tenetlint.report.formats import FORMATS
from tests.hostile.case import Case
from tests.hostile.corpus import CASES, FAST
from tests.hostile.formats import READERS
from tests.hostile.judging import judged


def marked(case: Case) -> object:
    """One case as a parameter; the slow part is left to `python -m benchmarks.hostile --slow`."""
    return pytest.param(case, id=str(case), marks=[] if str(case) in FAST else [pytest.mark.slow])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_hostile(case: Case, tmp_path: Path) -> None:
    try:
        assert judged(case, tmp_path).complaints == ()
    finally:  # folders may lie deeper than what removes temporary folders can go
        subprocess.run(["rm", "-rf", str(tmp_path / "tree")], check=False)


def test_every_format_is_read_back() -> None:
    assert set(READERS) == set(FORMATS)


def test_no_two_cases_have_one_name() -> None:
    assert len({str(case) for case in CASES}) == len(CASES)
