"""setup.py, read and never run: the literal arguments of its `setup()` call."""

from __future__ import annotations

import ast
import posixpath
import warnings
from collections.abc import Iterator

from tenetlint.project.metadata.declared import Declared, entry_points
from tenetlint.project.metadata.ini import Line, parse_ini
from tenetlint.project.metadata.requirements import extra_scope, requirement
from tenetlint.project.metadata.tree import Tree

_PATH = "setup.py"
_LIMIT = 64 << 10
_FAILURES = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)


def read_setup_py(tree: Tree) -> Declared:
    """All that can be read without running it; a file that does not parse is the business of whoever parses sources."""
    found = Declared()
    for keyword in _keywords(tree.text(_PATH, _LIMIT) or ""):
        value, line = _literal(keyword.value), keyword.value.lineno
        match keyword.arg, value:
            case "name", str(name):
                found.name = name
            case "packages", [*names]:
                found.packages += [name for name in names if isinstance(name, str)]
            case "scripts", [*paths]:
                found.scripts += [posixpath.normpath(path) for path in paths if isinstance(path, str)]
            case "entry_points", _:
                _add_points(value, line, found)
            case ("install_requires" | "requires"), _:
                _add(_texts(value), "install", line, found)
            case "tests_require", _:
                _add(_texts(value), "test", line, found)
            case "extras_require", dict(extras):
                for extra, texts in extras.items():
                    _add(_texts(texts), extra_scope(extra), line, found)
    return found


def _keywords(text: str) -> Iterator[ast.keyword]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except _FAILURES:
        return
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) == "setup":
            yield from node.keywords


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.expr) -> object:
    """The value of a literal; what is computed is None, also inside a list or a dictionary."""
    if isinstance(node, ast.List | ast.Tuple):
        return [_literal(each) for each in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {
            key.value: _literal(value)
            for key, value in pairs
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    try:
        return ast.literal_eval(node)
    except _FAILURES:
        return None


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split("\n")
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _add(texts: list[str], scope: str, line: int, found: Declared) -> None:
    for text in texts:
        if read := requirement(text, scope, _PATH, line):
            found.requirements.append(read)


def _add_points(value: object, line: int, found: Declared) -> None:
    """A dictionary of lists, or the text of an entry_points.txt."""
    if isinstance(value, dict):
        for group, points in value.items():
            lines = [Line(line, text.strip()) for text in _texts(points)]
            found.entry_points += entry_points(group, lines, _PATH)
    elif isinstance(value, str):
        for option in parse_ini(value).options:
            text = f"{option.key} = {option.text}"
            found.entry_points += entry_points(option.section, [Line(line, text)], _PATH)
