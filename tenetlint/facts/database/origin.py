"""Where a dotted expression comes from: an import, the object itself, a parameter, a local value."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import NamedTuple

from tenetlint.facts.database.names import in_layer, is_connection, is_handle, is_scope, is_session, segments
from tenetlint.facts.walk import FileContext, Frame, FunctionNode, dotted, last_name, literal

IMPORT, SELF, PARAMETER, LOCAL = "import", "self", "parameter", "local"
_LOADERS = frozenset({"import_module", "try_import", "__import__"})
_EITHER = frozenset({ast.BoolOp, ast.IfExp})
CHAINS = frozenset({ast.Attribute, ast.Call, ast.Name, ast.Subscript})
"""What `dotted` has a name for."""
_FOLLOWED = frozenset({"enginefacade", "context_manager", "get_context_manager", "transaction_context"})


class Origin(NamedTuple):
    """An expression with local names and imports replaced by what they stand for."""

    root: str
    dotted: str


def origin(file: FileContext, frame: Frame, written: str, called: bool = False) -> Origin:
    """What `written` (as `dotted` gives it) stands for at this place; a plain name that is called stays itself."""
    head, signs, rest = _head(written)
    for qualname, function in scopes(frame):
        alias = file.aliases.get(head, {}).get(qualname) if signs or rest or not called else None
        if alias:
            return Origin(alias[0], alias[1] + signs + rest)
        if function and head in parameters_of(function):
            return Origin(SELF if head in ("self", "cls") else PARAMETER, written)
    target = file.names.get(head)
    return Origin(LOCAL, written) if target is None else Origin(IMPORT, target + signs + rest)


LONGEST = 1000
"""Characters of what a name is followed to: `q = q.filter(a)` again and again makes it longer each time."""


def follow(file: FileContext, frame: Frame, name: str, value: ast.expr) -> None:
    """Remember what a local name is assigned, when that has to do with databases."""
    found = value_origin(file, frame, value) if may_lead_on(file, value) else None
    if found and len(found.dotted) <= LONGEST and is_followed(found.dotted):
        file.aliases.setdefault(name, {})[frame.qualname] = (found.root, found.dotted)
    elif name in file.aliases:
        file.aliases[name].pop(frame.qualname, None)


def value_origin(file: FileContext, frame: Frame, value: ast.expr) -> Origin | None:
    """The origin of an assigned value; of `a or b` and `a if c else b` the part that is imported, else the first."""
    if value.__class__ not in _EITHER:
        return _part(file, frame, value)
    parts = [found for each in _parts(value) if (found := _part(file, frame, each))]
    return next((each for each in parts if each.root == IMPORT), parts[0] if parts else None)


def may_lead_on(file: FileContext, value: ast.expr) -> bool:
    """Whether a look at the value is worth while: most values are neither named like a database nor an alias of one."""
    kind = value.__class__
    if kind in _EITHER:
        return True
    if kind not in CHAINS:
        return False
    written = dotted(value)
    head, _, rest = _head(written)
    if head in file.aliases or (kind is ast.Call and last_name(value.func) in _LOADERS):  # type: ignore[attr-defined]
        return True
    target = file.names.get(head)
    return is_followed(written) or (target is not None and is_followed(target + rest))


@lru_cache(maxsize=16384)
def is_followed(name: str) -> bool:
    """Whether a value of this dotted name may be a database API, session or scope."""
    return in_layer(name) or any(map(_leads_on, segments(name)))


@lru_cache(maxsize=16384)
def _leads_on(segment: str) -> bool:
    return (
        is_handle(segment)
        or is_session(segment)
        or is_connection(segment)
        or segment in _FOLLOWED
        or is_scope(segment)
    )


def class_of(frame: Frame) -> str:
    """The qualified name of the enclosing class, or an empty string."""
    return next((each.qualname for each in frame.chain() if each.node is frame.cls), "") if frame.cls else ""


def name_column(func: ast.expr) -> int:
    """1-based column of the last name of a callee."""
    if isinstance(func, ast.Attribute):
        return (func.end_col_offset or 0) - len(func.attr) + 1
    return func.col_offset + 1


def _parts(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.BoolOp):
        return value.values
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def _part(file: FileContext, frame: Frame, value: ast.expr) -> Origin | None:
    if value.__class__ not in CHAINS:
        return None
    if isinstance(value, ast.Call) and value.args and last_name(value.func) in _LOADERS:
        named = _parts(value.args[0])[0]
        return Origin(IMPORT, f"import_module.{literal(named) or dotted(named)}")
    written = dotted(value)
    return None if written.startswith("?") else origin(file, frame, written)


@lru_cache(maxsize=16384)
def _head(written: str) -> tuple[str, str, str]:
    """`a`, `()[]`, `.b.c` of `a()[].b.c`."""
    first, dot, rest = written.partition(".")
    name = first.rstrip("()[]")
    return name, first[len(name) :], dot + rest


def scopes(frame: Frame) -> list[tuple[str, FunctionNode | None]]:
    """The functions around a place by qualified name, innermost first; last the module, under no name."""
    found: list[tuple[str, FunctionNode | None]] = []
    around: Frame | None = frame
    while around is not None:
        if around.node is around.function:
            found.append((around.qualname, around.function))
        around = around.parent
    if frame.node is frame.cls:
        found.insert(0, (frame.qualname, None))
    return [*found, ("", None)]


@lru_cache(maxsize=16)
def parameters_of(function: FunctionNode) -> set[str]:
    """The names of all its parameters."""
    args = function.args
    names = {each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    return names | {each.arg for each in (args.vararg, args.kwarg) if each}
