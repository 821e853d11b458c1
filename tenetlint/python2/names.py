"""Words that became keywords with Python 3, where the source uses them as names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenetlint.python2.edits import Edit, replace
from tenetlint.python2.lexer import Token

# Python looks for keywords in the source as written, and only then normalises identifiers to NFKC (PEP 3131). With one
# letter replaced by a compatibility form, each of these is a name, and in the tree the name is the original word.
_AS_NAME = {
    "async": "\u00aasync",
    "await": "\u00aawait",
    "nonlocal": "n\u00banlocal",
    "True": "T\u02b3ue",
    "False": "F\u00aalse",
    "None": "N\u00bane",
}
_CONSTANTS = frozenset({"True", "False", "None"})
_BEFORE_BOUND = frozenset({"(", ",", ";", "="})
_AFTER_ASYNC = frozenset({"def", "for", "with"})
_NO_TOKEN = Token("newline", "", 0, 0, -1)


def name_edits(tokens: Sequence[Token]) -> Iterator[Edit]:
    """The spelling as a name of each keyword that is used as one."""
    around = list(zip([_NO_TOKEN, *tokens], tokens, [*tokens[1:], _NO_TOKEN], strict=False))
    coroutines = any(token.text == "async" and after.text in _AFTER_ASYNC for _, token, after in around)
    for before, token, after in around:
        if token.text in _AS_NAME and _is_name(before, token, after, coroutines):
            yield replace(token, _AS_NAME[token.text])


def assigned_edits(statement: Sequence[Token]) -> Iterator[Edit]:
    """The spelling as names of the constants in `True, False = 1, 0`."""
    texts = [token.text for token in statement]
    targets = statement[: texts.index("=")] if "=" in texts else []
    if all(token.kind == "name" or token.text == "," for token in targets):
        yield from (replace(token, _AS_NAME[token.text]) for token in targets if token.text in _CONSTANTS)


def _is_name(before: Token, token: Token, after: Token, coroutines: bool) -> bool:
    """Whether `token` cannot be meant as the keyword; in a text with coroutines `await` can."""
    if before.text == ".":
        return True
    if token.text in _CONSTANTS:
        bound = before.kind == "newline" or before.text in _BEFORE_BOUND
        return bound and after.text == "=" and token.text != "None"
    if token.text == "nonlocal":
        return not (before.kind == "newline" or before.text in (";", ":")) or after.kind != "name"
    if token.text == "await":
        return not coroutines
    return after.text not in _AFTER_ASYNC
