"""What the names of one function stand for, as far as its own statements tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tenetlint.facts.nodes import everything
from tenetlint.facts.walk import FunctionNode, dotted

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


MOST = 100
"""How many values of one name in one function are looked at: each may be asked about for each of the others."""


def assigned(function: FunctionNode | None, name: str) -> Sequence[ast.expr]:
    """The first `MOST` values that a function assigns to a local name, in source order."""
    return () if function is None else _by_name(function).get(name, ())


@lru_cache(maxsize=32)
def _by_name(function: FunctionNode) -> Mapping[str, Sequence[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for target, value in bindings(function):
        if isinstance(target, ast.Name) and len(values := found.setdefault(target.id, [])) < MOST:
            values.append(value)
    return found


@lru_cache(maxsize=32)
def bindings(node: ast.AST) -> tuple[tuple[ast.expr, ast.expr], ...]:
    """Target and value of every assignment below `node`, tuples not taken apart."""
    return tuple(_bindings(node))


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for each in everything(node):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                yield target, each.value
        elif isinstance(each, ast.NamedExpr | ast.AugAssign) or (isinstance(each, ast.AnnAssign) and each.value):
            yield each.target, each.value  # type: ignore[misc]
        elif isinstance(each, ast.withitem) and each.optional_vars is not None:
            yield each.optional_vars, each.context_expr


def names_in(*nodes: ast.AST | None) -> set[str]:
    """Every plain name that is read or bound in the nodes."""
    return {each.id for node in nodes if node is not None for each in everything(node) if isinstance(each, ast.Name)}


def parameters(function: FunctionNode | None) -> tuple[str, ...]:
    """The names of a function's parameters, `*args` and `**kwargs` with their stars."""
    if function is None:
        return ()
    args = function.args
    names = [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    names += ["*" + args.vararg.arg] if args.vararg else []
    return (*names, *(["**" + args.kwarg.arg] if args.kwarg else []))


def iterated(loop: ast.AST | None) -> ast.expr | None:
    """What a `for` or a comprehension goes through; None for `while`."""
    if isinstance(loop, ast.For | ast.AsyncFor):
        return loop.iter
    return loop.generators[0].iter if isinstance(loop, Comprehension) else None


def targets(loop: ast.AST | None) -> set[str]:
    """The variables of a `for` or a comprehension."""
    if isinstance(loop, Comprehension):
        return {name for each in loop.generators for name in names_in(each.target)}
    return names_in(loop.target) if isinstance(loop, ast.For | ast.AsyncFor) else set()


@lru_cache(maxsize=32)
def item_names(loop: ast.AST | None) -> frozenset[str]:
    """The loop's variables, and the names that its body assigns from them."""
    names = targets(loop)
    for statement in loop.body if isinstance(loop, ast.For | ast.AsyncFor) else ():
        for target, value in _bindings(statement):
            if isinstance(target, ast.Name) and names & names_in(value):
                names.add(target.id)
    return frozenset(names)


def is_fixed(source: ast.expr) -> bool:
    """Whether a loop goes a fixed number of turns, or counts tries: `range(3)`, `('a', 'b')`, `itertools.count()`."""
    if isinstance(source, ast.Call):
        name = dotted(source.func)
        if name in ("enumerate", "reversed", "sorted", "list", "iter") and source.args:
            return is_fixed(source.args[0])
        return name in ("range", "xrange", "moves.range", "six.moves.range") or name.startswith("itertools.")
    return isinstance(source, ast.Tuple | ast.List | ast.Set | ast.Constant)
