"""The RPC census against small projects whose every line says what it is.

`# rpc: call METHOD fanout via=FORWARDER layer=LAYER` at the end of a call's first line: it sends; `-` is a method name
that cannot be read. `# use: cast METHOD conditional reference`: it uses a typed API. `# undecided`: it looks like a
send, and nobody can tell. `# remotable`: a decorator makes it one. A line without such words is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tenetlint.facts import Facts
from tenetlint.facts.rpc import Rpc, RpcSend, RpcUse
from tenetlint.project import Project

FIXTURES = Path(__file__).parents[1] / "fixtures" / "facts" / "rpc"
NAMES = sorted(path.name for path in FIXTURES.iterdir())

Row = tuple[str, int, str]


@cache
def census(name: str) -> Rpc:
    """The census of one small project."""
    return Facts.of(Project.open(FIXTURES / name, use_git=False)).rpc


def said(found: Rpc) -> list[Row]:
    """What the census says, in the words of the markers."""
    rows = [(send.path, send.line, _send(send)) for send in found.sites]
    rows += [(use.path, use.line, _use(use)) for use in found.uses]
    rows += [(each.path, each.line, "undecided") for each in found.undecided]
    rows += [(each.path, each.line, "remotable") for each in found.remotable]
    return sorted(rows)


def _send(send: RpcSend) -> str:
    words = ["rpc:", send.kind, send.method or "-"]
    words += ["fanout"] if send.fanout else []
    words += [f"via={send.via}"] if send.via else []
    words += [f"layer={send.layer}"] if send.layer != "site" else []
    return " ".join(words)


def _use(use: RpcUse) -> str:
    words = ["use:", use.kind, use.method]
    words += ["conditional"] if use.conditional else []
    words += ["reference"] if use.form == "reference" else []
    return " ".join(words)


def marked(root: Path) -> list[Row]:
    """What the example says it should say."""
    return sorted(row for path in root.rglob("*.py") for row in _marks(root, path))


def _marks(root: Path, path: Path) -> Iterator[Row]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = re.search(r"# ((?:rpc|use): .+|undecided|remotable)$", line)
        for each in words[1].split("; ") if words else ():
            yield path.relative_to(root).as_posix(), number, _ordered(each)


def _ordered(words: str) -> str:
    """The words of a marker in the order of the census."""
    ranks = ("fanout", "via", "layer", "conditional", "reference")
    first, *rest = words.split()
    tail = sorted(rest[2:], key=lambda word: ranks.index(word.partition("=")[0]))
    return " ".join([first, *rest[:2], *tail])


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_what_it_says(name: str) -> None:
    assert said(census(name)) == marked(FIXTURES / name)
