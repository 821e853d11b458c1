"""Functions that conduct other services step by step: the answers that one run of a function waits for."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache as cached
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tenetlint import python2
from tenetlint.facts.walk import FunctionNode
from tenetlint.model import Site
from tenetlint.project import Unreadable

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_SEVERAL = 2
_STEPS_TO_READ = 3
"""With fewer waits than this, no branch can make a difference."""


class Step(NamedTuple):
    """One answer that is waited for."""

    line: int
    column: int
    method: str


class Orchestration(NamedTuple):
    """A function that waits for several remote answers."""

    site: Site
    """The first of them."""
    steps: tuple[Step, ...]
    """The most that one run of the function can wait for; exclusive branches are counted once."""

    def at(self, step: Step) -> Site:
        """Where a step stands."""
        return Site(self.site.path, step.line, step.column, self.site.function)


def orchestrations(facts: Facts) -> tuple[Orchestration, ...]:
    """Every function of production code with at least two waits for RPC answers, by path and line."""
    waits = sorted({(each.path, each.function, _step(each)) for each in _waiting(facts)})
    files = groupby(waits, key=lambda each: each[0])
    return tuple(sorted(found for path, group in files for found in _of(facts, path, group)))


def _of(facts: Facts, path: str, waits: Iterable[tuple[str, str, Step]]) -> Iterator[Orchestration]:
    """The orchestrations of one file, whose syntax tree is wanted once."""
    functions = cached(partial(_functions, facts, path))
    for function, group in groupby(waits, key=lambda each: each[1]):
        waited = [step for _, _, step in group]
        if function and len(waited) >= _SEVERAL:
            steps = _on_one_path(functions, waited)
            yield Orchestration(Site(path, steps[0].line, steps[0].column, function), tuple(steps))


class _Sent(NamedTuple):
    path: str
    line: int
    column: int
    function: str
    method: str


def _waiting(facts: Facts) -> Iterator[_Sent]:
    """Sends and uses of RPC APIs that wait, in production code."""
    production = {path for path, _ in facts.in_role()}
    for send in facts.rpc.sends:
        if send.waits and send.path in production:
            yield _Sent(send.path, send.line, send.column, send.function, send.method or "")
    for use in facts.rpc.uses:
        if use.waits and use.path in production:
            yield _Sent(use.path, use.line, use.column, use.function, use.method)


def _step(sent: _Sent) -> Step:
    return Step(sent.line, sent.column, sent.method)


def _on_one_path(functions: Callable[[], Sequence[FunctionNode]], steps: list[Step]) -> list[Step]:
    """The longest sequence of steps that one run can take; all of them where the source cannot be read again."""
    if len(steps) < _STEPS_TO_READ:
        return steps
    body = _innermost(functions(), steps[0].line)
    try:
        return sorted(_longest(body, steps)) if body else steps
    except RecursionError:  # more branches inside each other than anybody writes
        return steps


def _functions(facts: Facts, path: str) -> Sequence[FunctionNode]:
    """All functions of a file by line; none where it cannot be read again."""
    try:
        tree, _ = python2.parse(facts.project.read(path).text, path)
    except (Unreadable, SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return sorted(found, key=lambda node: node.lineno)


def _innermost(functions: Sequence[FunctionNode], line: int) -> Sequence[ast.stmt]:
    """The body of the innermost function around a line."""
    before = functions[: bisect_right(functions, line, key=lambda node: node.lineno)]
    return next((node.body for node in reversed(before) if line <= (node.end_lineno or 0)), ())


class _Run(NamedTuple):
    """The steps of the best run that goes on after a block, and of the best that ends within it."""

    on: list[Step] | None
    ended: list[Step]


def _longest(body: Sequence[ast.stmt], steps: list[Step]) -> list[Step]:
    run = _block(body, steps)
    return max(run.on or [], run.ended, key=len)


def _block(body: Sequence[ast.stmt], steps: list[Step]) -> _Run:
    taken: list[Step] = []
    place, last = 0, list[Step]()  # the best run that ends here: so many of those taken, and then these
    for statement in body:
        run = _statement(statement, steps)
        if len(taken) + len(run.ended) > place + len(last):
            place, last = len(taken), run.ended
        if run.on is None:
            return _Run(None, [*taken[:place], *last])
        taken += run.on
    return _Run(taken, [*taken[:place], *last])


def _statement(node: ast.stmt, steps: list[Step]) -> _Run:
    if isinstance(node, ast.If):
        return _either(_within(node.test, steps), [_block(node.body, steps), _block(node.orelse, steps)])
    if isinstance(node, ast.Match):
        return _either(_within(node.subject, steps), [_Run([], []), *(_block(case.body, steps) for case in node.cases)])
    if isinstance(node, ast.Try | ast.TryStar):
        handlers = [_block(each.body, steps) for each in node.handlers]
        run = _either([], [_block([*node.body, *node.orelse], steps), *handlers])
        last = _block(node.finalbody, steps)
        return _Run(None if run.on is None else [*run.on, *(last.on or [])], max(run.ended, last.ended, key=len))
    if isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith):
        inner = _block(node.body, steps)
        head = [step for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr | ast.withitem)
                for step in _within(each, steps)]
        return _Run([*head, *(inner.on if inner.on is not None else inner.ended)], [*head, *inner.ended])
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return _Run([], [])
    here = _within(node, steps)
    return _Run(None, here) if isinstance(node, ast.Return | ast.Raise) else _Run(here, here)


def _either(head: list[Step], runs: list[_Run]) -> _Run:
    """One of several blocks is run after `head`."""
    going = [run.on for run in runs if run.on is not None]
    ended = max((run.ended for run in runs), key=len)
    return _Run([*head, *max(going, key=len)] if going else None, [*head, *ended])


def _within(node: ast.AST, steps: list[Step]) -> list[Step]:
    """The steps that stand between the first and the last line of a node."""
    first, last = _lines(node)
    return steps[bisect_left(steps, first, key=_line) : bisect_right(steps, last, key=_line)]


def _line(step: Step) -> int:
    return step.line


def _lines(node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.withitem):
        node = node.context_expr
    return getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
