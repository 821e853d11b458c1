"""RPC: who calls, who casts, who fans out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenetlint.facts.infer import Inference
from tenetlint.facts.infer.engine import deep_stack
from tenetlint.facts.rpc.census import RemotableMethod, RpcSend, RpcUse, Undecided
from tenetlint.facts.rpc.deciding import decide
from tenetlint.facts.rpc.forwarding import follow_forwarders
from tenetlint.facts.rpc.library import library_sends
from tenetlint.facts.rpc.remotable import remotable_methods
from tenetlint.facts.rpc.rows import method_names, rows
from tenetlint.facts.rpc.sends import Sends
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
        with deep_stack():
            return cls._of(facts.inference)

    @classmethod
    def _of(cls, inference: Inference) -> Rpc:
        sends = Sends(inference.index, inference)
        sends.find_transports()
        decide(sends)
        follow_forwarders(sends)
        found = [sends.found[place] for place in sorted(sends.found)]
        names = method_names(sends, found)
        methods = with_delegates(inference, api_methods(found, names, {each.key for each in sends.forwarders}))
        return cls(
            tuple(sorted([*rows(sends), *library_sends(inference)])),
            tuple(Uses(inference, methods).rows()),
            tuple(remotable_methods(inference.index)),
            tuple(sorted(sends.undecided)),
        )

    @property
    def sends(self) -> tuple[RpcSend, ...]:
        """The sends that are judged: layer `site`."""
        return tuple(send for send in self.sites if send.layer == "site")
