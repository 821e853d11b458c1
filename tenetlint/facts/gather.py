"""All files of a project → their facts; what cannot be read is listed with the reason."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from tenetlint.facts.filed import Filed
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.kept import Kept, about
from tenetlint.facts.payload import UNPARSABLE, is_facts, payload, said, shape_of, unread
from tenetlint.project import Project, Role, Source, Unread, Unreadable
from tenetlint.worker import Limits
from tenetlint.workers import MAX_JOBS, Crew, Loss, can_fork, default_jobs

__all__ = ["UNPARSABLE", "Gathered", "gather"]

CENSUS_CPU = 12
"""Seconds of processor time for the job beside, and as many again for each MiB of code."""
Found = FileFacts | Unread
Told = Callable[[str, int, int], None]
Job = Callable[[], bytes]
_BESIDE = "following what is sent"
_BLOB = 40
"""Hexadecimal digits of a blob's name."""


class Gathered(NamedTuple):
    """What the files of a project say."""

    files: Filed
    """By path, in order."""
    unread: tuple[Unread, ...]
    blobs: Mapping[str, str]
    """By path: the name of the content that was read; nothing where nothing is kept."""
    shapes: Mapping[str, str]
    """By path: the shape of what it says."""
    beside: bytes | Loss | None = None
    """What the job has answered that ran beside."""


class Beside(Protocol):
    """What is to be done while others read."""

    def settle(self) -> None:
        """Find out what has to be known before anything begins, if it is not known; asked while files are read."""

    def begin(self, found: Gathered) -> Job | None:
        """What to do in a process of its own while the tests are read, given what the code says."""

    def here(self) -> None:
        """What to do then in this one, which waits."""


def gather(project: Project, kept: Kept, progress: Told | None = None, beside: Beside | None = None) -> Gathered:
    """The facts of all sources: from what is kept, else from workers, code before tests."""
    with without_collector():
        gathering = _Gathering(project, kept, progress)
        gathering.from_kept()
        answer = gathering.from_workers(beside) if can_fork() else None
        gathering.here()
    return gathering.all_of(source.path for source in project.sources)._replace(beside=answer)


class _Gathering:
    """Facts on their way."""

    def __init__(self, project: Project, kept: Kept, progress: Told | None) -> None:
        self.project = project
        self.kept = kept
        self.progress = progress
        self.found: dict[str, Found | bytes] = {}
        """What the tests say stays in bytes: of most of it nobody asks."""
        self.blobs: dict[str, str] = {}
        self.shapes: dict[str, str] = {}
        self.code_left = sum(source.role is not Role.TEST for source in project.sources)

    def from_kept(self) -> None:
        """Whatever has not been touched."""
        for source, blob, says in self.kept.known(self.project.sources):
            self.kept.note(source, blob)
            self._take(source, blob, says)

    def here(self) -> None:
        """What is left, where there are no workers."""
        for source in self._rest():
            self._take_answer(source, self._answer(source))

    def from_workers(self, beside: Beside | None) -> bytes | Loss | None:
        """Everything else by workers, and what a job answers that runs beside the reading of tests."""
        rest, answered = self._rest(), None
        crew = Crew(lambda task: self._answer(rest[task]), [source.size for source in rest], jobs())
        number = self._begun(crew, beside) if beside and self.code_left == 0 else None
        for task, answer in crew.answers(beside.settle if beside else None):
            if task == number:
                answered = answer
                self._tell(_BESIDE, 1, 1)
                continue
            self._take_answer(rest[task], answer)
            if beside and number is None and self.code_left == 0:
                number = self._begun(crew, beside)
        return answered

    def _begun(self, crew: Crew, beside: Beside) -> int:
        """The number of a job that runs beside, now that it is begun; a negative one where there is none to do."""
        number, job = -1, beside.begin(self._code())
        if job is not None:
            self._tell(_BESIDE, 0, 1)
            number = crew.also(job, self._census_limits())
        if len(self.found) < len(self.project.sources):
            beside.here()
        return number

    def _census_limits(self) -> Limits:
        """Processor time by the size of the code: what grows with its square is given up, whatever it is."""
        size = sum(source.size for source in self.project.sources if source.role is not Role.TEST)
        return Limits(cpu=CENSUS_CPU + CENSUS_CPU * size // (1 << 20))

    def _rest(self) -> list[Source]:
        """What is still to be read: code before tests, heavy before light, so that all workers end at one time."""
        rest = (source for source in self.project.sources if source.path not in self.found)
        return sorted(rest, key=lambda source: (source.role is Role.TEST, -source.size, source.path))

    def all_of(self, paths: Iterable[str]) -> Gathered:
        """What some of the files say."""
        files: dict[str, FileFacts | bytes] = {}
        unread, blobs, shapes = [], {}, {}
        for path in paths:
            found = self.found[path]
            if isinstance(found, Unread):
                unread.append(found)
            else:
                files[path] = found
            if path in self.blobs:
                blobs[path], shapes[path] = self.blobs[path], self.shapes[path]
        return Gathered(Filed(files), tuple(unread), blobs, shapes)

    def _code(self) -> Gathered:
        return self.all_of(source.path for source in self.project.sources if source.role is not Role.TEST)

    def _answer(self, source: Source) -> bytes:
        """A worker's answer: the blob's name, whether it is new, and what the file says."""
        try:
            text = self.project.read(source.path)
        except Unreadable as error:
            return b" " * _BLOB + b"=" + unread(error.reason)
        key = self.kept.key(text.sha, source)
        known = self.kept.look(key)
        head = text.sha.encode("ascii") + (b"*" if known is None else b"=")
        return head + (payload(text.text, self.kept.about(source), self.kept.keeps) if known is None else known)

    def _take_answer(self, source: Source, answer: bytes | Loss) -> None:
        if isinstance(answer, Loss):
            self._add(source, Unread(source.path, answer.reason))
            return
        blob, says = answer[:_BLOB].decode("ascii").strip(), answer[_BLOB + 1 :]
        if blob:
            self.kept.note(source, blob)
            if answer[_BLOB : _BLOB + 1] == b"*":
                self.kept.put(self.kept.key(blob, source), says)
        self._take(source, blob, says)

    def _take(self, source: Source, blob: str, says: bytes) -> None:
        if self.kept.keeps:
            self.blobs[source.path], self.shapes[source.path] = blob, shape_of(says)
        later = source.role is Role.TEST and is_facts(says)
        self._add(source, says if later else _found(source, says))

    def _add(self, source: Source, found: Found | bytes) -> None:
        self.found[source.path] = found
        self.code_left -= source.role is not Role.TEST
        self._tell("reading files", len(self.found), len(self.project.sources))

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self.progress:
            self.progress(stage, done, total)


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
    return _found(source, payload(text, about(project, source), keeps=False))


def _found(source: Source, says: bytes) -> Found:
    found = said(says)
    return Unread(source.path, found) if isinstance(found, str) else found


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
