"""What a build leaves behind: `*.dist-info` of an unpacked wheel, `*.egg-info` and `PKG-INFO` of an sdist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.files import why
from tenetlint.project.metadata.declared import Declared, entry_points
from tenetlint.project.metadata.ini import Line
from tenetlint.project.metadata.requirements import extra_scope, requirement
from tenetlint.project.metadata.tree import Tree, lines_of

_FOLDER = re.compile(r".*\.(?:dist|egg)-info", re.IGNORECASE)
_NAMES = ("METADATA", "PKG-INFO", "entry_points.txt", "requires.txt", "top_level.txt")
_HEADER = re.compile(r"(Name|Requires-Dist):[ \t]*(.*)")
_SECTION = re.compile(r"\[([^\]]*)\]")


def built_metadata(tree: Tree) -> Declared:
    """What the root's built metadata declares; with several distributions side by side, all of it."""
    found = Declared()
    for folder in ("", *_folders(tree)):
        for name in ("METADATA", "PKG-INFO"):
            _add_headers(tree, f"{folder}{name}", found)
        if folder:
            _add_points(tree, f"{folder}entry_points.txt", found)
            _add_requires(tree, f"{folder}requires.txt", found)
            found.packages += (tree.text(f"{folder}top_level.txt") or "").split()
    return found


def built_paths(tree: Tree) -> list[str]:
    """Where such metadata stands, whether listed or not."""
    return [f"{folder}{name}" for folder in _folders(tree) for name in _NAMES]


def _folders(tree: Tree) -> list[str]:
    try:
        return [f"{name}/" for name in tree.top_names() if _FOLDER.fullmatch(name)]
    except OSError as error:
        tree.note(".", why(error))
        return []


def _add_headers(tree: Tree, path: str, found: Declared) -> None:
    for number, line in enumerate(lines_of(tree.text(path) or ""), 1):
        if not line:
            return
        match = _HEADER.match(line)
        if match and match[1] == "Name":
            found.name = found.name or match[2].strip()
        elif match and (read := requirement(match[2], "install", path, number)):
            found.requirements.append(read)


def _sections(tree: Tree, path: str) -> Iterator[tuple[str, Line]]:
    """Each filled line with the section that it stands in; these files know no continuation."""
    section = ""
    for number, raw in enumerate(lines_of(tree.text(path) or ""), 1):
        text = raw.strip()
        if match := _SECTION.fullmatch(text):
            section = match[1]
        elif text:
            yield section, Line(number, text)


def _add_points(tree: Tree, path: str, found: Declared) -> None:
    for group, line in _sections(tree, path):
        found.entry_points += entry_points(group, [line], path)


def _add_requires(tree: Tree, path: str, found: Declared) -> None:
    """`[extra]`, `[extra:marker]` or `[:marker]` heads the requirements below it."""
    for section, line in _sections(tree, path):
        extra = section.partition(":")[0]
        read = requirement(line.text, extra_scope(extra) if extra else "install", path, line.number)
        if read:
            found.requirements.append(read)
