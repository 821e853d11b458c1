"""One supervised process: it answers one task after the other, within limits, and touches nothing of its parent's."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

DONE, MEMORY, BUG = b"+", b"-", b"!"
"""How an answer begins: with a result, for want of memory, with an exception."""
_WORD = 4
"""Bytes of a length or of a task's number."""
_PIPE = 1 << 20
"""Bytes that a pipe should hold, so that a worker need not wait for us."""

Work = Callable[[int], bytes]
"""From a task's number to its answer; runs in a worker."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use."""

    memory: int = 1536 << 20
    """Bytes of address space."""
    cpu: int = 20
    """Seconds of processor time."""
    wall: float = 240.0
    """Seconds; the last resort, for what waits without working."""


class Worker:
    """One process, the pipes to it, and the tasks that it has not answered, in its order."""

    def __init__(self, work: Work, limits: Limits, inherited: Sequence[Worker], alone: bool) -> None:
        ask, self.ask = os.pipe()
        self.answers, answer = os.pipe()
        _widen(self.answers)
        self.pending: deque[int] = deque()
        self.buffer = bytearray()
        self.deadline = time.monotonic() + limits.wall
        self.limits = limits
        self.alone = alone
        """Whether it has one task only."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a progress bar's thread holds nothing of ours
            self.pid = os.fork()
        if self.pid == 0:
            _live(work, limits, ask, answer, [fd for each in (self, *inherited) for fd in (each.ask, each.answers)])
        os.close(ask)
        os.close(answer)

    def give(self, tasks: Sequence[int]) -> None:
        """Hand tasks over; a worker that is gone is found out when its answers end."""
        if not self.pending:
            self.deadline = time.monotonic() + self.limits.wall
        self.pending.extend(tasks)
        with suppress(BrokenPipeError):
            _write(self.ask, b"".join(each.to_bytes(_WORD, "big") for each in (len(tasks), *tasks)))

    def take(self) -> Iterator[tuple[int, bytes]]:
        """The whole answers that have come in; an EOFError when there will be none any more."""
        part = os.read(self.answers, _PIPE)
        if not part:
            raise EOFError
        self.buffer += part
        self.deadline = time.monotonic() + self.limits.wall
        at = 0
        while len(self.buffer) >= at + _WORD:
            end = at + _WORD + int.from_bytes(self.buffer[at : at + _WORD], "big")
            if end > len(self.buffer):
                break
            yield self.pending.popleft(), bytes(self.buffer[at + _WORD : end])
            at = end
        del self.buffer[:at]

    def end(self) -> int:
        """Kill, reap, and the wait status that it ended with."""
        os.close(self.ask)
        os.close(self.answers)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return os.waitpid(self.pid, 0)[1]


def _widen(descriptor: int) -> None:
    """Ask for a larger pipe; the usual one will do."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _live(work: Work, limits: Limits, ask: int, answer: int, foreign: Sequence[int]) -> NoReturn:
    """The life of a worker. It ends when nobody asks any more, and never runs what its parent would do next."""
    try:
        _shut(foreign)
        _bound(limits.memory)
        while header := os.read(ask, _WORD):
            for _ in range(int.from_bytes(header, "big")):
                task = int.from_bytes(os.read(ask, _WORD), "big")
                _grant(limits.cpu)
                done = _answer(work, task)
                _write(answer, len(done).to_bytes(_WORD, "big") + done)
    finally:
        os._exit(0)


def _answer(work: Work, task: int) -> bytes:
    try:
        return DONE + work(task)
    except MemoryError:
        return MEMORY
    except Exception as error:
        return BUG + f"{type(error).__name__}: {error}"[:200].encode("utf-8", "backslashreplace")


def _shut(foreign: Sequence[int]) -> None:
    """Leave the terminal, the user's interrupts and other workers' pipes alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for descriptor in foreign:
        os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)


def _bound(memory: int) -> None:
    import resource

    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _grant(seconds: int) -> None:
    """Processor time for one more task, beside what has been used."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    value = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
