"""setup.cfg, in the spellings of pbr and of setuptools."""

from __future__ import annotations

import posixpath

from tenetlint.project.metadata.declared import Declared, entry_points
from tenetlint.project.metadata.ini import Ini, Option, parse_ini
from tenetlint.project.metadata.requirements import extra_scope, requirement, requirement_file
from tenetlint.project.metadata.tree import Tree

_PATH = "setup.cfg"
_POINTS = ("entry_points", "options.entry_points")
_EXTRAS = ("extras", "options.extras_require")


def read_setup_cfg(tree: Tree) -> Declared:
    """All that setup.cfg declares."""
    text = tree.text(_PATH)
    found = Declared()
    if text is None:
        return found
    ini = parse_ini(text)
    if ini.bad:
        tree.note(_PATH, f"line {ini.bad[0]} is neither a section nor an option")
    name = ini.get("metadata", "name")
    found.name = name.text if name and "\n" not in name.text else ""
    found.packages = _words(ini.get("files", "packages")) + _packages(ini)
    found.scripts = _scripts(ini)
    _add_points(ini, found)
    _add_requirements(tree, ini, found)
    return found


def _words(option: Option | None) -> list[str]:
    return [word for line in option.filled for word in line.text.replace(",", " ").split()] if option else []


def _packages(ini: Ini) -> list[str]:
    return [word for word in _words(ini.get("options", "packages")) if not word.startswith("find") and word != "="]


def _scripts(ini: Ini) -> list[str]:
    """`[files] scripts` (pbr) and `[options] scripts` (setuptools)."""
    words = _words(ini.get("files", "scripts")) + _words(ini.get("options", "scripts"))
    return [posixpath.normpath(word) for word in words]


def _add_points(ini: Ini, found: Declared) -> None:
    for section in _POINTS:
        for option in ini.section(section):
            found.entry_points += entry_points(option.key, option.filled, _PATH)


def _add_requirements(tree: Tree, ini: Ini, found: Declared) -> None:
    _add(tree, found, ini.get("options", "install_requires", "requires"), "install")
    _add(tree, found, ini.get("options", "tests_require"), "test")
    _add(tree, found, ini.get("metadata", "requires_dist", "requires-dist"), "install")
    for section in _EXTRAS:
        for option in ini.section(section):
            _add(tree, found, option, extra_scope(option.key))


def _add(tree: Tree, found: Declared, option: Option | None, scope: str) -> None:
    for line in option.filled if option else ():
        if line.text.startswith("file:"):
            for path in line.text.removeprefix("file:").split(","):
                found.requirements += requirement_file(tree, posixpath.normpath(path.strip()), scope)
        elif read := requirement(line.text, scope, _PATH, line.number):
            found.requirements.append(read)
