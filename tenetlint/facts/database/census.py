"""The rows of the database census."""

from __future__ import annotations

from typing import NamedTuple

from tenetlint.model import Site


class DatabaseSite(NamedTuple):
    """One expression that reaches a database."""

    path: str
    line: int
    """The line that holds the name of the function or method."""
    column: int
    """1-based, of that name."""
    kind: str
    """`direct`: a function of the project's database API is called from outside the database layer; `object`: a
    method of a versioned object or its class that reaches the database, or sends RPC to who does; `session`,
    `transaction`, `lock`: SQL sessions, transaction scopes and row locks, wherever they are; `local`: a database file
    of this node."""
    symbol: str
    """The callee as written."""
    component: str
    """The package below the top one (`compute` for `top/compute/api.py`)."""
    function: str
    """The enclosing `Class.method`."""
    loop: int = 0
    """The line of the innermost loop around it, or 0."""
    form: str = "call"
    """`call`, `reference` (taken, not called), `decorator`."""
    mode: str = ""
    """`read` or `write` for a transaction, else empty."""
    target: str = ""
    """The dotted name of the database function, where it was resolved."""
    in_layer: bool = False
    """Whether the site is part of the database layer itself."""

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.line, self.column, self.function)

    def as_row(self) -> dict[str, object]:
        """The row of `tenetlint facts database --format jsonl`."""
        keys = ("path", "line", "kind", "symbol", "component")
        return {key: getattr(self, key) for key in keys}


class Handover(NamedTuple):
    """A database handle that is passed to other code, or kept by a class or module."""

    path: str
    line: int
    column: int
    symbol: str
    """The handle as written."""
    to: str
    """What gets it: the callee, dotted and resolved through imports, or the class or module that keeps it."""
    function: str
    kept: bool = False
    """Whether it is assigned to an attribute or a global, and not passed as an argument."""

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.line, self.column, self.function)


class Undefined(NamedTuple):
    """A call of a database function that the database API does not have."""

    path: str
    line: int
    column: int
    symbol: str
    module: str
    """The API module that was looked into."""
    function: str

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.line, self.column, self.function)
