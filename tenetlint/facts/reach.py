"""What a module pulls in: the import graph of a project's own modules, and walks over it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tenetlint.facts import Facts

_LONGEST = 2000
"""Characters of a dotted name that is looked for among the modules."""


class Step(NamedTuple):
    """How a walk came to a module."""

    origin: str
    """The path that it came from; the module's own path where the walk began."""
    why: str
    """`imported`, or the words of the choice that leads there."""


_WHOLE = ("__init__.py", "driver.py")
"""Files whose folder belongs to them."""
Edges = Callable[[str], Iterable[tuple[str, str]]]
"""From a path to the (path, why) that follow."""


class ImportGraph:
    """The project's modules and what each imports, function-level imports and parent packages included."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._files: dict[str, str | None] = {}
        self._edges: dict[str, frozenset[str]] = {}
        self._runs: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, frozenset[str]] = {}

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """The path of each dotted module that was read."""
        return {module: path for module, path in self.facts.modules.items() if path in self.facts.files}

    def path_of(self, dotted: str) -> str | None:
        """The file of `pkg.module`, `pkg.module.Class` or `pkg.module:Class`, or None outside the project."""
        if dotted not in self._files:
            self._files[dotted] = self._find(dotted.replace(":", "."))
        return self._files[dotted]

    def _find(self, name: str) -> str | None:
        while 0 < len(name) <= _LONGEST:
            if name in self.modules:
                return self.modules[name]
            name = name.rpartition(".")[0]
        return None

    def imports(self, path: str) -> tuple[str, ...]:
        """The project files that run when `path` is imported, sorted."""
        return tuple(sorted(self._imported(path)))

    def _imported(self, path: str) -> frozenset[str]:
        found = self._edges.get(path)
        if found is None:
            names = {each.target for each in self.facts.files[path].imports}
            found = self._edges[path] = frozenset(self._with_parents(names) - {path})
        return found

    def _with_parents(self, names: Iterable[str]) -> set[str]:
        """The files behind dotted names, with the `__init__` of every package above them."""
        return {path for name in names for path in self._run(name)}

    def _run(self, name: str) -> tuple[str, ...]:
        """The files that run when one name is imported."""
        found = self._runs.get(name)
        if found is None:
            found = self._runs[name] = tuple(self._heads(name.replace(":", ".")))
        return found

    def _heads(self, name: str) -> Iterator[str]:
        while name:
            if name in self.modules:
                yield self.modules[name]
            name = name.rpartition(".")[0]

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files of all modules."""
        return frozenset(self.modules.values())

    @cached_property
    def _folders(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            found.setdefault(path.rpartition("/")[0], []).append(path)
        return {folder: tuple(paths) for folder, paths in found.items()}

    def folder(self, folder: str) -> tuple[str, ...]:
        """The modules that lie directly in a folder."""
        return self._folders.get(folder, ())

    def children(self, package: str) -> list[str]:
        """The names of the modules and packages directly below a package."""
        prefix = package + "."
        below = (name.removeprefix(prefix) for name in self.modules if name.startswith(prefix))
        return sorted({name for name in below if "." not in name})

    def names_code(self, dotted: str) -> bool:
        """Whether a string names a module of the project, or something that a module defines at its top level."""
        module, _, name = dotted.replace(":", ".").rpartition(".")
        path = self.modules.get(module)
        if dotted in self.modules:
            return "." in dotted
        return path is not None and name in self._defined(path)

    def _defined(self, path: str) -> frozenset[str]:
        if path not in self._names:
            file = self.facts.files[path]
            classes = {each.qualname for each in file.classes}
            functions = {each.qualname for each in file.functions}
            self._names[path] = frozenset(classes | functions | {each.alias for each in file.imports})
        return self._names[path]

    def loaded(self, dotted: str) -> set[str]:
        """The files that run when `pkg.module:attribute` is loaded."""
        return self._with_parents([dotted])

    def reached(self, seeds: Iterable[str]) -> set[str]:
        """The files that run when the seeds are imported, themselves included."""
        return reached_from(seeds, self._imported)

    def import_edges(self, path: str) -> Iterable[tuple[str, str]]:
        """The import statements of `path` as edges of a walk."""
        return ((target, "imported") for target in self.imports(path))


def reached_from(seeds: Iterable[str], targets: Callable[[str], frozenset[str]]) -> set[str]:
    """Everything reached from the seeds, themselves included."""
    reached = set(seeds)
    waiting = list(reached)
    while waiting:
        found = targets(waiting.pop()) - reached
        reached |= found
        waiting += found
    return reached


def belongs(path: str, root: str) -> bool:
    """Whether a file is part of the implementation whose class stands in `root`: the file, or a folder's others."""
    folder, _, name = root.rpartition("/")
    return path == root or (name in _WHOLE and path.startswith(folder + "/"))


def roots(path: str) -> Iterator[str]:
    """The files whose implementation a file would be part of, whether they exist or not."""
    yield path
    folder = path.rpartition("/")[0]
    while folder:
        for name in _WHOLE:
            yield f"{folder}/{name}"
        folder = folder.rpartition("/")[0]


def walk_from(seeds: Iterable[str], edges: Edges) -> dict[str, Step]:
    """Everything reached from the seeds, breadth first, with the step that came first."""
    reached = {seed: Step(seed, "") for seed in sorted(seeds)}
    waiting = deque(reached)
    while waiting:
        path = waiting.popleft()
        for target, why in edges(path):
            if target not in reached:
                reached[target] = Step(path, why)
                waiting.append(target)
    return reached
