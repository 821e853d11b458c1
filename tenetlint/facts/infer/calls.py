"""Calls: what they give back, what their parameters receive."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenetlint.facts.infer import members
from tenetlint.facts.infer.values import (
    NOTHING, UNKNOWN, Box, Class, Client, Flag, Function, Instance, Items, Library, Loaded, Made, Module, Other,
    Parameter, Prepare, Send, Super, Taker, Text, Unknown, Value, Values, union,
)  # fmt: skip
from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.trees import Tree, parameters
from tenetlint.facts.walk import FunctionNode, dotted, keyword, last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference, Scope

MAX_CALLERS = 40
MAX_FOLLOWED = 12
MAX_BACKWARD = 3
_WRAPPERS = ("partial", "copy", "deepcopy", "proxy", "wraps", "wrap")
_MANAGERS = ("DriverManager", "ExtensionManager", "NamedExtensionManager", "EnabledExtensionManager", "HookManager")


def result(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    """What a call expression gives."""
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(inference, node, scope)
    if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2:
        return _getattr(inference, node, scope)
    found = [_called(inference, each, node, scope) for each in _ordered(inference.infer(node.func, scope))]
    return union(*found) if found else NOTHING


def _ordered(values: Values) -> list[Value]:
    return sorted(values, key=repr)


def _called(inference: Inference, callee: Value, node: ast.Call, scope: Scope) -> Values:
    if _is_added_client(inference, callee):
        return frozenset({Client(_target_fanout(inference, node, scope))})
    match callee:
        case Library(name):
            return _library(inference, name, node, scope)
        case Class():
            return frozenset({Instance(callee.path, callee.qualname)})
        case Function():
            given = returned(inference, callee, node, scope)
            return union(given, _handed(inference, node, scope)) if _opaque(given) else given
        case Prepare(client):
            return frozenset({Client(_fanout(inference, node, scope, client.fanout))})
        case Send():
            return frozenset({Other("answer")})
        case Taker(content):
            default = [inference.infer(each, scope) for each in node.args[1:2]]
            return union(frozenset(content), *default)  # type: ignore[arg-type]
        case Instance():
            return _call_instance(inference, callee, node, scope)
        case Parameter():
            return _call_given(inference, callee, node, scope)
        case Made(name):
            return union(frozenset({Made(f"{name}()")}), _handed(inference, node, scope))
        case Unknown():
            return union(UNKNOWN, _handed(inference, node, scope))
    return frozenset({Other("call")})


def _is_added_client(inference: Inference, callee: Value) -> bool:
    """Whether the project's configuration says that calling this gives an RPC client."""
    facts = inference.index.facts
    match callee:
        case Library(name):
            return name in facts.additions.rpc_clients
        case Function() | Class() if facts.additions.rpc_clients:
            return f"{facts.sources[callee.path].module}.{callee.qualname}" in facts.additions.rpc_clients
    return False


def _opaque(values: Values) -> bool:
    """Whether a function's result is a closure or nothing known: what was handed in may come out."""
    return all(isinstance(each, Unknown | Function | Other) for each in values)


def _call_given(inference: Inference, callee: Parameter, node: ast.Call, scope: Scope) -> Values:
    found = [_called(inference, each, node, scope) for each in _ordered(given(inference, callee))
             if not isinstance(each, Parameter)]  # fmt: skip
    return union(*found) or UNKNOWN


def _call_instance(inference: Inference, callee: Instance, node: ast.Call, scope: Scope) -> Values:
    called = members.of_class(inference, callee, "__call__")
    found = [returned(inference, each, node, scope) for each in called if isinstance(each, Function)]
    return union(*found) or UNKNOWN


