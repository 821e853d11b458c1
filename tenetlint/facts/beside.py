"""The RPC census, made in a process of its own while the tests are read, and kept by the code that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.kept import Kept, code, digest
from tenetlint.facts.rpc import Rpc
from tenetlint.facts.wire import decode, encode
from tenetlint.project import Role, Unread
from tenetlint.stages import stage
from tenetlint.workers import Loss

if TYPE_CHECKING:
    from tenetlint.facts import Facts


class Census:
    """The census of a project, as far as it is known from before or on its way."""

    def __init__(self, facts: Facts, kept: Kept) -> None:
        """`facts` know the project and what its configuration adds; its files are still to come."""
        self._facts = facts
        self._kept = kept
        self._key = b""

    def begin(self, files: Mapping[str, FileFacts], blobs: Mapping[str, str]) -> Callable[[], bytes] | None:
        """What is to be done beside, once the code is read; nothing when the same code has been seen before."""
        self._key = self._named(blobs)
        if self._kept.look(self._key) is not None:
            return None
        facts = self._facts.with_files(files)
        return lambda: encode(facts.rpc)

    def end(self, answer: bytes | Loss | None) -> Rpc | Unread | None:
        """The census, or why there is none; None when it has not been begun."""
        if isinstance(answer, Loss):
            return Unread(".", f"no census of its RPC could be taken: {answer.reason}")
        payload = answer or (self._kept.look(self._key) if self._key else None)
        if payload is None:
            return None
        if answer is not None:
            self._kept.put(self._key, answer)
        with stage("RPC census, from workers or kept"):
            return decode(Rpc, payload)

    nothing = Rpc()
    """What there is when the census could not be taken."""

    def _named(self, blobs: Mapping[str, str]) -> bytes:
        """A name for everything that the census rests on: the code, where it stands, and the words for it."""
        words = [code(), _words(self._facts)]
        for source in self._facts.project.sources:
            if source.role is not Role.TEST:
                place = self._facts.modules[source.module]
                words += [source.path, source.module, source.role, place, blobs.get(source.path, "")]
        points = (f"{each.group} {each.name} {each.target}" for each in self._facts.project.entry_points)
        return digest("rpc", *words, *points)


def _words(facts: Facts) -> str:
    added = facts.additions
    return encode((sorted(added.rpc_clients), added.kinds)).decode("utf-8", "replace")
