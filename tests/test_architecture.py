"""Imports point one way: tenets, errors, model ← project ← facts ← rule ← rules, engine ← scoring ← report ← cli."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]

LAYERS = (
    {"tenetlint.isolation", "tenetlint.cache", "tenetlint.cache.folder", "tenetlint.stages"},
    {"tenetlint", "tenetlint.tenets", "tenetlint.errors", "tenetlint.model"},
    {
        "tenetlint.files",
        "tenetlint.git",
        "tenetlint.gitcommand",
        "tenetlint.gitfolder",
        "tenetlint.githistory",
        "tenetlint.patch",
        "tenetlint.python2",
        "tenetlint.report.clean",
    },
    {"tenetlint.project"},
    {"tenetlint.cache.holdings", "tenetlint.cache.store", "tenetlint.worker", "tenetlint.workers"},
    {"tenetlint.facts"},
    {"tenetlint.rule"},
    {"tenetlint.rules", "tenetlint.measured", "tenetlint.engine"},
    {"tenetlint.units", "tenetlint.sheets", "tenetlint.scoring", "tenetlint.robustness"},
    {"tenetlint.report", "tenetlint.config", "tenetlint.gate"},
    {"tenetlint.catalogue", "tenetlint.reporting", "tenetlint.bars", "tenetlint.flake8_plugin"},
    {"tenetlint.assess"},
    {"tenetlint.commands"},
    {"tenetlint.cli", "tenetlint.diff_quality_plugin"},
    {
        "tenetlint.answers",
        "tenetlint.answers.again",
        "tenetlint.answers.fast",
        "tenetlint.answers.moved",
        "tenetlint.answers.rows",
        "tenetlint.answers.same",
        "tenetlint.answers.shelf",
        "tenetlint.answers.words",
    },
    {"tenetlint.answers.remember", "tenetlint.answers.texts"},
    {"tenetlint.launch"},
    {"tenetlint.__main__"},
)
"""From the bottom up; a module may import its own layer and those below."""

RULES_MAY_USE = {"tenetlint.facts", "tenetlint.model", "tenetlint.rule", "tenetlint.tenets"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of ours by its dotted name."""
    for top in ("tenetlint", "rules"):
        for path in sorted((HOME / top).rglob("*.py")):
            dotted = ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
            yield ("tenetlint." if top == "rules" else "") + dotted, path


def imported(path: Path) -> Iterator[str]:
    """What a module imports, dotted; `from a import b` is `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(name: str) -> int | None:
    """The layer of the longest known prefix of a dotted name; None for what is not ours."""
    if not f"{name}.".startswith("tenetlint."):
        return None
    parts = name.split(".")
    for end in range(len(parts), 1, -1):
        for level, layer in enumerate(LAYERS):
            if ".".join(parts[:end]) in layer:
                return level
    return 0 if len(parts) == 1 or parts[1].startswith("__version__") else None


MODULES = tuple(modules())
by_module = pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])


@by_module
def test_every_module_has_a_layer(name: str, path: Path) -> None:
    assert layer_of(name) is not None, f"{path} belongs to no layer: give it one here"


@by_module
def test_imports_point_one_way(name: str, path: Path) -> None:
    mine = layer_of(name)
    assert mine is not None
    upward = [other for other in imported(path) if (level := layer_of(other)) is not None and level > mine]
    assert upward == [] or _typing_only(path, upward)


def _typing_only(path: Path, names: list[str]) -> bool:
    """Whether all of these are imported for annotations alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        f"{node.module}.{alias.name}"
        for block in tree.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return set(names) <= guarded


@by_module
def test_only_facts_know_astroid(name: str, path: Path) -> None:
    if not name.startswith("tenetlint.facts."):
        assert not [other for other in imported(path) if other.split(".")[0] == "astroid"]


@by_module
def test_nobody_imports_a_rule_by_name(name: str, path: Path) -> None:
    assert not [other for other in imported(path) if other.startswith(("tenetlint.rules", "rules."))]


@by_module
def test_rules_use_facts_and_little_else(name: str, path: Path) -> None:
    if name.startswith("tenetlint.rules"):
        ours = {other for other in imported(path) if layer_of(other) is not None}
        assert not {other for other in ours if not any(f"{other}.".startswith(f"{may}.") for may in RULES_MAY_USE)}
        theirs = {other.split(".")[0] for other in imported(path)} - {"tenetlint"}
        assert theirs <= sys.stdlib_module_names


@by_module
def test_nothing_that_executes_or_unpickles_is_imported(name: str, path: Path) -> None:
    banned = {"pickle", "marshal", "shelve", "dill", "imp", "runpy", "socket", "urllib.request", "http.client"}
    assert not {other for other in imported(path) if any(f"{other}.".startswith(f"{each}.") for each in banned)}


@by_module
def test_files_stay_short(name: str, path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_a_module_of_no_layer_is_noticed() -> None:
    assert layer_of("tenetlint.misc") is None
    assert layer_of("tenetlint.report.json") == layer_of("tenetlint.report")
    assert layer_of("os.path") is None
