"""TOML that may mean harm: small, keys short, failures noted; with the lines that tables and keys stand on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenetlint.project.metadata.tree import Tree, lines_of

_LIMIT = 256 << 10
_PARTS = 32
"""Dotted parts of one key; tomllib's time and memory grow with their square."""
_ARRAY = re.compile(r"\s*\[\[([^\[\]]+)\]\]\s*(?:#|\Z)")
_AT = re.compile(r"\(at line (\d+), column \d+\)")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TOKEN = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})? | '{3}(?:[^']|'(?!''))*+(?:'{3})?  # strings of many lines
    | "(?:[^"\\\n]|\\.)*+"? | '[^'\n]*+'?  # strings of one; the reader itself stops at one that never ends
    | \#[^\n]*+ | \. | [\n=,{}\[\]] | [^"'\#.\n=,{}\[\]]++
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = frozenset("\n=,{}[]")


@dataclass(frozen=True, slots=True)
class Toml:
    """A parsed file, and where its tables, keys and strings stand."""

    data: Mapping[str, object]
    places: Mapping[tuple[str, str], int]
    arrays: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The lines of each `[[header]]`."""

    def line(self, header: str, word: str = "") -> int:
        """Where the key or string `word` first stands under the table `header`; else anywhere, the table, line 1."""
        found = self.places.get((_plain(header), word)) or self.places.get(("*", word))
        return found or self.places.get((_plain(header), ""), 1)


def read_toml(tree: Tree, path: str, word: str = "") -> Toml:
    """The file's tables; an absent or refused file is an empty one, and a refusal is noted.

    `word`: a part of the key that is wanted, without which the file need not be understood.
    """
    text = tree.text(path, _LIMIT)
    if text is None or (word not in text and "\\" not in text):
        return Toml({}, {})
    lines = lines_of(text)
    if is_long_winded(text):
        return _refused(tree, path, f"a key of more than {_PARTS} parts")
    try:
        return Toml(tomllib.loads(text), _places(lines), _arrays(lines))
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        return _refused(tree, path, f"not valid TOML (line {found[1] if found else len(lines)})")
    except (ValueError, RecursionError, MemoryError):
        return _refused(tree, path, "nested too deeply, or a number too large")


def _refused(tree: Tree, path: str, reason: str) -> Toml:
    tree.note(path, reason)
    return Toml({}, {})


def is_long_winded(text: str) -> bool:
    """Whether any key has more parts than a person would write; a value of many dots counts as one, too."""
    parts = 0
    for token in _TOKEN.finditer(text):
        if token[0] == ".":
            parts += 1
            if parts >= _PARTS:
                return True
        elif token[0] in _ENDS:
            parts = 0
    return False


def _places(lines: list[str]) -> dict[tuple[str, str], int]:
    """Lines of words under their table's name, and under `*`; a table's own line under an empty word."""
    found: dict[tuple[str, str], int] = {}
    header = ""
    for number, line in enumerate(lines, 1):
        text = line.partition(" #")[0].strip()
        if text.startswith("[") and text.endswith("]") and "," not in text:
            header = _plain(text.strip("[]"))
            found.setdefault((header, ""), number)
        words = {text.partition("=")[0].strip().strip("\"'"), *(a or b for a, b in _STRING.findall(line))}
        for word in words - {""}:
            found.setdefault((header, word), number)
            found.setdefault(("*", word), number)
    return found


def _arrays(lines: list[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines, 1):
        if header := _ARRAY.match(line):
            name = _plain(header[1])
            found[name] = (*found.get(name, ()), number)
    return found


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
