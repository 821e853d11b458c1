"""The rows of the RPC census: sends, uses of typed RPC APIs, and what stayed undecided."""

from __future__ import annotations

from typing import NamedTuple

from tenetlint.model import Site


class RpcSend(NamedTuple):
    """One expression that sends an RPC message, or hands a method name to a forwarder that does."""

    path: str
    line: int
    """The first line of the call expression."""
    column: int
    kind: str
    """`call` waits for the answer, `cast` does not, `mixed` is decided at run time."""
    fanout: bool
    """Whether a cast goes to every server of the topic."""
    layer: str
    """`site`; `wrapper`: the body of a project-local forwarder; `library`: vendored RPC code; `test`."""
    method: str | None
    """The RPC method's name where it can be read."""
    receiver: str
    function: str
    """The enclosing `Class.method`."""
    via: str | None
    """The forwarder used, or None when the receiver is the transport itself."""
    loop: int = 0
    """The line of the innermost loop around it, or 0."""
    lock: int = 0
    """The line of the innermost lock held around it, or 0."""

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.line, self.column, self.function)

    @property
    def waits(self) -> bool:
        """Whether the sender waits for the answer."""
        return self.kind == "call"

    def as_row(self) -> dict[str, object]:
        """The row of `tenetlint facts rpc --format jsonl`."""
        keys = ("path", "line", "kind", "fanout", "layer", "method", "receiver", "function", "via")
        return {key: getattr(self, key) for key in keys}


class RpcUse(NamedTuple):
    """One use of a typed RPC API (`self.compute_rpcapi.start_instance(…)`) outside the class that sends."""

    path: str
    line: int
    column: int
    kind: str
    """`call`, `cast` or `mixed`: what the API's method does."""
    api: str
    """The API class, dotted."""
    method: str
    receiver: str
    function: str
    form: str
    """`direct`, or `reference` where the bound method is handed on."""
    conditional: bool
    """Whether another, local implementation may stand behind the same expression."""
    stub: Site
    """The API method that sends."""
    loop: int = 0
    lock: int = 0

    @property
    def site(self) -> Site:
        """Where it is."""
        return Site(self.path, self.line, self.column, self.function)

    @property
    def waits(self) -> bool:
        """Whether the user waits for the answer."""
        return self.kind == "call"

    def as_row(self) -> dict[str, object]:
        """The row of `tenetlint facts rpc --callers --format jsonl`."""
        keys = ("path", "line", "kind", "api", "method", "receiver", "function", "form", "conditional")
        return {key: getattr(self, key) for key in keys}


class RemotableMethod(NamedTuple):
    """A method that a decorator turns into an RPC call, invisible where it is used."""

    path: str
    line: int
    function: str
    decorator: str

    @property
    def site(self) -> Site:
        """Where it is defined."""
        return Site(self.path, self.line, 0, self.function)

    def as_row(self) -> dict[str, object]:
        """The row of `tenetlint facts rpc --remotable --format jsonl`."""
        return {key: getattr(self, key) for key in ("path", "line", "function", "decorator")}


class Undecided(NamedTuple):
    """A call that looks like a send and whose receiver no inference could name."""

    path: str
    line: int
    column: int
    receiver: str
    function: str
    why: str

    def as_row(self) -> dict[str, object]:
        """The row of `tenetlint facts rpc --undecided --format jsonl`."""
        return {"path": self.path, "line": self.line, "kind": "undecided", "receiver": self.receiver,
                "function": self.function, "why": self.why}
