"""Expressions whose brackets changed: backticks, bare tuples in a list, tuple parameters; and `<>`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tenetlint.python2.edits import Edit, insert, replace
from tenetlint.python2.lexer import NOTHING, Token


def bracket_edits(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Every edit of this module, for the tokens of a whole text."""
    yield from (replace(token, "!=") for token in tokens if token.text == "<>")
    yield from _backticks(tokens)
    for members in _list_members(tokens):
        yield from _bare_tuples(tokens, members)
    for index in range(len(tokens)):
        if _starts_tuple_parameter(tokens, index):
            yield from _flattened(tokens, index)


def _backticks(tokens: Sequence[Token]) -> Iterator[Edit]:
    """`repr((x))` for x in backticks; a second one inside the same brackets closes the first."""
    waiting: dict[int, Token] = {}
    for token in tokens:
        if token.kind == "newline":
            waiting.clear()
        if token.text != "`":
            continue
        first = waiting.pop(token.opener, None)
        if first is None:
            waiting[token.opener] = token
        else:
            yield from (replace(first, "repr(("), replace(token, "))"))


def _list_members(tokens: Sequence[Token]) -> Iterable[list[int]]:
    """For each list, the indices of the tokens that no inner bracket encloses, its closing bracket included."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for index, token in enumerate(tokens):
        if token.opener != NOTHING and tokens[token.opener].text == "[":
            members[token.opener].append(index)
    return members.values()


def _bare_tuples(tokens: Sequence[Token], members: Sequence[int]) -> Iterator[Edit]:
    """`[x for x in (a, b)]` for `[x for x in a, b]`."""
    loop = comma = False
    first: Token | None = None
    for index in members:
        word = tokens[index].text
        if word in ("for", "if", "]"):
            if first is not None and comma:
                yield from (insert(first.end, "("), insert(tokens[index - 1].end, ")"))
            loop, comma, first = word == "for", False, None
        elif word == "in" and loop and first is None:
            first = tokens[index]
        comma = comma or (word == "," and first is not None)


def _starts_tuple_parameter(tokens: Sequence[Token], index: int) -> bool:
    """Whether a parenthesis at `index` stands where a parameter of a function or a lambda begins."""
    opener = tokens[index].opener
    if tokens[index].text != "(" or opener == NOTHING:
        return False
    if index - 1 != opener and tokens[index - 1].text != ",":
        return False
    return tokens[opener].text == "lambda" or (opener >= 2 and tokens[opener - 2].text == "def")


def _flattened(tokens: Sequence[Token], first: int) -> Iterator[Edit]:
    """`def f(a,  b, c ):` for `def f(a, (b, c)):`, and the same for lambda; a default goes to the last of them."""
    last = _end_of_names(tokens, first)
    if last is None:
        return
    default = "=None" if tokens[last + 1].text == "=" else ""
    for token, after in zip(tokens[first : last + 1], tokens[first + 1 : last + 2], strict=True):
        if token.text in ("(", ")") or (token.text == "," and after.text == ")"):
            yield replace(token, " ")
        elif token.text == ",":
            yield replace(token, default + ",")


def _end_of_names(tokens: Sequence[Token], first: int) -> int | None:
    """The index of the parenthesis that closes `first`, if only names and commas lie between, and a token follows."""
    for index in range(first + 1, len(tokens) - 1):
        token = tokens[index]
        if token.text == ")" and token.opener == first:
            return index
        if token.text in ("lambda", "def") or not (token.kind == "name" or token.text in ("(", ",", ")")):
            return None
    return None
