"""pyproject.toml: the standard tables, and those of setuptools, Poetry and Flit."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from tenetlint.project.metadata.declared import Declared, entry_point
from tenetlint.project.metadata.requirements import extra_scope, requirement, requirement_file
from tenetlint.project.metadata.toml import Toml, read_toml, strings, table
from tenetlint.project.metadata.tree import Tree

_PATH = "pyproject.toml"
_SCRIPTS = (
    ("project.scripts", "console_scripts"),
    ("project.gui-scripts", "gui_scripts"),
    ("tool.poetry.scripts", "console_scripts"),
    ("tool.flit.scripts", "console_scripts"),
)
_GROUPS = ("project.entry-points", "tool.poetry.plugins", "tool.flit.entrypoints", "tool.setuptools.entry-points")


def read_pyproject(tree: Tree) -> Declared:
    """All that pyproject.toml declares."""
    toml = read_toml(tree, _PATH)
    found = Declared()
    name = _at(toml, "project").get("name") or _at(toml, "tool.poetry").get("name")
    found.name = name if isinstance(name, str) else ""
    found.packages = list(strings(_at(toml, "tool.setuptools").get("packages")))
    found.scripts = [posixpath.normpath(path) for path in strings(_at(toml, "tool.setuptools").get("script-files"))]
    _add_points(toml, found)
    _add_requirements(toml, found)
    _add_dynamic(tree, toml, found)
    return found


def _at(toml: Toml, header: str) -> Mapping[str, object]:
    return table(toml.data, *header.split("."))


def _add_points(toml: Toml, found: Declared) -> None:
    for header, group in _SCRIPTS:
        _add_group(toml, header, group, _at(toml, header), found)
    for header in _GROUPS:
        for group, points in _at(toml, header).items():
            if isinstance(points, dict):
                _add_group(toml, f"{header}.{group}", group, points, found)


def _add_group(toml: Toml, header: str, group: str, points: Mapping[str, object], found: Declared) -> None:
    for name, target in points.items():
        written = target.get("reference") if isinstance(target, dict) else target
        if isinstance(written, str):
            found.entry_points.append(entry_point(group, name, written, _PATH, toml.line(header, name)))


def _add_requirements(toml: Toml, found: Declared) -> None:
    _add(toml, "project", strings(_at(toml, "project").get("dependencies")), "install", found)
    for extra, texts in _at(toml, "project.optional-dependencies").items():
        _add(toml, "project.optional-dependencies", strings(texts), extra_scope(extra), found)
    for group, texts in _at(toml, "dependency-groups").items():
        scope = "doc" if extra_scope(group) == "doc" else "test"
        _add(toml, "dependency-groups", strings(texts), scope, found)
    names = [name for name in _at(toml, "tool.poetry.dependencies") if name != "python"]
    _add(toml, "tool.poetry.dependencies", tuple(names), "install", found)


def _add(toml: Toml, header: str, texts: tuple[str, ...], scope: str, found: Declared) -> None:
    for text in texts:
        read = requirement(text, scope, _PATH, toml.line(header, text))
        if read:
            found.requirements.append(read)


def _add_dynamic(tree: Tree, toml: Toml, found: Declared) -> None:
    """`dynamic = ["dependencies"]` with files that setuptools is told to read."""
    dynamic = _at(toml, "tool.setuptools.dynamic")
    for path in strings(table(dynamic, "dependencies").get("file")):
        found.requirements += requirement_file(tree, posixpath.normpath(path), "install")
    for extra, about in table(dynamic, "optional-dependencies").items():
        for path in strings(about.get("file")) if isinstance(about, dict) else ():
            found.requirements += requirement_file(tree, posixpath.normpath(path), extra_scope(extra))
