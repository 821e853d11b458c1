"""The primer: every command on one released project; what it says is small, whole and the same again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.primer import RELEASES, SUMMARY, main, rendered, summary
from benchmarks.releases import tree_of

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_the_stored_summary_is_of_these_projects() -> None:
    stored = json.loads(SUMMARY.read_text(encoding="utf-8"))
    assert set(stored) == {each.pin for each in RELEASES}
    assert len(stored) == 20
    assert rendered(stored) == SUMMARY.read_text(encoding="utf-8")
    assert len(SUMMARY.read_bytes()) < 40_000


def test_a_project_is_summed_up() -> None:
    found = summary(FIXTURES / "t3_asynchronous" / "poll_with_sleep" / "bad")
    assert found["findings"]["TNT302"] == found["baseline"] > 0
    assert set(found["scores"]) == set("12345678")
    assert found == summary(FIXTURES / "t3_asynchronous" / "poll_with_sleep" / "bad")


def test_a_difference_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "zaqar").symlink_to(FIXTURES / "t3_asynchronous" / "poll_with_sleep" / "bad")
    assert main(["--only", "zaqar", "--trees", str(tmp_path)]) == 1
    assert any(line.startswith("-") for line in capsys.readouterr().out.splitlines())


@pytest.mark.network
def test_every_command_ends_well_on_a_released_project() -> None:
    release = next(each for each in RELEASES if each.name == "zaqar")
    found = summary(tree_of(release))
    assert found["unread"] == 0
    assert sum(found["findings"].values()) > 10
