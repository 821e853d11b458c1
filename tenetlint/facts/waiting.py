"""Where code waits, and where it lets others do the work: sleeps, timers, HTTP requests, hand-offs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.local import assigned, bindings, is_fixed, iterated, names_in, targets
from tenetlint.facts.walk import Family, FileContext, Frame, dotted, keyword, last_name, literal

_SLEEPS = ("time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep", "curio.sleep")
_GREEN = ("eventlet", "greenthread", "gevent")


def _sleep(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`time.sleep(1)` in a `while` or `for` statement; `sleep(0)` only yields."""
    name = file.resolve(dotted(call.func))
    if not isinstance(frame.loop, ast.While | ast.For | ast.AsyncFor) or not _is_sleep(name):
        return
    seconds = call.args[0] if call.args else keyword(call, "seconds")
    if seconds is not None and not (isinstance(seconds, ast.Constant) and not seconds.value):
        words = "pace" if _keeps_a_pace(seconds, frame) else _loop_words(frame.loop)
        yield file.mark("sleep", call, frame, name, words)


def _keeps_a_pace(seconds: ast.expr, frame: Frame) -> bool:
    """`if left > 0: sleep(left)`, and a fixed pause between the items that a `for` goes through."""
    around = frame.node
    if isinstance(around, ast.If) and isinstance(around.test, ast.Compare):
        return dotted(around.test.left) == dotted(seconds) and isinstance(around.test.ops[0], ast.Gt)
    source = iterated(frame.loop)
    return source is not None and not is_fixed(source) and not targets(frame.loop) & names_in(seconds)


_STOP = re.compile(r"(?i)stop|running|shut|exit|quit|alive|kill|terminat|active|cancelled|dying|dead")


@lru_cache(maxsize=32)
def _loop_words(loop: ast.While | ast.For | ast.AsyncFor) -> str:
    """`for`, `while`, `forever` (nothing leaves it), `until stopped` (its test asks for a flag to stop)."""
    if not isinstance(loop, ast.While):
        return "for"
    if isinstance(loop.test, ast.Constant):
        return "while" if _leaves(loop) else "forever"
    words = [each.attr if isinstance(each, ast.Attribute) else each.id for each in ast.walk(loop.test)
             if isinstance(each, ast.Attribute | ast.Name)]
    own = not any(isinstance(each, ast.Compare) for each in ast.walk(loop.test))
    return "until stopped" if own and any(map(_STOP.search, words)) else "while"


def _leaves(loop: ast.While) -> bool:
    """Whether a statement of the loop itself ends it."""
    waiting: list[ast.AST] = list(loop.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Break | ast.Return | ast.Raise):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def _is_sleep(name: str) -> bool:
    return name in _SLEEPS or (name.endswith(".sleep") and any(word in name.split(".") for word in _GREEN))


def _timer(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`timer.start(interval=2)` of a looping call."""
    if isinstance(call.func, ast.Attribute) and _uses_timers(file) and _is_timer(call.func.value, frame):
        yield file.mark("timer-start", call, frame, dotted(call.func.value))


def _timer_wait(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`timer.start(interval=2).wait()`, or the same in two steps; the notes are the place of the start."""
    if not isinstance(call.func, ast.Attribute) or not _uses_timers(file):
        return
    for start in _started(call.func.value, frame):
        yield file.mark("timer-wait", call, frame, dotted(start.func), str(start.lineno), str(start.col_offset + 1))


def _started(node: ast.expr, frame: Frame) -> Iterator[ast.Call]:
    """The `….start()` calls behind what is waited for."""
    for each in assigned(frame.function, node.id) if isinstance(node, ast.Name) else [node]:
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "start":
            yield each


def _uses_timers(file: FileContext) -> bool:
    return any("loopingcall" in target.lower() or "looping_call" in target.lower() for target in file.names.values())


def _is_timer(node: ast.expr, frame: Frame) -> bool:
    """Whether a looping call stands behind an expression."""
    if "LoopingCall" in dotted(node) or "RetryLoop" in dotted(node):
        return True
    wanted = dotted(node)
    scope = frame.cls if wanted.startswith("self.") else frame.function
    return scope is not None and any(
        "LoopingCall" in dotted(value) for target, value in bindings(scope) if dotted(target) == wanted
    )


_REQUESTS = frozenset({"get", "post", "put", "delete", "patch", "head", "options", "request"})
_OPENERS = {"urlopen": 2, "HTTPConnection": 2, "HTTPSConnection": 4}
"""Where the timeout stands among the positional arguments (Python 3)."""
_HTTP_MODULES = re.compile(r"(?:.*\.)?(?:urllib2?|urllib\.request|http\.client|httplib|http_client|urllib3?\.request)")


def _http(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """An HTTP request; the first note is its timeout as written, or empty, the second `**` when it may hide one."""
    name = file.resolve(dotted(call.func))
    module, _, last = name.rpartition(".")
    if last in _OPENERS:
        if not _HTTP_MODULES.fullmatch(module):
            return
    elif module != "requests" and not _is_session(file, call, frame):
        return
    position = _OPENERS.get(last, 99)
    timeout = keyword(call, "timeout") or (call.args[position] if len(call.args) > position else None)
    hidden = any(each.arg is None for each in call.keywords) or any(isinstance(each, ast.Starred) for each in call.args)
    yield file.mark("http", call, frame, name, _words(timeout), "**" if hidden else "")


def _words(node: ast.expr | None) -> str:
    """A timeout in words; `None` waits for ever and counts as no timeout."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return ""
    return str(node.value) if isinstance(node, ast.Constant) else dotted(node)


def _is_session(file: FileContext, call: ast.Call, frame: Frame) -> bool:
    """Whether the receiver is a `requests.Session()` of the same function or class."""
    if not isinstance(call.func, ast.Attribute) or not file.imports("requests"):
        return False
    wanted = dotted(call.func.value)
    if not re.fullmatch(r"(?:self\.)?\w+", wanted):
        return file.resolve(wanted) in ("requests.Session()", "requests.session()")
    scope = frame.cls if wanted.startswith("self.") else frame.function
    return scope is not None and any(
        file.resolve(dotted(value)) in ("requests.Session()", "requests.session()")
        for target, value in bindings(scope)
        if dotted(target) == wanted
    )


_HAND_OFFS = ("spawn", "spawn_n", "spawn_after", "_spawn_worker", "spawn_worker", "submit", "add_thread",
              "start_with_lock", "apply_async", "delay", "run_in_executor", "create_task", "_spawn_n", "spawn_raw",
              "run_async", "defer", "ensure_future")


def _hand_off(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """Work handed to a worker: `self._spawn_worker(…)`; the note is the class around."""
    if frame.cls is not None and frame.function is not None and call.args:
        yield file.mark("hand-off", call, frame, dotted(call.func), frame.cls.name)


def _conf_get(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`conf.get('workers', 1)`: an option of a plain configuration file."""
    name = literal(call.args[0]) if call.args else None
    receiver = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name and re.fullmatch(r"\w*conf(?:ig)?|\w*_opts", receiver):
        yield file.mark("conf-get", call, frame, name)


FAMILY = Family(
    calls={
        "sleep": _sleep,
        "start": _timer,
        "wait": _timer_wait,
        "get": _conf_get,
        **dict.fromkeys(_OPENERS, _http),
        **dict.fromkeys(_HAND_OFFS, _hand_off),
    },
)
REQUESTS = Family(calls=dict.fromkeys(_REQUESTS, _http))
