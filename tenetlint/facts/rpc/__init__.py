"""RPC: who calls, who casts, who fans out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenetlint.facts.rpc.census import RemotableMethod, RpcSend, RpcUse, Undecided

if TYPE_CHECKING:
    from tenetlint.facts import Facts

__all__ = ["RemotableMethod", "Rpc", "RpcSend", "RpcUse", "Undecided"]


@dataclass(frozen=True)
class Rpc:
    """The RPC census of a project."""

    sites: tuple[RpcSend, ...] = ()
    """Every send, all layers, by path and line."""
    uses: tuple[RpcUse, ...] = ()
    """Uses of typed RPC APIs outside the modules that send."""
    remotable: tuple[RemotableMethod, ...] = ()
    undecided: tuple[Undecided, ...] = ()

    @classmethod
    def of(cls, facts: Facts) -> Rpc:
        """The census of joined facts."""
        from tenetlint.facts.rpc.join import join

        return cls(*join(facts.inference))

    @property
    def sends(self) -> tuple[RpcSend, ...]:
        """The sends that are judged: layer `site`."""
        return tuple(send for send in self.sites if send.layer == "site")
