"""Where the time goes."""

from __future__ import annotations

import time

from click.testing import CliRunner

from tenetlint.cli import cli
from tenetlint.stages import Timings, stage


def test_a_stage_is_charged_without_the_stages_in_it() -> None:
    timings = Timings()
    with stage("outer"):
        time.sleep(0.02)
        with stage("inner"):
            time.sleep(0.05)
    table = timings.table()
    assert timings.spent["inner"].wall >= 0.05
    assert 0.02 <= timings.spent["outer"].wall < 0.05
    assert timings.spent["outer"].times == timings.spent["inner"].times == 1
    assert [line.split("  ")[-1] for line in table.splitlines()[1:3]] == ["inner", "outer"]


def test_a_stage_that_fails_is_charged_too() -> None:
    timings = Timings()
    try:
        with stage("broken"):
            raise ValueError
    except ValueError:
        pass
    timings.table()
    assert timings.spent["broken"].times == 1


def test_nothing_is_charged_after_the_table() -> None:
    timings = Timings()
    timings.table()
    with stage("late"):
        pass
    assert "late" not in timings.spent


def test_every_command_has_the_table_on_standard_error() -> None:
    done = CliRunner().invoke(cli, ["rules", "--timings"])
    assert done.exit_code == 0
    assert "all of it" in done.stderr
    assert "all of it" not in done.stdout
