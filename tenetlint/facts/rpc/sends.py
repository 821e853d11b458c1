"""Sends: calls whose callee is a transport's sending method, and the forwarders that hand a method name on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tenetlint.facts.infer import Index, Inference, Scope, calls
from tenetlint.facts.infer.values import Flag, Function, Items, Library, Parameter, Send, Text, Unknown, Values
from tenetlint.facts.rpc.census import RpcSend, Undecided
from tenetlint.facts.rpc.guards import Guard, branches, guard_of
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import LOOPS, FunctionNode, dotted, is_lock, keyword, last_name
from tenetlint.project import Role

Key = tuple[str, str, int]
"""A function of the project: path, qualified name, line."""


class Way(NamedTuple):
    """One way in which a send happens."""

    kind: str
    fanout: str
    guard: Guard | None = None


class Forwarder(NamedTuple):
    """A function that hands one of its parameters to a transport as the method name."""

    key: Key
    parameter: str
    """The parameter's name; `*N` for the N-th of its variable arguments."""
    style: str = "client"
    """`client` when the parameter is the method's name, `message` when it is a message that holds it."""

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.key[1].rpartition(".")[2]


class Found(NamedTuple):
    """One expression that sends, before it is known whether it is a wrapper's body."""

    tree: Tree
    node: ast.Call
    ways: tuple[Way, ...]
    method: ast.AST | None
    """The argument that names the RPC method."""
    style: str
    receiver: str
    via: str | None


