"""Each guard is needed: with it a case is harmless, without it the same case does harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.corpus import CASES
from tests.hostile.judging import judged
from tests.hostile.running import HOME
from tests.hostile.unguarded import GUARDS

UNGUARDED = str(HOME / "tests/hostile/unguarded.py")
WALL = 15.0
"""Seconds after which a run without its guard counts as one that never ends."""


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_is_needed(name: str, tmp_path: Path) -> None:
    by_name = {str(case): case for case in CASES}
    for number, case in enumerate(GUARDS[name].cases):
        assert judged(by_name[case], tmp_path / f"with-{number}").complaints == ()
        if judged(by_name[case], tmp_path / f"without-{number}", ("-P", UNGUARDED, name), wall=WALL).complaints:
            return
    pytest.fail(f"nothing happens without it: {GUARDS[name].keeps}")
