"""One file's source → its facts: a skeleton (imports, classes, functions) and what each family marks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from tenetlint import python2
from tenetlint.facts.chunks import without_checked
from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.nodes import FIELDS, STATEMENTS
from tenetlint.facts.passes import Plans, walk
from tenetlint.facts.skeleton import DEFINED, NAMED, OUTLINE, import_statements, imported
from tenetlint.facts.walk import Family, FileContext, Frame, Handler, last_name

_MOST_NAMES = 100_000
"""Names of callees that are kept in mind."""


class _Calls(dict[str, tuple[Handler, ...]]):
    """Who hears calls by the last name of the callee; found out when a name is met for the first time."""

    def __init__(self, families: Sequence[Family]) -> None:
        super().__init__()
        self._exact: dict[str, list[Handler]] = {}
        for family in families:
            for name, handler in family.calls.items():
                self._exact.setdefault(name, []).append(handler)
        self._every = self._exact.pop("*", [])
        self._named = [each for family in families for each in family.named.items()]

    def __missing__(self, name: str) -> tuple[Handler, ...]:
        if len(self) >= _MOST_NAMES:
            self.clear()
        named = [handler for handler, hears in self._named if hears(name)]
        found = self[name] = (*self._exact.get(name, ()), *named, *self._every)
        return found


class Listeners:
    """Who hears which call name, and which node type; made once for many files."""

    def __init__(self, families: Sequence[Family], shallow: bool = False) -> None:
        """`shallow`: nobody listens to expressions, and their names and strings are not wanted either."""
        visits: dict[type[ast.AST], list[Handler]] = {}
        for family in (OUTLINE, *families) if shallow else (DEFINED, NAMED, *families):
            for kind, handler in family.nodes.items():
                visits.setdefault(kind, []).append(handler)
        if not shallow:
            visits.setdefault(ast.Call, []).append(_hearing(_Calls(families)))
        self.shallow = shallow
        self.last = [family.last for family in families if family.last]
        self.plans = Plans(visits, STATEMENTS if shallow else FIELDS)


def _hearing(calls: _Calls) -> Callable[[FileContext, ast.Call, Frame], Iterable[Mark]]:
    """What gives each call to those who hear its name."""

    def hear(file: FileContext, node: ast.Call, frame: Frame) -> Iterable[Mark]:
        marks: list[Mark] = []
        for handler in calls[last_name(node.func)]:
            marks += handler(file, node, frame)
        return marks

    return hear


def extract(text: str, module: str, is_package: bool, listeners: Listeners) -> FileFacts:
    """The facts of one source text; raises what `ast.parse` raises when it cannot be read even after repair.

    Where the listeners are shallow, no attribute and no string is collected.
    """
    tree = _parsed(text, listeners.shallow)
    file = FileContext(module, is_package, tree, text)
    for statement in import_statements(tree):
        for each in imported(statement, file.package, ""):
            file.names.setdefault(each.alias, each.binds)
    marks: Sequence[Mark] = walk(file, listeners.plans)
    for make in listeners.last:
        marks = make(marks)
    found = file.skeleton
    return FileFacts(
        tuple(sorted(found.imports)),
        tuple(sorted(found.classes)),
        tuple(sorted(found.functions)),
        frozenset(found.attributes),
        frozenset(found.stores),
        tuple(sorted(found.strings)),
        tuple(sorted(set(marks))),
    )


def _parsed(text: str, shallow: bool) -> ast.Module:
    """The tree of a text, or of one with the same facts."""
    brief = without_checked(text) if shallow else None
    if brief is not None:
        with suppress(SyntaxError):
            return python2.parse(brief, "<source>", mend=False)[0]
    return python2.parse(text, "<source>")[0]