class Census:
    """The search: transports first, then users of each forwarder, until no new forwarder appears."""

    def __init__(self, index: Index, inference: Inference) -> None:
        self.index = index
        self.inference = inference
        self.found: dict[tuple[str, int, int], Found] = {}
        self.forwarders: dict[Forwarder, set[Way]] = {}
        self.wrapping: set[tuple[str, int, int]] = set()
        self.undecided: list[Undecided] = []

    def run(self) -> None:
        """Find everything."""
        for path in sorted(self._candidates()):
            tree = self.inference.tree(path)
            if tree is not None:
                self._transports(tree)
        done: dict[Forwarder, set[Way]] = {}
        for _ in range(8):
            fresh = {each: set(ways) for each, ways in self.forwarders.items() if done.get(each) != ways}
            if not fresh:
                return
            done |= fresh
            for each in sorted(fresh):
                self._users(each)

    def _candidates(self) -> Iterator[str]:
        sends = set(vocabulary().sends)
        for path, file in self.index.files.items():
            named = {each.target.rpartition(".")[2] for each in file.imports}
            if sends & (file.attributes | named) and not vocabulary().is_library(self.index.facts.sources[path].module):
                yield path

    def _transports(self, tree: Tree) -> None:
        sends = vocabulary().sends
        indirect = False
        for node in ast.walk(tree.node):
            if isinstance(node, ast.Attribute) and node.attr in sends and isinstance(node.ctx, ast.Load):
                parent = tree.parents.get(node)
                if isinstance(parent, ast.Call) and parent.func is node:
                    self._direct(tree, parent, node)
                else:
                    indirect |= self._reference(tree, node, parent)
        if indirect or any(each.alias in sends for each in self.index.files[tree.path].imports):
            self._aliases(tree)

    def _direct(self, tree: Tree, call: ast.Call, node: ast.Attribute) -> None:
        scope = self.inference.scope_at(tree.path, call)
        values = self.inference.ask(node, scope)
        sends = _sends(values)
        if sends:
            self._note(tree, call, sends, dotted(node.value), guard_of(tree, call, scope.function))
        elif _open(values) and _looks_sent(call):
            site = (tree.path, call.lineno, call.col_offset + 1)
            self.undecided.append(
                Undecided(*site, dotted(node.value), tree.qualname(call), "the receiver's type is not known")
            )

    def _reference(self, tree: Tree, node: ast.Attribute, parent: ast.AST | None) -> bool:
        """A bound sending method that is not called here; true when some name may call it later."""
        scope = self.inference.scope_at(tree.path, node)
        sends = _sends(self.inference.ask(node, scope))
        if not sends:
            return False
        if isinstance(parent, ast.Call) and node in parent.args:
            rest = parent.args[parent.args.index(node) + 1 :]
            if len(rest) >= 2 and _texts(self.inference.infer(rest[1], scope)):
                ways = tuple(Way(each.kind, each.fanout, guard_of(tree, parent, scope.function)) for each in sends)
                self._add(Found(tree, parent, ways, rest[1], sends[0].style, dotted(node.value), None))
                return False
        return True

    def _aliases(self, tree: Tree) -> None:
        for name, nodes in tree.calls.items():
            for node in nodes:
                if isinstance(node.func, ast.Name | ast.IfExp | ast.BoolOp) or name == "":
                    self._alias(tree, node)

    def _alias(self, tree: Tree, node: ast.Call) -> None:
        scope = self.inference.scope_at(tree.path, node)
        sends = _sends(self.inference.ask(node.func, scope))
        if not sends:
            return
        ways = tuple(self._ways(tree, node, scope)) or tuple(Way(each.kind, each.fanout) for each in sends)
        self._add(Found(tree, node, ways, _method_argument(node, sends[0]), sends[0].style, dotted(node.func), None))

    def _ways(self, tree: Tree, node: ast.Call, scope: Scope) -> Iterator[Way]:
        """The alternatives behind a name that is called, each with the flag that chooses it."""
        for part, guard in self._alternatives(tree, node, scope):
            for each in _sends(self.inference.infer(part, scope)):
                yield Way(each.kind, each.fanout, guard)

    def _alternatives(self, tree: Tree, node: ast.Call, scope: Scope) -> Iterator[tuple[ast.expr, Guard | None]]:
        if not isinstance(node.func, ast.Name):
            yield from branches(node.func, scope.function)
            return
        if scope.function is None:
            return
        for binding in tree.reaching(tree.bindings(scope.function).get(node.func.id, []), node):
            if isinstance(binding.value, ast.expr):
                for part, guard in branches(binding.value, scope.function):
                    yield part, guard or guard_of(tree, binding.at, scope.function)

    def _note(self, tree: Tree, node: ast.Call, sends: list[Send], receiver: str, guard: Guard | None) -> None:
        ways = tuple(Way(each.kind, each.fanout, guard) for each in sends)
        self._add(Found(tree, node, ways, _method_argument(node, sends[0]), sends[0].style, receiver, None))

    def _add(self, found: Found) -> None:
        """Keep one expression; when its method name comes from a parameter, its function is a forwarder."""
        place = (found.tree.path, found.node.lineno, found.node.col_offset)
        before = self.found.get(place)
        if before is not None:
            found = before._replace(ways=tuple(sorted({*before.ways, *found.ways}, key=repr)))
        self.found[place] = found
        for forwarder in self._forwarders(found):
            self.wrapping.add(place)
            self.forwarders.setdefault(forwarder, set()).update(_outward(found.ways, forwarder, found))

    def _forwarders(self, found: Found) -> Iterator[Forwarder]:
        scope = self.inference.scope_at(found.tree.path, found.node)
        for value in sorted(self.method_values(found), key=repr):
            if isinstance(value, Parameter) and _encloses(found, value):
                style = "client" if found.style == "client" else "message"
                yield Forwarder((value.path, value.qualname, value.line), value.name, style)
        star = _starred_method(found.node, found.style) if found.method is None else None
        if star and scope.function and scope.function.args.vararg and scope.function.args.vararg.arg == star[0]:
            function = scope.function
            yield Forwarder((found.tree.path, found.tree.qualname(function), function.lineno), f"*{star[1]}")

    def method_values(self, found: Found) -> Values:
        """What the argument that names the method may be."""
        if found.method is None:
            return frozenset()
        scope = self.inference.scope_at(found.tree.path, found.node)
        if found.style != "client":
            return self._message(found.tree, found.method, scope)
        return _first(self.inference.ask(found.method, scope))

    def _message(self, tree: Tree, node: ast.AST, scope: Scope) -> Values:
        """The method's name inside a message: `make_msg("name", …)` or `{"method": "name"}`."""
        if isinstance(node, ast.Call) and last_name(node.func) in vocabulary().messages and node.args:
            return self.inference.ask(node.args[0], scope)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "method":
                    return self.inference.ask(value, scope)
        if isinstance(node, ast.Name) and scope.function is not None:
            bindings = tree.reaching(tree.bindings(scope.function).get(node.id, []), node)
            inner = [self._message(tree, each.value, scope) if each.how == "value" and each.value is not None
                     else self.inference.binding(each, node.id, scope) for each in bindings]  # fmt: skip
            return frozenset().union(*inner) if inner else frozenset()
        return frozenset()

    def _users(self, forwarder: Forwarder) -> None:
        for path in sorted({forwarder.key[0], *self.index.mentioning(forwarder.name)}):
            tree = self.inference.tree(path)
            if tree is None:
                continue
            for node in list(tree.calls.get(forwarder.name, ())):
                self._user(tree, node, forwarder)
            if _refers(tree, forwarder.name):
                self._alias_users(tree, forwarder)

    def _user(self, tree: Tree, node: ast.Call, forwarder: Forwarder) -> None:
        scope = self.inference.scope_at(tree.path, node)
        if _is_function(self.inference.ask(node.func, scope), forwarder.key):
            guard = guard_of(tree, node, scope.function)
            self._through(tree, node, forwarder, [guard] if guard else [None], _receiver(node))

    def _alias_users(self, tree: Tree, forwarder: Forwarder) -> None:
        for nodes in list(tree.calls.values()):
            for node in nodes:
                if isinstance(node.func, ast.Name | ast.IfExp | ast.BoolOp):
                    scope = self.inference.scope_at(tree.path, node)
                    guards = [
                        guard for part, guard in self._alternatives(tree, node, scope)
                        if _is_function(self.inference.ask(part, scope), forwarder.key)
                    ]  # fmt: skip
                    if guards:
                        self._through(tree, node, forwarder, guards, dotted(node.func))
                self._handed_on(tree, node, forwarder)

    def _handed_on(self, tree: Tree, node: ast.Call, forwarder: Forwarder) -> None:
        """`spawn_n(self._cast, "name", …)`: the arguments of the forwarder follow it."""
        for place, argument in enumerate(node.args):
            if isinstance(argument, ast.Attribute) and argument.attr == forwarder.name:
                scope = self.inference.scope_at(tree.path, node)
                if _is_function(self.inference.ask(argument, scope), forwarder.key):
                    called = ast.Call(argument, node.args[place + 1 :], node.keywords)
                    ast.copy_location(called, node)
                    if called.args:
                        tree.parents[called] = tree.parents[node]
                        self._through(tree, called, forwarder, [None], dotted(argument.value))

    def _through(
        self, tree: Tree, node: ast.Call, forwarder: Forwarder, guards: Iterable[Guard | None], receiver: str
    ) -> None:
        home = self.inference.tree(forwarder.key[0])
        function = home.functions.get(forwarder.key[1:]) if home else None
        if home is None or function is None or tree.function_of(node) is function:
            return
        bound = home.class_of(function) is not None
        arguments = dict((name, value) for name, value, _ in calls.arguments(function, node, Scope(tree.path), bound))
        method = _argument(node, function, forwarder, arguments, bound)
        if method is None and forwarder.parameter not in arguments:
            return
        ways = [
            Way(way.kind, way.fanout, guard or inner)
            for way in sorted(self.forwarders[forwarder], key=repr)
            for guard in guards
            for happens, inner in [chosen(way.guard, arguments, function, tree, node)]
            if happens
        ]
        if ways:
            self._add(Found(tree, node, tuple(ways), method, forwarder.style, receiver, forwarder.name))

    def method_names(self, found: Sequence[Found]) -> dict[int, list[str]]:
        """The literal method names of each expression, by its place in `found`; wrappers' bodies left out."""
        return {place: _texts(self.method_values(each)) for place, each in enumerate(found)}

    def rows(self) -> Iterator[RpcSend]:
        """The census, by path and line."""
        for place in sorted(self.found):
            yield self._row(place, self.found[place])

    def _row(self, place: tuple[str, int, int], found: Found) -> RpcSend:
        kinds = {way.kind for way in found.ways}
        library = self.index.facts.role(place[0]) is Role.LIBRARY
        layer = "library" if library else "wrapper" if place in self.wrapping else "site"
        texts = _texts(self.method_values(found))
        return RpcSend(
            place[0], place[1], place[2] + 1,
            "mixed" if len(kinds) > 1 else next(iter(kinds)),
            _always_fanout(found.ways),
            layer,
            texts[0] if len(texts) == 1 else None,
            found.receiver, found.tree.qualname(_scope_node(found)), found.via,
            *around(found.tree, found.node),
        )  # fmt: skip


