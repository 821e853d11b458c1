"""How state and work are spread: hash rings, and access by shard (cell, partition, pool)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, last_name

HASH_RING = "hash-ring"
"""A ring is made or asked for; subject: the callee as written."""
SHARD_ACCESS = "shard-access"
"""State is reached by its shard; subject: the callee as written, notes: what spreads it."""

_RINGS = frozenset(
    {"ConsistentHashRing", "HashRing", "HashRingManager", "Partitioner", "Ring", "join_partitioned_group"}
)
_ASKED_FOR_RING = frozenset({"get_ring", "get_hash_ring", "get_object_ring", "get_container_ring"})
_CELLS = re.compile(r"target_(all_)?cells?\Z|scatter_gather_\w+")
_SHARD_RANGE = re.compile(r"\w*shard_ranges?\Z|ShardRange\Z|get_shard\Z|shard_for\w*\Z")
_RING_LOOKUPS = frozenset({"get_part", "get_nodes", "get_part_nodes", "get_more_nodes", "get_node"})
_CATALOGUE = re.compile(r"(pool|shard|cell|partition)s?_?catalog(ue)?|catalog(ue)?_(ctrl|controller)")
_LOOKUPS = frozenset({"delete", "deregister", "exists", "get", "get_driver", "insert", "lookup", "register", "update"})


def _ring(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """Making a ring (not a hardware ring buffer nor a number: it is given something)."""
    if call.args or call.keywords or last_name(call.func) != "Ring":
        yield file.mark(HASH_RING, call, frame, dotted(call.func))


def _any(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """Calls that are known by a part of their name."""
    return _known(file, call, frame, last_name(call.func))


def _may_be_known(name: str) -> bool:
    """Whether a name is worth a look at the rest of the call."""
    if name in _ASKED_FOR_RING or name in _RING_LOOKUPS or name in _LOOKUPS or name == "get_partition":
        return True
    return _CELLS.match(name) is not None or _SHARD_RANGE.match(name) is not None


def _known(file: FileContext, call: ast.Call, frame: Frame, name: str) -> Iterator[Mark]:
    if (name in _ASKED_FOR_RING and _asks(call)) or (name == "get_partition" and len(call.args) > 1):
        yield file.mark(HASH_RING, call, frame, dotted(call.func))
    elif (how := _spread_by(call, name)) is not None:
        yield file.mark(SHARD_ACCESS, call, frame, dotted(call.func), how)


def _asks(call: ast.Call) -> bool:
    """Whether a ring is asked of something that is not busy building it."""
    return "builder" not in dotted(call.func).lower()


def _spread_by(call: ast.Call, name: str) -> str | None:
    """What spreads the state that a call reaches, or None."""
    if _CELLS.match(name):
        return "cells"
    if "hard" in name and _SHARD_RANGE.match(name):
        return "shards"
    if not isinstance(call.func, ast.Attribute) or name not in _RING_LOOKUPS | _LOOKUPS:
        return None
    receiver = dotted(call.func.value).rpartition(".")[2].lower().removesuffix("()")
    if name in _RING_LOOKUPS:
        return "a ring" if receiver.endswith("ring") and not receiver.endswith("string") else None
    return "a catalogue of pools" if _CATALOGUE.search(receiver) else None


FAMILY = Family(calls=dict.fromkeys(sorted(_RINGS), _ring), named={_any: _may_be_known})
