"""The RPC census, made in a process of its own while the tests are read, and kept by the code that it was made of.

It rests on the whole text of the files whose trees it asked for or whose lines it names, and on what the others say of
the names that it looked for: both are listed with it, and it holds again where they are the same again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.facts.early import join_early
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.gather import Gathered
from tenetlint.facts.kept import Kept, code, digest
from tenetlint.facts.rpc import Rpc
from tenetlint.facts.wire import decode, encode
from tenetlint.project import Role, Unread
from tenetlint.stages import stage
from tenetlint.workers import Loss

if TYPE_CHECKING:
    from tenetlint.facts import Facts
    from tenetlint.facts.vocabulary import Additions


class _Basis(NamedTuple):
    """What a census rests on."""

    rows: tuple[tuple[str, str, str], ...]
    """Of each file of code: the path, the blob, and what it says of `names`; nothing where every letter counts."""
    names: frozenset[str]
    """What was looked for across files."""


class _Found(NamedTuple):
    """A census."""

    exact: tuple[str, ...]
    """The files of which every letter counts."""
    rpc: Rpc


class Census:
    """The census of a project, as far as it is known from before or on its way."""

    def __init__(self, facts: Facts, kept: Kept, additions: Callable[[], Additions]) -> None:
        """`facts` know the project; what its configuration adds (`additions`) and its files are still to come."""
        self.bare = self.code = facts
        """With the files of code, once they are read."""
        self._additions: Callable[[], Additions] | None = additions
        self._kept = kept
        self._key = b""
        """For these shapes of all files."""
        self._last = b""
        """For the project, whatever its files hold: the census that was taken last."""
        self._known: _Found | None = None
        self._asked: Set[str] = frozenset()
        self._blobs: Mapping[str, str] = {}

    def settle(self) -> None:
        """Ask what the configuration adds, once."""
        if self._additions is not None:
            self.bare = self.code = replace(self.bare, additions=self._additions())
            self._additions = None

    def begin(self, found: Gathered) -> Callable[[], bytes] | None:
        """What is to be done beside, once the code is read; nothing when the same code has been seen before."""
        self.settle()
        self.code = self.bare.with_files(found.files)
        self._key, self._last = self._named(found.shapes), self._named({})
        self._blobs = found.blobs
        self._known = self._recalled(self._key, found.files) or self._recalled(self._last, found.files)
        if self._known is not None:
            return None
        return lambda: _joined(*self._taken(self.code))

    def here(self) -> None:
        """What this process can do in the meantime."""
        join_early(self.code)

    def end(self, answer: bytes | Loss | None) -> Rpc | Unread | None:
        """The census, or why there is none; None when it has not been begun."""
        if isinstance(answer, Loss):
            return Unread(".", f"no census of its RPC could be taken: {answer.reason}")
        if answer is not None:
            self._kept.put(self._key, answer)
            self._kept.put(self._last, answer)
            with stage("RPC census, from workers"):
                basis, found = _parted(answer)
                self._asked, self._known = decode(_Basis, basis).names, decode(_Found, found)
        return None if self._known is None else self._known.rpc

    nothing = Rpc()
    """What there is when the census could not be taken."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The paths of the files that it depends on to the letter."""
        return () if self._known is None else self._known.exact

    @property
    def asked(self) -> Set[str]:
        """The names that it looked for across files."""
        return self._asked

    def _recalled(self, key: bytes, files: Mapping[str, FileFacts]) -> _Found | None:
        """The census under a key, if it still holds."""
        payload = self._kept.look(key)
        if payload is None:
            return None
        with stage("RPC census, kept"):
            first, rest = _parted(payload)
            basis = decode(_Basis, first)
            same = (
                self._blobs.get(path, "") == blob or (says and says == _says(files.get(path), basis.names))
                for path, blob, says in basis.rows
            )
            if not all(same):
                return None
            self._asked = basis.names
            return decode(_Found, rest)

    def _taken(self, facts: Facts) -> tuple[_Basis, _Found]:
        """The census, taken here, and what it rests on."""
        read = paths_read(str(facts.project.root))
        rpc, names = facts.rpc, frozenset(facts.inference.index.asked)
        exact = {path for path in (*read, *_texts(rpc)) if path in facts.sources}
        code = [source.path for source in facts.project.sources if source.role is not Role.TEST]
        rows = (
            (path, self._blobs.get(path, ""), "" if path in exact else _says(facts.files.get(path), names))
            for path in (code if self._kept.keeps else ())
        )
        return _Basis(tuple(rows), names), _Found(tuple(sorted(exact)), rpc)

    def _named(self, shapes: Mapping[str, str]) -> bytes:
        """A name for what the census rests on in all code: the shapes, where the files stand, the words for it."""
        words = [code(), _words(self.bare)]
        for source in self.bare.project.sources:
            if source.role is not Role.TEST:
                place = self.bare.modules[source.module]
                words += [source.path, source.module, source.role, place, shapes.get(source.path, "")]
        points = (f"{each.group} {each.name} {each.target}" for each in self.bare.project.entry_points)
        return digest("rpc", *words, *points)


def _joined(basis: _Basis, found: _Found) -> bytes:
    """Both as bytes, so that each can be decoded without the other."""
    first = encode(basis)
    return b"%d " % len(first) + first + encode(found)


def _parted(payload: bytes) -> tuple[bytes, bytes]:
    length, _, both = payload.partition(b" ")
    return both[: int(length)], both[int(length) :]


def _says(file: FileFacts | None, names: Set[str]) -> str:
    from tenetlint.facts.infer.messaging import vocabulary
    from tenetlint.facts.interface import interface

    return interface(file, names, vocabulary().remotable)


def paths_read(root: str) -> Set[str]:
    """The files of the project at `root` that this process reads from now on; it grows."""
    found: set[str] = set()

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "tenetlint.read" and arguments[0] == root:
            found.add(str(arguments[1]))

    sys.addaudithook(hear)
    return found


def _texts(value: object) -> Iterator[str]:
    """All texts in nested tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None and hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))


def _words(facts: Facts) -> str:
    added = facts.additions
    return encode((sorted(added.rpc_clients), added.kinds)).decode("utf-8", "replace")