def around(tree: Tree, node: ast.AST) -> tuple[int, int]:
    """The lines of the innermost loop and the innermost lock around a node in its function, or 0."""
    loop = lock = 0
    inner = node
    for parent in tree.around(node):
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            lock = lock or next((each.lineno for each in parent.decorator_list if is_lock(each)), 0)
            break
        if isinstance(parent, LOOPS) and not loop and inner is not getattr(parent, "iter", None):
            loop = getattr(parent, "lineno", 0)
        if isinstance(parent, ast.With | ast.AsyncWith) and not lock and inner in parent.body:
            lock = parent.lineno if any(is_lock(item.context_expr) for item in parent.items) else 0
        inner = parent
    return loop, lock


def _always_fanout(ways: tuple[Way, ...]) -> bool:
    """Fan-out on one branch only is no fan-out."""
    casts = [way.fanout for way in ways if way.kind == "cast"]
    return bool(casts) and all(fanout == "yes" for fanout in casts)


def _scope_node(found: Found) -> ast.AST:
    return found.tree.function_of(found.node) or next(
        (each for each in found.tree.around(found.node) if isinstance(each, ast.ClassDef)), found.tree.node
    )


def _sends(values: Values) -> list[Send]:
    return sorted((each for each in values if isinstance(each, Send)), key=repr)


