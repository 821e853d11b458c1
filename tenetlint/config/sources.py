"""Where configuration stands: which file says what, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tenetlint.model import Site
from tenetlint.project.metadata.ini import Option, parse_ini
from tenetlint.project.metadata.toml import Toml, read_toml, table
from tenetlint.project.metadata.tree import Tree

FILES = ("tenetlint.toml", "pyproject.toml", "setup.cfg", "tox.ini")
"""The first of them that sets a key counts for that key."""
SECTION = "tenetlint"


class Setting(NamedTuple):
    """One key as it stands in a file."""

    key: str
    value: object
    """As TOML has it; in an INI file an `Option`."""
    site: Site
    tables: tuple[Site, ...] = ()
    """Where each of its tables begins, when it is written as `[[key]]`."""


class Found(NamedTuple):
    """All settings, those that count first, and why a file of our own could not be read."""

    settings: tuple[Setting, ...]
    broken: tuple[str, ...]


def find(root: Path) -> Found:
    """The settings in the files of a project's root (a resolved folder)."""
    tree = Tree(root, ())
    settings = [setting for path in FILES for setting in _settings(tree, path)]
    broken = [f"{path}: {reason}" for path, reason in ((each.path, each.reason) for each in tree.unread)]
    return Found(tuple(settings), tuple(line for line in broken if line.startswith(FILES[0])))


def _settings(tree: Tree, path: str) -> Iterator[Setting]:
    if not path.endswith(".toml"):
        yield from _from_ini(tree, path)
        return
    own = path == FILES[0]
    toml, header = read_toml(tree, path, "" if own else SECTION), "" if own else f"tool.{SECTION}"
    data = toml.data if not header else table(toml.data, "tool", SECTION)
    yield from _from_table(toml, path, header, data)


def _from_table(toml: Toml, path: str, header: str, data: Mapping[str, object]) -> Iterator[Setting]:
    for key, value in data.items():
        below = f"{header}.{key}".lstrip(".")
        if key == "vocabulary" and isinstance(value, dict):
            for word, given in value.items():
                yield Setting(f"vocabulary.{word}", given, Site(path, toml.line(below, word)))
        else:
            line = toml.line(below) if isinstance(value, dict | list) else 1
            tables = tuple(Site(path, number) for number in toml.arrays.get(below, ()))
            yield Setting(key, value, Site(path, _line(toml, header, key, line)), tables)


def _line(toml: Toml, header: str, key: str, table_line: int) -> int:
    """Where the key stands in its table, else where the table of its name begins."""
    return toml.places.get((header, key)) or (table_line if table_line > 1 else toml.line(header, key))


def _from_ini(tree: Tree, path: str) -> Iterator[Setting]:
    text = tree.text(path)
    ini = parse_ini(text) if text else None
    for section, prefix in ((SECTION, ""), (f"{SECTION}:vocabulary", "vocabulary.")):
        for option in ini.section(section) if ini else ():
            yield _setting(option, path, prefix)


def _setting(option: Option, path: str, prefix: str) -> Setting:
    return Setting(prefix + option.key, option, Site(path, option.line))
