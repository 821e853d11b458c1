"""How hostile input is withstood: the goals G1 to G15 of docs/reliability.md, each with its figure.

`python -m benchmarks.hostile` takes minutes: the cases that every commit is tried on. `--slow` takes hours: all of
them, all under the audit hook, 500 killed runs, all released projects. `--only G8` takes one goal.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.hostile.corpus import CASES, FAST
from tests.hostile.judging import judged
from tests.hostile.running import HOME, Judgement, command, environment, limited, run
from tests.hostile.unguarded import GUARDS

LONGEST = 20.0
"""Seconds of processor time that one case may take."""
_WAITING = "import time\nimport requests\n\n\ndef f{}(x):\n    while x():\n        time.sleep(1)\n    requests.get(x)\n"
GROWTH = 1.6
"""How much more than in proportion a larger tree may take."""


class Goal(NamedTuple):
    """A goal and how it is measured."""

    says: str
    measure: Callable[[bool], Figure]


class Figure(NamedTuple):
    """What was measured."""

    words: str
    holds: bool


def _judged(name: str) -> tuple[str, Judgement]:
    """One case of the corpus, by name."""
    case = next(each for each in CASES if str(each) == name)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = judged(case, Path(folder) / "laid")
        subprocess.run(["rm", "-rf", f"{folder}/laid"], check=False)
    return name, found


@cache
def corpus(slow: bool) -> dict[str, Judgement]:
    """How each case ends."""
    names = [str(case) for case in CASES if slow or str(case) in FAST]
    with ProcessPoolExecutor() as pool:
        return dict(pool.map(_judged, names))


def outcomes(slow: bool) -> Figure:
    """Documented codes, no trace, no trap, nothing changed, the honest file judged."""
    wrong = {name: each.complaints for name, each in corpus(slow).items() if each.complaints}
    for name, complaints in wrong.items():
        print(f"     {name}: {complaints}")
    return Figure(f"{len(corpus(slow)) - len(wrong)} of {len(corpus(slow))} cases end as documented", not wrong)


def _about(words: str, marks: tuple[str, ...]) -> Callable[[bool], Figure]:
    """A share of the corpus that must be without complaints of a kind."""

    def measure(slow: bool) -> Figure:
        told = [" ".join(each.complaints) for each in corpus(slow).values()]
        found = [each for each in told if any(mark in each for mark in marks)]
        return Figure(f"{len(found)} of {len(corpus(slow))} cases {words}", not found)

    return measure


def bounds(slow: bool) -> Figure:
    """The case that takes longest."""
    name, worst = max(corpus(slow).items(), key=lambda each: each[1].ended.seconds)
    return Figure(f"at most {worst.ended.seconds:.1f} s of processor time ({name})", worst.ended.seconds <= LONGEST)


def tests(*selection: str) -> Callable[[bool], Figure]:
    """Tests by file and by words."""

    def measure(slow: bool) -> Figure:
        marks = "not network" if slow else "not network and not slow"
        words = [sys.executable, "-m", "pytest", "-q", "-m", marks, *selection]
        done = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=False)
        dots = sum(line.split("[")[0].count(".") for line in done.stdout.splitlines() if line.rstrip().endswith("%]"))
        return Figure(f"{dots} tests pass", done.returncode == 0)

    return measure


def primer(slow: bool) -> Figure:
    """The released projects."""
    only = [] if slow else ["--only", "zaqar"]
    words = [sys.executable, "-m", "benchmarks.primer", *only]
    done = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=False)
    return Figure((done.stdout.splitlines() or [done.stderr.strip()[-200:]])[-1], done.returncode == 0)


def growth(slow: bool) -> Figure:
    """Time and memory for ten times as many files."""
    count = 10_000 if slow else 1_000
    small, large = (_timed(number) for number in (count, 10 * count))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    ratio = large / small
    return Figure(f"{10 * count} files take {ratio:.1f} times as long as {count}, {memory} MiB", ratio < 10 * GROWTH)


def _timed(count: int) -> float:
    """Seconds of processor time for a tree of so many files."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            path = Path(folder) / f"shop/p{number // 500}/m{number}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_WAITING.format(number), encoding="utf-8")
        words, limits = command("check", folder, "--format", "json"), limited(CPU=3600)
        ended = run(words, Path(folder), environment(), limits, wall=3600.0)
        found = len(json.loads(ended.output)["findings"])
        if found < count:
            raise RuntimeError(f"{found} findings in {count} files: {ended.errors[-300:]}")
        return ended.seconds


_TESTS = "tests/hostile/test_"
_KILLS, _PROGRAMS = f"{_TESTS}kills.py", f"{_TESTS}programs.py"
_UNFORMED = ("read back", "raw", "CI takes")
_SILENT = ("it ends with 0", "it ends with 1", "not judged")
GOALS = {
    "G1": Goal("every case ends as documented", outcomes),
    "G2": Goal("every output is read back", _about("are written out of form", _UNFORMED)),
    "G3": Goal("nothing of the tree runs, nothing is sent", tests(f"{_TESTS}audit.py")),
    "G4": Goal("properties and generated programs", tests(f"{_TESTS}properties.py", f"{_TESTS}readers.py", _PROGRAMS)),
    "G5": Goal("damaged copies of real code", tests(_PROGRAMS, "-k", "damaged")),
    "G6": Goal("the same question, the same answer", tests(_KILLS, "-k", "same_question")),
    "G7": Goal("released projects", primer),
    "G8": Goal("killed runs", tests(_KILLS, "-k", "killed_run")),
    "G9": Goal("a worker killed at each of 100 files", tests(_KILLS, "-k", "worker_may_die")),
    "G10": Goal("eight runs at once", tests(_KILLS, "-k", "runs_at_once")),
    "G11": Goal("time grows with the tree", growth),
    "G12": Goal("every case is bounded", bounds),
    "G13": Goal("odd surroundings", tests(f"{_TESTS}corpus.py", _KILLS, "-k", "surroundings or cache or disk")),
    "G14": Goal("nothing is passed over in silence", _about("are passed over", _SILENT)),
    "G15": Goal(f"each of {len(GUARDS)} guards is needed", tests(f"{_TESTS}guards.py")),
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", action="store_true", help="all of it, in hours")
    parser.add_argument("--only", action="append", choices=list(GOALS), help="one goal; may be repeated")
    options = parser.parse_args(arguments)
    missed = 0
    for name in options.only or GOALS:
        began = time.monotonic()
        figure = GOALS[name].measure(options.slow)
        missed += not figure.holds
        state = "holds" if figure.holds else "MISSED"
        print(f"{name:4} {state:7} {GOALS[name].says}: {figure.words} ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