def _open(values: Values) -> bool:
    return bool(values) and all(isinstance(each, Unknown | Parameter | Flag) for each in values)


def _looks_sent(call: ast.Call) -> bool:
    """A context and a literal method name: the shape of a send."""
    if len(call.args) < 2 or not isinstance(call.args[1], ast.Constant) or not isinstance(call.args[1].value, str):
        return False
    return call.args[1].value.replace(".", "_").isidentifier()


def _method_argument(node: ast.Call, send: Send) -> ast.AST | None:
    place = send.place
    if len(node.args) > place and not any(isinstance(each, ast.Starred) for each in node.args[: place + 1]):
        return node.args[place]
    return keyword(node, "method" if send.style == "client" else "msg")


def _starred_method(node: ast.Call, style: str) -> tuple[str, int] | None:
    """The variable arguments that hold the method name, and its place among them."""
    place = 2 if style == "module" else 1
    for before, each in enumerate(node.args[: place + 1]):
        if isinstance(each, ast.Starred) and isinstance(each.value, ast.Name):
            return each.value.id, place - before
    return None


def _first(values: Values) -> Values:
    """A message may be a tuple that begins with the method name."""
    found: list[object] = []
    for each in values:
        found.extend(each.places[0] if isinstance(each, Items) and each.places else [each])
    return frozenset(found)  # type: ignore[arg-type]


def _texts(values: Values) -> list[str]:
    return sorted(each.text for each in values if isinstance(each, Text))


def _encloses(found: Found, value: Parameter) -> bool:
    """Whether the parameter belongs to a function around the expression."""
    return value.path == found.tree.path and any(
        isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.lineno == value.line
        for each in found.tree.around(found.node)
    )


def _outward(ways: tuple[Way, ...], forwarder: Forwarder, found: Found) -> set[Way]:
    """A guard that is no parameter of the forwarder itself means nothing to its users."""
    function = found.tree.functions.get(forwarder.key[1:])
    names = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)} if function else set()
    return {way if way.guard and way.guard.parameter in names else way._replace(guard=None) for way in ways}


def _is_function(values: Values, key: Key) -> bool:
    return any(isinstance(each, Function) and each[:3] == key for each in values)


def _refers(tree: Tree, name: str) -> bool:
    """Whether the name is read somewhere without being called."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Load)
        and not (isinstance(tree.parents.get(node), ast.Call) and tree.parents[node].func is node)  # type: ignore[attr-defined]
        for node in ast.walk(tree.node)
    )  # fmt: skip


def _receiver(node: ast.Call) -> str:
    return dotted(node.func.value) if isinstance(node.func, ast.Attribute) else dotted(node.func)


def _argument(
    node: ast.Call, function: FunctionNode, forwarder: Forwarder, arguments: dict[str, ast.AST], bound: bool
) -> ast.AST | None:
    if not forwarder.parameter.startswith("*"):
        return arguments.get(forwarder.parameter)
    place = int(forwarder.parameter[1:]) + len(function.args.args) - (1 if bound else 0)
    plain = not any(isinstance(each, ast.Starred) for each in node.args[: place + 1])
    return node.args[place] if plain and len(node.args) > place else None


def chosen(
    guard: Guard | None, arguments: dict[str, ast.AST], function: FunctionNode, tree: Tree, node: ast.AST
) -> tuple[bool, Guard | None]:
    """Whether the flag that a use passes lets this way happen, and the guard that remains for its own users."""
    if guard is None:
        return True, None
    value = arguments.get(guard.parameter) or calls.default_of(function, guard.parameter)
    if isinstance(value, ast.Constant) and isinstance(value.value, bool | None):
        return bool(value.value) is guard.holds, None
    if isinstance(value, ast.Name) and tree.function_of(node) is not None:
        return True, Guard(value.id, guard.holds)
    return True, None
