"""All that sends, and all that uses what sends → the rows of the census."""

from __future__ import annotations

from typing import NamedTuple

from tenetlint.facts.infer.engine import Inference, deep_stack
from tenetlint.facts.rpc.census import RemotableMethod, RpcSend, RpcUse, Undecided
from tenetlint.facts.rpc.deciding import decide
from tenetlint.facts.rpc.forwarding import follow_forwarders
from tenetlint.facts.rpc.library import library_sends
from tenetlint.facts.rpc.remotable import remotable_methods
from tenetlint.facts.rpc.rows import method_names, rows
from tenetlint.facts.rpc.sends import Sends
from tenetlint.facts.rpc.uses import Uses, api_methods, with_delegates


class Rows(NamedTuple):
    """The census, each kind of row sorted."""

    sites: tuple[RpcSend, ...]
    uses: tuple[RpcUse, ...]
    remotable: tuple[RemotableMethod, ...]
    undecided: tuple[Undecided, ...]


def join(inference: Inference) -> Rows:
    """The census of what an inference knows."""
    with deep_stack():
        return _join(inference)


def _join(inference: Inference) -> Rows:
    sends = Sends(inference.index, inference)
    sends.find_transports()
    decide(sends)
    follow_forwarders(sends)
    found = [sends.found[place] for place in sorted(sends.found)]
    names = method_names(sends, found)
    methods = with_delegates(inference, api_methods(found, names, {each.key for each in sends.forwarders}))
    return Rows(
        tuple(sorted([*rows(sends), *library_sends(inference)])),
        tuple(Uses(inference, methods).rows()),
        tuple(remotable_methods(inference.index)),
        tuple(sorted(sends.undecided)),
    )
