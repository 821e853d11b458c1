"""astroid, asked about the few receivers that own inference leaves open: in a process of its own, importing nothing.

Modules come from the project's files, from stubs of the messaging libraries and from the standard library's source;
every question starts afresh, so that answers do not depend on their order.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import accumulate
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.infer.stubs import CLIENTS, STUBS
from tenetlint.python2 import repair
from tenetlint.worker import Limits
from tenetlint.workers import Crew, Loss, can_fork

if TYPE_CHECKING:
    from astroid import nodes

    from tenetlint.facts import Facts

NOT_KNOWN = "the receiver's type is not known"
SEND, OTHER, OPEN = b"send", b"other", b"open"
LIMITS = Limits(cpu=2, wall=60.0)
MAX_QUESTIONS = 60
"""How many receivers of one project are asked about; the others stay open."""
MAX_BYTES = 4 << 20
"""Of all files asked about together, each as often as it is asked about: building their trees is what takes time."""
MAX_LOSSES = 2
"""Questions without an answer after which no more are asked: whoever can make one can make sixty."""
MAX_CPU = 6.0
"""Seconds of processor time of all questions of one project after which no more are asked."""
MAX_VALUES = 32
"""How many values of one receiver are looked at."""


class Question(NamedTuple):
    """A call `receiver.method(…)`, by where it starts and ends."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    method: str


class Verdict(NamedTuple):
    """What a receiver is, and where that stays open, why."""

    what: bytes
    why: str


Source = Callable[[str], tuple[str, str] | None]
"""From a dotted name to the path and the text of the project's module, or None where it has none."""


def judge(facts: Facts, questions: Sequence[Question], limits: Limits = LIMITS) -> list[Verdict]:
    """For each question: `SEND` for an RPC client, `OTHER` for anything else, `OPEN` when nobody knows."""
    answers = [Verdict(OPEN, NOT_KNOWN)] * len(questions)
    if not questions or not can_fork():
        return answers
    names = {path: name for name, path in facts.modules.items()}

    def work(task: int) -> bytes:
        asked: set[str] = set()
        what = answer(_source(facts, asked), names[questions[task].path], questions[task])
        return b"\0".join((what, *(os.fsencode(path) for path in sorted(asked))))

    lost, began = 0, _spent()
    for task in range(_affordable(facts, questions)):
        if lost == MAX_LOSSES or _spent() - began > MAX_CPU:
            break
        ((_, found),) = Crew(partial(_at, work, task), [1], 1, limits).answers()
        answers[task] = _verdict_of(found, facts)
        lost += isinstance(found, Loss)
    return answers


