"""Paste deployment files: which factories build the WSGI applications."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.project.metadata.ini import Option, parse_ini
from tenetlint.project.metadata.tree import Tree
from tenetlint.project.types import PasteFactory

_FILE = re.compile(r".+\.(?:ini|conf)(?:[.-][^.]+)?|.*paste.*\.template")
_SECTION = re.compile(r"(?:app|application|composite|composit|filter|filter-app|pipeline|server)(?::.*)?")
_KEY = re.compile(r"(?:.+[._])?factory|use|paste\..+")
_ASIDE = ("doc/", "docs/", "releasenotes/")


def paste_factories(tree: Tree) -> Iterator[PasteFactory]:
    """The factories of every paste file among the listed paths."""
    for path in tree.paths:
        if not (".ini" in path or ".conf" in path or ".template" in path):
            continue
        if path.startswith(_ASIDE) or not _FILE.fullmatch(path.rpartition("/")[2]):
            continue
        text = tree.text(path)
        if text and ("factory" in text or "egg:" in text or "call:" in text):
            yield from _factories(path, text)


def _factories(path: str, text: str) -> Iterator[PasteFactory]:
    for option in parse_ini(text).options:
        target = "".join(option.text.split())
        if _SECTION.fullmatch(option.section) and _KEY.fullmatch(option.key) and _is_target(option, target):
            yield PasteFactory(option.section, option.key, target, path, option.line)


def _is_target(option: Option, target: str) -> bool:
    """`use = other_section` and `use = config:file` name no code."""
    if option.key == "use":
        return target.startswith(("egg:", "call:"))
    return ":" in target
