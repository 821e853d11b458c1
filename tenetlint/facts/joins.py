"""What was joined from the facts of some files is kept by what they hold, and not joined again while they hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from tenetlint.facts.kept import Kept, code, digest
from tenetlint.facts.wire import decode, encode
from tenetlint.project import Project, Role

T = TypeVar("T")


class Joins(NamedTuple):
    """The joins of one project whose files hold these blobs."""

    project: Project
    kept: Kept
    blobs: Mapping[str, str]
    """By path; what could not be read has none, and no facts."""

    def of_tests(self, kind: type[T], make: Callable[[], T]) -> T:
        """What `make` joins from the facts of the tests, and from nothing else."""
        key = self._key(kind.__name__)
        found = self.kept.look(key)
        if found is not None:
            return decode(kind, found)
        made = make()
        self.kept.put(key, encode(made))
        self.kept.flush()
        return made

    def _key(self, name: str) -> bytes:
        """A name for all that decides what the tests say, and where they stand."""
        words = ["joined", name, code()]
        for source in self.project.sources:
            if source.role is Role.TEST:
                _, module, _, shallow = self.kept.about(source)
                words += [source.path, module, str(shallow), self.blobs.get(source.path, "")]
        return digest(*words)
