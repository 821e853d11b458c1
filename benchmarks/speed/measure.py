"""Whole processes under the clock: seconds, processor seconds, and the memory of all of them together."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PAUSE = 0.02
"""Seconds between two looks at the memory."""
_MB = 1024
"""kB."""


class Cost(NamedTuple):
    """What one run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of the process and all that it waited for."""
    memory: float = 0.0
    """MB: the most that the process and its children had together (PSS, sampled)."""
    parent: float = 0.0
    """MB: the most that the process itself had resident."""
    code: int = 0
    """The exit code."""


class Job(NamedTuple):
    """A command that is measured."""

    command: Sequence[str]
    cwd: Path | None = None
    before: Callable[[], None] | None = None
    """Done before each run, off the clock."""
    watched: bool = False
    """Whether its memory is sampled; that costs it some time."""
    codes: Sequence[int] = (0, 1)
    """Exit codes of a run that counts: a linter ends with 1 where it finds something."""


class FailedError(Exception):
    """A command that did not do its work."""


def interleaved(jobs: Mapping[str, Job], runs: int) -> dict[str, list[Cost]]:
    """Each job `runs` times, one after the other and then again, so that a busy moment hits them all alike."""
    found: dict[str, list[Cost]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            found[name].append(run(name, job))
    return found


def run(name: str, job: Job) -> Cost:
    """One run of one job."""
    if job.before:
        job.before()
    began = time.perf_counter()
    process = subprocess.Popen(
        job.command, cwd=job.cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watch = Watch(process.pid) if job.watched else None
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    memory, parent = watch.end() if watch else (0.0, 0.0)
    if process.returncode not in job.codes:
        raise FailedError(f"{name}: exit code {process.returncode}: {' '.join(job.command)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory, parent, process.returncode)


class Watch:
    """Looks at the memory of a process and its children until told to end."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = self._parent = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> tuple[float, float]:
        """MB: all together, and the process itself."""
        self._over.set()
        self._thread.join()
        return self._most, self._parent

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self._most = max(self._most, sum(_field(pid, "smaps_rollup", "Pss:") for pid in family(self._pid)))
            self._parent = max(self._parent, _field(self._pid, "status", "VmHWM:"))


def family(pid: int) -> Iterator[int]:
    """A process and all below it that are there now."""
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            yield from family(int(child))


def _field(pid: int, name: str, field: str) -> float:
    """MB, by the kernel; 0 for a process that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/{name}").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / _MB
    return 0.0


def middle(costs: Sequence[Cost]) -> float:
    """The median of the wall times."""
    return statistics.median(cost.wall for cost in costs)
