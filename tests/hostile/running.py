"""Run the tool on a case as a user would: a process of its own, under limits, watched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[2]
MEMORY = 3 << 30
"""Bytes of address space for each process."""
CPU = 60
WALL = 120.0
"""Seconds; the machine may be busy, so processor time is the bar that counts."""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    output: str
    errors: str
    seconds: float
    """Processor time, of the children too."""


@dataclass(frozen=True)
class Judgement:
    """A run, and what was wrong with it."""

    ended: Ended
    complaints: tuple[str, ...]


_COMMAND = re.compile(r"::|##\w*\[")
TOOL = ("-P", "-m", "tenetlint")
"""What Python is told in order to become the tool."""


def limited(**limits: int) -> Callable[[], None]:
    """What a child does before it becomes the tool."""
    wanted = {"AS": MEMORY, "CPU": CPU, "CORE": 0, **limits}

    def apply() -> None:
        for name, value in wanted.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))

    return apply


def environment(**changes: str) -> dict[str, str]:
    """A plain environment in which this checkout can be imported."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    more = changes.pop("MORE_PYTHONPATH", None)
    path = str(HOME) if more is None else f"{HOME}{os.pathsep}{more}"
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "TENETLINT_NO_CACHE": "1", **changes}


def command(*arguments: str, python: Sequence[str] = TOOL) -> list[str]:
    """The words that start the tool."""
    return [sys.executable, *python, *arguments]


def run(
    words: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    before: Callable[[], None] | None = None,
    wall: float = WALL,
) -> Ended:
    """Run to the end, or kill the whole group and say so; `before` sets the child up, and its limits."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        words,
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=before or limited(),
    ) as child:
        try:
            output, errors = child.communicate(timeout=wall)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            output, errors = child.communicate()
            errors += b"\nHANG"
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    words_of = [each.decode("utf-8", "backslashreplace") for each in (output, errors)]
    return Ended(child.returncode, words_of[0], words_of[1], spent)


def complaints(ended: Ended) -> list[str]:
    """What no run may ever do, whatever its input."""
    found = []
    if "HANG" in ended.errors.splitlines()[-1:]:
        found.append("it hangs")
    if "Traceback" in ended.errors or "internal error" in ended.errors:
        found.append("a traceback")
    if "a bug of tenetlint" in ended.output + ended.errors:
        found.append("a worker met a bug")
    if ended.code not in (0, 1, 2, 3, 4, 130):
        found.append(f"it ends with {ended.code}")
    if raw := raw_in(ended.output + ended.errors):
        found.append(f"raw {raw}")
    if any(_COMMAND.match(line) for line in ended.output.splitlines()):
        found.append("a line that a CI takes for a command")
    return found


def raw_in(text: str) -> list[str]:
    """Characters that could move a cursor or turn the text around."""
    return sorted({hex(ord(character)) for character in text if _is_raw(character)})


def _is_raw(character: str) -> bool:
    code = ord(character)
    return character not in "\n\t\r" and (code < 0x20 or 0x7F <= code < 0xA0 or character in "\u202e\u2066\u2028")


def snapshot(*roots: Path) -> dict[str, tuple[int, int, int, str]]:
    """Mode, size, time of change and content of all that lies below; nothing that is no regular file is opened."""
    found = {}
    stack = list(roots)
    while stack:
        path = stack.pop()
        try:
            about = path.lstat()
        except OSError:  # deeper than any path can name
            continue
        text = ""
        if stat.S_ISDIR(about.st_mode):
            stack += _below(path)
        elif stat.S_ISLNK(about.st_mode):
            text = os.readlink(path)
        elif stat.S_ISREG(about.st_mode) and about.st_size < 1 << 26 and about.st_mode & 0o400:
            text = hashlib.sha256(path.read_bytes()).hexdigest()
        found[os.fspath(path)] = (about.st_mode, about.st_size, about.st_mtime_ns, text)
    return found


def _below(folder: Path) -> list[Path]:
    try:
        return [folder / name for name in os.listdir(folder)]
    except OSError:
        return []


def found_in(output: str, path: str) -> set[str]:
    """The codes found in one file, by the JSON of a check."""
    return {item["code"] for item in json.loads(output)["findings"] if item["path"] == path}


def waited(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
