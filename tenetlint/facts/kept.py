"""Facts by content: what a file said once it says again, on any branch, as long as the tool is the same."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.cache.folder import home, is_fresh, is_plain, signature
from tenetlint.cache.store import Store, store_at
from tenetlint.facts.comments import is_python
from tenetlint.facts.payload import Subject
from tenetlint.project import Project, Role, Source

if TYPE_CHECKING:
    from tenetlint.facts.beside import Census

_CODE = ("facts", "python2", "project/reading.py", "files.py")
"""What decides which facts a content has."""


class Known(NamedTuple):
    """A source whose facts need not be extracted."""

    source: Source
    blob: str
    payload: bytes


class Kept:
    """The facts that are kept of one project's sources."""

    def __init__(self, project: Project, store: Store | None) -> None:
        self._project = project
        self._store = store
        self._marks: dict[str, str] = {}
        """By path: the stamp that the file had before it was read."""
        self._seen: dict[str, list[str]] = {}
        """By path: stamp and blob."""
        self._before: dict[str, list[str]] = {}
        self._place = digest("seen", str(project.root))
        self._started = started(project)

    @classmethod
    def of(cls, project: Project) -> Kept:
        """What the cache has that the environment names; nothing when it names none."""
        wanted = None if os.environ.get("TENETLINT_NO_CACHE") else os.environ.get("TENETLINT_CACHE_DIR")
        return cls(project, store_at(wanted, str(project.root)))

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return self._store is not None

    def known(self, sources: Iterable[Source]) -> Iterator[Known]:
        """The sources that have not been touched since their facts were kept."""
        if self._store is None or self._project.past is not None:
            return
        self._before = _table(self._store.get([self._place]).get(self._place))
        self._marks = dict(_marks(self._project, sources))
        found: dict[bytes, tuple[Source, str]] = {}
        for source in sources:
            stamp, blob = self._before.get(source.path, ("", ""))
            if stamp and stamp == self._marks.get(source.path):
                found[self.key(blob, source)] = (source, blob)
        for key, payload in self._store.get(found).items():
            yield Known(*found[key], payload)

    def key(self, blob: str, source: Source) -> bytes:
        """The name of a content's facts."""
        return key_of(blob, self.about(source))

    def about(self, source: Source) -> Subject:
        """What the facts of a source depend on beside its text."""
        return _subject(source, self._started)

    def look(self, key: bytes) -> bytes | None:
        """What is kept under a key."""
        return None if self._store is None else self._store.get([key]).get(key)

    def put(self, key: bytes, payload: bytes) -> None:
        """Keep something under a key."""
        if self._store is not None:
            self._store.put(key, payload)

    def flush(self) -> None:
        """Write down what is new."""
        if self._store is not None:
            self._store.flush()

    def note(self, source: Source, blob: str) -> None:
        """What a file holds that had its stamp when the run began."""
        if source.path in self._marks:
            self._seen[source.path] = [self._marks[source.path], blob]

    def tell(self, shapes: Mapping[str, str], blobs: Mapping[str, str], census: Census) -> None:
        """Tell whoever listens what the facts were made of: the shapes by path where they say enough (a coverage
        report speaks of lines), with the blobs, and what more the census looked at and asked for."""
        whole = (
            (self.about(source), shapes[source.path], blobs.get(source.path, ""))
            for source in self._project.sources
            if source.path in shapes
        )
        root = str(self._project.root)
        sys.audit("tenetlint.facts", root, whole, tuple(census.rests_on), tuple(sorted(census.asked)))

    def close(self) -> None:
        """Write everything down."""
        if self._store is not None:
            if self._seen != self._before:
                self._store.put(self._place, json.dumps(self._seen).encode("ascii"))
            self._store.close()


def key_of(blob: str, subject: Subject) -> bytes:
    """The name of a content's facts: they hold no path, but names are resolved from where the module stands."""
    package, python = subject.path.endswith("/__init__.py"), is_python(subject.path)
    return digest("facts", code(), blob, subject.module, str((package, python, *subject[2:])))


def about(project: Project, source: Source) -> Subject:
    """What the facts of a source depend on beside its text."""
    return _subject(source, started(project))


def _subject(source: Source, started: Collection[str]) -> Subject:
    return Subject(source.path, source.module, source.role is Role.TEST, source.module not in started)


def started(project: Project) -> frozenset[str]:
    """The modules that packaging starts: looked at whole, whatever their role."""
    targets = {point.target.partition(":")[0] for point in project.entry_points}
    return frozenset(targets | {source.module for source in project.sources if source.path in project.scripts})


@cache
def code() -> str:
    """A name for the code that extracts facts, as it is installed here, and for the Python that runs it."""
    marks = [f"{path} {signature(path)}" for top in _CODE for path in sorted(_files(os.path.join(home(), top)))]
    return digest(sys.version, *marks).hex()


def digest(*words: str) -> bytes:
    """A name for some words, 20 bytes long."""
    whole = blake2b(digest_size=20)
    for each in words:
        data = each.encode("utf-8", "surrogateescape")
        whole.update(b"%d " % len(data) + data)
    return whole.digest()


def _files(top: str) -> Iterator[str]:
    if os.path.isfile(top):
        yield top
    for at, _, names in os.walk(top):
        yield from (os.path.join(at, name) for name in names if name.endswith((".py", ".toml")))


def _marks(project: Project, sources: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """The stamps of those that are plain files and have rested for a while."""
    now = time.time_ns()
    for source in sources:
        mark = signature(os.path.join(project.root, source.path))
        if is_plain(mark) and not is_fresh(mark, now):
            yield source.path, mark


def _table(data: bytes | None) -> dict[str, list[str]]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
