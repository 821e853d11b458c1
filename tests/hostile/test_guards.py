"""Each guard is needed: with it a case is harmless, without it the same case does harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tenetlint import worker
from tenetlint.worker import Limits, Work
from tenetlint.workers import Crew, Loss
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


def hungry(task: int) -> bytes:
    """Half a GiB."""
    return str(len(bytearray(1 << 29))).encode()


def busy(task: int) -> bytes:
    """Four seconds of work."""
    while time.process_time() < 4.0:
        pass
    return b"done"


@pytest.mark.parametrize(
    ("guard", "work", "limits"),
    [("_bound", hungry, Limits(memory=256 << 20)), ("_grant", busy, Limits(cpu=1))],
)
def test_a_limit_of_a_worker_is_needed(
    guard: str, work: Work, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((_, within),) = Crew(work, [1], 1, limits).answers()
    monkeypatch.setattr(worker, guard, lambda limit: None)
    ((_, without),) = Crew(work, [1], 1, limits).answers()
    assert isinstance(within, Loss)
    assert not isinstance(without, Loss)
