"""All files of a project → their facts; what cannot be read is listed with the reason."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from tenetlint.facts.extract import Listeners, extract
from tenetlint.facts.families import PRODUCTION, TESTS
from tenetlint.facts.filefacts import FileFacts
from tenetlint.project import Project, Role, Source, Unread, Unreadable

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def gather(
    project: Project, progress: Callable[[str, int, int], None] | None = None
) -> tuple[dict[str, FileFacts], tuple[Unread, ...]]:
    """Facts by path, and what could not be read."""
    files: dict[str, FileFacts] = {}
    unread: list[Unread] = []
    seeds = started(project)
    with without_collector():
        for done, source in enumerate(project.sources, 1):
            found = facts_of(project, source, seeds)
            if isinstance(found, Unread):
                unread.append(found)
            else:
                files[source.path] = found
            if progress:
                progress("reading files", done, len(project.sources))
    return files, tuple(unread)


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
