"""Methods that a decorator sends to another process: RPC that nobody sees where it is used."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts.infer.index import Index
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.rpc.census import RemotableMethod


def remotable_methods(index: Index) -> Iterator[RemotableMethod]:
    """Every method under one of the vocabulary's decorators, by path and line of its `def`."""
    known = vocabulary().remotable
    for path, file in index.files.items():
        for function in file.functions:
            for decorator in function.decorators:
                if decorator.rpartition(".")[2] in known:
                    yield RemotableMethod(path, function.line, function.qualname, decorator)
                    break
