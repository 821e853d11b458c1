"""What of a test file need not be parsed: methods that say what they are on their lines, and decorators of no account.

All that is asked of a test method is where it stands, whether it checks anything, and which helpers it calls if it
does not. Where a line of it plainly checks something the answer is known, and most of the text of large suites is such
methods. Of what runners call around tests nothing is asked but whether it is switched off. A syntax error in what is
not parsed is for those who run the tests to find; one anywhere else, and a file that ends too early, is found as ever,
for the last statement of the last method is always parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenetlint.facts.testing import AROUND, CHECKING_WORDS, DECORATORS

_METHOD = "\n    def "
_TOP = re.compile(r"\n(?=[^\s#])")
_LESS = re.compile(r"\n {1,3}\S")
"""What stands less far in than methods: the next ones may belong to a function of a class."""
_SAYS_NOTHING = rf"(?!.*(?:{'|'.join(sorted(DECORATORS))})).*"
_DECORATORS = re.compile(rf"(?:\n    @{_SAYS_NOTHING}(?:\n    [ )\]}}]{_SAYS_NOTHING}){{0,40}}){{1,20}}\Z")
"""Decorators at the end of a text, over any lines, that nothing is read off."""
_OUTSIDE = re.compile(r"\n(?! {8}|[ \t]*\n)")
"""Where a body ends: before a line that stands further out."""
_COMMENT = re.compile(r"\s*#")
_STATEMENT = re.compile(r"\n {8}(?![)\]}#\s]|(?:except|else|elif|finally)\b)")
"""Where a statement of a body begins."""
_CHECKS = re.compile(
    rf"\n(?<!\\\n) {{8,}}(?:(?:with )?(?:\w+\.)*_*(?i:{CHECKING_WORDS})\w*\(|raise\b|assert\b)",
)
"""A line of its own that is a call with a checking name, or a statement that raises."""
_LIKELY = ".assert"
"""Most checks are found by it, and sooner."""
_QUOTES = '"""'
_MATTERS = ("        class ", "import ", "kip", "'''", "\t", "\f", "\r")
"""What a body may not hold: classes, imports, reasons to be skipped, and what makes a line something else than it
seems."""


def without_checked(text: str) -> str | None:
    """The text with the bodies of methods that assert blanked, every line in its place; None where there is none.

    Its facts are those of the text, if it can be parsed.
    """
    first, *methods = text.split(_METHOD)
    if "\0" in text:
        return None
    matters = [each for each in _MATTERS if each in text]
    in_class, first = _left("\n" + first, False)
    parts = [first[1:]]
    for method in methods[:-1]:
        head, body, after = _parted(method)
        brief = _brief(head, body, after, in_class) if _is_plain(head, body, matters) else None
        in_class, after = _left(after, in_class)
        parts.append((brief or head + body) + after)
    brief = _METHOD.join((*parts, *(_ended(method, matters) for method in methods[-1:])))
    return None if brief == text else brief


def _ended(method: str, matters: Sequence[str]) -> str:
    """The last method; where it checks something, only its last statement is left."""
    head, body, after = _parted(method)
    last = max((each.start() for each in _STATEMENT.finditer(body)), default=0)
    if not last or not _is_plain(head, body, matters) or not _checks(body):
        return method
    lines = "\n" * body.count("\n", 0, last)
    return f"{head}{lines}        raise{body[last:]}{after}"


def _parted(method: str) -> tuple[str, str, str]:
    """A method from its name on: its head, its body, and what stands further out."""
    colon = method.find("):\n") + 2
    end = _OUTSIDE.search(method, colon)
    stop = end.start() if end else len(method)
    return method[:colon], method[colon:stop], method[stop:]


def _left(text: str, in_class: bool) -> tuple[bool, str]:
    """Whether methods of a class follow what stands between methods, and what is left of it."""
    tops = [each.end() for each in _TOP.finditer(text)]
    if tops:
        in_class = text.startswith("class ", tops[-1]) and not _LESS.search(text, tops[-1])
    return in_class, _DECORATORS.sub(_blank, text) if in_class and "\n    @" in text else text


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _is_plain(head: str, body: str, matters: Sequence[str]) -> bool:
    """Whether head and body are what they seem, and the body holds nothing of account beside what it calls."""
    if head.count("(") != 1 or head.count(")") != 1 or body.endswith("\\") or body.count(_QUOTES) % 2:
        return False
    return not any(each in body for each in matters)


def _brief(head: str, body: str, after: str, in_class: bool) -> str | None:
    """A method that raises instead of what it does; None where that may not be said of it."""
    name, _, given = head.partition("(")
    if not ((in_class and name in AROUND) or _checks(body)):
        return None
    lines = "\n" * body.count("\n")
    if _COMMENT.match(after):
        # More of the body may follow.
        return f"{head}{lines}        raise"
    if given.startswith(("self)", "self,")):
        lines += "\n" * head.count("\n")
        head = f"{name}(self):"
    return f"{head} raise{lines}"


def _checks(body: str) -> bool:
    """Whether a line of the code checks something; none in a text over several lines counts."""
    start = max(0, body.rfind(_QUOTES))
    likely = body.rfind("\n", 0, body.find(_LIKELY, start) + 1)
    return (likely >= start and _CHECKS.match(body, likely) is not None) or _CHECKS.search(body, start) is not None
