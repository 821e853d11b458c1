"""All files of a project → their facts; what cannot be read is listed with the reason."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from tenetlint.facts.extract import Listeners, extract
from tenetlint.facts.families import PRODUCTION, TESTS
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.kept import Kept, started
from tenetlint.facts.wire import decode, encode
from tenetlint.project import Project, Role, Source, Unread, Unreadable
from tenetlint.workers import MAX_JOBS, Crew, Loss, can_fork, default_jobs

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


Found = FileFacts | Unread
Told = Callable[[str, int, int], None]
Job = Callable[[], bytes]
_FACTS, _UNREAD = b"+", b"-"
_BLOB = 40
"""Hexadecimal digits of a blob's name."""


class Gathered(NamedTuple):
    """What the files of a project say."""

    files: Mapping[str, FileFacts]
    """By path, in order."""
    unread: tuple[Unread, ...]
    blobs: Mapping[str, str]
    """By path: the name of the content that was read."""
    beside: bytes | Loss | None = None
    """What the job has answered that ran beside."""


Beside = Callable[[Mapping[str, FileFacts], Mapping[str, str]], Job | None]
"""Asked once all but the tests have been read, with their facts and blobs: what to do while tests are."""


def gather(project: Project, kept: Kept, progress: Told | None = None, beside: Beside | None = None) -> Gathered:
    """The facts of all sources: from what is kept, else from workers, code before tests."""
    with without_collector():
        gathering = _Gathering(project, kept, progress)
        gathering.from_kept()
        answer = gathering.from_workers(beside) if can_fork() else None
        gathering.here()
    found, blobs = gathering.found, gathering.blobs
    ordered = {source.path: found[source.path] for source in project.sources}
    return Gathered(
        {path: each for path, each in ordered.items() if isinstance(each, FileFacts)},
        tuple(each for each in ordered.values() if isinstance(each, Unread)),
        {path: blobs[path] for path in ordered if path in blobs},
        answer,
    )


class _Gathering:
    """Facts on their way."""

    def __init__(self, project: Project, kept: Kept, progress: Told | None) -> None:
        self.project = project
        self.kept = kept
        self.progress = progress
        self.found: dict[str, Found] = {}
        self.blobs: dict[str, str] = {}
        self.code_left = sum(source.role is not Role.TEST for source in project.sources)

    def from_kept(self) -> None:
        """Whatever has not been touched."""
        for source, blob, payload in self.kept.known(self.project.sources):
            self.kept.note(source, blob)
            self._take(source, blob, payload)

    def here(self) -> None:
        """What is left, where there are no workers."""
        for source in self._rest():
            self._take_answer(source, self._answer(source))

    def from_workers(self, beside: Beside | None) -> bytes | Loss | None:
        """Everything else by workers, and what a job answers that runs beside the reading of tests."""
        rest, number, answered = self._rest(), -1, None
        crew = Crew(lambda task: self._answer(rest[task]), [source.size for source in rest], jobs())
        if beside and self.code_left == 0 and (job := beside(self._code(), self.blobs)):
            number = crew.also(job)
        for task, answer in crew.answers():
            if task == number:
                answered = answer
                continue
            self._take_answer(rest[task], answer)
            if beside and number < 0 and self.code_left == 0 and (job := beside(self._code(), self.blobs)):
                number, beside = crew.also(job), None
        return answered

    def _rest(self) -> list[Source]:
        """What is still to be read: code before tests, heavy before light, so that all workers end at one time."""
        rest = (source for source in self.project.sources if source.path not in self.found)
        return sorted(rest, key=lambda source: (source.role is Role.TEST, -source.size, source.path))

    def _code(self) -> dict[str, FileFacts]:
        paths = (source.path for source in self.project.sources if source.role is not Role.TEST)
        return {path: each for path in paths if isinstance(each := self.found[path], FileFacts)}

    def _answer(self, source: Source) -> bytes:
        """A worker's answer: the blob's name, whether it is new, and what the file says."""
        try:
            text = self.project.read(source.path)
        except Unreadable as error:
            return b" " * _BLOB + b"=" + _UNREAD + encode(error.reason)
        key = self.kept.key(text.sha, source)
        payload = self.kept.look(key)
        head = text.sha.encode("ascii") + (b"*" if payload is None else b"=")
        return head + (_payload(text.text, source, *self.kept.depth(source)) if payload is None else payload)

    def _take_answer(self, source: Source, answer: bytes | Loss) -> None:
        if isinstance(answer, Loss):
            self._add(source, Unread(source.path, answer.reason))
            return
        blob, payload = answer[:_BLOB].decode("ascii").strip(), answer[_BLOB + 1 :]
        if blob:
            self.kept.note(source, blob)
            if answer[_BLOB : _BLOB + 1] == b"*":
                self.kept.put(self.kept.key(blob, source), payload)
        self._take(source, blob, payload)

    def _take(self, source: Source, blob: str, payload: bytes) -> None:
        self.blobs[source.path] = blob
        says = payload[1:]
        is_facts = payload[:1] == _FACTS
        self._add(source, decode(FileFacts, says) if is_facts else Unread(source.path, decode(str, says)))

    def _add(self, source: Source, found: Found) -> None:
        self.found[source.path] = found
        self.code_left -= source.role is not Role.TEST
        if self.progress:
            self.progress("reading files", len(self.found), len(self.project.sources))


def jobs() -> int:
    """How many workers the user wants (`TENETLINT_JOBS`), else as many as there are processors."""
    wanted = os.environ.get("TENETLINT_JOBS", "")
    return min(int(wanted), MAX_JOBS) if wanted.isdecimal() and int(wanted) else default_jobs()


def facts_of(project: Project, source: Source) -> Found:
    """The facts of one source, or why there are none."""
    try:
        text = project.read(source.path).text
    except Unreadable as error:
        return Unread(source.path, error.reason)
    payload = _payload(text, source, source.role is Role.TEST, source.module not in started(project))
    says = payload[1:]
    return decode(FileFacts, says) if payload[:1] == _FACTS else Unread(source.path, decode(str, says))


def _payload(text: str, source: Source, is_test: bool, shallow: bool) -> bytes:
    """What a text says, as bytes: facts, or the reason why there are none."""
    try:
        package = source.path.endswith("/__init__.py")
        return _FACTS + encode(extract(text, source.module, package, _listeners(is_test, shallow)))
    except UNPARSABLE as error:
        return _UNREAD + encode(_reason(error))


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
