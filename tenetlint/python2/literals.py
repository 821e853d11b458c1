"""Numbers and strings as Python 3 writes them; what stands between the quotes is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tenetlint.python2.edits import Edit, insert, replace
from tenetlint.python2.lexer import Token

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|N\{[A-Za-z0-9 -]{1,99}\}|.)", re.DOTALL)


def literal_edits(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Numbers (`10L`, `0777`) and strings (`ur''`, `b'é'`, `'\\user'`) that Python 3 does not read."""
    yield from (replace(token, _number(token.text)) for token in tokens if token.kind == "number")
    for kind, run in groupby(tokens, key=lambda token: token.kind):
        if kind == "string":
            yield from _strings(list(run))


def _number(text: str) -> str:
    """`text` without a long's suffix, an octal with its letter."""
    digits = text.rstrip("lL")
    octal = digits.startswith("0") and digits.strip("0") and digits.strip("01234567") == ""
    return f"0o{digits[1:]}" if octal else digits


def _strings(run: Sequence[Token]) -> Iterator[Edit]:
    """Prefixes for strings that stand side by side, which in Python 3 are all bytes or none."""
    prefixes = [_prefix(token).lower() for token in run]
    all_bytes = all("b" in prefix for prefix in prefixes) and all(token.text.isascii() for token in run)
    for token, old in zip(run, prefixes, strict=True):
        new = old if all_bytes else old.replace("b", "")
        if new == "ur" or (new == "" and _unreadable(token.text)):
            new = "r"
        if new != old:
            yield Edit(token.start, token.start + len(old), new)
            yield insert(token.end, " " * (len(old) - len(new)))


def _prefix(token: Token) -> str:
    """The letters before the quotes of a string."""
    return token.text[: len(token.text) - len(token.text.lstrip("uUbBfFrR"))]


def _unreadable(text: str) -> bool:
    r"""Whether a string holds `\u`, `\U` or `\N` as mere letters, as a byte string of Python 2 may."""
    return any(escape in ("u", "U", "N") for escape in _ESCAPE.findall(text))
