"""What hangs below a node of a syntax tree, from tables made once; operators and contexts are left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

_LEAVES = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop, ast.type_ignore)
_TEXT = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "lineno", "module", "op", "ops"}
    | {"simple", "tag", "type_comment", "type_ignores"}
)
"""Fields that never hold a node of interest, whatever the class."""
_PLAIN = {
    "AsyncFunctionDef": "name",
    "ClassDef": "name",
    "Constant": "value",
    "ExceptHandler": "name",
    "FunctionDef": "name",
    "Global": "names",
    "MatchAs": "name",
    "MatchClass": "kwd_attrs",
    "MatchMapping": "rest",
    "MatchSingleton": "value",
    "MatchStar": "name",
    "Nonlocal": "names",
    "ParamSpec": "name",
    "TypeVar": "name",
    "TypeVarTuple": "name",
    "alias": "name",
}
"""By class: the one field that holds a plain value there and may hold a node elsewhere."""
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


def classes(base: type[ast.AST]) -> Iterator[type[ast.AST]]:
    """All classes of nodes below one."""
    for each in base.__subclasses__():
        yield each
        yield from classes(each)


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    return tuple(each for each in kind._fields if each not in _TEXT and each != _PLAIN.get(kind.__name__))


FIELDS: Mapping[type[ast.AST], tuple[str, ...]] = {
    each: _fields(each) for each in classes(ast.AST) if not issubclass(each, _LEAVES)
}
"""By class: the fields that hold nodes, in order; classes that are operators, contexts and the like are not there."""
STATEMENTS: Mapping[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(each for each in fields if each in _BLOCKS and not issubclass(kind, ast.expr))
    for kind, fields in FIELDS.items()
    if issubclass(kind, ast.mod | ast.stmt | ast.ExceptHandler | ast.match_case)
}
"""The same for statements alone: what is an expression is not there."""


_GAPPED = frozenset({ast.Dict, ast.arguments})
"""The classes whose lists have gaps."""


def children(node: ast.AST, table: Mapping[type[ast.AST], tuple[str, ...]] = FIELDS) -> list[ast.AST]:
    """The nodes directly below `node` in the order of its fields."""
    found: list[ast.AST] = []
    kind = node.__class__
    for name in table.get(kind, ()):
        value = getattr(node, name)
        if value.__class__ is list:
            found += value
        elif value is not None:
            found.append(value)
    return _nodes(found) if kind in _GAPPED else found


def everything(node: ast.AST) -> list[ast.AST]:
    """`node` and all below it, level by level, as `ast.walk` has it."""
    found = [node]
    for each in found:
        for name in FIELDS.get(each.__class__, ()):
            value = getattr(each, name)
            if value.__class__ is list:
                found += value
            elif value is not None:
                found.append(value)
    return _nodes(found)


def _nodes(found: list[ast.AST]) -> list[ast.AST]:
    """Without the gaps that `{**a}` and `def f(*, a)` leave in their lists."""
    return [each for each in found if each is not None] if None in found else found
