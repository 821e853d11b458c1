"""One pass over a syntax tree, with an explicit stack so that no nesting can exhaust Python's own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.nodes import children, classes
from tenetlint.facts.walk import LOOPS, FileContext, Frame, Handler

_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_FRAMES = _SCOPES | frozenset(
    {ast.Lambda, *LOOPS, ast.With, ast.AsyncWith, ast.If, ast.IfExp, ast.Try, ast.ExceptHandler}
)
_LEAVES = frozenset({ast.Name, ast.Constant})
_DIVIDED = _SCOPES | {ast.For, ast.AsyncFor}
"""Of some that makes a frame, a part stands outside."""
_REPEATS = frozenset(LOOPS)

Table = Mapping[type[ast.AST], tuple[str, ...]]


class _Plan(NamedTuple):
    """What is done with one class of node."""

    asked: Sequence[Handler]
    last: Sequence[str]
    """The fields but the first, from the last on."""
    first: str
    frames: int
    """Whether the class makes a frame: for all that is below, or but for some of it."""


_ALL, _SOME = 1, 2


class Plans:
    """What is done with each class of node."""

    def __init__(self, visits: Mapping[type[ast.AST], Sequence[Handler]], table: Table) -> None:
        """`visits`: who is asked about a class; `table`: its fields that are followed (`STATEMENTS`: no expression).

        Names and constants are leaves.
        """
        self.table = table
        self.of: dict[type, _Plan | None] = dict.fromkeys((*classes(ast.AST), type(None), Frame))
        """None where there is nothing to do."""
        for kind, names in table.items():
            if kind not in _LEAVES and (names or kind in visits):
                frames = 0 if kind not in _FRAMES else _SOME if kind in _DIVIDED else _ALL
                self.of[kind] = _Plan(tuple(visits.get(kind, ())), names[:0:-1], names[0] if names else "", frames)


def walk(file: FileContext, plans: Plans) -> list[Mark]:
    """What those say who visit a node's class, asked for every node in source order, with its frame."""
    of = plans.of
    marks: list[Mark] = []
    frame = Frame(None, file.tree, "")
    # A frame on the stack says where the nodes below it stand.
    stack: list[Any] = file.tree.body[::-1]
    while stack:
        node = stack.pop()
        if node.__class__ is Frame:
            frame = node
            continue
        # The first child follows its parent without a turn on the stack.
        while (plan := of[node.__class__]) is not None:
            asked, last, first, frames = plan
            for visit in asked:
                marks += visit(file, node, frame)
            if frames:
                if frames == _SOME:
                    stack += _below(node, frame, plans)
                    break
                stack.append(frame)
                frame = _inner(node, frame)
            if last:
                _push(stack, node, last)
            node = getattr(node, first) if first else None
            if node.__class__ is list:
                stack += node[::-1]
                break
    return marks


def _push(stack: list[Any], node: ast.AST, names: Sequence[str]) -> None:
    for name in names:
        value = getattr(node, name)
        if value.__class__ is list:
            stack += value[::-1]
        elif value is not None:
            stack.append(value)


def _below(node: ast.AST, frame: Frame, plans: Plans) -> Iterable[ast.AST | Frame]:
    """The children of a node of `_DIVIDED` with which something is done, last first, each run of them under the frame
    that it stands in.
    """
    of = plans.of
    inside = [each for each in children(node, plans.table)[::-1] if of[each.__class__] is not None]
    if not inside:
        return ()
    outside = _evaluated_outside(node)
    inner = _inner(node, frame)
    if not outside:
        return [frame, *inside, inner]
    found: list[ast.AST | Frame] = [frame]
    above: Frame | None = None
    for child in inside:
        around = frame if child in outside else inner
        if above is not None and above is not around:
            found.append(above)
        found.append(child)
        above = around
    return found if above is None else [*found, above]


def _evaluated_outside(node: ast.AST) -> list[ast.AST]:
    """The children of a node of `_DIVIDED` that are evaluated once, before the scope or loop begins."""
    if isinstance(node, ast.For | ast.AsyncFor):
        return [node.iter, *node.orelse]
    return node.decorator_list  # type: ignore[attr-defined,no-any-return]


def _inner(node: ast.AST, frame: Frame) -> Frame:
    """The frame for what stands inside `node`."""
    kind = node.__class__
    if kind not in _SCOPES:
        inner = Frame(frame, node, frame.qualname)
        if kind in _REPEATS:
            inner.loop = node
        elif kind is ast.Lambda:
            inner.loop = None
        return inner
    name: str = node.name  # type: ignore[attr-defined]
    inner = Frame(frame, node, frame.below(name))
    inner.loop = None
    if isinstance(node, ast.ClassDef):
        inner.cls, inner.function = node, None
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inner.function = node
    return inner
