"""Uses of typed RPC APIs: who, outside the class that sends, calls a method that calls or casts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from tenetlint.facts.infer.arguments import arguments as arguments_of
from tenetlint.facts.infer.classes import subclasses
from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Class, Function, Instance, Value
from tenetlint.facts.nodes import everything
from tenetlint.facts.rpc.carriers import carriers
from tenetlint.facts.rpc.census import RpcUse
from tenetlint.facts.rpc.forwarding import chosen
from tenetlint.facts.rpc.found import Found, Key, Way, around
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted, last_name
from tenetlint.model import Site

MAX_DELEGATION = 6


class ApiMethod(NamedTuple):
    """A method of a typed RPC API, and the ways in which it sends."""

    key: Key
    ways: tuple[Way, ...]

    @property
    def name(self) -> str:
        """The method's own name."""
        return self.key[1].rpartition(".")[2]

    @property
    def api(self) -> str:
        """The class that it belongs to."""
        return self.key[1].rpartition(".")[0]


def api_methods(
    found: Sequence[Found], methods: Mapping[int, Sequence[str]], forwarding: Set[Key]
) -> dict[Key, ApiMethod]:
    """The sending methods of the classes that are typed RPC APIs; `methods` names what each expression sends.

    A use of a forwarder is a send itself.
    """
    ways: dict[Key, set[Way]] = {}
    same_name: set[tuple[str, str]] = set()
    for place, each in enumerate(found):
        function = _method_of(each.tree, each.node)
        if function is None:
            continue
        key = (each.tree.path, each.tree.qualname(function), function.lineno)
        ways.setdefault(key, set()).update(each.ways)
        if _plain(function.name) in {_plain(name) for name in methods.get(place, ())}:
            same_name.add(_class_of(key))
    classes = {_class_of(key) for key in ways}
    public = {each: _public_methods(found, each) for each in classes}
    sending = {each: {key[1].rpartition(".")[2] for key in ways if _class_of(key) == each} for each in classes}
    mostly = {each for each in classes if 2 * len(sending[each] & public[each]) >= len(public[each])}
    typed = mostly | same_name
    return {
        key: ApiMethod(key, tuple(sorted(sent, key=repr)))
        for key, sent in ways.items()
        if _class_of(key) in typed and key not in forwarding
    }


def _class_of(key: Key) -> tuple[str, str]:
    return key[0], key[1].rpartition(".")[0]


def _public_methods(found: Sequence[Found], cls: tuple[str, str]) -> set[str]:
    tree = next(each.tree for each in found if each.tree.path == cls[0])
    node = tree.classes.get(cls[1])
    methods = (each.name for each in node.body if isinstance(each, ast.FunctionDef)) if node else ()
    return {name for name in methods if not name.startswith("_")}


def _plain(name: str) -> str:
    return name.strip("_").replace("-", "_").lower()


def _method_of(tree: Tree, node: ast.AST) -> FunctionNode | None:
    function = tree.function_of(node)
    while function is not None and tree.class_of(function) is None:
        function = tree.function_of(function)
    return function


def with_delegates(inference: Inference, methods: dict[Key, ApiMethod]) -> dict[Key, ApiMethod]:
    """Also the methods of the same classes that send by calling a sibling on `self`."""
    known = dict(methods)
    for _ in range(MAX_DELEGATION):
        fresh: dict[Key, ApiMethod] = {}
        by_class: dict[tuple[str, str], dict[str, ApiMethod]] = {}
        for each in known.values():
            by_class.setdefault((each.key[0], each.api), {})[each.name] = each
        for (path, api), siblings in sorted(by_class.items()):
            for method in _delegating(inference, path, api, siblings):
                if method.key not in known:
                    fresh[method.key] = method
        if not fresh:
            break
        known |= fresh
    return known


