"""Option definitions (`cfg.StrOpt('driver', default=…)`): name, kind, default, choices, group."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, keyword, last_name, literal
from tenetlint.model import Site
from tenetlint.project import Role

if TYPE_CHECKING:
    from tenetlint.facts import Facts

DEFAULT_GROUP = "DEFAULT"
_HOLE = "{}"
_KINDS = ("StrOpt", "IntOpt", "BoolOpt", "FloatOpt", "ListOpt", "DictOpt", "MultiStrOpt", "MultiOpt", "URIOpt",
          "PortOpt", "IPOpt", "HostnameOpt", "HostAddressOpt", "HostDomainOpt")
_REGISTER = ("register_opt", "register_opts", "register_cli_opt", "register_cli_opts")


class Option(NamedTuple):
    """One configuration option that the project defines."""

    name: str
    """As written in the configuration file."""
    kind: str
    """The class that defines it: `StrOpt`, `IntOpt`, …"""
    default: str | None
    """As text (`a,b` for a list, `{}` for what is computed in the middle), or None when it has none or is computed."""
    choices: tuple[str, ...]
    required: bool
    group: str
    """The section, where the same file registers it; else `DEFAULT`."""
    site: Site


def options(facts: Facts, *roles: Role) -> tuple[Option, ...]:
    """The options that code of these roles defines (production when none is named), by path and line."""
    texts = _constants(facts)
    marks = facts.marks("option", roles=roles or (Role.PRODUCTION,))
    paths = dict.fromkeys(seen.path for seen in marks)
    return tuple(option for path in paths for option in _of_file(path, facts.files[path], texts))


def _constants(facts: Facts) -> Mapping[str, str]:
    """The texts that modules give to names in capitals, by dotted name."""
    return {
        f"{facts.sources[path].module}.{mark.subject}": mark.notes[0] for path, mark in facts.marks("constant")
    }


def _of_file(path: str, file: FileFacts, texts: Mapping[str, str]) -> Iterator[Option]:
    groups = _Groups(file)
    for mark in file.marks:
        if mark.kind != "option":
            continue
        kind, default, required, *choices = mark.notes
        group = groups.at(mark.line)
        yield Option(
            mark.subject.replace("-", "_"),
            kind,
            texts.get(default[1:]) if default.startswith("@") else default.removeprefix("=") if default else None,
            tuple(choices),
            bool(required),
            group,
            Site(path, mark.line, mark.column, mark.function),
        )


class _Groups:
    """Which lines of a file are registered in which group."""

    def __init__(self, file: FileFacts) -> None:
        self.lists = {mark.subject: mark.notes for mark in file.marks if mark.kind == "option-list"}
        self.spans: list[tuple[int, int, str]] = []
        for mark in file.marks:
            if mark.kind == "option-group":
                first, last, *names = mark.notes
                self.spans.append((int(first), int(last), mark.subject))
                self._follow(names, mark.subject)

    def _follow(self, names: list[str], group: str) -> None:
        """The lists behind the registered names, through lists that are sums of lists."""
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.lists:
                continue
            seen.add(name)
            first, last, *inner = self.lists[name]
            self.spans.append((int(first), int(last), group))
            waiting.extend(inner)

    def at(self, line: int) -> str:
        """The group of the innermost registered span around a line."""
        around = [(last - first, group) for first, last, group in self.spans if first <= line <= last]
        return min(around)[1] if around else DEFAULT_GROUP


def _option(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`cfg.IntOpt('workers', default=4)`."""
    name = literal(call.args[0]) if call.args else literal(keyword(call, "name"))
    if not name:
        return
    required = keyword(call, "required")
    yield file.mark(
        "option", call, frame, name, last_name(call.func), _default(file, keyword(call, "default")),
        "required" if isinstance(required, ast.Constant) and required.value is True else "",
        *_choices(file, keyword(call, "choices")),
    )


