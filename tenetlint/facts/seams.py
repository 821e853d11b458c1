"""Where a project chooses an implementation by name: entry-point groups, driver tables, formatted imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, keyword, last_name, literal

ALL = ("ExtensionManager", "EnabledExtensionManager", "DispatchExtensionManager", "NameDispatchExtensionManager")
"""Loaders that load a whole entry-point group, whoever is in it."""
_MANAGERS = (*ALL, "DriverManager", "NamedExtensionManager", "HookManager")
_IMPORTERS = ("import_object", "import_object_ns", "import_class", "import_module", "__import__", "try_import")
_WALKERS = ("iter_modules", "walk_packages", "load_standard_extensions", "load_extensions")
_CONFIG = ("conf", "cfg")
_SPECS = re.compile(r"%\(\w+\)s|%[srd]|\{\w*\}")
"""The places of a format string that are filled in."""


def _manager(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`driver.DriverManager('pkg.storage', CONF.driver)`: namespace, then the name as written."""
    space = keyword(call, "namespace") or _argument(call, 0)
    name = keyword(call, "name") or keyword(call, "names") or _argument(call, 1)
    notes = (template(file, space) or "", written(name), *_flag(name, space))
    yield file.mark("driver-load", call, frame, last_name(call.func), *notes)


def _importer(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`importutils.import_object(CONF.driver)`, `import_module('pkg.backends.%s' % name)`."""
    what = _argument(call, 0)
    if what is not None and literal(what) is None:
        text = template(file, what) or ""
        yield file.mark("driver-load", call, frame, last_name(call.func), text, written(what), *_flag(what))
    elif what is not None and last_name(call.func) == "try_import":
        yield file.mark("optional-import", call, frame, literal(what) or "")


def _lazy(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`LazyPluggable('db_backend', sqlalchemy='pkg.db.sqlalchemy.api')`: a table made of keywords."""
    pairs = [(each.arg, literal(each.value)) for each in call.keywords if each.arg and each.arg != "config_group"]
    entries = [f"{name}={target}" for name, target in pairs if target and "." in target]
    if entries and len(entries) == len(pairs):
        yield file.mark("driver-table", call, frame, _argument_text(call, 0), *entries)


def _table(file: FileContext, node: ast.Dict, frame: Frame) -> Iterable[Mark]:
    """`{'sqlalchemy': 'pkg.db.sqlalchemy.api'}`: every key a word, every value a dotted path."""
    if not node.keys or len(node.keys) > 200:
        return
    pairs = []
    for key, value in zip(node.keys, node.values, strict=True):
        name, target = literal(key), literal(value)
        if not name or not target or not _is_path(target):
            return
        pairs.append(f"{name}={target}")
    yield file.mark("driver-table", node, frame, "", *pairs)


def _is_path(text: str) -> bool:
    parts = text.replace(":", ".").split(".")
    return len(parts) > 1 and all(part.isidentifier() for part in parts)


def _application(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    """`application = …` at module level: a WSGI server loads this module by name."""
    return _served(file, node, frame) if frame.function is None and frame.cls is None else ()


def _served(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    names = {target.id for target in node.targets if isinstance(target, ast.Name)}
    made = isinstance(node.value, ast.Call) and _makes_application(node.value)
    if ("application" in names and isinstance(node.value, ast.Call | ast.Name)) or ("app" in names and made):
        yield file.mark("wsgi-application", node, frame, "application" if "application" in names else "app")


def _makes_application(call: ast.Call) -> bool:
    name = last_name(call.func).lower()
    return name.endswith(("api", "app", "application", "flask", "bottle", "fastapi", "starlette", "wsgi"))


def _environ(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`os.environ.get('BACKEND', 'fake')`: a setting with its default."""
    default = literal(_argument(call, 1))
    owner = dotted(call.func)
    if default and (owner.endswith("environ.get") or owner in ("getenv", "os.getenv")):
        yield file.mark("environment-default", call, frame, literal(_argument(call, 0)) or "", default)


def _walks_folder(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`pkgutil.iter_modules(__path__)`: everything beside this file is loaded, whatever its name."""
    if any(isinstance(node, ast.Name) and node.id in ("__path__", "__package__") for node in call.args):
        yield file.mark("folder-load", call, frame, file.package)


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    return call.args[position] if len(call.args) > position else None


def _argument_text(call: ast.Call, position: int) -> str:
    return literal(_argument(call, position)) or ""


def written(node: ast.expr | None) -> str:
    """The dotted name inside an expression that says where a name comes from (`CONF.database.backend`)."""
    if node is None:
        return ""
    inner = (each for each in ast.walk(node) if isinstance(each, ast.Attribute | ast.Name))
    return next((dotted(each) for each in inner), "")


def _flag(*nodes: ast.expr | None) -> Iterator[str]:
    """`config` when any of the expressions reads the configuration."""
    names = (
        each.id if isinstance(each, ast.Name) else each.attr
        for node in nodes
        if node is not None
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute)
    )
    if any(name.lower().strip("_") in _CONFIG for name in names):
        yield "config"


def template(file: FileContext, node: ast.expr | None) -> str | None:
    """The text of a string expression with `{}` for each computed part; None when it is all computed."""
    if isinstance(node, ast.Name):
        node = _constant(file, node.id)
    text = "".join(_pieces(node)) if node is not None else ""
    return text if text.replace("{}", "") else None


def _constant(file: FileContext, name: str) -> ast.expr | None:
    """What a name is assigned to at the top level of this module."""
    for statement in file.tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in statement.targets
        ):
            return statement.value
    return None


def _pieces(node: ast.expr) -> Iterator[str]:
    """The literal pieces of `'a.%s' % b`, `'a.{}'.format(b)`, `'a.' + b`, f-strings, in order."""
    waiting: list[ast.expr] = [node]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, ast.JoinedStr):
            waiting.extend(reversed(piece.values))
        elif isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Add):
            waiting.extend((piece.right, piece.left))
        elif isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Mod):
            waiting.append(piece.left)
        elif isinstance(piece, ast.Call) and isinstance(piece.func, ast.Attribute) and piece.func.attr == "format":
            waiting.append(piece.func.value)
        else:
            text = literal(piece)
            yield "{}" if text is None else _SPECS.sub("{}", text)


FAMILY = Family(
    calls={
        **dict.fromkeys(_MANAGERS, _manager),
        **dict.fromkeys(_IMPORTERS, _importer),
        "LazyPluggable": _lazy,
        "get": _environ,
        "getenv": _environ,
        **dict.fromkeys(_WALKERS, _walks_folder),
    },
    nodes={ast.Dict: _table, ast.Assign: _application},
)
