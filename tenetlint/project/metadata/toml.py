"""TOML that may mean harm: small, keys short, failures noted; with the lines that tables and keys stand on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tenetlint.project.metadata.tree import Tree, lines_of

_LIMIT = 256 << 10
_PARTS = 32
"""Dotted parts of one key; tomllib's time and memory grow with their square."""
_HEADER = re.compile(r"\s*\[\[?([^\]]*(?:\"[^\"]*\"[^\]]*)*)\]\]?\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Toml:
    """A parsed file and its lines."""

    data: Mapping[str, object]
    lines: tuple[str, ...]

    def line(self, header: str, word: str = "") -> int:
        """Where `word` first stands under the table `header` (or a table below it); 1 at worst."""
        wanted, inside, start = _plain(header), False, 0
        for number, line in enumerate(self.lines, 1):
            if found := _HEADER.fullmatch(line):
                name = _plain(found[1])
                inside = name == wanted or name.startswith(wanted + ".")
                start = start or (number if inside else 0)
            if inside and word in line and (word or start):
                return number if word else start
        return start or next((n for n, line in enumerate(self.lines, 1) if word and word in line), 1)


def read_toml(tree: Tree, path: str) -> Toml:
    """The file's tables; an absent or refused file is an empty one, and a refusal is noted."""
    text = tree.text(path, _LIMIT)
    if text is None:
        return Toml({}, ())
    lines = lines_of(text)
    if any(_dots(line) >= _PARTS for line in lines):
        return _refused(tree, path, f"a key of more than {_PARTS} parts")
    try:
        return Toml(tomllib.loads(text), tuple(lines))
    except tomllib.TOMLDecodeError:
        return _refused(tree, path, "not valid TOML")
    except (ValueError, RecursionError, MemoryError):
        return _refused(tree, path, "nested too deeply, or a number too large")


def _refused(tree: Tree, path: str, reason: str) -> Toml:
    tree.note(path, reason)
    return Toml({}, ())


def _dots(line: str) -> int:
    """Dots that may join parts of a key: those before the value, strings left out."""
    head = re.sub(r'"[^"]*"|\'[^\']*\'', "", line)
    return head.partition("=")[0].count(".")


def _plain(header: str) -> str:
    return re.sub(r"[\"'\s]", "", header)


def table(data: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """The table at `keys`, or an empty one."""
    for key in keys:
        value = data.get(key)
        if not isinstance(value, dict):
            return {}
        data = value
    return data


def strings(value: object) -> tuple[str, ...]:
    """The strings of a list, or a string as one."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
