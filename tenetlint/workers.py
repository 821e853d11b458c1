"""Work spread over supervised processes: one that dies or hangs costs what it was doing, and nothing else."""

from __future__ import annotations

import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NamedTuple

from tenetlint.worker import BUG, DONE, Limits, Work, Worker

MAX_JOBS = 8
_PAUSE = 0.003
"""Seconds between two looks at the answers: many small ones are taken at once."""


class Loss(NamedTuple):
    """A task without an answer: why, in words that do not depend on the machine's load."""

    reason: str


def can_fork() -> bool:
    """Whether this system has processes of the kind that is needed here."""
    return hasattr(os, "fork") and hasattr(select, "poll")


def default_jobs() -> int:
    """As many workers as there are processors to run on, up to `MAX_JOBS`."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(MAX_JOBS, len(affinity(0)) if affinity else os.cpu_count() or 1)


class Crew:
    """Workers, and the tasks that wait for them. What comes out does not depend on how many there are."""

    def __init__(self, work: Work, weights: Sequence[int], jobs: int, limits: Limits | None = None) -> None:
        """`weights`: how heavy each task is, about; they are taken up in their order."""
        self._work = work
        self._weights = weights
        self._jobs = max(1, jobs)
        self._limits = limits or Limits()
        self._waiting = deque(range(len(weights)))
        self._rest = sum(weights) + len(weights)
        self._again: deque[int] = deque()
        self._tried: set[int] = set()
        self._beside: dict[int, Work] = {}
        self._workers: list[Worker] = []

    def also(self, job: Callable[[], bytes], limits: Limits | None = None) -> int:
        """One more task, begun at once in a process of its own that sees everything as it is now; its number.

        It is tried again, should it kill that process, under the limits of the others.
        """
        task = len(self._weights) + len(self._beside)
        self._beside[task] = lambda _: job()
        self._start([task], alone=True, limits=limits)
        return task

    def answers(self, meanwhile: Callable[[], object] | None = None) -> Generator[tuple[int, bytes | Loss], None, None]:
        """Each task's number and what came of it, as they come.

        `meanwhile`: what is to be done here once the first tasks are handed out.
        """
        try:
            if meanwhile is not None:
                self._hire()
                meanwhile()
            while self._waiting or self._again or self._workers:
                self._hire()
                if self._workers:
                    yield from self._listen()
        finally:
            for each in self._workers:
                each.end()
            self._workers.clear()

    def _hire(self) -> None:
        """Give work to all who run out of it; what killed a worker before gets one of its own."""
        for each in list(self._workers):
            if len(each.pending) < 4 and self._waiting and not each.alone:
                each.give(self._batch())
            elif not each.pending:
                self._dismiss(each)
        while self._again:
            self._start([self._again.popleft()], alone=True)
        while self._waiting and len([each for each in self._workers if not each.alone]) < self._jobs:
            self._start(self._batch(), alone=False)

    def _start(self, tasks: Sequence[int], alone: bool, limits: Limits | None = None) -> None:
        worker = Worker(self._beside.get(tasks[0], self._work), limits or self._limits, self._workers, alone)
        self._workers.append(worker)
        worker.give(tasks)

    def _batch(self) -> list[int]:
        """The next tasks: large portions first, small ones at the end, so that all are ready at about one time."""
        portion, batch = self._rest // (4 * self._jobs), [self._waiting.popleft()]
        taken = self._weights[batch[0]] + 1
        while self._waiting and taken < portion and len(batch) < 512:
            batch.append(self._waiting.popleft())
            taken += self._weights[batch[-1]] + 1
        self._rest -= taken
        return batch

    def _dismiss(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    def _listen(self) -> Iterator[tuple[int, bytes | Loss]]:
        poll = select.poll()
        by_answers = {each.answers: each for each in self._workers}
        for descriptor in by_answers:
            poll.register(descriptor, select.POLLIN)
        ready = poll.poll(1000)
        time.sleep(_PAUSE)
        for descriptor, _ in ready:
            yield from self._read(by_answers[descriptor])
        now = time.monotonic()
        for each in [each for each in self._workers if each.pending and each.deadline < now]:
            yield from self._lost(each, late=True)

    def _read(self, worker: Worker) -> Iterator[tuple[int, bytes | Loss]]:
        try:
            for task, answer in worker.take():
                if answer[:1] == DONE:
                    yield task, answer[1:]
                elif answer[:1] == BUG:
                    yield task, Loss(f"a bug of tenetlint: {answer[1:].decode('utf-8', 'replace')}")
                else:
                    yield from self._failed(task, Loss("it needs too much memory"))
        except EOFError:
            yield from self._lost(worker, late=False)

    def _lost(self, worker: Worker, late: bool) -> Iterator[tuple[int, bytes | Loss]]:
        """A worker that is dead or late: what it was at is tried once more alone, unless time was the reason."""
        self._workers.remove(worker)
        status = worker.end()
        if not worker.pending:
            return
        culprit = worker.pending.popleft()
        self._waiting.extendleft(reversed(worker.pending))
        self._rest += sum(self._weights[each] + 1 for each in worker.pending)
        if late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
            yield culprit, Loss("it takes too long")
        else:
            yield from self._failed(culprit, Loss(f"it kills the process that reads it{_signal(status)}"))

    def _failed(self, task: int, loss: Loss) -> Iterator[tuple[int, bytes | Loss]]:
        if task in self._tried:
            yield task, loss
        else:
            self._tried.add(task)
            self._again.append(task)


def _signal(status: int) -> str:
    if not os.WIFSIGNALED(status):
        return ""
    return f" (signal {os.WTERMSIG(status)})"
