"""What was measured against what it may be: one line each, and whether every bar is kept."""

from __future__ import annotations

import os
import platform
import re
import statistics
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks.speed.measure import Cost

BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"


class Row(NamedTuple):
    """One line of the table."""

    case: str
    costs: Sequence[Cost]
    """Of each run; none where it could not be measured."""
    figure: float | None
    """What is held against the bar."""
    unit: str
    """`AST`, `PY`, `MB` or what the figure is a multiple of."""
    bar: float | None
    note: str = ""

    @property
    def is_kept(self) -> bool | None:
        """Whether the figure is at most the bar; None where there is nothing to compare."""
        return None if self.figure is None or self.bar is None else self.figure <= self.bar


HEAD = "| case | min | median | max | CPU | figure | bar | |\n|---|---|---|---|---|---|---|---|"


def line(row: Row) -> str:
    """A line in Markdown; times in seconds."""
    walls = [cost.wall for cost in row.costs]
    times = [f"{each:.3f}" for each in (min(walls), statistics.median(walls), max(walls))] if walls else ["", "", ""]
    cpu = f"{statistics.median(cost.cpu for cost in row.costs):.3f}" if walls else ""
    figure = "" if row.figure is None else f"{row.figure:.2f} {row.unit}"
    bar = "" if row.bar is None else f"≤ {row.bar:g}"
    verdict = {True: "ok", False: "**missed**", None: ""}[row.is_kept]
    words = ", ".join(each for each in (verdict, row.note) if each)
    return f"| {' | '.join((row.case, *times, cpu, figure, bar, words))} |"


def table(rows: Sequence[Row]) -> str:
    """All lines below a head that says on what and when."""
    return "\n".join((f"{machine()}.", "", HEAD, *map(line, rows)))


def missed(rows: Sequence[Row]) -> list[str]:
    """The cases above their bars."""
    return [row.case for row in rows if row.is_kept is False]


def machine() -> str:
    """The day, the processor, how many cores this process may use, and the interpreter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    words = f"{cores} cores of {_processor()}, {platform.system()}, {platform.python_implementation()} "
    return f"Measured on {date.today()}: {words}{platform.python_version()}{_load()}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.machine() or sys.platform


def _load() -> str:
    return f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""


def updated(page: str, text: str) -> str:
    """The page with the text between its two marks; a ValueError where they are not there."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} and {END} in the page")
    return f"{head}{BEGIN}\n{text}\n{END}{tail}"
