"""Forwarding expressions inside a vendored messaging library: counted apart, never judged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.rpc.census import RpcSend
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import dotted, last_name

_ENTRIES = ("notify",)


def library_sends(inference: Inference) -> Iterator[RpcSend]:
    """Calls of a sending name from a function that is itself one of the library's sending functions."""
    index = inference.index
    for path in index.files:
        if vocabulary().is_library(index.facts.sources[path].module):
            tree = inference.tree(path)
            for name, nodes in tree.calls.items() if tree else ():
                for node in nodes if name.lstrip("_") in vocabulary().sends else ():
                    yield from _forwarding(tree, node) if tree else ()


def _forwarding(tree: Tree, node: ast.Call) -> Iterator[RpcSend]:
    sends = vocabulary().sends
    function = tree.function_of(node)
    if function is None or not (function.name.lstrip("_") in sends or function.name in _ENTRIES):
        return
    name = last_name(node.func)
    if len(node.args) < 3 or (isinstance(node.func, ast.Attribute) and dotted(node.func.value) in ("self", "consumer")):
        return
    sending = sends[name.lstrip("_")]
    receiver = dotted(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    yield RpcSend(
        tree.path, node.lineno, node.col_offset + 1, sending.kind, sending.fanout, "library", None, receiver,
        tree.qualname(function), None,
    )  # fmt: skip
