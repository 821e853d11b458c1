"""Marks of decisions about nodes: choices, filters and weighers, claims, work sent to its owner, write-backs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.nodes import everything
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted, keyword, last_name, literal

CHOICE = "choice"
"""One of many nodes is chosen; subject: the callee, notes: what is chosen from."""
CRITERION = "criterion"
"""A class derived from a filter or weigher; subject: its name, notes: the base."""
CLAIM = "claim"
"""A node claims its own resources; subject: the callee."""
TO_OWNER = "to-owner"
"""A message or topic is addressed to one node; subject: the callee, notes: the argument that names the node."""
WRITE_BACK = "write-back"
"""What was fetched is written back; subject: the receiver; notes: fetching method, its line, writer, variable."""

_FLEET = frozenset(
    {"agents", "backends", "candidates", "cells", "computes", "conductors", "controllers", "destinations", "hosts"}
    | {"hypervisors", "nodes", "pools", "providers", "schedulers", "services", "targets", "workers"}
)
"""Nouns for the nodes of a deployment."""
_STATES = frozenset({"states", "subset", "up", "list", "ids", "names", "dict", "map", "infos", "objs", "capabilities"})
_RANKED = frozenset({"weighed", "weighted", "filtered", "eligible", "hostable"})
"""Words for nodes that were judged before."""
_IDENTITY = frozenset({"created_at", "display_name", "host", "hostname", "id", "name", "uuid"})
_NO_FLEET = ("iter", "num", "count", "xml", "notif", "dom", "element", "child", "cpu", "numa", "zip", "ip", "api")
_PLACED = re.compile(r"(_?get_(weighed|filtered)_\w+|_?get_all_\w+_states|hosts_up|select_destinations|filter_all)\Z")
_CLAIM = re.compile(r"(instance|resize|rebuild|move|live_migration|\w+_resource)_claim\Z|Claim\Z|\w+Claim\Z")
_WRITERS = ("update_", "set_", "save_")
_CRITERION = re.compile(r"(?<!Logging)(Filter|Weigher)\Z")


def _chosen(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """`random.choice(hosts)` and kin; `min`, `max` and `sorted` only when a key ranks the nodes."""
    how = dotted(call.func)
    ranks = last_name(call.func) in ("min", "max", "sorted")
    if not call.args or (ranks and (len(call.args) > 1 or keyword(call, "key") is None)):
        return
    if ranks and isinstance(call.func, ast.Attribute):
        return
    among = _collection(call.args[0])
    if _is_fleet(among) and not _by_identity(call):
        yield file.mark(CHOICE, call, frame, how, among)


def _sorted_in_place(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """`hosts.sort(key=…)`."""
    among = dotted(call.func).rpartition(".")[0]
    ranked = keyword(call, "key") is not None and not _by_identity(call)
    if isinstance(call.func, ast.Attribute) and ranked and _is_fleet(among):
        yield file.mark(CHOICE, call, frame, dotted(call.func), among)


def _named(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """Calls known by a part of their name: placement, claims, what is written back."""
    return _known(file, call, frame, last_name(call.func))


def _may_be_known(name: str) -> bool:
    """Whether a name is worth a look at the rest of the call."""
    return name.startswith(_WRITERS) or name.endswith(("claim", "Claim")) or _PLACED.match(name) is not None


def _known(file: FileContext, call: ast.Call, frame: Frame, name: str) -> Iterator[Mark]:
    how = dotted(call.func)
    if _PLACED.match(name) and not how.startswith("super()"):
        yield file.mark(CHOICE, call, frame, how, name)
    elif name.endswith(("claim", "Claim")) and _CLAIM.match(name) and not name.lower().startswith("no"):
        yield file.mark(CLAIM, call, frame, how)
    elif name.startswith(_WRITERS) and isinstance(call.func, ast.Attribute):
        yield from _write_back(file, call, frame)


def _write_back(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """An update by what the same receiver gave before, in the same function."""
    receiver = dotted(call.func).rpartition(".")[0]
    given = {each.id for each in (*call.args, *(key.value for key in call.keywords)) if isinstance(each, ast.Name)}
    if frame.function is None or not given:
        return
    for line, name, fetch, at in _fetched(frame.function):
        if line < call.lineno and name in given and fetch.startswith(receiver + ".get"):
            fetched = fetch.removeprefix(receiver + ".")
            if "." not in fetched:
                yield file.mark(WRITE_BACK, call, frame, receiver, fetched, str(at), last_name(call.func), name)
                return


@lru_cache(maxsize=8)
def _fetched(function: FunctionNode) -> Sequence[tuple[int, str, str, int]]:
    """Of each name that is assigned what something gave: the line, the name, what was called, and its line."""
    return [
        (node.lineno, node.targets[0].id, dotted(node.value.func), node.value.lineno)
        for node in everything(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name)
    ]


def _to_owner(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """`prepare(server=host)`: the message goes to the one node that is named."""
    server = keyword(call, "server")
    if server is not None and not (isinstance(server, ast.Constant) and server.value is None):
        yield file.mark(TO_OWNER, call, frame, dotted(call.func), "server")


def _owner_topic(file: FileContext, call: ast.Call, frame: Frame) -> Iterator[Mark]:
    """A topic made of a topic and a node's name, or of a node."""
    named = call.args[1:] or call.args or [each.value for each in call.keywords]
    if any(not isinstance(each, ast.Constant) for each in named):
        yield file.mark(TO_OWNER, call, frame, dotted(call.func), "host")