def _spent() -> float:
    """Seconds of processor time that processes took which have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _at(work: Callable[[int], bytes], task: int, _: int) -> bytes:
    """A task by its own number, for a crew that has but this one."""
    return work(task)


def _affordable(facts: Facts, questions: Sequence[Question]) -> int:
    """How many questions may be asked, the first ones first."""
    sizes = accumulate(facts.sources[each.path].size for each in questions[:MAX_QUESTIONS])
    return sum(size <= MAX_BYTES for size in sizes)


def _verdict_of(found: bytes | Loss, facts: Facts) -> Verdict:
    """What was answered; what was read for it counts as read here (all, where that is not known)."""
    if isinstance(found, Loss):
        verdict, paths = Verdict(OPEN, found.reason), list(facts.files)
    else:
        what, *read = found.split(b"\0")
        verdict, paths = Verdict(what, NOT_KNOWN), [os.fsdecode(path) for path in read]
    for path in paths:
        sys.audit("tenetlint.read", str(facts.project.root), path)
    return verdict


def _source(facts: Facts, asked: set[str] | None = None) -> Source:
    """The texts of a project; the paths of those that are looked at are added to `asked`."""
    from tenetlint.project import Unreadable

    def read(name: str) -> tuple[str, str] | None:
        path = facts.modules.get(name)
        if path is None or path not in facts.files:
            return None
        if asked is not None:
            asked.add(path)
        with suppress(Unreadable):
            return path, facts.project.read(path).text
        return None

    return read


def answer(source: Source, module: str, question: Question) -> bytes:
    """One question, with nothing known from others. Changes astroid's state: meant for a process of its own."""
    import astroid
    from astroid.exceptions import AstroidError

    manager = astroid.manager.AstroidManager()
    _shut_in(manager, source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            receiver = _receiver(manager.ast_from_module_name(module), question)
            return _verdict(receiver) if receiver is not None else OPEN
    except (AstroidError, RecursionError):
        return OPEN


def _shut_in(manager: object, source: Source) -> None:
    """Leave astroid nothing but the given source: no search path, no import, no hooks of others, no memory."""
    import astroid.manager
    from astroid.exceptions import AstroidImportError

    def nowhere(name: str, context: str | None = None) -> object:
        raise AstroidImportError("Not looked for: {modname}", modname=name)

    def serve(name: str) -> nodes.Module:
        found = _text(name, source)
        if found is None:
            raise AstroidImportError("Not served: {modname}", modname=name)
        return _built(name, *found)

    assert isinstance(manager, astroid.manager.AstroidManager)
    manager.clear_cache()
    manager.file_from_module_name = nowhere
    manager._failed_import_hooks[:] = [serve]
    manager.always_load_extensions = False
    manager.max_inferable_values = MAX_VALUES
    astroid.manager.load_module_from_name = _loaded


def _loaded(name: str) -> ModuleType:
    """A module that is there already; nothing is ever imported."""
    if name not in sys.modules:
        raise ImportError(name)
    return sys.modules[name]


def _text(name: str, source: Source) -> tuple[str, str] | None:
    """The path and text of a module: a stub's, the project's, or the standard library's."""
    if name in STUBS:
        inner = "/__init__" if any(each.startswith(f"{name}.") for each in STUBS) else ""
        return f"{name.replace('.', '/')}{inner}.py", STUBS[name]
    return source(name) or _standard(name)


def _standard(name: str) -> tuple[str, str] | None:
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    base = os.path.join(sysconfig.get_paths()["stdlib"], *name.split("."))
    for path in (f"{base}.py", os.path.join(base, "__init__.py")):
        with suppress(OSError, ValueError), open(path, encoding="utf-8") as file:
            return path, file.read()
    return None


def _built(name: str, path: str, text: str) -> nodes.Module:
    import astroid.manager
    from astroid.builder import AstroidBuilder
    from astroid.exceptions import AstroidSyntaxError

    whole = f"{name}.__init__" if path.endswith("__init__.py") else name
    try:
        return AstroidBuilder(astroid.manager.AstroidManager()).string_build(text, whole, path)
    except AstroidSyntaxError:
        return AstroidBuilder(astroid.manager.AstroidManager()).string_build(repair(text), whole, path)


def _receiver(module: nodes.Module, question: Question) -> nodes.NodeNG | None:
    from astroid import nodes

    for call in module.nodes_of_class(nodes.Call):
        place = (call.lineno, call.col_offset, call.end_lineno, call.end_col_offset)
        if place == question[1:5] and isinstance(call.func, nodes.Attribute) and call.func.attrname == question.method:
            return call.func.expr
    return None


def _verdict(receiver: nodes.NodeNG) -> bytes:
    """`SEND` when any value is a client; `OTHER` when all are known and none is."""
    from astroid import util

    values = [value for value, _ in zip(receiver.infer(), range(MAX_VALUES), strict=False)]
    if any(_is_client(value) for value in values):
        return SEND
    if not values or any(isinstance(value, util.UninferableBase) for value in values):
        return OPEN
    return OTHER


def _is_client(value: object) -> bool:
    from astroid import bases, nodes

    if not isinstance(value, bases.Instance) or not isinstance(value._proxied, nodes.ClassDef):
        return False
    return not CLIENTS.isdisjoint(_names([value._proxied, *value._proxied.ancestors()]))


def _names(classes: Iterable[nodes.ClassDef]) -> set[str]:
    return {each.qname() for each in classes}
