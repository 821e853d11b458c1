"""What stands in the bodies of classes and blocks, looked up and not searched: a body may be as long as a file."""

from __future__ import annotations

import ast

from tenetlint.facts.bindings import Members, members_of


class Bodies:
    """Bodies as tables, each made when first asked for."""

    def __init__(self) -> None:
        self._members: dict[ast.ClassDef, Members] = {}
        self._places: dict[ast.AST, dict[ast.AST, int]] = {}

    def members(self, node: ast.ClassDef) -> Members:
        """What the body of a class says of each name."""
        if node not in self._members:
            self._members[node] = members_of(node)
        return self._members[node]

    def place(self, parent: ast.AST, child: ast.AST) -> int | None:
        """Which statement of the parent's body the child is; None when it stands elsewhere."""
        if parent not in self._places:
            body = getattr(parent, "body", ())
            self._places[parent] = {each: at for at, each in enumerate(body)} if isinstance(body, list) else {}
        return self._places[parent].get(child)
