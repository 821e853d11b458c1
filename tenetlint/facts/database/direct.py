"""Calls into the database API from outside the layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tenetlint.facts.database import names
from tenetlint.facts.database.handles import ANY, Handle, Handles, Value
from tenetlint.facts.database.layer import Layer
from tenetlint.facts.database.origin import IMPORT, LOCAL, PARAMETER
from tenetlint.facts.filefacts import Mark

_NO_FUNCTION = frozenset({"__init__", "__enter__", "__exit__"})


class Hit(NamedTuple):
    """A use of the database API."""

    target: str
    """The dotted function, as far as it is known."""
    missing_in: str = ""
    """The API module that does not have it."""


class Direct:
    """Decides for each candidate whether it is a use of the database API."""

    def __init__(self, layer: Layer, handles: Handles) -> None:
        self.layer = layer
        self.handles = handles
        self._elsewhere = frozenset(_methods_outside(layer))

    def judge(self, module: str, mark: Mark) -> Hit | None:
        """The use, or None. `mark` is a call or a reference."""
        _, root, cls, tag = mark.notes
        receiver, _, name = mark.subject.rpartition(".")
        if not receiver:
            return self._bare(module, mark)
        if tag == "class":
            return self._active_record(module, mark.subject)
        if name in _NO_FUNCTION or name[:1].isupper():
            return None
        if root == IMPORT and _is_of_request(receiver):
            root = LOCAL
        handle = self.handles.handle(Value(root, receiver, module, cls, mark.function))
        if handle is None:
            return self._by_name(module, root, receiver, name)
        return self._on(handle, name) if handle.is_database else None

    def _bare(self, module: str, mark: Mark) -> Hit | None:
        """A function imported by its own name is a dotted subject; what is left has no receiver."""
        return None

    def _on(self, handle: Handle, name: str) -> Hit | None:
        if not handle.module:
            return Hit(name) if name in self.layer.functions else None
        if handle.module == ANY:
            return self._on_any(name)
        dotted = f"{handle.module}.{name}"
        if handle.module in self.layer.modules and name in self.layer.modules[handle.module]:
            return Hit(dotted) if self._is_function(dotted) else None
        if self.layer.hierarchy.split(dotted)[0] == dotted or name.startswith("_"):
            return None
        if handle.module not in self.layer.modules and name not in self.layer.functions:
            return None
        return Hit(dotted, handle.module if self.layer.lacks(handle.module, name) else "")

    def _on_any(self, name: str) -> Hit | None:
        if name in self.layer.functions:
            return Hit(name)
        unsure = name.startswith("_") or any(map(self.layer.is_open, self.layer.modules))
        module = min(self.layer.modules, key=lambda each: (each.count("."), each), default="")
        offered = any(name in names for names in self.layer.modules.values())
        return None if unsure or offered or not module else Hit(f"{module}.{name}", module)

    def _is_function(self, dotted: str) -> bool:
        """Whether a name that an API module has is a function of the layer, and no class, constant or import."""
        home = self.layer.hierarchy.home(dotted)
        module, name = self.layer.hierarchy.split(home)
        if home in self.layer.hierarchy.classes or not self.layer.holds(module):
            return False
        return name in self.layer.functions

    def _by_name(self, module: str, root: str, receiver: str, name: str) -> Hit | None:
        """Nothing tells where the receiver comes from: its name and the function's must both speak for it."""
        last = names.segments(receiver)[-1]
        if name not in self.layer.functions or not (names.is_handle(last) or last.lstrip("_") in self._words):
            return None
        if root == IMPORT:
            return None
        if root == PARAMETER and name in self._elsewhere and not self._imports_layer(module):
            return None
        return Hit(name)

    @property
    def _words(self) -> frozenset[str]:
        return frozenset(folder.rpartition(".")[2] for folder in self.layer.folders)

    def _imports_layer(self, module: str) -> bool:
        return any(self.layer.holds(each.target) for each in self.layer.hierarchy.files[module].imports)

    def _active_record(self, module: str, subject: str) -> Hit | None:
        """`Model.find_by(…)` where the method is inherited from a class of the layer that reaches the database."""
        owner, _, name = subject.rpartition(".")
        own = f"{module}.{owner}"
        hierarchy = self.layer.hierarchy
        home = own if own in hierarchy.classes else hierarchy.home(owner)
        found = hierarchy.method(home, name) if home in hierarchy.classes else ""
        defined = hierarchy.split(found)[0] if found else ""
        if not defined or not self.layer.holds(defined) or not _is_record(hierarchy.ancestors(home)):
            return None
        return Hit(found)


def _is_of_request(receiver: str) -> bool:
    """Whether a receiver hangs on a web framework's request, which carries what the application has put there."""
    return "request" in names.segments(receiver)[:-1]


def _is_record(ancestors: tuple[str, ...]) -> bool:
    return any(each.rpartition(".")[2].lower().endswith(("modelbase", "model")) for each in ancestors)


def _methods_outside(layer: Layer) -> Iterator[str]:
    """Methods that classes outside the layer have too."""
    for module, file in layer.hierarchy.files.items():
        if not layer.holds(module):
            for each in file.classes:
                yield from each.methods


__all__ = ["LOCAL", "Direct", "Hit"]
