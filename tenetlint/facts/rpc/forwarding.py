"""Forwarders: who uses a function that hands a method name to a transport, until no new forwarder appears."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tenetlint.facts.bindings import parameters
from tenetlint.facts.infer.arguments import arguments as arguments_of
from tenetlint.facts.infer.arguments import default_of
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Fanout, Function, Parameter, Values
from tenetlint.facts.rpc.aliases import alternatives
from tenetlint.facts.rpc.found import Forwarder, Found, Key, Way
from tenetlint.facts.rpc.guards import Guard, guard_of
from tenetlint.facts.rpc.sends import Sends
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import FunctionNode, dotted

MAX_LEVELS = 8


def follow_forwarders(sends: Sends) -> None:
    """Add the users of every forwarder, which may be forwarders themselves."""
    done: dict[Forwarder, set[Way]] = {}
    for _ in range(MAX_LEVELS):
        fresh = {each: set(ways) for each, ways in sends.forwarders.items() if done.get(each) != ways}
        if not fresh:
            return
        done |= fresh
        for each in sorted(fresh):
            _users(sends, each)


def _users(sends: Sends, forwarder: Forwarder) -> None:
    for path in sorted({forwarder.key[0], *sends.index.mentioning(forwarder.name)}):
        tree = sends.inference.tree(path)
        if tree is None:
            continue
        for node in list(tree.calls.get(forwarder.name, ())):
            _user(sends, tree, node, forwarder)
        if _refers(tree, forwarder.name):
            _alias_users(sends, tree, forwarder)


def _user(sends: Sends, tree: Tree, node: ast.Call, forwarder: Forwarder) -> None:
    scope = sends.inference.scope_at(tree.path, node)
    if _is_function(sends.inference.ask(node.func, scope), forwarder.key):
        guard = guard_of(tree, node, scope.function)
        _through(sends, tree, node, forwarder, [guard] if guard else [None], _receiver(node))


def _alias_users(sends: Sends, tree: Tree, forwarder: Forwarder) -> None:
    for nodes in list(tree.calls.values()):
        for node in nodes:
            if isinstance(node.func, ast.Name | ast.IfExp | ast.BoolOp):
                scope = sends.inference.scope_at(tree.path, node)
                guards = [
                    guard for part, guard in alternatives(tree, node, scope)
                    if _is_function(sends.inference.ask(part, scope), forwarder.key)
                ]  # fmt: skip
                if guards:
                    _through(sends, tree, node, forwarder, guards, dotted(node.func))
            _handed_on(sends, tree, node, forwarder)


def _handed_on(sends: Sends, tree: Tree, node: ast.Call, forwarder: Forwarder) -> None:
    """`spawn_n(sends._cast, "name", …)`: the arguments of the forwarder follow it."""
    for place, argument in enumerate(node.args):
        if isinstance(argument, ast.Attribute) and argument.attr == forwarder.name:
            scope = sends.inference.scope_at(tree.path, node)
            if _is_function(sends.inference.ask(argument, scope), forwarder.key):
                called = ast.Call(argument, node.args[place + 1 :], node.keywords)
                ast.copy_location(called, node)
                if called.args:
                    tree.parents[called] = tree.parents[node]
                    _through(sends, tree, called, forwarder, [None], dotted(argument.value))


def _through(
    sends: Sends, tree: Tree, node: ast.Call, forwarder: Forwarder, guards: Iterable[Guard | None], receiver: str
) -> None:
    home = sends.inference.tree(forwarder.key[0])
    function = home.functions.get(forwarder.key[1:]) if home else None
    if home is None or function is None or tree.function_of(node) is function:
        return
    bound = home.class_of(function) is not None
    arguments = {name: value for name, value, _ in arguments_of(function, node, Scope(tree.path), bound)}
    method = _argument(node, function, forwarder, arguments, bound)
    if method is None and forwarder.parameter not in arguments:
        return
    ways = [
        Way(way.kind, _fanout(way.fanout, arguments, function, tree, node), guard or inner)
        for way in sorted(sends.forwarders[forwarder], key=repr)
        for guard in guards
        for happens, inner in [chosen(way.guard, arguments, function, tree, node)]
        if happens
    ]
    if ways:
        sends.add(Found(tree, node, tuple(ways), method, forwarder.style, receiver, forwarder.name))


def _fanout(
    fanout: Fanout, arguments: dict[str, ast.AST], function: FunctionNode, tree: Tree, node: ast.AST
) -> Fanout:
    """What the flag that a use passes makes of a fan-out that hangs on a parameter of the forwarder."""
    if not isinstance(fanout, Parameter):
        return fanout
    value = arguments.get(fanout.name) or default_of(function, fanout.name)
    if isinstance(value, ast.Constant) and isinstance(value.value, bool | None):
        return "yes" if value.value else "no"
    user = tree.function_of(node)
    if isinstance(value, ast.Name) and user is not None and any(each.arg == value.id for each in parameters(user)):
        return Parameter(tree.path, tree.qualname(user), user.lineno, value.id)
    return "maybe"


def _is_function(values: Values, key: Key) -> bool:
    return any(isinstance(each, Function) and each[:3] == key for each in values)


def _refers(tree: Tree, name: str) -> bool:
    """Whether the name is read somewhere without being called."""
    return any(isinstance(node, ast.Attribute) and not _is_called(tree, node) for node in tree.loads.get(name, ()))


def _is_called(tree: Tree, node: ast.AST) -> bool:
    parent = tree.parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node


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
    value = arguments.get(guard.parameter) or default_of(function, guard.parameter)
    if isinstance(value, ast.Constant) and isinstance(value.value, bool | None):
        return bool(value.value) is guard.holds, None
    if isinstance(value, ast.Name) and tree.function_of(node) is not None:
        return True, Guard(value.id, guard.holds)
    return True, None
