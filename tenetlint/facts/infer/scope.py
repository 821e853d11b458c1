"""Where an expression is evaluated."""

from __future__ import annotations

import ast

from tenetlint.facts.infer.values import Class, Instance
from tenetlint.facts.walk import FunctionNode

Passed = tuple[tuple[str, ast.AST, "Scope"], ...]
"""The arguments of the call that is followed, unevaluated, each with the scope that it stands in."""


class Scope:
    """Where an expression is evaluated, and with which arguments. Never changed; its hash is taken once.

    Scopes hold the scopes of their callers, so that comparing them part by part would take forever; `Inference.scope`
    gives equal scopes as one object.
    """

    __slots__ = ("_hash", "arguments", "function", "outer", "owner", "path")

    def __init__(
        self,
        path: str,
        function: FunctionNode | None = None,
        owner: Instance | Class | None = None,
        arguments: Passed = (),
        outer: Scope | None = None,
    ) -> None:
        self.path = path
        self.function = function
        self.owner = owner
        """What the method's first parameter stands for."""
        self.arguments = arguments
        self.outer = outer
        self._hash = hash((path, function, owner, arguments, outer))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Scope) or self._hash != other._hash:
            return False
        return self._parts == other._parts

    @property
    def _parts(self) -> tuple[object, ...]:
        return (self.path, self.function, self.owner, self.arguments, self.outer)
