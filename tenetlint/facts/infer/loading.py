"""What is loaded by name: import strings, and drivers by the project's own entry points."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import NOTHING, UNKNOWN, Class, Instance, Module, Text, Values, union
from tenetlint.facts.walk import keyword

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference


def imported_by_name(inference: Inference, how: str, node: ast.Call, scope: Scope) -> Values:
    """`importutils.import_object("a.b.Class")` and its kin, where the name can be read."""
    found: list[Values] = []
    for each in inference.infer(node.args[0], scope):
        if isinstance(each, Text):
            target = resolve_dotted(inference, each.text)
            made = how.startswith("import_object")
            found.append(frozenset(Instance(*v) if made and isinstance(v, Class) else v for v in target))
    return union(*found) or UNKNOWN


def resolve_dotted(inference: Inference, name: str) -> Values:
    """The module, class or function behind `a.b.C` or `a.b:C`, or unknown."""
    module, colon, inner = name.partition(":")
    path = inference.index.module_path(module)
    if path and not colon:
        return frozenset({Module(path)})
    if not colon:
        module, _, inner = name.rpartition(".")
        path = inference.index.module_path(module)
    if path is None:
        return UNKNOWN
    values: Values = frozenset({Module(path)})
    for part in inner.split("."):
        values = inference.attribute(values, part)
    return values or UNKNOWN


def drivers(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    """What a driver manager may load, by the project's own entry points."""
    groups = _texts(inference, node, scope, 0, "namespace")
    names = _texts(inference, node, scope, 1, "name")
    loaded: list[Values] = []
    for entry in inference.index.facts.project.entry_points:
        if entry.group in groups and (not names or entry.name in names):
            loaded.append(resolve_dotted(inference, entry.target.partition("[")[0].strip()))
    made = keyword(node, "invoke_on_load")
    invoked = made is not None and not (isinstance(made, ast.Constant) and made.value is False)
    found = union(*loaded)
    return frozenset(Instance(*each) if invoked and isinstance(each, Class) else each for each in found) or UNKNOWN


def _texts(inference: Inference, node: ast.Call, scope: Scope, place: int, name: str) -> frozenset[str]:
    argument = node.args[place] if len(node.args) > place else keyword(node, name)
    values = inference.infer(argument, scope) if argument is not None else NOTHING
    return frozenset(each.text for each in values if isinstance(each, Text))
