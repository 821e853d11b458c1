"""The `.coverage` file, an SQLite database, read without coverage.py, whose own reader obeys what a forged file holds.

Opened read-only and immutable, so that a journal beside it is never played back (it can delete any file); only plain
tables, under limits and a deadline.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote_from_bytes

from tenetlint.facts.coverage.raw import MAX_LINE, MAX_PATH, Budget, RawFile, flaw, is_line, shown
from tenetlint.files import size_words

MAGIC = b"SQLite format 3\x00"
SIZE_LIMIT = 64 << 20
"""Bytes."""
SCHEMA_VERSIONS = (7,)
"""All releases of coverage.py since 5.0."""
DEADLINE = 10.0
"""Seconds that one file may take."""
VALUE_LIMIT = 1_000_000
"""Bytes of one value: a set of lines of the longest source file takes a quarter of it."""
_COLUMNS = {
    "coverage_schema": ("version",),
    "file": ("id", "path"),
    "line_bits": ("file_id", "numbits"),
    "arc": ("file_id", "fromno", "tono"),
}
_FAILURES = (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, MemoryError, ValueError)
_LINE_MASK = (1 << (MAX_LINE + 1)) - 2


def read(path: Path, head: bytes) -> tuple[RawFile, ...]:
    """The files of a `.coverage` file, which begins with `head`, with the lines that ran.

    Anything unusual is a `UserError`.
    """
    _check(path, _whole_size(head))
    uri = f"file:{quote_from_bytes(os.fsencode(os.path.abspath(path)))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            _restrict(database)
            _check_schema(path, database)
            return tuple(_files(path, database))
    except _FAILURES as error:
        late = isinstance(error, sqlite3.OperationalError) and "interrupt" in str(error)
        raise flaw(path, "reading it takes too long" if late else "its database is damaged") from None


def _check(path: Path, whole: int) -> None:
    """Refuse what is not a database at rest, of as many bytes as it says."""
    try:
        size = path.stat().st_size
        beside = [name for suffix in ("-journal", "-wal") if _size(name := Path(f"{path}{suffix}"))]
    except OSError:
        raise flaw(path, "it cannot be opened") from None
    if size > SIZE_LIMIT:
        raise flaw(path, f"larger than {size_words(SIZE_LIMIT)}")
    if size < whole:
        raise flaw(path, "its database is damaged: the end is missing")
    if beside:
        raise flaw(path, f"a writer has not finished: `{shown(beside[0].name)}` lies beside it")


def _whole_size(header: bytes) -> int:
    """Bytes that a database has by its own header: the size of a page (1 stands for 65,536) times their number."""
    page = int.from_bytes(header[16:18], "big")
    return (65_536 if page == 1 else page) * int.from_bytes(header[28:32], "big")


def _size(path: Path) -> int:
    """Bytes of a file that need not exist (a link counts as one)."""
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _restrict(database: sqlite3.Connection) -> None:
    """A connection that can neither write nor run code nor go on for ever."""
    database.text_factory = bytes
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_LIMIT)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 10_000)
    database.set_progress_handler(_deadline(), 10_000)
    for pragma in ("trusted_schema=off", "query_only=1", "cell_size_check=on", "mmap_size=0"):
        database.execute(f"PRAGMA {pragma}")


def _deadline() -> Callable[[], bool]:
    end = time.monotonic() + DEADLINE
    return lambda: time.monotonic() > end


def _check_schema(path: Path, database: sqlite3.Connection) -> None:
    """Only tables and indexes, the known columns, stored and not computed, and a known version."""
    for kind, root, sql in database.execute("SELECT type, rootpage, sql FROM sqlite_master"):
        if kind not in (b"table", b"index") or not isinstance(root, int) or root <= 0 or _is_virtual(sql):
            raise flaw(path, "its database holds more than plain tables")
    for table, columns in _COLUMNS.items():
        stored = {row[1].decode() for row in database.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0}
        if not stored.issuperset(columns):
            raise flaw(path, f"its database is not coverage.py's: `{table}` lacks a column")
    versions = [row[0] for row in database.execute("SELECT version FROM coverage_schema LIMIT 2")]
    if len(versions) != 1 or versions[0] not in SCHEMA_VERSIONS:
        raise flaw(path, f"its schema version is not {SCHEMA_VERSIONS[0]} (coverage.py 5.0 and later)")


def _is_virtual(sql: object) -> bool:
    return isinstance(sql, bytes) and sql.lstrip()[:20].upper().startswith(b"CREATE VIRTUAL")


def _files(path: Path, database: sqlite3.Connection) -> Iterator[RawFile]:
    budget = Budget(path)
    names = _names(path, database, budget)
    bits = _line_bits(path, database, names)
    arcs = _arcs(path, database, names, budget)
    for key, name in names.items():
        mask = bits.get(key, 0)
        budget.spend(lines=mask.bit_count())
        yield RawFile((name,), _numbers(mask) | arcs.get(key, frozenset()))


def _names(path: Path, database: sqlite3.Connection, budget: Budget) -> dict[int, str]:
    names: dict[int, str] = {}
    for key, kind, name in database.execute("SELECT id, typeof(path), path FROM file ORDER BY id"):
        if not isinstance(key, int) or kind != b"text" or len(name) > MAX_PATH:
            raise flaw(path, "a row of `file` is not a number and a path")
        budget.spend(files=1)
        names[key] = name.decode("utf-8", "surrogateescape")
    return names


def _line_bits(path: Path, database: sqlite3.Connection, names: dict[int, str]) -> dict[int, int]:
    """The lines of each file as the bits of a number, all contexts together."""
    masks: dict[int, int] = {}
    for key, kind, value in database.execute("SELECT file_id, typeof(numbits), numbits FROM line_bits"):
        if key not in names or kind != b"blob":
            raise flaw(path, "a row of `line_bits` is not a known file and a set of lines")
        masks[key] = masks.get(key, 0) | (int.from_bytes(value, "little") & _LINE_MASK)
    return masks


def _arcs(path: Path, database: sqlite3.Connection, names: dict[int, str], budget: Budget) -> dict[int, frozenset[int]]:
    """The lines that branch measurement saw run: both ends of each jump (a negative one is a way in or out)."""
    found: dict[int, set[int]] = {}
    for key, start, end in database.execute("SELECT file_id, fromno, tono FROM arc"):
        if key not in names or not (isinstance(start, int) and isinstance(end, int)):
            raise flaw(path, "a row of `arc` is not a known file and two lines")
        lines = found.setdefault(key, set())
        before = len(lines)
        lines.update(line for line in (start, end) if is_line(line))
        budget.spend(lines=len(lines) - before)
    return {key: frozenset(each) for key, each in found.items()}


def _numbers(mask: int) -> frozenset[int]:
    """The places of the set bits."""
    data = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
    return frozenset(8 * at + bit for at, byte in enumerate(data) if byte for bit in range(8) if byte >> bit & 1)
