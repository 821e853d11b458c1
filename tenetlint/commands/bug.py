"""What is said when the tool itself is at fault."""

from __future__ import annotations

import os
import sys

from tenetlint.report.clean import clean

HOW_TO_REPORT = "please report it with the output of TENETLINT_DEBUG=1"


def debugging() -> bool:
    """Whether the user asked for tracebacks."""
    return os.environ.get("TENETLINT_DEBUG") == "1"


def confess(error: BaseException) -> None:
    """One line, and the traceback when asked for."""
    if debugging():
        import traceback

        traceback.print_exception(error)
    words = clean(f"{type(error).__name__}: {error}"[:300])
    print(f"tenetlint: internal error: {words}; {HOW_TO_REPORT}", file=sys.stderr)
