"""The console script: the stored answer where it still holds, else the command line."""

from __future__ import annotations

import sys

from tenetlint.fast import answer, folder_for, may_be_stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tenetlint.remember import Recording


def main() -> NoReturn:
    """Answer, and exit with the answer's code."""
    arguments = sys.argv[1:]
    code = answer(arguments)
    sys.exit(slowly(arguments) if code is None else code)


def slowly(arguments: list[str]) -> int:
    """Work the answer out, and keep it for the next time; the exit code."""
    import gc

    gc.disable()  # a run is short, and what it builds stays
    recording = _recording(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from tenetlint.cli import run

    code = run(arguments)
    if recording is not None:
        recording.keep(code)
    return code


def _recording(arguments: list[str]) -> Recording | None:
    """Whoever listens to this run, or None when it is not worth it."""
    if not may_be_stored(arguments) or folder_for(arguments) is None or not hasattr(sys.stdout, "buffer"):
        return None
    from tenetlint.remember import Recording

    return Recording(arguments)
