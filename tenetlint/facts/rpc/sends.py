"""Sends: calls whose callee is a transport's sending method; the functions that only hand a method name on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.index import Index
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import Flag, Parameter, Send, Unknown, Values
from tenetlint.facts.nodes import everything
from tenetlint.facts.rpc.aliases import alternatives
from tenetlint.facts.rpc.census import Undecided
from tenetlint.facts.rpc.found import Forwarder, Found, Place, Way
from tenetlint.facts.rpc.guards import Guard, guard_of
from tenetlint.facts.rpc.messages import looks_sent, method_argument, method_values, starred_method, texts
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import dotted, keyword


class Sends:
    """What was found so far: transports first; users of each forwarder add to it."""

    def __init__(self, index: Index, inference: Inference) -> None:
        self.index = index
        self.inference = inference
        self.found: dict[Place, Found] = {}
        self.forwarders: dict[Forwarder, set[Way]] = {}
        self.wrapping: set[Place] = set()
        """The expressions that are a forwarder's body."""
        self.open: dict[Place, tuple[Tree, ast.Call, ast.Attribute]] = {}
        """Calls that look like sends, and whose receivers own inference does not know."""
        self.undecided: list[Undecided] = []
        """Those of them that nobody knows."""

    def find_transports(self) -> None:
        """Find every expression whose callee is a transport's."""
        for path in sorted(self._candidates()):
            tree = self.inference.tree(path)
            if tree is not None:
                self._transports(tree)

    def _candidates(self) -> Iterator[str]:
        sends = set(vocabulary().sends)
        self.index.asked |= sends
        for path, file in self.index.files.items():
            named = {each.target.rpartition(".")[2] for each in file.imports}
            if sends & (file.attributes | named) and not vocabulary().is_library(self.index.facts.sources[path].module):
                yield path

    def _transports(self, tree: Tree) -> None:
        sends = vocabulary().sends
        indirect = False
        for node in everything(tree.node):
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
            self.note(tree, call, sends, dotted(node.value), guard_of(tree, call, scope.function))
        elif _open(values) and looks_sent(call):
            self.open[tree.path, call.lineno, call.col_offset] = (tree, call, node)

    def _reference(self, tree: Tree, node: ast.Attribute, parent: ast.AST | None) -> bool:
        """A bound sending method that is not called here; true when some name may call it later."""
        scope = self.inference.scope_at(tree.path, node)
        sends = _sends(self.inference.ask(node, scope))
        if not sends:
            return False
        call, rest = _handed_on(tree, node, parent)
        if call is not None and len(rest) >= 2 and texts(self.inference.ask(rest[1], scope)):
            ways = tuple(Way(each.kind, each.fanout, guard_of(tree, call, scope.function)) for each in sends)
            self.add(Found(tree, call, ways, rest[1], sends[0].style, dotted(node.value), None))
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
        self.add(Found(tree, node, ways, method_argument(node, sends[0]), sends[0].style, dotted(node.func), None))

    def _ways(self, tree: Tree, node: ast.Call, scope: Scope) -> Iterator[Way]:
        """The alternatives behind a name that is called, each with the flag that chooses it."""
        for part, guard in alternatives(tree, node, scope):
            for each in _sends(self.inference.infer(part, scope)):
                yield Way(each.kind, each.fanout, guard)

    def note(self, tree: Tree, node: ast.Call, sends: list[Send], receiver: str, guard: Guard | None) -> None:
        """Keep a call whose callee is one of these."""
        ways = tuple(Way(each.kind, each.fanout, guard) for each in sends)
        self.add(Found(tree, node, ways, method_argument(node, sends[0]), sends[0].style, receiver, None))

    def add(self, found: Found) -> None:
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
        for value in sorted(method_values(self.inference, found), key=repr):
            if isinstance(value, Parameter) and _encloses(found, value):
                style = "client" if found.style == "client" else "message"
                yield Forwarder((value.path, value.qualname, value.line), value.name, style)
        star = starred_method(found.node, found.style) if found.method is None else None
        if star and scope.function and scope.function.args.vararg and scope.function.args.vararg.arg == star[0]:
            function = scope.function
            yield Forwarder((found.tree.path, found.tree.qualname(function), function.lineno), f"*{star[1]}")


def _handed_on(tree: Tree, node: ast.expr, parent: ast.AST | None) -> tuple[ast.Call | None, list[ast.expr]]:
    """The call that a method is handed to, with the arguments that follow it: `f(x.call, …)`, `target=…, args=(…)`."""
    if isinstance(parent, ast.Call) and node in parent.args:
        return parent, parent.args[parent.args.index(node) + 1 :]
    call = tree.parents.get(parent) if isinstance(parent, ast.keyword) else None
    given = keyword(call, "args") if isinstance(call, ast.Call) else None
    if isinstance(call, ast.Call) and isinstance(given, ast.Tuple | ast.List):
        return call, given.elts
    return None, []


def _sends(values: Values) -> list[Send]:
    return sorted((each for each in values if isinstance(each, Send)), key=repr)


def _open(values: Values) -> bool:
    return bool(values) and all(isinstance(each, Unknown | Parameter | Flag) for each in values)


def _encloses(found: Found, value: Parameter) -> bool:
    """Whether the parameter belongs to a function around the expression."""
    return value.path == found.tree.path and any(
        isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.lineno == value.line
        for each in found.tree.around(found.node)
    )


def _outward(ways: tuple[Way, ...], forwarder: Forwarder, found: Found) -> set[Way]:
    """A guard or a fan-out that hangs on no parameter of the forwarder itself means nothing to its users."""
    function = found.tree.functions.get(forwarder.key[1:])
    names = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)} if function else set()
    outward = set()
    for way in ways:
        foreign = isinstance(way.fanout, Parameter) and way.fanout[:3] != forwarder.key
        guard = way.guard if way.guard and way.guard.parameter in names else None
        outward.add(Way(way.kind, "maybe" if foreign else way.fanout, guard))
    return outward
