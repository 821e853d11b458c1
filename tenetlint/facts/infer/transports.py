"""What the members of the messaging libraries' clients, proxies and modules are."""

from __future__ import annotations

from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.values import NOTHING, Client, Fanout, Library, Other, Prepare, Send, Values


def is_library(name: str) -> bool:
    """Whether a dotted name belongs to a messaging library, vendored or not."""
    return vocabulary().is_library(name)


def of_client(client: Client, name: str) -> Values:
    """The members of an RPC client or call context."""
    if name == "prepare":
        return frozenset({Prepare(client)})
    return sending(name, "client", client.fanout) or frozenset({Other(name)})


def sending(name: str, style: str, fanout: Fanout = "no") -> Values:
    """The sending method of this name in one style, or nothing."""
    known = vocabulary().sends.get(name)
    if known is None or style not in known.places:
        return NOTHING
    return frozenset({Send(known.kind, "yes" if known.fanout else fanout, style, known.places[style])})


def of_library(dotted_name: str, name: str) -> Values:
    if vocabulary().modules.fullmatch(dotted_name):
        return sending(name, "module") or frozenset({Library(f"{dotted_name}.{name}")})
    return frozenset({Library(f"{dotted_name}.{name}")})


def library_member(base: Library, name: str) -> Values:
    words = vocabulary()
    if words.proxies.fullmatch(base.name):
        return sending(name, "proxy")
    if words.clients.fullmatch(base.name) and (name == "prepare" or name in words.sends):
        return of_client(Client(), name)
    return NOTHING
