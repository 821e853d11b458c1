"""Which lines a comment or a pattern takes out of the measurement.

coverage.py's own patterns are followed. Those of the project are untrusted regular expressions: only ones that cannot
run away are followed, on the first characters of each line.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence

PRAGMA = re.compile(r"#\s*(?:pragma|PRAGMA)[:\s]?\s*(?:no|NO)\s*(?:cover|COVER)")
_TYPE_CHECKING = re.compile(r"\s*if (?:typing\.)?TYPE_CHECKING:")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?|\)[*+{]|.", re.DOTALL)
"""One piece of a regular expression: an escape, a set, the start of an extension, a repeated group, a character."""
MAX_PATTERN = 200
MAX_REPEATS = 2
MAX_CHOICES = 4
LINE_LIMIT = 160
"""Characters of a line that a project's pattern is matched against."""


def pragmas(text: str) -> int:
    """How many lines carry a `no cover` comment."""
    return sum(1 for line in source_lines(text) if "#" in line and PRAGMA.search(line))


def source_lines(text: str) -> list[str]:
    """The lines as the parser numbers them (`splitlines` breaks at form feeds too)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def excluded_lines(lines: Sequence[str], patterns: Iterable[str] = ()) -> set[int]:
    """The numbers of the lines that a pattern of coverage.py or of the project matches."""
    own = [rule for pattern in patterns if (rule := compiled(pattern))]
    found = set()
    above = (0, "")
    for at, line in enumerate(lines, 1):
        if _is_standard(line) or any(rule.search(line[:LINE_LIMIT]) for rule in own):
            found.add(at)
        if above[0] and "..." in line and _is_ellipsis(line) and _is_header(above[1]):
            found.add(above[0])
        if line.strip():
            above = (at, line.strip())
    return found


def _is_standard(line: str) -> bool:
    """coverage.py's own patterns: the comment, a body of `...`, imports for type checkers."""
    return (
        ("#" in line and PRAGMA.search(line) is not None)
        or ("..." in line and _is_ellipsis(line))
        or ("TYPE_CHECKING" in line and _TYPE_CHECKING.match(line) is not None)
    )


def _is_ellipsis(line: str) -> bool:
    """`...` alone, or as the body on a function's last header line."""
    code = line.partition("#")[0].rstrip()
    head = code.removesuffix("...").strip()
    return code.endswith("...") and (not head or _is_header(head))


def _is_header(head: str) -> bool:
    """The end of a function's header; a body of `...` below it takes the whole function out."""
    return head.endswith(":") and head.startswith(("def ", "async def ", ")", "]"))


def compiled(pattern: str) -> re.Pattern[str] | None:
    """A project's pattern, or None when it is invalid or could run away."""
    if not pattern.strip() or len(pattern) > MAX_PATTERN or not _is_tame(pattern):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _is_tame(pattern: str) -> bool:
    """Few repeats, none of a group, no extension, no back-reference: at worst quadratic in a short line."""
    pieces = Counter(_PIECE.findall(re.sub(r"^\^(?:\\s[*+])?", "", pattern)))
    if any(piece == "(?" or (piece[0] == ")" and len(piece) > 1) for piece in pieces):
        return False
    if any(piece[0] == "\\" and piece[1:].isdigit() for piece in pieces):
        return False
    repeats = pieces["*"] + pieces["+"] + pieces["{"] + (not pattern.startswith("^"))
    return repeats <= MAX_REPEATS and pieces["?"] + pieces["|"] <= MAX_CHOICES
