"""Query chains (`session.query(Model).filter(…).all()`): what they select and what bounds them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tenetlint.facts.local import assigned
from tenetlint.facts.walk import Frame, dotted, last_name

UNBOUNDED_ENDS = ("all", "fetchall")
_STARTS = re.compile(r"query|select|(?:_?\w*)?model_query|_?\w*_query|scalars|select_from")
_LIMITS = re.compile(r"limit|slice|fetch|first|one|one_or_none|\w*paginate\w*|\w*_limit\w*|with_for_update")
_AGGREGATES = re.compile(r"group_by|distinct|having|count|exists|union")
_FILTERS = frozenset({"filter", "where", "filter_by", "having", "with_parent", "join", "outerjoin"})
_NARROWS = re.compile(r"\w*(?:filter|scope|restrict|apply|by_|search|owner|project|tenant|visible|auth)\w*")
_FLAGS = re.compile(
    r"(?:\w+\.)*(?:deleted|deleted_at|disabled|enabled|is_\w+|active|read_only|hidden|\w*status|\w*state)"
)


class Query(NamedTuple):
    """One query that fetches every row of its result."""

    entity: str
    """What is selected, as written."""
    bounded_by: str
    """Words for what bounds the rows; empty when nothing does."""


class _Link(NamedTuple):
    name: str
    call: ast.Call


def unbounded_query(end: ast.Call, frame: Frame) -> Query | None:
    """The query that `….all()` ends, or None when it is no query chain."""
    if not isinstance(end.func, ast.Attribute) or end.args or end.keywords:
        return None
    links = list(_links(end.func.value, frame))
    starts = [link for link in links if _STARTS.fullmatch(link.name)]
    if not starts:
        return None
    return Query(_entity(starts), next(_bounds(links), ""))


def _links(node: ast.expr, frame: Frame) -> Iterator[_Link]:
    """The calls of a chain, through local names and statements handed to `execute`."""
    waiting, seen = [node], set[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield _Link(last_name(node.func), node)
            if isinstance(node.func, ast.Attribute):
                waiting.append(node.func.value)
            waiting.extend(each for each in node.args if isinstance(each, ast.Call | ast.Name))
        elif isinstance(node, ast.Attribute):
            waiting.append(node.value)
        elif isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            waiting.extend(assigned(frame.function, node.id))


def _entity(starts: list[_Link]) -> str:
    """The first thing that is selected and looks like a model or table."""
    for link in starts:
        for argument in link.call.args:
            name = dotted(argument)
            if not re.search(r"context|session|ctx|ctxt|cxt|\?", name):
                return name
    return dotted(starts[0].call.func)


def _bounds(links: list[_Link]) -> Iterator[str]:
    """What bounds the rows of a chain, in words."""
    for name, call in links:
        if _LIMITS.fullmatch(name):
            yield f"`{name}`"
        elif _AGGREGATES.fullmatch(name) or "func." in " ".join(dotted(each) for each in call.args):
            yield f"an aggregate (`{name}`)"
        elif name in _FILTERS:
            yield from _keys(call)
        elif _NARROWS.fullmatch(name) and not _STARTS.fullmatch(name):
            yield f"`{name}`"


def _keys(call: ast.Call) -> Iterator[str]:
    """The columns that a filter compares with a key."""
    for each in call.keywords:
        if each.arg is None or not _FLAGS.fullmatch(each.arg):
            yield f"`{each.arg}`" if each.arg else "a filter"
    for argument in call.args:
        if last_name(call.func) in ("join", "outerjoin"):
            continue
        for column in _columns(argument):
            if not _FLAGS.fullmatch(column):
                yield "a filter" if column == "?" else f"`{column}`"


def _columns(node: ast.expr) -> Iterator[str]:
    """The left sides of equalities in a filter; `?` for what narrows in other ways or cannot be read."""
    if isinstance(node, ast.Compare):
        if not isinstance(node.ops[0], ast.NotEq | ast.IsNot | ast.NotIn):
            yield dotted(node.left) if isinstance(node.ops[0], ast.Eq | ast.Is) else "?"
    elif isinstance(node, ast.Call) and last_name(node.func) in ("and_", "or_", "not_"):
        for each in node.args:
            yield from _columns(each)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield dotted(node.func.value)
    elif isinstance(node, ast.UnaryOp):
        yield from _columns(node.operand)
    else:
        yield "?"
