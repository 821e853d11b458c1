"""Ask every reader, and let what a person wrote win over what a build left behind."""

from __future__ import annotations

from typing import NamedTuple

from tenetlint.project.metadata.coverage import coverage_config
from tenetlint.project.metadata.declared import Declared
from tenetlint.project.metadata.distinfo import built_metadata
from tenetlint.project.metadata.paste import paste_factories
from tenetlint.project.metadata.pyproject import read_pyproject
from tenetlint.project.metadata.requirements import requirement_files
from tenetlint.project.metadata.setupcfg import read_setup_cfg
from tenetlint.project.metadata.setuppy import read_setup_py
from tenetlint.project.metadata.tree import Tree
from tenetlint.project.types import CoverageConfig, EntryPoint, PasteFactory, Requirement


class Metadata(NamedTuple):
    """Everything that is known of a project beside its code."""

    name: str
    """Empty when nothing says it."""
    packages: tuple[str, ...]
    """Import packages by declaration, dotted."""
    entry_points: tuple[EntryPoint, ...]
    requirements: tuple[Requirement, ...]
    paste: tuple[PasteFactory, ...]
    scripts: tuple[str, ...]
    """Paths of script files by declaration."""
    coverage: CoverageConfig


def gather(tree: Tree) -> Metadata:
    """Read all metadata of `tree`; what cannot be read is noted there."""
    written = read_pyproject(tree).joined(read_setup_cfg(tree)).joined(read_setup_py(tree))
    written.requirements += requirement_files(tree)
    built = built_metadata(tree)
    return Metadata(
        name=written.name or built.name,
        packages=_unique(written.packages or built.packages),
        entry_points=_entry_points(written.entry_points or built.entry_points),
        requirements=_requirements(written, built),
        paste=tuple(paste_factories(tree)),
        scripts=_unique(written.scripts),
        coverage=coverage_config(tree),
    )


def _requirements(written: Declared, built: Declared) -> tuple[Requirement, ...]:
    """The built list counts for installation when nothing written says what an installation needs."""
    found = list(written.requirements)
    if not any(requirement.scope == "install" for requirement in found):
        found += built.requirements
    first: dict[tuple[str, str, frozenset[str]], Requirement] = {}
    for requirement in found:
        first.setdefault((requirement.name, requirement.scope, requirement.extras), requirement)
    return tuple(sorted(first.values(), key=lambda r: (r.path, r.line, r.name, r.scope, sorted(r.extras))))


def _entry_points(found: list[EntryPoint]) -> tuple[EntryPoint, ...]:
    first: dict[tuple[str, str, str], EntryPoint] = {}
    for point in found:
        first.setdefault((point.group, point.name, point.target), point)
    return tuple(sorted(first.values(), key=lambda p: (p.path, p.line, p.group, p.name, p.target)))


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
