"""The expressions that were found → the rows of the census."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tenetlint.facts.rpc.census import RpcSend
from tenetlint.facts.rpc.found import Found, Place, Way, around
from tenetlint.facts.rpc.messages import method_values, texts
from tenetlint.facts.rpc.sends import Sends
from tenetlint.project import Role


def method_names(sends: Sends, found: Sequence[Found]) -> dict[int, list[str]]:
    """The literal method names of each expression, by its place in `found`; wrappers' bodies left out."""
    return {place: texts(method_values(sends.inference, each)) for place, each in enumerate(found)}


def rows(sends: Sends) -> Iterator[RpcSend]:
    """The census, by path and line."""
    for place in sorted(sends.found):
        yield _row(sends, place, sends.found[place])


def _row(sends: Sends, place: Place, found: Found) -> RpcSend:
    kinds = {way.kind for way in found.ways}
    library = sends.index.facts.role(place[0]) is Role.LIBRARY
    layer = "library" if library else "wrapper" if place in sends.wrapping else "site"
    names = texts(method_values(sends.inference, found))
    return RpcSend(
        place[0], place[1], place[2] + 1,
        "mixed" if len(kinds) > 1 else next(iter(kinds)),
        _always_fanout(found.ways),
        layer,
        names[0] if len(names) == 1 else None,
        found.receiver, found.tree.qualname(_scope_node(found)), found.via,
        *around(found.tree, found.node),
    )  # fmt: skip


def _always_fanout(ways: tuple[Way, ...]) -> bool:
    """Fan-out on one branch only is no fan-out."""
    casts = [way.fanout for way in ways if way.kind == "cast"]
    return bool(casts) and all(fanout == "yes" for fanout in casts)


def _scope_node(found: Found) -> ast.AST:
    return found.tree.function_of(found.node) or next(
        (each for each in found.tree.around(found.node) if isinstance(each, ast.ClassDef)), found.tree.node
    )