def _handed(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    """Sending methods among the arguments: a retry wrapper gives back what it wraps."""
    arguments = [*node.args[:4], *(each.value for each in node.keywords[:4])]
    sends = (
        inference.infer(each, scope) for each in arguments if isinstance(each, ast.Attribute | ast.Name | ast.IfExp)
    )
    return frozenset(value for values in sends for value in values if isinstance(value, Send))


def _super(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    tree = inference.tree(scope.path)
    if tree is None or scope.function is None:
        return UNKNOWN
    method: FunctionNode | None = scope.function
    while method is not None and tree.class_of(method) is None:
        method = tree.function_of(method)
    cls = tree.class_of(method) if method else None
    if cls is None:
        return UNKNOWN
    return frozenset({Super(scope.path, tree.qualname(cls), scope.owner)})


def _getattr(inference: Inference, node: ast.Call, scope: Scope) -> Values:
    base = inference.infer(node.args[0], scope)
    names = [each.text for each in inference.infer(node.args[1], scope) if isinstance(each, Text)]
    if not names:
        return UNKNOWN
    default = [inference.infer(each, scope) for each in node.args[2:3]]
    return union(*(inference.attribute(base, name) for name in sorted(names)[:8]), *default)


def _library(inference: Inference, name: str, node: ast.Call, scope: Scope) -> Values:
    last = name.rpartition(".")[2]
    if vocabulary().clients.fullmatch(name):
        return frozenset({Client(_target_fanout(inference, node, scope))})
    if last in _WRAPPERS and node.args:
        return inference.infer(node.args[0], scope)
    if last in _MANAGERS and name.startswith("stevedore."):
        return frozenset({Loaded(frozenset[object](_drivers(inference, node, scope)))})
    if last.startswith("import_") and node.args:
        return _imported(inference, last, node, scope)
    if name.startswith("builtins."):
        return _builtin(inference, name, node, scope)
    return union(frozenset({Made(name)}), _handed(inference, node, scope))


def _builtin(inference: Inference, name: str, node: ast.Call, scope: Scope) -> Values:
    if name in ("builtins.next", "builtins.list", "builtins.tuple", "builtins.iter", "builtins.reversed") and node.args:
        held = inference.element(inference.infer(node.args[0], scope), None)
        return held if name == "builtins.next" else frozenset({Box(frozenset[object](held))})
    if name == "builtins.dict":
        content = union(*(inference.infer(each.value, scope) for each in node.keywords))
        return frozenset({Box(frozenset[object](content))})
    return frozenset({Other(name)}) if name != "builtins.?" else UNKNOWN


def _imported(inference: Inference, how: str, node: ast.Call, scope: Scope) -> Values:
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


def _drivers(inference: Inference, node: ast.Call, scope: Scope) -> Values:
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


def _fanout(inference: Inference, node: ast.Call, scope: Scope, before: str) -> str:
    """Whether `prepare(…)` asks for fan-out."""
    given_value = keyword(node, "fanout")
    if given_value is None:
        return _unpacked_fanout(inference, node, scope) or _target_fanout(inference, node, scope, before)
    return _flag(inference.infer(given_value, scope))


def _unpacked_fanout(inference: Inference, node: ast.Call, scope: Scope) -> str | None:
    """`prepare(**params)` where the dict, or the caller's keywords behind it, hold a `fanout`."""
    for each in node.keywords:
        if each.arg is not None:
            continue
        for name, value, where in scope.arguments:
            if name == f"**{dotted(each.value)}.fanout":
                return _flag(inference.infer(value, where))
        if _stores_fanout(inference, each.value, scope):
            return "maybe"
    return None


def _stores_fanout(inference: Inference, container: ast.expr, scope: Scope) -> bool:
    """Whether the function sets `container["fanout"]`."""
    tree = inference.tree(scope.path)
    for statement in tree.items.get(dotted(container), []) if tree else ():
        target = statement.targets[0]
        key = target.slice if isinstance(target, ast.Subscript) else None
        if isinstance(key, ast.Constant) and key.value == "fanout" and tree and tree.function_of(statement) is scope.function:
            return True
    return False


def _flag(values: Values) -> str:
    flags = {each.value for each in values if isinstance(each, Flag)}
    known = all(isinstance(each, Flag) for each in values)
    if known and flags <= {True}:
        return "yes"
    return "no" if known and True not in flags else "maybe"


def _target_fanout(inference: Inference, node: ast.Call, scope: Scope, before: str = "no") -> str:
    """`Target(fanout=True)` among the arguments, written there or through a local name."""
    for argument in [*node.args, *(each.value for each in node.keywords)]:
        made = argument
        if isinstance(argument, ast.Name) and scope.function is not None:
            tree = inference.tree(scope.path)
            bound = tree.bindings(scope.function).get(argument.id, []) if tree else []
            made = next((each.value for each in bound if isinstance(each.value, ast.Call)), argument)
        if isinstance(made, ast.Call) and last_name(made.func) == "Target":
            flag = keyword(made, "fanout")
            if isinstance(flag, ast.Constant) and flag.value is True:
                return "yes"
    return before


def returned(
    inference: Inference, function: Function, node: ast.Call | None, scope: Scope | None, name: Text | None = None
) -> Values:
    """What a function of the project may return when called by `node`."""
    from tenetlint.facts.infer.engine import Scope

    tree = inference.tree(function.path)
    definition = tree.functions.get((function.qualname, function.line)) if tree else None
    if tree is None or definition is None:
        return UNKNOWN
    followed = _followed(scope)
    if followed > MAX_FOLLOWED:
        return UNKNOWN
    passed: tuple[tuple[str, ast.AST, Scope], ...] = ()
    if node is not None and scope is not None:
        passed = tuple(arguments(definition, node, scope, _is_bound(tree, definition, function)))
    elif name is not None and len(definition.args.args) > 1:
        passed = ((definition.args.args[1].arg, ast.Constant(name.text), Scope(function.path)),)
    inner = Scope(function.path, definition, function.owner, passed, _outer(inference, tree, definition))
    if any(dotted(each).rpartition(".")[2] == "contextmanager" for each in definition.decorator_list):
        return frozenset({Box(frozenset[object](union(*(inference.infer(each, inner) for each in _yields(definition)))))})
    results = [inference.infer(each, inner) if each else frozenset({Flag(None)}) for each in _returns(definition)]
    return union(*results) if results else frozenset({Flag(None)})


def _outer(inference: Inference, tree: Tree, definition: FunctionNode) -> Scope | None:
    outer = inference.scope_at(tree.path, definition)
    return outer if outer.function is not None else None


def _followed(scope: Scope | None) -> int:
    """How many calls lead here."""
    depth = 0
    while scope is not None and scope.arguments and depth <= MAX_FOLLOWED:
        depth += 1
        scope = scope.arguments[0][2]
    return depth


def _is_bound(tree: Tree, definition: FunctionNode, function: Function) -> bool:
    if tree.class_of(definition) is None:
        return False
    marks = {dotted(each) for each in definition.decorator_list}
    if "staticmethod" in marks:
        return False
    return isinstance(function.owner, Instance) or any(mark.endswith("classmethod") for mark in marks)


def arguments(
    definition: FunctionNode, node: ast.Call, scope: Scope, bound: bool
) -> Iterator[tuple[str, ast.AST, Scope]]:
    """Parameter names with the argument expressions that they get."""
    names = [each.arg for each in (*definition.args.posonlyargs, *definition.args.args)]
    positional = names[1:] if bound else names
    for name, value in zip(positional, node.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        yield name, value, scope
    known = {*names, *(each.arg for each in definition.args.kwonlyargs)}
    rest = definition.args.kwarg.arg if definition.args.kwarg else None
    for each in node.keywords:
        if each.arg is None:
            yield from _passed_on(each.value, rest, known, scope)
        elif each.arg in known:
            yield each.arg, each.value, scope
        elif rest is not None:
            yield f"**{rest}.{each.arg}", each.value, scope


def _passed_on(
    value: ast.expr, rest: str | None, known: set[str], scope: Scope
) -> Iterator[tuple[str, ast.AST, Scope]]:
    """`f(**kwargs)` hands on the keywords that the caller itself got."""
    prefix = f"**{dotted(value)}."
    for name, argument, where in scope.arguments:
        if name.startswith(prefix):
            key = name.removeprefix(prefix)
            if key in known:
                yield key, argument, where
            elif rest is not None:
                yield f"**{rest}.{key}", argument, where


def _returns(definition: FunctionNode) -> list[ast.expr | None]:
    return [each.value for each in _own(definition) if isinstance(each, ast.Return)]


def _yields(definition: FunctionNode) -> list[ast.expr]:
    return [each.value for each in _own(definition) if isinstance(each, ast.Yield) and each.value is not None]


def _own(definition: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function that are not inside a function of its own."""
    stack: list[ast.AST] = list(reversed(definition.body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def entered(inference: Inference, value: ast.AST, scope: Scope) -> Values:
    """What `with value as name` binds."""
    found: list[Values] = []
    for each in inference.infer(value, scope):
        if isinstance(each, Box):
            found.append(frozenset(each.content))  # type: ignore[arg-type]
        elif isinstance(each, Instance):
            enters = [f for f in members.of_class(inference, each, "__enter__") if isinstance(f, Function)]
            found.append(union(*(returned(inference, f, None, None) for f in enters)) or frozenset({each}))
        else:
            found.append(frozenset({each}))
    return union(*found)


def parameter(inference: Inference, argument: ast.arg, scope: Scope) -> Values:
    """What a parameter stands for: the receiver, the argument of the call that is followed, or any caller's."""
    function = scope.function
    tree = inference.tree(scope.path)
    if function is None or tree is None:
        return UNKNOWN
    for name, value, where in scope.arguments:
        if name == argument.arg:
            return inference.infer(value, where)
    first = function.args.args[0].arg if function.args.args else None
    if argument.arg == first and scope.owner is not None:
        return frozenset({scope.owner})
    return frozenset({Parameter(scope.path, tree.qualname(function), function.lineno, argument.arg)})


def default_of(function: FunctionNode, name: str) -> ast.expr | None:
    """The default of a parameter, or None where it has none."""
    positional = [*function.args.posonlyargs, *function.args.args]
    for argument, value in zip(reversed(positional), reversed(function.args.defaults), strict=False):
        if argument.arg == name:
            return value
    for argument, other in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if argument.arg == name:
            return other
    return None


def given(inference: Inference, parameter: Parameter) -> Values:
    """What the project's own callers hand to a parameter, and its default."""
    tree = inference.tree(parameter.path)
    function = tree.functions.get((parameter.qualname, parameter.line)) if tree else None
    if tree is None or function is None or not _named(function, parameter.name):
        return UNKNOWN
    if inference.backward >= MAX_BACKWARD:
        return UNKNOWN
    inference.backward += 1
    try:
        found = union(*_all_given(inference, tree, function, parameter))
    finally:
        inference.backward -= 1
    return frozenset(each for each in found if each != parameter) or UNKNOWN


def _all_given(inference: Inference, tree: Tree, function: FunctionNode, parameter: Parameter) -> list[Values]:
    default = default_of(function, parameter.name)
    values = [inference.infer(default, inference.scope_at(parameter.path, function))] if default is not None else []
    for argument, scope in _given_by_callers(inference, tree, function, parameter):
        values.append(inference.infer(argument, scope))
    return values


def _named(function: FunctionNode, name: str) -> bool:
    special = {each.arg for each in (function.args.vararg, function.args.kwarg) if each}
    return name not in special and any(each.arg == name for each in parameters(function))


def _given_by_callers(
    inference: Inference, tree: Tree, function: FunctionNode, parameter: Parameter
) -> Iterator[tuple[ast.AST, Scope]]:
    cls = tree.class_of(function)
    constructs = cls is not None and function.name in ("__init__", "__new__")
    target: Class | Function
    if constructs and cls is not None:
        target = Class(tree.path, tree.qualname(cls))
    else:
        target = Function(tree.path, parameter.qualname, parameter.line)
    for node, scope in callers(inference, cls.name if constructs and cls else function.name, target):
        for name, value, where in arguments(function, node, scope, cls is not None):
            if name == parameter.name:
                yield value, where


def callers(
    inference: Inference, name: str, target: Class | Function
) -> tuple[tuple[ast.Call, Scope], ...]:
    """Calls in the project whose callee is the function, or makes the class or one of its subclasses."""
    key = (target, inference.backward)
    if key not in inference.callers:
        inference.callers[key] = ()
        inference.callers[key] = tuple(_callers(inference, name, target))
    return inference.callers[key]


def _callers(inference: Inference, name: str, target: Class | Function) -> Iterator[tuple[ast.Call, Scope]]:
    seen = 0
    names = [name]
    if isinstance(target, Class):
        names += [each.qualname.rpartition(".")[2] for each in members.subclasses(inference, target)][:8]
    paths = {target.path, *(path for each in names for path in inference.index.mentioning(each))}
    for path in sorted(paths):
        tree = inference.tree(path)
        for node in [call for each in names for call in tree.calls.get(each, [])] if tree else ():
            scope = inference.scope_at(path, node)
            if seen < MAX_CALLERS and any(_same(inference, each, target) for each in inference.infer(node.func, scope)):
                seen += 1
                yield node, scope


def _same(inference: Inference, value: Value, target: Class | Function) -> bool:
    if isinstance(value, Function) and isinstance(target, Function):
        return value[:3] == target[:3]
    return isinstance(value, Class) and isinstance(target, Class) and target in members.mro(inference, value)
