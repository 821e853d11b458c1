"""What the search for sends finds: expressions, the ways in which they send, the forwarders among functions."""

from __future__ import annotations

import ast
from typing import NamedTuple

from tenetlint.facts.infer.values import Fanout
from tenetlint.facts.local import iterated
from tenetlint.facts.rpc.guards import Guard
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import LOOPS, is_lock

Key = tuple[str, str, int]
"""A function of the project: path, qualified name, line."""

Place = tuple[str, int, int]
"""Path, line and column of an expression."""


class Way(NamedTuple):
    """One way in which a send happens."""

    kind: str
    fanout: Fanout
    guard: Guard | None = None


class Forwarder(NamedTuple):
    """A function that hands one of its parameters to a transport as the method name."""

    key: Key
    parameter: str
    """The parameter's name; `*N` for the N-th of its variable arguments."""
    style: str = "client"
    """`client` when the parameter is the method's name, `message` when it is a message that holds it."""

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.key[1].rpartition(".")[2]


class Found(NamedTuple):
    """One expression that sends, before it is known whether it is a wrapper's body."""

    tree: Tree
    node: ast.Call
    ways: tuple[Way, ...]
    method: ast.AST | None
    """The argument that names the RPC method."""
    style: str
    receiver: str
    via: str | None


def around(tree: Tree, node: ast.AST) -> tuple[int, int]:
    """The lines of the innermost loop and the innermost lock around a node in its function, or 0."""
    loop = lock = 0
    inner: ast.AST = node
    below: ast.AST = node
    for parent in tree.around(node):
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            lock = lock or next((each.lineno for each in parent.decorator_list if is_lock(each)), 0)
            break
        if isinstance(parent, LOOPS) and not loop and not _once(parent, inner, below):
            loop = getattr(parent, "lineno", 0)
        if isinstance(parent, ast.With | ast.AsyncWith) and not lock and inner in parent.body:
            lock = parent.lineno if any(is_lock(item.context_expr) for item in parent.items) else 0
        below, inner = inner, parent
    return loop, lock


def _once(loop: ast.AST, child: ast.AST, below: ast.AST) -> bool:
    """Whether a child of a loop is evaluated once: what it goes through (a step further down in a comprehension)."""
    first = iterated(loop)
    return first is not None and (first in (child, below) or child in getattr(loop, "orelse", ()))
