"""All files of a project → their facts; what cannot be read is listed with the reason."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from tenetlint.facts.extract import Listeners, extract
from tenetlint.facts.families import PRODUCTION, TESTS
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.wire import decode, encode
from tenetlint.project import Project, Role, Source, Unread, Unreadable
from tenetlint.workers import MAX_JOBS, Crew, Loss, can_fork, default_jobs

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


Found = FileFacts | Unread
Told = Callable[[str, int, int], None]


def gather(project: Project, progress: Told | None = None) -> tuple[dict[str, FileFacts], tuple[Unread, ...]]:
    """Facts by path, and what could not be read."""
    found: dict[str, Found] = {}
    for source, each in extracted(project):
        found[source.path] = each
        if progress:
            progress("reading files", len(found), len(project.sources))
    ordered = {source.path: found[source.path] for source in project.sources}
    files = {path: each for path, each in ordered.items() if isinstance(each, FileFacts)}
    return files, tuple(each for each in ordered.values() if isinstance(each, Unread))


def extracted(project: Project) -> Iterator[tuple[Source, Found]]:
    """What each source says, or why nothing, as it comes: read by workers where there are such."""
    seeds = started(project)
    with without_collector():
        if not can_fork():
            yield from ((source, facts_of(project, source, seeds)) for source in project.sources)
            return
        # Code before tests, heavy before light: what is needed first comes first, and all are done at one time.
        order = sorted(project.sources, key=lambda source: (source.role is Role.TEST, -source.size, source.path))
        crew = Crew(lambda task: _packed(facts_of(project, order[task], seeds)), [each.size for each in order], jobs())
        for task, answer in crew.answers():
            yield order[task], _unpacked(order[task], answer)


def jobs() -> int:
    """How many workers the user wants (`TENETLINT_JOBS`), else as many as there are processors."""
    wanted = os.environ.get("TENETLINT_JOBS", "")
    return min(int(wanted), MAX_JOBS) if wanted.isdecimal() and int(wanted) else default_jobs()


def _packed(found: Found) -> bytes:
    return encode((0, found) if isinstance(found, FileFacts) else (1, (found.path, found.reason)))


def _unpacked(source: Source, answer: bytes | Loss) -> Found:
    if isinstance(answer, Loss):
        return Unread(source.path, answer.reason)
    return decode(FileFacts, answer[3:-1]) if answer.startswith(b"[0,") else decode(Unread, answer[3:-1])


def started(project: Project) -> frozenset[str]:
    """The modules that packaging starts: looked at whole, whatever their role."""
    targets = {point.target.partition(":")[0] for point in project.entry_points}
    return frozenset(targets | {source.module for source in project.sources if source.path in project.scripts})


def facts_of(project: Project, source: Source, seeds: frozenset[str] = frozenset()) -> FileFacts | Unread:
    """The facts of one source, or why there are none; tests are looked at no deeper than their families ask."""
    listeners = _listeners(source.role is Role.TEST, source.module not in seeds)
    try:
        text = project.read(source.path).text
        return extract(text, source.module, source.path.endswith("/__init__.py"), listeners)
    except Unreadable as error:
        return Unread(source.path, error.reason)
    except UNPARSABLE as error:
        return Unread(source.path, _reason(error))


@cache
def _listeners(tests: bool, shallow: bool) -> Listeners:
    return Listeners(TESTS, shallow=shallow) if tests else Listeners(PRODUCTION)


@contextmanager
def without_collector() -> Iterator[None]:
    """Trees hold no cycles: looking for garbage in them costs a fifth of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _reason(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"not Python 3, and not mended as Python 2: {error.msg} (line {error.lineno})"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deep for the parser"
    return f"cannot be parsed: {error}"