def _delegating(
    inference: Inference, path: str, api: str, siblings: Mapping[str, ApiMethod]
) -> Iterator[ApiMethod]:
    tree = inference.tree(path)
    cls = tree.classes.get(api) if tree else None
    for statement in cls.body if cls else ():
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) or tree is None:
            continue
        first = statement.args.args[0].arg if statement.args.args else "self"
        ways: set[Way] = set()
        for node in everything(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and dotted(node.func.value) == first:
                sibling = siblings.get(node.func.attr)
                ways |= _resolved(sibling, tree, node, inference) if sibling else set()
        if ways:
            key = (path, tree.qualname(statement), statement.lineno)
            yield ApiMethod(key, tuple(sorted(ways, key=repr)))


def _resolved(method: ApiMethod, tree: Tree, node: ast.Call, inference: Inference) -> set[Way]:
    """The ways of a method that remain possible with the flags that one call passes."""
    home = inference.tree(method.key[0])
    function = home.functions.get(method.key[1:]) if home else None
    if function is None:
        return set(method.ways)
    arguments = {name: value for name, value, _ in arguments_of(function, node, Scope(tree.path), True)}
    found = set()
    for way in method.ways:
        happens, guard = chosen(way.guard, arguments, function, tree, node)
        if happens:
            found.add(way._replace(guard=guard))
    return found


class Uses:
    """The search for uses of the methods."""

    def __init__(self, inference: Inference, methods: Mapping[Key, ApiMethod]) -> None:
        self.inference = inference
        self.methods = methods
        self.names = {each.name for each in methods.values() if not each.name.startswith("__")}
        self.apis = {Class(each.key[0], each.api) for each in methods.values()}
        self.carriers = carriers(inference, {kin for each in self.apis for kin in (each, *subclasses(inference, each))})

    def rows(self) -> Iterator[RpcUse]:
        """All uses, by path and line."""
        index = self.inference.index
        index.asked |= self.names
        reached = {path for name in self.carriers for path in index.naming_anywhere(name)}
        for path, file in index.files.items():
            tree = self.inference.tree(path) if path in reached and self.names & file.attributes else None
            if tree is not None:
                yield from sorted(self._in(tree))

    def _in(self, tree: Tree) -> Iterator[RpcUse]:
        for name in sorted(self.names & tree.loads.keys()):
            for node in tree.loads[name]:
                if isinstance(node, ast.Attribute) and _last(node.value) in self.carriers:
                    yield from self._use(tree, node)

    def _use(self, tree: Tree, node: ast.Attribute) -> Iterator[RpcUse]:
        scope = self.inference.scope_at(tree.path, node)
        receivers = self.inference.ask(node.value, scope)
        found = [
            (each, method)
            for each in sorted(receivers, key=repr)
            for value in sorted(self.inference.attribute([each], node.attr), key=repr)
            if isinstance(value, Function) and (method := self.methods.get(value[:3]))
        ]
        if not found or (scope.owner is not None and scope.owner in receivers and dotted(node.value).count(".") == 0):
            return
        parent = tree.parents.get(node)
        called = parent if isinstance(parent, ast.Call) and parent.func is node else None
        resolved = (_resolved(method, tree, called, self.inference) if called else method.ways for _, method in found)
        ways = {way for each in resolved for way in each}
        first = found[0][1]
        kinds = {way.kind for way in ways}
        yield RpcUse(
            tree.path, node.lineno if called is None else called.lineno, node.col_offset + 1,
            next(iter(kinds)) if len(kinds) == 1 else "mixed",
            first.api, first.name, dotted(node.value), tree.qualname(tree.function_of(node) or tree.node),
            "direct" if called is not None else "reference",
            self._conditional(receivers, found),
            Site(first.key[0], first.key[2], 0, first.key[1]),
            *around(tree, node),
        )  # fmt: skip

    def _conditional(self, receivers: frozenset[Value], found: list[tuple[Value, ApiMethod]]) -> bool:
        """Whether a class of the project that does not send may stand behind the same expression."""
        sending = {each for each, _ in found}
        return any(isinstance(each, Instance | Class) and each not in sending for each in receivers)


def _last(node: ast.expr) -> str:
    """The name that a receiver goes by: of the attribute, the name, or what is called or subscripted."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return last_name(node)
