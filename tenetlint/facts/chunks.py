"""The methods of a test file that need not be parsed: what they say of themselves is written on their lines.

All that is asked of a test method is where it stands, whether it checks anything, and which helpers it calls if it
does not. Where a line of it is a plain assertion the answer is known, and half of the text of large suites is such
methods. A syntax error among them is for those who run the tests to find; one anywhere else, and a file that ends too
early, is found as ever, for the last method is always parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_METHOD = "\n    def "
_OUTSIDE = re.compile(r"\n(?! {8}|[ \t]*\n)")
"""Where a body ends: before a line that stands further out."""
_ASSERT = ".assert"
_ASSERTS = re.compile(r" {8,}(?:with )?(?:\w+\.)+assert\w*\(")
_QUOTES = '"""'
_MATTERS = ("def ", "class ", "import ", "kip", "'''", "\\\n", "\t", "\f", "\r")
"""What a body may not hold: definitions, reasons to be skipped, and what makes a line something else than it seems."""
_CHECKS = "        assert 0"


def without_checked(text: str) -> str | None:
    """The text with the bodies of methods that assert blanked, every line in its place; None where there is none.

    Its facts are those of the text, if it can be parsed.
    """
    if "\0" in text or _ASSERT not in text:
        return None
    first, *methods = text.split(_METHOD)
    matters = [each for each in _MATTERS if each in text]
    brief = [_brief(method, matters) if _ASSERT in method else method for method in methods[:-1]]
    return None if brief == methods[:-1] else _METHOD.join((first, *brief, methods[-1]))


def _brief(method: str, matters: Sequence[str]) -> str:
    """A method and what follows it, from its name on; its body blanked if nobody needs it."""
    head, colon, rest = method.partition("):\n")
    end = _OUTSIDE.search(rest)
    body, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if head.count("(") != 1 or ")" in head or any(each in body for each in matters) or not _asserts(body):
        return method
    code = body.rstrip()
    if code[code.rfind("\n") + 1 :].lstrip().startswith("#"):
        return method
    return head + colon + "\n" * code.count("\n") + _CHECKS + body[len(code) :] + after


def _asserts(body: str) -> bool:
    """Whether a line of the code is an assertion; none in a text over several lines counts."""
    if body.count(_QUOTES) % 2:
        return False
    at = body.find(_ASSERT, max(0, body.rfind(_QUOTES)))
    while at >= 0:
        if _ASSERTS.match(body, body.rfind("\n", 0, at) + 1):
            return True
        end = body.find("\n", at)
        at = body.find(_ASSERT, end) if end >= 0 else -1
    return False
