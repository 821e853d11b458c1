"""The names that a scope binds, and how each gets its value."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from tenetlint.facts.nodes import children
from tenetlint.facts.walk import FunctionNode

Scoped = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda})
_BINDING = frozenset(
    {ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension, ast.With}
    | {ast.AsyncWith, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs}
    | {ast.MatchStar, ast.MatchMapping, ast.Import, ast.ImportFrom}
)
"""The classes of nodes that `bindings_of` knows."""


class Binding(NamedTuple):
    """One way in which a name gets a value in a scope."""

    at: ast.AST
    """The statement that binds it."""
    how: str
    """`value`, `element`, `iteration`, `unpacked`, `entered`, `import`, `definition`, `parameter` or `other`."""
    value: ast.AST | None
    place: int = 0
    """Which element of the value, for `element`, or of each turn's, for `unpacked`; -1 where it cannot be told."""


def bound_in(scope: Scoped) -> dict[str, list[Binding]]:
    """The names bound in one scope, not in those inside it, in source order."""
    names: dict[str, list[Binding]] = {}
    if not isinstance(scope, ast.Module):
        for argument in parameters(scope):
            names.setdefault(argument.arg, []).append(Binding(scope, "parameter", argument))
    body = scope.body if isinstance(scope.body, list) else [scope.body]
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind in _BINDING:
            for name, binding in bindings_of(node):
                names.setdefault(name, []).append(binding)
        if kind not in _SCOPES:
            stack += children(node)[::-1]
    return names


Members = dict[str, list[tuple[ast.stmt, Binding | None]]]
"""By name: the statements of a class that define, bind or only declare (None) it, in order."""


def members_of(node: ast.ClassDef) -> Members:
    """What the body of a class says of each name, in its branches too."""
    found: Members = {}
    stack: list[ast.stmt] = list(reversed(node.body))
    while stack:
        statement = stack.pop()
        if isinstance(statement, ast.AnnAssign) and statement.value is None and isinstance(statement.target, ast.Name):
            found.setdefault(statement.target.id, []).append((statement, None))
        for name, binding in bindings_of(statement):
            found.setdefault(name, []).append((statement, binding))
        if isinstance(statement, ast.If | ast.Try):
            stack.extend(reversed([*statement.body, *statement.orelse]))
    return found


def parameters(function: FunctionNode | ast.Lambda) -> list[ast.arg]:
    """All named parameters, `*args` and `**kwargs` too, in order."""
    args = function.args
    return [
        *args.posonlyargs,
        *args.args,
        *([args.vararg] if args.vararg else []),
        *args.kwonlyargs,
        *([args.kwarg] if args.kwarg else []),
    ]


def bindings_of(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """The names that one statement binds, each with how."""
    match node:
        case ast.Assign():
            for target in node.targets:
                yield from _targets(target, node, node.value, "value")
        case ast.AnnAssign(value=ast.expr()) | ast.NamedExpr():
            yield from _targets(node.target, node, node.value, "value")
        case ast.AugAssign():
            yield from _targets(node.target, node, None, "other")
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield from _targets(node.target, node, node.iter, "iteration")
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                if item.optional_vars is not None:
                    yield from _targets(item.optional_vars, node, item.context_expr, "entered")
        case _:
            yield from _defined_by(node)


def _defined_by(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """The names of a definition, an import, or what is caught or matched."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, Binding(node, "definition", node)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping):
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None:
            yield name, Binding(node, "other", None)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
            yield name, Binding(node, "import", alias)


def _targets(target: ast.AST, at: ast.AST, value: ast.AST | None, how: str) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Name):
        yield target.id, Binding(at, how, value)
    elif isinstance(target, ast.Tuple | ast.List):
        for index, element in enumerate(target.elts):
            known = how in ("value", "iteration") and not any(isinstance(each, ast.Starred) for each in target.elts)
            for name, binding in _targets(element, at, value, how):
                inner = "unpacked" if how == "iteration" else "element"
                yield name, binding._replace(how=inner, place=index if known else -1)


def add_globals(
    declared: Mapping[FunctionNode, frozenset[str]],
    nonlocal_: Mapping[FunctionNode, Set[str]],
    bound: dict[str, list[Binding]],
) -> None:
    """What functions bind after `global NAME` belongs to the module."""
    for function, names in sorted(declared.items(), key=lambda each: each[0].lineno):
        for name, bindings in bound_in(function).items():
            if name in names - nonlocal_.get(function, frozenset()):
                bound.setdefault(name, []).extend(bindings)


def add_nonlocals(
    functions: Iterable[FunctionNode], names: Mapping[FunctionNode, Set[str]], bound: dict[str, list[Binding]]
) -> None:
    """What these functions bind after `nonlocal NAME` belongs to the scope around them that binds the name."""
    more: set[str] = set()
    for function in functions:
        own = names[function] & bound.keys()
        more |= own
        for name, bindings in bound_in(function).items() if own else ():
            if name in own:
                bound[name] += bindings
    for name in more:
        bound[name].sort(key=lambda each: getattr(each.at, "lineno", 0))


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function that are not inside a function of its own."""
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        yield node
        if node.__class__ not in _SCOPES:
            stack += children(node)[::-1]
