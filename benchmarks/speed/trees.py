"""The trees that are measured: copies that may be edited, multiplied, or made up."""

from __future__ import annotations

import itertools
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tenetlint.project import Project, Role, Source

REST = 0.05
"""Seconds after which a file's time stamp tells that it was written."""
SMALL = 100_000
_IN_ONE = 1_000


def copy(tree: Path, into: Path) -> Path:
    """A copy without what tools have left in it."""
    if into.exists():
        shutil.rmtree(into)
    shutil.copytree(tree, into, symlinks=True, ignore=shutil.ignore_patterns(".git", "__pycache__", ".tox"))
    return into


def multiplied(tree: Path, package: str, times: int, into: Path) -> Path:
    """The tree with its package `times` times, each copy under another name that its own imports use."""
    copy(tree, into)
    for number in range(2, times + 1):
        name = f"{package}{number}"
        copy(tree / package, into / name)
        for path in (into / name).rglob("*.py"):
            text = path.read_bytes()
            path.write_bytes(renamed(text, package.encode(), name.encode()))
    return into


def renamed(text: bytes, old: bytes, new: bytes) -> bytes:
    """A source with another name for a package, in imports and in strings that name modules."""
    text = re.sub(rb"(?m)^(\s*(?:from|import)\s+)%s\b" % re.escape(old), rb"\g<1>" + new, text)
    return re.sub(rb"([\"'])%s\.(?=\w)" % re.escape(old), rb"\g<1>" + new + b".", text)


def many_small(into: Path, count: int = SMALL) -> Path:
    """A project of `count` small files."""
    if into.exists():
        shutil.rmtree(into)
    for number in range(count):
        folder = into / "depot" / f"part{number // _IN_ONE}"
        if number % _IN_ONE == 0:
            folder.mkdir(parents=True)
            (folder / "__init__.py").write_text("")
        text = f"import os\n\n\ndef job{number}(items):\n    return [os.path.basename(each) for each in items]\n"
        (folder / f"m{number}.py").write_text(text)
    (into / "depot/__init__.py").write_text("")
    (into / "setup.cfg").write_text("[metadata]\nname = depot\n[files]\npackages = depot\n")
    return into


def sources(tree: Path) -> list[Source]:
    """What the commands read of a tree."""
    return list(Project.open(tree).sources)


def ordinary(found: list[Source]) -> Source:
    """The production module of middle size."""
    modules = sorted((each.size, each.path) for each in found if each.role is Role.PRODUCTION)
    path = modules[len(modules) // 2][1]
    return next(each for each in found if each.path == path)


def rpc_module(found: list[Source]) -> Source | None:
    """The largest module that is called as RPC APIs are."""
    named = [each for each in found if each.role is Role.PRODUCTION and each.path.endswith("rpcapi.py")]
    return max(named, key=lambda each: each.size, default=None)


def statement(path: Path) -> Callable[[], None]:
    """An edit: one more statement at the start of the last function, another one each time."""
    return _edit(path, lambda text, number: _into_last_function(text, f"_edit = {number}"))


def function(path: Path) -> Callable[[], None]:
    """An edit: one more function at the end, another one each time."""
    return _edit(path, lambda text, number: f"{text}\n\ndef _edit{number}(value):\n    return value\n")


def _edit(path: Path, change: Callable[[str, int], str]) -> Callable[[], None]:
    original = path.read_text(encoding="utf-8")
    numbers: Iterator[int] = itertools.count(1)

    def edit() -> None:
        path.write_text(change(original, next(numbers)), encoding="utf-8")
        time.sleep(REST)

    return edit


def _into_last_function(text: str, line: str) -> str:
    """The text with a line more; at the end where there is no function to put it into."""
    heads = list(re.finditer(r"(?m)^( *)def \w+\([^()]*\)(?: *->[^:\n]*)?:\n", text))
    if not heads:
        return f"{text}\n{line}\n"
    last = heads[-1]
    return f"{text[: last.end()]}{last[1]}    {line}\n{text[last.end() :]}"