def _criterion(file: FileContext, node: ast.ClassDef, frame: Frame) -> Iterator[Mark]:
    for base in node.bases:
        if _CRITERION.search(last_name(base)) and not file.resolve(dotted(base)).startswith("logging."):
            yield file.mark(CRITERION, node, frame, node.name, dotted(base))
            return


def _by_identity(call: ast.Call) -> bool:
    """Whether nodes are only put in the order of their names."""
    key = keyword(call, "key")
    if isinstance(key, ast.Lambda):
        return last_name(key.body) in _IDENTITY
    return isinstance(key, ast.Call) and any(literal(each) in _IDENTITY for each in key.args)


def _collection(node: ast.expr) -> str:
    """What a choice is made from, as words: under any slice, conversion, copy or comprehension."""
    while True:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            node = node.value
        elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            node = node.generators[0].iter
        elif isinstance(node, ast.Call) and last_name(node.func) in ("keys", "values", "items", "copy"):
            node = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0] if node.args else node.func
        elif isinstance(node, ast.Call) and last_name(node.func) in ("list", "set", "tuple", "sorted", "filter"):
            if not node.args:
                return ""
            node = node.args[-1]
        else:
            return dotted(node).removesuffix("()")


def _is_fleet(among: str) -> bool:
    """Whether the words name a set of nodes: the last one does, or the one before `states`, `subset` and kin."""
    words = among.rpartition(".")[2].strip("_[]").lower().split("_")
    if not words or any(word.startswith(_NO_FLEET) for word in words):
        return False
    if not _RANKED.isdisjoint(words):
        return True
    last = words[-2] if len(words) > 1 and words[-1] in _STATES else words[-1]
    return last in _FLEET or (last + "s" in _FLEET and words[-1] in _STATES)


FAMILY = Family(
    calls={
        **dict.fromkeys(("choice", "sample", "shuffle", "min", "max", "sorted"), _chosen),
        **dict.fromkeys(("prepare", "_get_cctxt", "get_cctxt"), _to_owner),
        **dict.fromkeys(("_compute_topic", "queue_get_for", "get_topic_for"), _owner_topic),
        "sort": _sorted_in_place,
    },
    named={_named: _may_be_known},
    nodes={ast.ClassDef: _criterion},
)
