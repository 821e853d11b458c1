"""One hostile input: what is laid beside a small honest project, and how a run on it must end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CONTROL = "shop/control.py"
"""The honest file: what is found in it must be found whatever lies beside it."""
HOSTILE = "shop/hostile.py"
_CONTROL_TEXT = """\
import time

import requests


def main():
    wait()


def wait():
    while busy():
        time.sleep(1)


def fetch(url):
    return requests.get(url)
"""
CONTROL_CODES = ("TNT302", "TNT304")
"""What is broken in the honest file."""
KEPT, FOUND, USAGE, NOTHING, UNREAD = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Lay:
    """Where a case writes: the project, a folder beside it, and a folder that only a sprung trap writes to."""

    tree: Path
    beside: Path
    traps: Path

    def put(self, path: str, content: str | bytes) -> Path:
        """Write one file of the project."""
        target = self.tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        target.write_bytes(data)
        return target

    def snare(self, name: str) -> str:
        """Python code that leaves a mark when it runs."""
        return f"open({str(self.traps / name)!r}, 'w').close()\n"

    def script(self, name: str) -> str:
        """An absolute path of a program that leaves a mark when it runs."""
        path = self.beside / f"trap-{name}"
        path.write_text(f"#!/bin/sh\n: > '{self.traps / name}'\ncat\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)


Build = Callable[[Lay], None]


@dataclass(frozen=True)
class Case:
    """A hostile input and the documented outcome of a run on it."""

    category: str
    name: str
    build: Build
    ends: tuple[int, ...] = (FOUND,)
    """Exit codes of `check` that are right; the honest file alone ends with 1."""
    arguments: tuple[str, ...] = ()
    """More words for the command line; `{beside}` and `{tree}` are filled in."""
    control: bool = True
    """Whether the honest file must have been judged."""
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "{beside}"
    """Where the tool is started."""
    slow: bool = False

    def __str__(self) -> str:
        return f"{self.category}-{self.name}"


def honest(lay: Lay) -> None:
    """The project that each case is laid into."""
    for path, text in (("shop/__init__.py", ""), (CONTROL, _CONTROL_TEXT)):
        lay.put(path, text)
    lay.put("setup.cfg", "[metadata]\nname = shop\n[entry_points]\nconsole_scripts =\n    shop = shop.control:main\n")


def files(**contents: str | bytes) -> Build:
    """Files by path; `__` in a keyword is a slash, and `.py` is its ending where it has none."""
    return many({_path(name): content for name, content in contents.items()})


def many(contents: Mapping[str, str | bytes]) -> Build:
    """Files by path."""

    def build(lay: Lay) -> None:
        for path, content in contents.items():
            lay.put(path, content)

    return build


def _path(name: str) -> str:
    path = name.replace("__", "/")
    return path if "." in path else f"{path}.py"


def source(category: str, name: str, content: str | bytes, *ends: int, slow: bool = False) -> Case:
    """A case of one hostile source."""
    return Case(category, name, many({HOSTILE: content}), ends or (FOUND,), slow=slow)


def link(target: str | Path, path: str = HOSTILE) -> Build:
    """A symbolic link in the project."""

    def build(lay: Lay) -> None:
        (lay.tree / path).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(str(target).replace("{beside}", str(lay.beside)), lay.tree / path)

    return build
