"""RPC: who calls, who casts, who fans out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenetlint.facts.rpc.census import RemotableMethod, RpcSend, RpcUse, Undecided
from tenetlint.facts.rpc.library import library_sends
from tenetlint.facts.rpc.remotable import remotable_methods
from tenetlint.facts.rpc.sends import Census
from tenetlint.facts.rpc.uses import Uses, api_methods, with_delegates

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
        inference = facts.inference
        census = Census(inference.index, inference)
        census.run()
        found = [census.found[place] for place in sorted(census.found)]
        methods = with_delegates(inference, api_methods(found, census.method_names(found)))
        uses = Uses(inference, methods)
        sites = sorted([*census.rows(), *library_sends(inference)])
        remotable = tuple(remotable_methods(inference.index))
        return cls(tuple(sites), tuple(uses.rows()), remotable, tuple(sorted(census.undecided)))

    @property
    def sends(self) -> tuple[RpcSend, ...]:
        """The sends that are judged: layer `site`."""
        return tuple(send for send in self.sites if send.layer == "site")
