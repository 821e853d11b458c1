"""Which processes a project runs: services that stay up, and commands that do their work and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.reach import ImportGraph
from tenetlint.facts.vocabulary import vocabulary
from tenetlint.model import Site

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_ENTRIES = ("main", "run", "launch")
_SCRIPT_FOLDERS = (["bin"], ["sbin"], ["scripts"])
_SCRIPTS = {"console_scripts": "console", "gui_scripts": "console", "wsgi_scripts": "wsgi"}


class Component(NamedTuple):
    """One process that packaging or a web server starts."""

    name: str
    kind: str
    """`console`, `wsgi`, `script` or `paste`."""
    seeds: tuple[str, ...]
    """The files of the project that it begins with."""
    site: Site
    """Where it is declared."""


def find_components(facts: Facts, graph: ImportGraph) -> tuple[tuple[Component, ...], tuple[Component, ...]]:
    """The services and the commands of a project, each by name."""
    started = sorted({each.name: each for each in reversed([*_declared(facts, graph), *_scripts(facts)])}.values())
    services = [each for each in started if _stays_up(facts, graph, each)]
    commands = [each for each in started if each not in services]
    services += _wsgi_modules(facts, {seed for each in started for seed in each.seeds})
    return tuple(sorted(services or _paste(facts, graph))), tuple(commands)


def _declared(facts: Facts, graph: ImportGraph) -> Iterator[Component]:
    """Console and WSGI scripts of the packaging metadata."""
    for point in facts.project.entry_points:
        if point.group in _SCRIPTS:
            path = graph.path_of(point.target)
            seeds = (path,) if path else ()
            yield Component(point.name, _SCRIPTS[point.group], seeds, Site(point.path, point.line))


def _scripts(facts: Facts) -> Iterator[Component]:
    """Files that are programs themselves (`scripts =`, bin/)."""
    for path in facts.project.scripts:
        if path in facts.files and path.split("/")[-2:-1] in _SCRIPT_FOLDERS:
            yield Component(path.rpartition("/")[2].removesuffix(".py"), "script", (path,), Site(path, 1))


def _wsgi_modules(facts: Facts, taken: set[str]) -> Iterator[Component]:
    """Modules that a web server loads for their `application`."""
    for path, file in facts.in_role():
        mark = next((each for each in file.marks if each.kind == "wsgi-application"), None)
        if mark and path not in taken:
            yield Component(facts.sources[path].module, "wsgi", (path,), Site(path, mark.line))


def _paste(facts: Facts, graph: ImportGraph) -> Iterator[Component]:
    """Applications of paste deployment files: components only where nothing else starts them."""
    for factory in facts.project.paste:
        kind, _, name = factory.section.partition(":")
        path = graph.path_of(factory.target.removeprefix("call:"))
        if path and kind == "app":
            yield Component(name, "paste", (path,), Site(factory.path, factory.line))


def paste_seeds(facts: Facts, graph: ImportGraph) -> set[str]:
    """The files that paste pipelines and `paste.*` entry points load into a server."""
    targets = [each.target.removeprefix("call:") for each in facts.project.paste]
    targets += [each.target for each in facts.project.entry_points if each.group.startswith("paste.")]
    return {path for target in targets for path in graph.loaded(target)}


def words(name: str) -> list[str]:
    """`pkg-db-manage` in words."""
    return [word for word in re.split(r"[-_.\s]+", name.lower()) if word]


def _stays_up(facts: Facts, graph: ImportGraph, each: Component) -> bool:
    """Whether a program is a service: by its name, else by what its module starts."""
    if each.kind == "wsgi":
        return True
    parts, names = words(each.name), vocabulary().processes
    if not each.seeds or names.commands & set(parts):
        return False
    if parts and (parts[-1].removesuffix("s").endswith(tuple(names.services))):
        return True
    return any(_serves(facts, path) for seed in each.seeds for path in (seed, *_handed_to(facts, graph, seed)))


def _serves(facts: Facts, path: str) -> bool:
    """Whether a module names what starts a server, or installs a handler for the signal that ends a daemon."""
    file = facts.files[path]
    names = file.attributes | {each.alias for each in file.imports}
    return bool(vocabulary().processes.serving & names) or {"signal", "SIGTERM"} <= file.attributes


def _handed_to(facts: Facts, graph: ImportGraph, seed: str) -> Iterable[str]:
    """The modules that a thin entry module leaves its work to: it calls their `main`."""
    if not any(each in facts.files[seed].attributes for each in _ENTRIES):
        return ()
    return (
        path
        for path in graph.imports(seed)
        if any(function.qualname in _ENTRIES for function in facts.files[path].functions)
    )
