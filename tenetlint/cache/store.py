"""What was computed from a content, kept under that content's name: nothing here ever has to be brought up to date.

One SQLite file in the user's cache folder holds JSON with a checksum. Whatever is wrong with it, the run goes on
without; what cannot be kept costs one note.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from typing import TypeVar

from tenetlint.cache.folder import in_ci, lies_in, make, objection

NAME = "store-1.sqlite3"
MOST = 512 << 20
"""Bytes after which the older half is given up."""
_WAIT = 1.0
"""Seconds to wait for another run that writes."""
_CHECK = 16
_PAGES = ("page_count", "freelist_count", "page_size")
_AT_ONCE = 500
T = TypeVar("T")

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, key BLOB UNIQUE, value BLOB) STRICT"

_PROGRAMS = "SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')"
"""What would do something when it is asked, or written to."""


class Store:
    """Values by key."""

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, NAME)
        self._base: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        """Of the process that this one was forked from: neither used nor closed here."""
        self._owner = os.getpid()
        self._new: dict[bytes, bytes] = {}
        self.trouble = ""
        """Why nothing is kept, in words."""

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole."""
        return self._carefully(lambda: self._found(list(keys)), {})

    def lacking(self, keys: Iterable[bytes]) -> set[bytes]:
        """The keys that nothing is kept under."""
        wanted = list(keys)
        return set(wanted) - self._carefully(lambda: self._there(wanted), set(wanted))

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value, from the next `flush` on."""
        self._new[key] = value

    def flush(self) -> None:
        """Write what is new, all or nothing."""
        if self._new:
            self._carefully(self._write, None)
            self._new.clear()

    def close(self, quietly: bool = False) -> None:
        """Write what is new, and end; what could not be kept costs a note, unless somebody else says it."""
        self.flush()
        if self.trouble and not quietly:
            print(f"tenetlint: note: nothing is kept in {self._path!a}: {self.trouble}", file=sys.stderr)
        if self._base is not None and self._owner == os.getpid():
            self._base.close()
        self._base = None

    def count(self) -> int:
        """How many values there are."""
        return self._carefully(lambda: int(self._connected().execute("SELECT count(*) FROM kept").fetchone()[0]), 0)

    def _found(self, keys: list[bytes]) -> dict[bytes, bytes]:
        rows = self._rows("key, value", keys)
        return {key: value[_CHECK:] for key, value in rows if value[:_CHECK] == _checksum(key, value[_CHECK:])}

    def _there(self, keys: list[bytes]) -> set[bytes]:
        return {key for key, in self._rows("key", keys)}

    def _rows(self, columns: str, keys: list[bytes]) -> Iterator[tuple[bytes, ...]]:
        """These columns of what is kept under some of the keys."""
        base = self._connected()
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from base.execute(f"SELECT {columns} FROM kept WHERE key IN ({marks})", some)

    def _write(self) -> None:
        base = self._connected()
        with base:
            rows = ((key, _checksum(key, value) + value) for key, value in self._new.items())
            base.executemany("INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)", rows)
            if _size(base) > MOST:
                base.execute("DELETE FROM kept WHERE number < (SELECT avg(number) FROM kept)")

    def _connected(self) -> sqlite3.Connection:
        """The connection of this process."""
        if self._base is None or self._owner != os.getpid():
            make(os.path.dirname(self._path))
            if os.path.lexists(self._path) and (os.path.islink(self._path) or not os.path.isfile(self._path)):
                raise OSError(0, "it is no plain file")
            self._inherited, self._owner = self._base, os.getpid()
            self._base = sqlite3.connect(self._path, timeout=_WAIT)
            self._base.execute("PRAGMA synchronous = OFF")
            self._base.execute("PRAGMA trusted_schema = OFF")
            if self._base.execute(_PROGRAMS).fetchone():
                raise sqlite3.DatabaseError
            self._base.execute(_SCHEMA)
        return self._base

    def _carefully(self, work: Callable[[], T], otherwise: T) -> T:
        """Go on without the store whatever happens to it; a damaged file is removed."""
        if self.trouble:
            return otherwise
        try:
            return work()
        except sqlite3.OperationalError as error:
            self.trouble = str(error)
        except sqlite3.DatabaseError:
            self.trouble = "it was damaged, and has been removed"
            with suppress(OSError):
                os.unlink(self._path)
        except OSError as error:
            self.trouble = error.strerror or "it cannot be used"
        return otherwise


def _size(base: sqlite3.Connection) -> int:
    """Bytes in use."""
    (pages,), (free,), (size,) = (base.execute(f"PRAGMA {name}").fetchone() for name in _PAGES)
    return int((pages - free) * size)


def _checksum(key: bytes, value: bytes) -> bytes:
    return blake2b(value, key=key[:64], digest_size=_CHECK).digest()


def store_at(folder: str | None, tree: str) -> Store | None:
    """The store in a folder, if it may be trusted with what is said of a tree."""
    if folder is None or objection(folder) or (in_ci() and lies_in(folder, tree)):
        return None
    return Store(folder)
