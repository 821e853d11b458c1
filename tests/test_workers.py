"""Supervised processes: whatever happens to one of them, every other task has its answer."""

from __future__ import annotations

import importlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tenetlint.facts import Facts
from tenetlint.project import Project, Unread
from tenetlint.worker import Limits
from tenetlint.workers import Crew, Loss, default_jobs

COUNT = 40
SLOW = Limits(cpu=1, wall=1.5)


def outcome(work: Callable[[int], bytes], jobs: int = 2, limits: Limits | None = None) -> dict[int, bytes | Loss]:
    return dict(Crew(work, [1] * COUNT, jobs, limits).answers())


def double(task: int) -> bytes:
    return b"%d" % (2 * task)


EXPECTED = {task: double(task) for task in range(COUNT)}


@pytest.mark.parametrize("jobs", [0, 1, 2, 3, 8])
def test_every_task_is_answered_once_by_any_number_of_workers(jobs: int) -> None:
    answers = list(Crew(double, [1] * COUNT, jobs).answers())
    assert sorted(answers) == sorted(EXPECTED.items())


def test_answers_of_any_size_come_whole() -> None:
    found = outcome(lambda task: b"x" * (task * 100_000))
    assert {task: len(data) for task, data in found.items()} == {task: task * 100_000 for task in range(COUNT)}


@pytest.mark.parametrize("victim", [0, 1, 17, COUNT - 1])
def test_a_dead_worker_costs_the_task_that_killed_it(victim: int) -> None:
    def work(task: int) -> bytes:
        if task == victim:
            os.kill(os.getpid(), signal.SIGKILL)
        return double(task)

    assert outcome(work) == EXPECTED | {victim: Loss("it kills the process that reads it (signal 9)")}


def test_what_a_worker_dies_of_once_is_answered_on_the_second_try(tmp_path: Path) -> None:
    def work(task: int) -> bytes:
        mark = tmp_path / str(task)
        if not mark.exists():
            mark.touch()
            os._exit(3)
        return double(task)

    assert outcome(work) == EXPECTED


def test_all_workers_may_die() -> None:
    def work(task: int) -> bytes:
        os._exit(1)

    assert outcome(work) == dict.fromkeys(range(COUNT), Loss("it kills the process that reads it"))


def test_a_task_that_needs_too_much_memory_is_told_from_the_others() -> None:
    def work(task: int) -> bytes:
        return b"x" * (4 << 30) if task == 3 else double(task)

    assert outcome(work) == EXPECTED | {3: Loss("it needs too much memory")}


def test_a_task_that_never_ends_is_ended_by_the_time_it_uses_or_waits() -> None:
    def work(task: int) -> bytes:
        while task == 5:
            pass
        if task == 6:
            time.sleep(600)
        return double(task)

    assert outcome(work, limits=SLOW) == EXPECTED | dict.fromkeys((5, 6), Loss("it takes too long"))


def test_a_bug_in_the_work_is_a_loss_and_is_named() -> None:
    def work(task: int) -> bytes:
        return b"%d" % (2 * task) if task else b"%d" % (1 // task)

    assert outcome(work)[0] == Loss("a bug of tenetlint: ZeroDivisionError: integer division or modulo by zero")


def test_a_job_beside_the_tasks_sees_what_has_been_answered() -> None:
    crew = Crew(double, [1] * COUNT, 2)
    seen: dict[int, bytes | Loss] = {}
    beside = -1
    for task, answer in crew.answers():
        seen[task] = answer
        if len(seen) == 10:
            beside = crew.also(lambda: b"%d" % len(seen))
    assert seen.pop(beside) == b"10"
    assert seen == EXPECTED


def test_nobody_is_left_behind() -> None:
    answers = Crew(double, [1] * COUNT, 3).answers()
    next(answers)
    answers.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_is_done_meanwhile_is_done_once_and_while_workers_are_at_work(tmp_path: Path) -> None:
    def work(task: int) -> bytes:
        (tmp_path / "begun").touch()
        return double(task)

    def meanwhile() -> None:
        end = time.monotonic() + 60
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < end, "nobody works"
        done.append(1)

    done: list[int] = []
    assert dict(Crew(work, [1] * COUNT, 2).answers(meanwhile)) == EXPECTED
    assert done == [1]


def test_nobody_is_left_behind_by_what_fails_meanwhile() -> None:
    with pytest.raises(ZeroDivisionError):
        list(Crew(double, [1] * COUNT, 3).answers(lambda: 1 // 0))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_worker_leaves_the_terminal_alone(capfd: pytest.CaptureFixture[str]) -> None:
    def work(task: int) -> bytes:
        os.write(1, b"noise")
        os.write(2, b"noise")
        return os.read(0, 10)

    assert set(outcome(work).values()) == {b""}
    assert capfd.readouterr() == ("", "")


def test_default_jobs_are_as_many_as_processors() -> None:
    assert 1 <= default_jobs() <= 8


@pytest.fixture
def tree(tmp_path: Path) -> Project:
    for number in range(30):
        (tmp_path / f"m{number}.py").write_text(f"def f{number}(a):\n    a.sleep('\\ud800\\udc00 a.b')\n")
    (tmp_path / "bad.py").write_text("def (:\n")
    (tmp_path / "test_it.py").write_text("def test_one():\n    assert 1\n")
    return Project.open(tmp_path, use_git=False)


def test_facts_do_not_depend_on_the_workers(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def facts() -> tuple[object, tuple[Unread, ...]]:
        found = Facts.of(tree)
        return found.files, found.unread

    monkeypatch.setattr(importlib.import_module("tenetlint.facts.gather"), "can_fork", lambda: False)
    alone = facts()
    monkeypatch.undo()
    for jobs in ("1", "2", "5", "many"):
        monkeypatch.setenv("TENETLINT_JOBS", jobs)
        assert facts() == alone
    assert [each.path for each in alone[1]] == ["bad.py"]