def _default(file: FileContext, node: ast.expr | None) -> str:
    """`=text`, `@pkg.module.NAME` for a constant of another module, or nothing."""
    text = text_of(file, node)
    if text is not None:
        return f"={text}"
    name = dotted(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    return f"@{file.resolve(name)}" if name and file.resolve(name) != name else ""


def _constant_text(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    """`STORE_MONGODB = 'mongodb'` at module level, alone or in a tuple, for options elsewhere."""
    for target in node.targets:
        for name, value in zip(_elements(target), _elements(node.value), strict=False):
            text = literal(value)
            if isinstance(name, ast.Name) and name.id.isupper() and text and len(text) < 100:
                yield file.mark("constant", node, frame, name.id, text)


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _assignment(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    target = node.targets[0]
    if target.__class__ is not ast.Name or not _may_list(node, target.id):
        return _constant_text(file, node, frame) if frame.parent is None else ()
    marks = [*_constant_text(file, node, frame)] if frame.parent is None else []
    return [*marks, _option_list(file, node, target.id, frame)]


def _choices(file: FileContext, node: ast.expr | None) -> Iterator[str]:
    """The values of `choices=['a', ('b', 'what b means')]`."""
    node = constant(file, node)
    if isinstance(node, ast.Dict):
        node = ast.List([key for key in node.keys if key is not None])
    for each in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else ():
        value = each.elts[0] if isinstance(each, ast.Tuple) and each.elts else each
        text = text_of(file, value)
        if text is not None:
            yield text


def constant(file: FileContext, node: ast.expr | None) -> ast.expr | None:
    """What a name of this module is assigned to at its top level; any other node as it is."""
    if not isinstance(node, ast.Name):
        return node
    for statement in file.tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == node.id for each in statement.targets
        ):
            return None if isinstance(statement.value, ast.Name) else statement.value
    return None


def text_of(file: FileContext, node: ast.expr | None) -> str | None:
    """The text of a default: constants, sums and lists of them, with `{}` for computed parts; None when all is."""
    node = constant(file, node)
    if isinstance(node, ast.Constant):
        return None if node.value is None else str(node.value)
    if isinstance(node, ast.List | ast.Tuple):
        parts = [literal(each) for each in node.elts]
        return None if None in parts else ",".join(part for part in parts if part)
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        text = "".join(_pieces(node))
        return text if text.replace(_HOLE, "") else None
    return None


def _pieces(node: ast.JoinedStr | ast.BinOp) -> Iterator[str]:
    """The literal pieces of `'a' + b`, `'a%s' % b` and f-strings, in order."""
    waiting: list[ast.expr] = [node]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, ast.JoinedStr):
            waiting.extend(reversed(piece.values))
        elif isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Add):
            waiting.extend((piece.right, piece.left))
        elif isinstance(piece, ast.BinOp) and isinstance(piece.op, ast.Mod):
            waiting.append(piece.left)
        else:
            yield literal(piece) or _HOLE


_LISTING = frozenset({ast.List, ast.Tuple, ast.BinOp, ast.Call})


def _may_list(node: ast.Assign, name: str) -> bool:
    """`engine_opts = [cfg.StrOpt(…), …]`, `ALL_OPTS = engine_opts + other_opts`, `PORT = cfg.IntOpt(…)`."""
    value = node.value
    if value.__class__ not in _LISTING:
        return False
    return "opt" in name.lower() or (value.__class__ is ast.Call and last_name(value.func) in _KINDS)


def _option_list(file: FileContext, node: ast.Assign, name: str, frame: Frame) -> Mark:
    span = (str(node.lineno), str(node.end_lineno or node.lineno))
    return file.mark("option-list", node, frame, name, *span, *_names(node.value))


def _names(node: ast.expr) -> list[str]:
    return sorted({each.id for each in ast.walk(node) if isinstance(each, ast.Name)})


def _registration(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`CONF.register_opts(engine_opts, group='engine')`."""
    group = _group_name(file, keyword(call, "group") or (call.args[1] if len(call.args) > 1 else None))
    what = call.args[0] if call.args else keyword(call, "opts") or keyword(call, "opt")
    if group and what is not None:
        span = (str(call.lineno), str(call.end_lineno or call.lineno))
        yield file.mark("option-group", call, frame, group, *span, *_names(what))


def _group_name(file: FileContext, node: ast.expr | None) -> str | None:
    """The name behind `'engine'`, `ENGINE_GROUP`, `engine_group.name` or `cfg.OptGroup('engine')`."""
    if isinstance(node, ast.Attribute) and node.attr == "name":
        node = node.value
    node = constant(file, node)
    if isinstance(node, ast.Call) and dotted(node.func).endswith("OptGroup"):
        node = node.args[0] if node.args else keyword(node, "name")
    return literal(constant(file, node))


FAMILY = Family(
    calls={**dict.fromkeys(_KINDS, _option), **dict.fromkeys(_REGISTER, _registration)},
    nodes={ast.Assign: _assignment},
)
