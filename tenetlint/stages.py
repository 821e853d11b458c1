"""Where the time goes: stages announce themselves as audit events, and whoever wants to know listens."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property, wraps
from typing import Any, NamedTuple, TypeVar

EVENT = "tenetlint.stage"
_WORTH_A_LINE = 0.001
"""Seconds."""

T = TypeVar("T")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A stretch of work; stages may hold others."""
    sys.audit(EVENT, name, True)
    try:
        yield
    finally:
        sys.audit(EVENT, name, False)


def staged(name: str) -> Callable[[Callable[[Any], T]], cached_property[T]]:
    """A cached property whose making is a stage."""

    def decorate(make: Callable[[Any], T]) -> cached_property[T]:
        @wraps(make)
        def timed(self: Any) -> T:
            with stage(name):
                return make(self)

        return cached_property(timed)

    return decorate


class Spent(NamedTuple):
    """What one stage took by itself, without the stages in it."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of this process; those of workers pass while it waits."""
    times: int


class Timings:
    """Listens from its making on."""

    def __init__(self) -> None:
        self.spent: dict[str, Spent] = {}
        self._open = ["everything else"]
        self._last = (time.perf_counter(), time.process_time())
        self._listening = True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == EVENT and self._listening:
            name, begins = str(arguments[0]), bool(arguments[1])
            self._book(0 if begins else 1)
            if begins:
                self._open.append(name)
            elif len(self._open) > 1:
                self._open.pop()

    def _book(self, ended: int) -> None:
        """Give what passed since the last event to the innermost stage that is open."""
        now = (time.perf_counter(), time.process_time())
        wall, cpu, times = self.spent.get(self._open[-1], Spent(0.0, 0.0, 0))
        self.spent[self._open[-1]] = Spent(wall + now[0] - self._last[0], cpu + now[1] - self._last[1], times + ended)
        self._last = now

    def table(self) -> str:
        """One line for each stage, the longest first; ends the listening."""
        self._book(1)
        self._listening = False
        whole = sum(each.wall for each in self.spent.values()) or 1.0
        ranked = sorted(self.spent.items(), key=lambda item: -item[1].wall)
        lines = [f"{'wall s':>8} {'cpu s':>8} {'share':>6}  stage"]
        shown = [item for item in ranked if item[1].wall >= _WORTH_A_LINE]
        lines += [_line(name, each.wall, each.cpu, whole) for name, each in shown]
        rest = [each for _, each in ranked[len(shown) :]]
        lines.append(_line(f"{len(rest)} short stages", *_sums(rest), whole))
        lines.append(_line("all of it", *_sums(self.spent.values()), whole))
        return "\n".join(lines) + "\n"


def _sums(spent: Collection[Spent]) -> tuple[float, float]:
    return sum(each.wall for each in spent), sum(each.cpu for each in spent)


def _line(name: str, wall: float, cpu: float, whole: float) -> str:
    return f"{wall:8.3f} {cpu:8.3f} {wall / whole:6.1%}  {name}"
