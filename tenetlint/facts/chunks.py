"""The methods of a test file that need not be parsed: what they say of themselves is written on their lines.

All that is asked of a test method is where it stands, whether it checks anything, and which helpers it calls if it
does not. Where a line of it plainly checks something the answer is known, and more than half of the text of large
suites is such methods. A syntax error among them is for those who run the tests to find; one anywhere else, and a file
that ends too early, is found as ever, for the last method is always parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenetlint.facts.testing import CHECKING_WORDS

_METHOD = "\n    def "
_OUTSIDE = re.compile(r"\n(?! {8}|[ \t]*\n)")
"""Where a body ends: before a line that stands further out."""
_CHECKS = re.compile(
    rf"\n(?<!\\\n) {{8,}}(?:(?:with )?(?:\w+\.)*_*(?i:{CHECKING_WORDS})\w*\(|raise\b|assert\b)",
)
"""A line of its own that is a call with a checking name, or a statement that raises."""
_LIKELY = ".assert"
"""Most checks are found by it, and sooner."""
_QUOTES = '"""'
_MATTERS = ("def ", "class ", "import ", "kip", "'''", "\t", "\f", "\r")
"""What a body may not hold: definitions, reasons to be skipped, and what makes a line something else than it seems."""
_SHORT = "        assert 0"


def without_checked(text: str) -> str | None:
    """The text with the bodies of methods that assert blanked, every line in its place; None where there is none.

    Its facts are those of the text, if it can be parsed.
    """
    if "\0" in text:
        return None
    first, *methods = text.split(_METHOD)
    matters = [each for each in _MATTERS if each in text]
    brief = [_brief(method, matters) for method in methods[:-1]]
    return None if brief == methods[:-1] else _METHOD.join((first, *brief, methods[-1]))


def _brief(method: str, matters: Sequence[str]) -> str:
    """A method and what follows it, from its name on; its body blanked if nobody needs it."""
    colon = method.find("):\n") + 2
    head, rest = method[:colon], method[colon:]
    end = _OUTSIDE.search(rest)
    body, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if head.count("(") != 1 or head.count(")") != 1 or any(each in body for each in matters) or not _checks(body):
        return method
    code = body.rstrip()
    if code.endswith("\\") or code[code.rfind("\n") + 1 :].lstrip().startswith("#"):
        return method
    return head + "\n" * code.count("\n") + _SHORT + body[len(code) :] + after


def _checks(body: str) -> bool:
    """Whether a line of the code checks something; none in a text over several lines counts."""
    if body.count(_QUOTES) % 2:
        return False
    start = max(0, body.rfind(_QUOTES))
    likely = body.rfind("\n", 0, body.find(_LIKELY, start) + 1)
    return (likely >= start and _CHECKS.match(body, likely) is not None) or _CHECKS.search(body, start) is not None
