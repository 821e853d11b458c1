"""Names through which an instance of a class travels: they spare inference most questions about receivers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.parameters import given
from tenetlint.facts.infer.values import Box, Class, Function, Instance, Items, Parameter
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import last_name

_THROUGH = (
    ast.BoolOp, ast.IfExp, ast.Await, ast.NamedExpr, ast.Tuple, ast.List, ast.Dict, ast.Starred, ast.Yield, ast.Lambda,
    ast.Subscript, ast.BinOp,
)  # fmt: skip
_HANDING = frozenset(
    {"attrib", "cast", "copy", "deepcopy", "enter_context", "enumerate", "field", "ib", "iter", "list", "next"}
    | {"partial", "proxy", "reversed", "set", "sorted", "tuple", "zip"}
)
_FACTORIES = frozenset({"default", "default_factory", "factory"})
_NO_NAMES = frozenset({"", "*", "_", "self", "cls"})


def carriers(inference: Inference, classes: Set[Class]) -> frozenset[str]:
    """All names that an instance of one of the classes is bound to, directly or further on.

    Each step is checked by inference, so that one common name on the way does not let every name in.
    """
    known = {each.qualname.rpartition(".")[2] for each in classes}
    queue = sorted(known)
    while queue:
        name = queue.pop(0)
        for path in inference.index.naming_anywhere(name):
            tree = inference.tree(path)
            fresh = set(_bound_to(inference, classes, tree, name)) - known - _NO_NAMES if tree else set()
            known |= fresh
            queue.extend(sorted(fresh))
    return frozenset(known)


def _bound_to(inference: Inference, classes: Set[Class], tree: Tree, name: str) -> Iterator[str]:
    for each in inference.index.files[tree.path].imports:
        if each.target.rpartition(".")[2] == name:
            yield each.alias
    for node in tree.loads.get(name, ()):
        reached = set(_flows(inference, tree, node))
        if reached and _holds(inference, classes, tree, node):
            yield from sorted(reached)


def _holds(inference: Inference, classes: Set[Class], tree: Tree, node: ast.AST) -> bool:
    """Whether the value, or what calling it gives, is one of the classes or an instance."""
    scope = inference.scope_at(tree.path, node)
    parent = tree.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    values = inference.ask(parent if called and parent else node, scope)
    given_values = [given(inference, each) for each in values if isinstance(each, Parameter)]
    return any(
        isinstance(each, Class | Instance) and Class(each.path, each.qualname) in classes
        for each in _with_contents(frozenset[object]().union(values, *given_values))
    )


def _with_contents(values: frozenset[object]) -> Iterator[object]:
    """The values, and what the containers among them hold."""
    for each in values:
        yield each
        if isinstance(each, Box):
            yield from _with_contents(each.content)
        elif isinstance(each, Items):
            yield from _with_contents(frozenset[object]().union(*each.places))


def _flows(inference: Inference, tree: Tree, node: ast.AST) -> Iterator[str]:
    """The names that the value of `node` reaches by the statement it stands in."""
    inner = node
    for parent in tree.around(node):
        if isinstance(parent, ast.Yield):
            yield from _function_name(tree, parent)
        if isinstance(parent, _THROUGH) or _passes(parent, inner):
            inner = parent
            continue
        yield from _reached(inference, tree, parent, inner)
        return


def _passes(parent: ast.AST, inner: ast.AST) -> bool:
    """Whether a call gives the value itself, or something that it takes from it."""
    if isinstance(parent, ast.keyword):
        return parent.arg in _FACTORIES
    return isinstance(parent, ast.Call) and (inner is parent.func or last_name(parent.func) in _HANDING)


def _reached(inference: Inference, tree: Tree, parent: ast.AST, inner: ast.AST) -> Iterator[str]:
    """The names that `parent` gives to a value that it holds."""
    match parent:
        case ast.Call():
            yield from _received(inference, tree, parent, inner)
        case ast.keyword(arg=str(name)):
            yield name
        case ast.arguments():
            yield from _defaulted(parent, inner)
        case ast.arg(arg=name):
            yield name
        case ast.Return():
            yield from _function_name(tree, parent)
        case ast.Assign() | ast.AnnAssign():
            yield from _targets(parent)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _names_in(target)
        case ast.For() | ast.comprehension():
            yield from _names_in(parent.target)


def _names_in(target: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def _function_name(tree: Tree, node: ast.AST) -> list[str]:
    function = tree.function_of(node)
    return [function.name] if function else []


def _received(inference: Inference, tree: Tree, call: ast.Call, argument: ast.AST) -> Iterator[str]:
    """The parameters, of the functions of the project that are called, that a positional argument becomes."""
    if argument not in call.args:
        return
    place = call.args.index(argument)
    for callee in sorted(inference.ask(call.func, inference.scope_at(tree.path, call)), key=repr):
        made = inference.attribute([Instance(*callee)], "__init__") if isinstance(callee, Class) else {callee}
        for function in made:
            if isinstance(function, Function):
                yield from _parameter_at(inference, function, place)


def _parameter_at(inference: Inference, function: Function, place: int) -> list[str]:
    home = inference.tree(function.path)
    definition = home.functions.get((function.qualname, function.line)) if home else None
    names = [each.arg for each in (*definition.args.posonlyargs, *definition.args.args)] if definition else []
    bound = 1 if function.owner is not None else 0
    return names[place + bound : place + bound + 1]


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

