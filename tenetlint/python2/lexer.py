"""Text to tokens: never fails, knows the spellings of Python 2 and of Python 3, takes time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NOTHING = -1
"""The opener of a token that no bracket encloses."""


class Token(NamedTuple):
    """A word of the source; comments, blanks and the line ends inside brackets are not tokens.

    `kind` is name, number, string, newline, op or, for a string that never ends, broken. `depth` counts the open
    brackets around it; `opener` is the index of the innermost one, and for a closing bracket of its own partner.
    The parameters of a lambda count as bracketed, from `lambda` to its colon.
    """

    kind: str
    text: str
    start: int
    depth: int
    opener: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


_TRIPLE = r"QQQ(?:[^\\Q]++|\\.|Q(?!QQ))*+QQQ"
_SINGLE = r"Q(?!QQ)(?:[^\\Q\r\n]++|\\(?:\r\n|.))*+Q"
_STRING = "|".join(form.replace("Q", quote) for form in (_TRIPLE, _SINGLE) for quote in ("'", '"'))

_TOKEN = re.compile(
    rf"""
      (?P<blank>   [ \t\f]++ | \\(?:\r\n|\r|\n) | \#[^\r\n]*+ )
    | (?P<newline> \r\n | \r | \n )
    | (?P<string>  (?:[uUbBfF]?[rR]?|[rR][bBfF])(?:{_STRING}) )
    | (?P<broken>  (?:'''|\"\"\").*+ | ['"][^\r\n]*+ )
    | (?P<name>    [^\W\d]\w*+ )
    | (?P<number>  0[xX][0-9a-fA-F_]++[lL]? | 0[oObB][0-9_]++[lL]?
                 | (?:[0-9][0-9_]*+\.?[0-9_]*+|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9][0-9_]*+)?[jJlL]? )
    | (?P<op>      <> | <<=? | >>=? | \*\*=? | //=? | -> | [-+*/%&|^=<>!:]= | . )
    """,
    re.VERBOSE | re.DOTALL,
)


_OPENING = frozenset({"(", "[", "{", "lambda"})
_CLOSING = frozenset({")", "]", "}"})


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`, in order; a newline token ends each logical line."""
    tokens: list[Token] = []
    around: list[int] = []
    brackets = 0
    for kind, word, start in _words(text):
        if kind == "newline":
            if brackets:
                continue
            around.clear()
        closes = word in _CLOSING and brackets > 0
        while closes and tokens[around[-1]].text == "lambda":
            around.pop()
        opener = around[-1] if around else NOTHING
        tokens.append(Token(kind, word, start, len(around) - closes, opener))
        if closes or (word == ":" and around and tokens[opener].text == "lambda"):
            around.pop()
        if word in _OPENING:
            around.append(len(tokens) - 1)
        brackets += (word in _OPENING and word != "lambda") - closes
    return tokens


def _words(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and offset of each word of `text`, blanks and comments left out."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is not None and kind != "blank":
            yield kind, found.group(), found.start()
