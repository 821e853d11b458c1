"""Names through which an instance of a class may travel: an over-approximation that spares inference most questions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tenetlint.facts.infer import Inference
from tenetlint.facts.infer.index import Index
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import last_name

_THROUGH = (
    ast.BoolOp, ast.IfExp, ast.Await, ast.NamedExpr, ast.Tuple, ast.List, ast.Dict, ast.Starred, ast.Yield, ast.Lambda,
)  # fmt: skip
_NO_NAMES = frozenset({"", "*", "_", "self", "cls"})


def carriers(inference: Inference, classes: Iterable[str]) -> frozenset[str]:
    """All names that an expression built from one of the class names may be bound to, directly or further on."""
    known = set(classes)
    queue = sorted(known)
    while queue:
        name = queue.pop(0)
        for path in inference.index.naming_anywhere(name):
            tree = inference.tree(path)
            fresh = set(_bound_to(inference.index, tree, name)) - known - _NO_NAMES if tree else set()
            known |= fresh
            queue.extend(sorted(fresh))
    return frozenset(known)


def _bound_to(index: Index, tree: Tree, name: str) -> Iterator[str]:
    for each in index.files[tree.path].imports:
        if each.target.rpartition(".")[2] == name:
            yield each.alias
    for node in tree.loads.get(name, ()):
        yield from _flows(index, tree, node)


def _flows(index: Index, tree: Tree, node: ast.AST) -> Iterator[str]:
    """The names that the value of `node` reaches by the statement it stands in."""
    inner = node
    for parent in tree.around(node):
        if isinstance(parent, ast.Call):
            if inner is parent.func:
                inner = parent
                continue
            yield from _received(index, parent, inner)
        elif isinstance(parent, ast.keyword):
            if parent.arg:
                yield parent.arg
        elif isinstance(parent, ast.arguments):
            yield from _defaulted(parent, inner)
        elif isinstance(parent, ast.Return):
            function = tree.function_of(parent)
            yield from [function.name] if function else []
        elif isinstance(parent, ast.Assign | ast.AnnAssign):
            yield from _targets(parent)
        elif isinstance(parent, _THROUGH):
            inner = parent
            if isinstance(parent, ast.Yield):
                function = tree.function_of(parent)
                yield from [function.name] if function else []
            continue
        elif isinstance(parent, ast.withitem | ast.For | ast.comprehension):
            target = parent.optional_vars if isinstance(parent, ast.withitem) else parent.target
            yield from [each.id for each in ast.walk(target) if isinstance(each, ast.Name)] if target else []
        return


def _received(index: Index, call: ast.Call, argument: ast.AST) -> Iterator[str]:
    """The parameters, of any function of that name, that a positional argument may become."""
    if argument not in call.args:
        return
    place = call.args.index(argument)  # type: ignore[arg-type]
    for names in index.parameters_of(last_name(call.func)):
        bound = 1 if names[:1] in (("self",), ("cls",)) else 0
        yield from names[place + bound : place + bound + 1]


def _defaulted(arguments: ast.arguments, default: ast.AST) -> Iterator[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for each, value in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        if value is default:
            yield each.arg
    for each, other in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if other is default:
            yield each.arg


def _targets(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for each in ast.walk(target):
            if isinstance(each, ast.Attribute | ast.Name) and isinstance(each.ctx, ast.Store):
                yield last_name(each)
            elif isinstance(each, ast.Subscript):
                yield last_name(each.value)

