"""Where a command's words go: standard output, files, and a line of progress on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import IntEnum
from pathlib import Path

from tenetlint.errors import UserError, nearest
from tenetlint.report.clean import clean

Progress = Callable[[str, int, int], None]
_PATIENCE = 0.7
"""Seconds before anything is shown: what is over by then needs no progress, and nothing is imported for it."""


class Exit(IntEnum):
    """What a command ends with."""

    KEPT = 0
    MISSED = 1
    """Findings, or a score below its bar."""
    USAGE = 2
    NOTHING = 3
    UNREAD = 4
    """Some input could not be analysed."""
    BUG = 70
    INTERRUPTED = 130


PRECEDENCE = (Exit.INTERRUPTED, Exit.BUG, Exit.USAGE, Exit.NOTHING, Exit.UNREAD, Exit.MISSED, Exit.KEPT)


def worst(*codes: Exit) -> Exit:
    """The code that tells the most urgent of several outcomes."""
    return min(codes, key=PRECEDENCE.index, default=Exit.KEPT)


def emit(text: str) -> None:
    """Print; a reader who has gone away is no error, a full disk is the user's."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UserError(f"standard output cannot be written: {error.strerror}") from error


def target(word: str, formats: Sequence[str], default: str) -> tuple[Path, str]:
    """The file and format of `PATH[:FORMAT]`; without one the file's ending tells, then the command's own format."""
    path, colon, name = word.rpartition(":")
    if not colon:
        ending = Path(word).suffix.lstrip(".")
        return _writable(word), ending if ending in formats else default
    if name in formats:
        return _writable(path), name
    raise UserError(
        f"--output-file `{clean(word)}`: no format `{clean(name)}`{nearest(name, formats)}: {', '.join(formats)}"
    )


def _writable(word: str) -> Path:
    path = Path(word)
    if not word or path.is_dir():
        raise UserError(f"--output-file `{clean(word)}`: {'it is a folder' if word else 'no file is named'}")
    if not path.parent.is_dir():
        raise UserError(f"--output-file `{clean(word)}`: no such folder `{clean(str(path.parent))}`")
    return path


def write(path: Path, text: str) -> None:
    """Replace a file in one step: a reader sees the old one or the new one, never half of it."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        _replace(path, text)
    except OSError as error:
        raise UserError(f"`{clean(str(path))}` cannot be written: {error.strerror}") from error


def _replace(path: Path, text: str) -> None:
    """By way of a file beside it, which does not stay when that fails."""
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as new:
            new.write(text)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A line for each stage on standard error when that is a terminal and it takes a while, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    due = time.monotonic() + _PATIENCE
    with ExitStack() as stack:
        bars: list[Progress] = []

        def told(stage: str, done: int, total: int) -> None:
            if not bars and time.monotonic() >= due:
                bars.append(stack.enter_context(_bars()))
            for each in bars:
                each(stage, done, total)

        yield told


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(file=sys.__stderr__), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield told
