"""The words of `vocabulary.toml`: what the names of programs, stores and brokers mean."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple


class Processes(NamedTuple):
    """Words in the names of programs."""

    commands: frozenset[str]
    """A name with one of these is a tool that ends when its work is done."""
    services: frozenset[str]
    """A name that ends in one of these stays up."""
    serving: frozenset[str]
    """What code calls or imports to start something that stays up."""


class Kind(NamedTuple):
    """One kind of store or broker."""

    name: str
    role: str
    """`store`, `cache`, `coordination` or `broker`."""
    topology: str
    """`central`, `replicated` (one set of data, copied), `sharded`, `distributed` (no master) or `local file`."""
    consistency: str
    """`strong`, `eventual` or `none`."""
    imports: tuple[str, ...]
    """Dotted names of the client modules."""
    distributions: tuple[str, ...]
    """Canonical names of the client distributions."""
    schemes: tuple[str, ...]
    """Schemes of connection URLs, without `+driver`."""
    opens: tuple[str, ...]
    """What of the client modules connects; every use of the client does where this is empty."""

    is_service: bool
    """Also a service that other projects are clients of for its own sake."""

    @property
    def is_distributed(self) -> bool:
        """No master, and eventually consistent: what tenets 5 and 7 ask for."""
        return self.topology == "distributed" and self.consistency == "eventual"

    @property
    def is_local(self) -> bool:
        """A file or memory of one node."""
        return self.topology == "local file"

    @property
    def is_shared(self) -> bool:
        """State that all who use it share and cannot do without: records, locks, who is alive."""
        return self.role in ("store", "coordination") and not self.is_local and not self.is_distributed


class Vocabulary(NamedTuple):
    """All words."""

    processes: Processes
    kinds: tuple[Kind, ...]
    tenant_side: tuple[str, ...]
    """Folders whose code runs on the tenant's side: a database there is the tenant's own."""

    def of_scheme(self, url: str) -> Kind | None:
        """The kind that a connection URL or transport URL speaks of."""
        scheme = url.partition(":")[0].partition("+")[0].lower()
        return next((kind for kind in self.kinds if scheme in kind.schemes), None) if "://" in url else None


class Additions(NamedTuple):
    """What a project's configuration adds to the words: its own names for known things."""

    rpc_clients: frozenset[str] = frozenset()
    """Dotted names of classes and functions that give an RPC client when called."""
    kinds: tuple[Kind, ...] = ()
    """Stores and brokers that only this project knows."""


def words_of(module: str, name: str) -> dict[str, Any]:
    """The TOML file beside a module."""
    import tomllib
    from pkgutil import get_data

    return tomllib.loads((get_data(module, name) or b"").decode("utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the tool."""
    data = words_of(__name__, "vocabulary.toml")
    words = {name: frozenset(each) for name, each in data["processes"].items()}
    return Vocabulary(Processes(**words), tuple(_kind(each) for each in data["kind"]), tuple(data["tenant_side"]))


def _kind(row: dict[str, Any]) -> Kind:
    def several(name: str) -> tuple[str, ...]:
        return tuple(row.get(name, ()))

    return Kind(
        row["name"],
        row["role"],
        row["topology"],
        row["consistency"],
        several("imports"),
        several("distributions"),
        several("schemes"),
        several("opens"),
        row.get("service", False),
    )
