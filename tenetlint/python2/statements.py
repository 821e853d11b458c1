"""Statements that Python 3 spells differently: print, exec, raise with several values, except with a comma."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tenetlint.python2.edits import Edit, insert, replace
from tenetlint.python2.lexer import Token
from tenetlint.python2.names import assigned_edits

_Statement = Sequence[Token]

_BLANK = frozenset({" ", "\t"})
_LINE_END = re.compile(r"[\r\n]")
_COMPOUND = frozenset(
    {"if", "elif", "else", "while", "for", "try", "except", "finally", "with", "def", "class", "async"},
)
_OPERATORS = frozenset({"and", "as", "else", "for", "from", "if", "in", "is", "or"})
_JOINTS = frozenset({".", "(", ")", "[", "]", "{", "}", "`"})
_OPERAND_SIGNS = frozenset({"(", "[", "{", "`", "+", "-", "~"})


def statement_edits(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """The edits of each statement of `text`; print is a function where the text asks for that."""
    statements = list(_statements(tokens))
    function = any(_imports_print(statement) for statement in statements)
    for statement in statements:
        word = statement[0].text
        if word == "print" and not function:
            yield from _print(text, statement)
        elif word == "exec":
            yield from _exec(text, statement)
        elif word == "raise":
            yield from _raise(text, statement)
        elif word == "except":
            yield from _except(text, statement)
        else:
            yield from assigned_edits(statement)


def _statements(tokens: Sequence[Token]) -> Iterator[_Statement]:
    """Each simple statement, and the header of each compound one with its colon."""
    current: list[Token] = []
    for token in tokens:
        outside = token.depth == 0
        if token.kind != "newline" and not (outside and token.text == ";"):
            current.append(token)
            if not (outside and token.text == ":" and current[0].text in _COMPOUND):
                continue
        if current:
            yield current
        current = []
    if current:
        yield current


def _imports_print(statement: _Statement) -> bool:
    """Whether this is `from __future__ import print_function`."""
    words = [token.text for token in statement]
    return words[:3] == ["from", "__future__", "import"] and "print_function" in words


def _print(text: str, statement: _Statement) -> Iterator[Edit]:
    """`print(x)` for `print x`, `print(file=f, *[x])` for `print >>f, x`: what is printed stays where it was."""
    word, *values = statement
    if not values:
        yield insert(word.end, "()")
    elif values[0].text == ">>" and len(values) > 1:
        yield from _print_to(text, word, values)
    elif _takes(values):
        yield from _parenthesized(text, word, values)


def _print_to(text: str, word: Token, values: _Statement) -> Iterator[Edit]:
    """`print(file=f, *[x])` for `print >>f, x`."""
    yield replace(values[0], "file=")
    comma = next((token for token in values[:-1] if _is_comma(token)), None)
    if comma:
        yield from (replace(comma, ",*["), insert(values[-1].end, "]"))
    yield from _parenthesized(text, word, values)


def _exec(text: str, statement: _Statement) -> Iterator[Edit]:
    """`exec(code, scope)` for `exec code in scope`."""
    word, *values = statement
    if _takes(values):
        yield from _parenthesized(text, word, values)
        within = next((token for token in values if token.text == "in" and token.depth == 0), None)
        if within:
            yield replace(within, ",")


def _raise(text: str, statement: _Statement) -> Iterator[Edit]:
    """`raise A(b).with_traceback(c)` for `raise A, b, c`; a None for b says that A is raised as it is."""
    word, *rest = statement
    commas = [token for token in rest if _is_comma(token)]
    parts = _parts(rest)
    if not (2 <= len(parts) <= 3 and all(parts)):
        return
    kind, value = parts[:2]
    if not _is_primary(kind):
        yield from _parenthesized(text, word, kind)
    yield from _called(commas[0], value)
    if len(parts) == 3:
        yield from (replace(commas[1], ".with_traceback("), insert(parts[2][-1].end, ")"))


def _called(comma: Token, value: _Statement) -> Iterator[Edit]:
    """The edits that make a call of the second part of a raise, which in parentheses already looks like one."""
    if [token.text for token in value] == ["None"]:
        yield from (replace(comma, ""), replace(value[0], ""))
    elif _is_group(value):
        yield replace(comma, "")
    else:
        yield from (replace(comma, "("), insert(value[-1].end, ")"))


def _except(text: str, statement: _Statement) -> Iterator[Edit]:
    """`except A as b:` for `except A, b:`; several targets, `except A, (b, c):`, become the one name `b_c`."""
    split = next((index for index, token in enumerate(statement) if _is_comma(token) or token.text == "as"), 0)
    target = statement[split + 1 : -1]
    if split < 2 or not target or any(_is_comma(token) for token in target):
        return
    if statement[split].text == ",":
        blank = text[statement[split].end] in _BLANK
        yield replace(statement[split], " as" if blank else " as ")
    start, end = target[0].start, target[-1].end
    names = [token.text for token in target if token.kind == "name"]
    if len(target) > 1 and names and not _LINE_END.search(text, start, end):
        yield Edit(start, end, "_".join(names).ljust(end - start))


def _parenthesized(text: str, word: Token, values: _Statement) -> Iterator[Edit]:
    """Parentheses around `values`; the first takes the place of a blank after `word`, so that columns stay."""
    blank = text[word.end] in _BLANK
    yield from (Edit(word.end, word.end + blank, "("), insert(values[-1].end, ")"))


def _parts(tokens: _Statement) -> list[list[Token]]:
    """`tokens` split at the commas outside brackets."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if _is_comma(token):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_comma(token: Token) -> bool:
    """Whether this is a comma outside brackets."""
    return token.text == "," and token.depth == 0


def _is_group(values: _Statement) -> bool:
    """Whether `values` are one pair of parentheses and what is between them."""
    closing = next((token for token in values[1:] if token.depth == values[0].depth), None)
    return values[0].text == "(" and closing is values[-1]


def _is_primary(values: _Statement) -> bool:
    """Whether an argument list may follow `values`: no operator outside brackets."""
    words = [token.text for token in values if token.depth == 0 and token.kind in ("name", "op")]
    return all(word in _JOINTS or (word.isidentifier() and word not in _OPERATORS) for word in words)


def _takes(values: _Statement) -> bool:
    """Whether `values` are what a print or exec statement takes, not what follows a name or a function."""
    if not values or _is_group(values):
        return False
    first = values[0]
    if first.kind == "name":
        return first.text not in _OPERATORS
    return first.kind in ("number", "string") or first.text in _OPERAND_SIGNS
