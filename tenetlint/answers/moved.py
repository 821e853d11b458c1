"""What was printed, with the lines of a file where they stand now."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenetlint.answers.rows import shows

Lines = Mapping[int, int]
"""From the lines of a file that count to where they stand now; line 1 only where it is the same, for it may stand for
the file as a whole."""
_ASIDE = b" put aside\n"


def moved(output: bytes, errors: bytes, path: str, lines: Lines, is_concise: bool) -> bytes | None:
    """The output after lines of a file moved; None where what is shown of them cannot be told."""
    if 1 in lines and all(old == new for old, new in lines.items()):
        return output
    if not is_concise or shows(errors, path):
        return output if 1 in lines and not shows(output + errors, path) else None
    if 1 not in lines and (not output or _ASIDE in output + errors):
        return None
    return _concise(output, path.encode("ascii"), lines)


def _concise(output: bytes, path: bytes, lines: Lines) -> bytes | None:
    """Each finding is `path:line:column:` at the beginning of a line, and no more of its lines is shown."""
    place = re.compile(rb"^" + re.escape(path) + rb":(\d+)(?=:\d+: )", re.MULTILINE)
    numbers = [int(each) for each in place.findall(output)]
    if len(numbers) != output.count(path) or not lines.keys() >= set(numbers):
        return None
    return place.sub(lambda found: path + b":%d" % lines[int(found[1])], output)
