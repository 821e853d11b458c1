"""What grows with the fleet: listings without bound, cuts in memory, work per item."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.local import assigned, is_fixed, item_names, iterated, names_in, parameters, targets
from tenetlint.facts.query import UNBOUNDED_ENDS, unbounded_query
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, last_name

_LISTING = re.compile(
    r"(?:get|list|find|fetch)_all(?:_\w+)?|\w+_(?:get|list|find)_all|get_objects|list|list_\w+s|find_\w+s"
)
_CONTEXT = re.compile(r"_?(?:\w*_)?(?:context|ctxt|ctx|cxt|cntxt)|elevated|\w*_elevated|admin")
_WIDENS = frozenset({"read_deleted", "columns", "columns_to_join", "expected_attrs", "context", "ctxt", "session"})


def _listing(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`db.compute_node_get_all(context)`: the notes say how many arguments narrow it, and which."""
    if isinstance(call.func, ast.Attribute) and _has_context(call):
        yield file.mark("listing", call, frame, dotted(call.func), *_narrowing(call))


def _has_context(call: ast.Call) -> bool:
    first = call.args[0] if call.args else next((each.value for each in call.keywords), None)
    return first is not None and is_context(first)


def is_context(node: ast.expr) -> bool:
    """Whether an argument is a request context by its name."""
    return _CONTEXT.fullmatch(dotted(node).removesuffix("()").rpartition(".")[2].removeprefix("get_")) is not None


def _narrowing(call: ast.Call) -> list[str]:
    """The arguments other than the context, as words."""
    found = [dotted(each) if not isinstance(each, ast.Starred) else "*" for each in call.args[1:]]
    keywords = [each.arg or "**" for each in call.keywords]
    return found + [name for name in keywords if name not in _WIDENS]


_CUTS = ("limited", "limited_by_marker", "paginate_list", "get_limited", "limit_list")
_FETCH = re.compile(
    r"_?(?:get|list|find|fetch|query|search|load)(?:_.*)?|\w*_(?:get_all|list|find_all)(?:_\w+)?|all|fetchall"
)
_PAGE = re.compile(r"(?:\w*_)?(?:limit|page_size|pagesize|per_page|max_results|max_items)")


def _cut(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`limited(items, request)`: the notes are where the items come from and what bounded that already."""
    if call.args:
        origin = _origin(frame, call.args[0])
        if origin is not None:
            yield file.mark("cut", call, frame, last_name(call.func), dotted(origin.func), *_bounds(origin))


def _slice(file: FileContext, node: ast.Subscript, frame: Frame) -> Iterable[Mark]:
    """`items[offset:offset + limit]` of items that the same function fetched."""
    end = node.slice.upper if isinstance(node.slice, ast.Slice) else None
    return () if end is None else _page(file, node, end, frame)


def _page(file: FileContext, node: ast.Subscript, end: ast.expr, frame: Frame) -> Iterator[Mark]:
    if not any(_PAGE.fullmatch(last_name(each)) for each in ast.walk(end)):
        return
    origin = _origin(frame, node.value)
    if origin is not None and _FETCH.fullmatch(last_name(origin.func)):
        yield file.mark("cut", node, frame, "slice", dotted(origin.func), *_bounds(origin))


def _origin(frame: Frame, node: ast.expr) -> ast.Call | None:
    """The call that made a value, through the function's own names and wrappers like `sorted`."""
    for _ in range(5):
        if isinstance(node, ast.Call):
            if dotted(node.func) in ("list", "sorted", "reversed", "filter", "map") and node.args:
                node = node.args[-1]
                continue
            return node
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            node = node.generators[0].iter
        elif isinstance(node, ast.Name):
            values = _before(node, frame)
            if not values:
                return None
            node = values[-1]
        else:
            return None
    return None


def _before(name: ast.Name, frame: Frame) -> list[ast.expr]:
    """What a name was assigned to earlier in the function, other than empty lists and itself made over."""
    return [
        each
        for each in assigned(frame.function, name.id)
        if each.lineno <= name.lineno and not isinstance(each, ast.List) and name.id not in names_in(each)
    ]


def _bounds(call: ast.Call) -> list[str]:
    """The arguments that bound a fetch: limits and markers."""
    words = [each.arg or "" for each in call.keywords] + [last_name(each) for each in call.args]
    return [word for word in words if _PAGE.fullmatch(word) or word in ("marker", "pagination")]


_DATABASE = re.compile(
    r"(?:.*\.)?(?:_?db|_?db_?api|db_conn|db_driver)|(?:.*\.)?\w+_repo|(?:.*\.)?repositories\..+"
    r"|(?:.*\.)?objects\.(?:.*\.)?[A-Z]\w*"
)
_LONGEST = 200
"""Characters of a receiver that a person would write."""
_QUERY = re.compile(
    r"(?!from_)(?:.*_)?(?:get|list|find|update|create|destroy|delete|count|exists|save|soft_delete)(?:_.*)?"
)
_BULK = re.compile(r"(?:.*_)?(?:bulk|many|multi)(?:_.*)?|.*_by_\w+(?:ids|uuids|names|hosts)(?:_.*)?")


def _database(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """A database call for each item of a loop, or for many items at once."""
    if not isinstance(call.func, ast.Attribute):
        return
    receiver = dotted(call.func.value)
    if not _is_database(receiver) and not _is_database(file.resolve(receiver)):
        return
    if _BULK.fullmatch(call.func.attr):
        yield file.mark("bulk-query", call, frame, dotted(call.func))
    elif _per_item(call, frame):
        source = iterated(frame.loop)
        items = dotted(source) if source is not None else ""
        yield file.mark("item-query", call, frame, dotted(call.func), items, *sorted(targets(frame.loop)))


@lru_cache(maxsize=16384)
def _is_database(receiver: str) -> bool:
    """Whether a receiver is a database API by its name."""
    return len(receiver) <= _LONGEST and _DATABASE.fullmatch(receiver) is not None


def _per_item(call: ast.Call, frame: Frame) -> bool:
    source = iterated(frame.loop)
    if source is None or is_fixed(source):
        return False
    return bool(item_names(frame.loop) & names_in(*call.args, *(each.value for each in call.keywords)))


def _repeat(file: FileContext, node: ast.AST, frame: Frame) -> Iterable[Mark]:
    """A loop that repeats one thing instead of going through items."""
    source = iterated(node)
    if source is None or is_fixed(source):
        yield file.mark("repeat", node, frame, "while" if source is None else dotted(source))


def _lists(name: str) -> bool:
    """Whether a name is that of a listing."""
    return _LISTING.fullmatch(name) is not None


def _queries(name: str) -> bool:
    """Whether a name is that of a query."""
    return _QUERY.fullmatch(name) is not None


def _all(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`query.all()`: the first note is why it is bounded, or empty."""
    found = unbounded_query(call, frame)
    if found is not None:
        yield file.mark("query", call, frame, found.entity, found.bounded_by, *parameters(frame.function))


FAMILY = Family(
    calls={**dict.fromkeys(_CUTS, _cut), **dict.fromkeys(UNBOUNDED_ENDS, _all)},
    named={_listing: _lists, _database: _queries},
    nodes={
        ast.Subscript: _slice,
        **dict.fromkeys((ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _repeat),
    },
)
