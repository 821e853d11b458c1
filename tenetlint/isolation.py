"""Keep the analysed tree out of reach of imports. It runs before all others, so it imports next to nothing."""

from __future__ import annotations

import os
import sys


def isolate() -> None:
    """Take the working folder, and every folder that is named on the command line, off the import path.

    What belongs to the running interpreter stays (a virtual environment may lie in the tree). Children of ours that
    run Python get no such path in the first place.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    foreign = _foreign()
    sys.path[:] = [entry for entry in sys.path if _is_trusted(entry, foreign)]


def hold_streams() -> None:
    """Stand something harmless in for standard streams that are closed: no file of ours must take their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
        if getattr(sys, name) is None:
            stream = os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)
            setattr(sys, name, stream)


def let_go(code: int) -> int:
    """Empty the standard streams, and the exit code: 2 where output that was asked for could not be written."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            code = code or 2
    return code


def is_program() -> bool:
    """Whether the tool runs as a program of its own, and not inside somebody else's."""
    return sys.argv[:1] == ["-m"] or os.path.basename(sys.argv[0] if sys.argv else "").startswith("tenetlint")


def _foreign() -> tuple[str, ...]:
    """The working folder and the folders named on the command line, or the folders of the files named there."""
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    known = [each for each in (".", *named) if _exists(each)]
    return tuple(_real(each if os.path.isdir(each) else os.path.dirname(each)) for each in known)


def _is_trusted(entry: str, foreign: tuple[str, ...]) -> bool:
    if not os.path.isabs(entry):
        return False
    real = _real(entry)
    if any(_is_below(real, home) for home in _homes()):
        return True
    return not any(_is_below(real, folder) for folder in foreign)


def _homes() -> tuple[str, ...]:
    """Where the running interpreter and what is installed for it lie."""
    from site import USER_SITE

    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    return tuple(_real(os.path.join(each, below)) for each in prefixes for below in ("lib", "lib64", "Lib", "DLLs")) + (
        (_real(USER_SITE),) if USER_SITE else ()
    )


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _exists(path: str) -> bool:
    try:
        return os.path.exists(path)
    except ValueError:
        return False
