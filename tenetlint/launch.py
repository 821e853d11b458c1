"""The console script: the stored answer where it still holds, else the command line."""

from __future__ import annotations

import gc
import os
import sys

from tenetlint.answers.fast import answer, folder_for, may_be_stored
from tenetlint.cache.folder import objection, wanted
from tenetlint.isolation import let_go

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tenetlint.answers.remember import Recording


def program() -> NoReturn:
    """Answer, and end the process with the answer's code; what it holds is not taken apart before it goes."""
    code = answered(sys.argv[1:])
    if sys.gettrace() or sys.getprofile():
        sys.exit(code)  # whoever looks on has something to write down yet
    os._exit(code)


def main() -> NoReturn:
    """Answer, and exit with the answer's code, inside of another program."""
    sys.exit(answered(sys.argv[1:]))


def answered(arguments: list[str]) -> int:
    """Print the answer; its code."""
    code = answer(arguments)
    return let_go(slowly(arguments) if code is None else code)


def slowly(arguments: list[str]) -> int:
    """Work the answer out, and keep it for the next time; the exit code."""
    gc.disable()  # a run is short, and what it builds stays
    recording = _recording(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _choose_cache(arguments)
    from tenetlint.cli import run

    code = run(arguments)
    if recording is not None:
        recording.keep(code)
    return code


def _choose_cache(arguments: list[str]) -> None:
    """Tell everybody where the cache is; one that must not be trusted is left alone, and that is said once."""
    folder = wanted(arguments)
    trouble = objection(folder) if folder else None
    if trouble:
        print(f"tenetlint: note: the cache {folder!a} is not used: {trouble}", file=sys.stderr)
    if folder is None or trouble:
        os.environ["TENETLINT_NO_CACHE"] = "1"
    else:
        os.environ["TENETLINT_CACHE_DIR"] = os.path.abspath(folder)


def _recording(arguments: list[str]) -> Recording | None:
    """Whoever listens to this run, or None when it is not worth it."""
    if not may_be_stored(arguments) or folder_for(arguments) is None or not hasattr(sys.stdout, "buffer"):
        return None
    from tenetlint.answers.remember import Recording

    return Recording(arguments)
