"""The methods of a test file that need not be parsed: what they say of themselves is written on their lines.

All that is asked of a test method is where it stands, whether it checks anything, and which helpers it calls if it
does not. Where a line of it is a plain assertion the answer is known, and half of the text of large suites is such
methods. A syntax error among them is for those who run the tests to find; one anywhere else, and a file that ends too
early, is found as ever, for the last method is always parsed.
"""

from __future__ import annotations

import re

_METHOD = re.compile(r"^( {4}def \w+\([^()]*\):\n)((?:(?: {8}.*|[ \t]*)\n)+)", re.MULTILINE)
_ASSERTS = re.compile(r"^ {8,}(?:with )?(?:\w+\.)+assert\w*\(", re.MULTILINE)
_QUOTES = '"""'
_MATTERS = ("def ", "class ", "import ", "kip", "'''", "\\\n", "\t", "\f", "\r")
"""What a body may not hold: definitions, reasons to be skipped, and what makes a line something else than it seems."""
_CHECKS = "        assert 0"


def without_checked(text: str) -> str | None:
    """The text with the bodies of methods that assert blanked, every line in its place; None where there is none.

    Its facts are those of the text, if it can be parsed.
    """
    last = text.rfind("\n    def ")
    if last < 0 or "\0" in text:
        return None
    brief = _METHOD.sub(_blanked, text[: last + 1]) + text[last + 1 :]
    return None if brief == text else brief


def _blanked(method: re.Match[str]) -> str:
    head, body = method.groups()
    if _ASSERTS.search(body, max(0, body.rfind(_QUOTES))) is None or body.count(_QUOTES) % 2:
        return method[0]
    code = body.rstrip()
    if any(each in body for each in _MATTERS) or code[code.rfind("\n") + 1 :].lstrip().startswith("#"):
        return method[0]
    return head + "\n" * code.count("\n") + _CHECKS + body[len(code) :]
