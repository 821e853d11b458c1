"""Record what a run printed together with everything that it rests on, so that `fast` can answer the next one."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from tenetlint.answers.fast import Answer, checksum, folder_for, name_of, packed, question
from tenetlint.answers.rows import ALL, LETTER, Block, Row, listed, with_counts
from tenetlint.answers.rows import packed as packed_block
from tenetlint.answers.shelf import store
from tenetlint.answers.texts import keep_texts
from tenetlint.cache.folder import home, is_fresh, signature
from tenetlint.gitfolder import READ, homes, repository

if TYPE_CHECKING:
    from tenetlint.facts.payload import Subject

    _Said = tuple[Subject, str, str]

MOST_FOLDERS = 50_000
MOST_OUTPUT = 8 << 20
"""Bytes."""
_CODES = (0, 1, 4)
_ABOVE = (".git", ".gitignore", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini")
"""What counts when it lies in a folder above a project."""
_ELSEWHERE = ("/dev/", "/proc/", "/sys/")


class Recording:
    """What is printed and what is opened from now on."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self._question = question(arguments)
        self._started = time.time_ns()
        self._opened: set[str] = set()
        self._sources: set[str] = set()
        self._roots: set[str] = set()
        self._read: set[str] = set()
        """Sources whose text had a say, beside their facts."""
        self._expected = ""
        """A source that is about to be opened to be read."""
        self._rows: list[Row] = []
        self._asked: set[str] = set()
        self._is_concise = False
        self._folders: set[str] = set()
        self._listening = True
        self._out, self._err = _Copy(sys.stdout.buffer), _Copy(sys.stderr.buffer)
        self._streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _over(sys.stdout, self._out), _over(sys.stderr, self._err)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Files that are opened, and the sources of each project that is."""
        if event == "open" and self._listening and isinstance(arguments[0], str | bytes):
            self._hear_open(os.path.abspath(os.fsdecode(arguments[0])))
        elif event == "tenetlint.project" and self._listening:
            root, sources = cast(tuple[str, tuple[str, ...]], arguments)
            self._roots.add(root)
            self._sources.update(os.path.join(root, each) for each in sources)
        elif event == "tenetlint.read" and self._listening:
            self._expected = os.path.join(*cast(tuple[str, str], arguments))
            self._read.add(self._expected)
        elif event == "tenetlint.facts" and self._listening:
            self._hear_facts(*cast("tuple[str, Iterable[_Said], Iterable[str], Iterable[str]]", arguments))
        elif event == "tenetlint.concise" and self._listening:
            self._is_concise = True

    def _hear_open(self, path: str) -> None:
        """A file, unless it is a source that was announced: that has been heard."""
        if path != self._expected:
            self._opened.add(path)
        self._expected = ""

    def _hear_facts(
        self, root: str, says: Iterable[_Said], exact: Iterable[str], asked: Iterable[str]
    ) -> None:
        """What the facts of a project were made of."""
        self._read.update(os.path.join(root, each) for each in exact)
        self._asked.update(asked)
        for about, shape, blob in says:
            depth = f"{about.is_test:d}{about.shallow:d}"
            self._rows.append(Row(root, about.path, about.module, depth, shape, blob, ALL))

    def keep(self, code: int) -> None:
        """End the recording, and store it if it may be asked for again."""
        self._listening = False
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        sys.stdout, sys.stderr = self._streams
        folder = folder_for(self._arguments)
        if code not in _CODES or folder is None or not self._roots or self._out.spilt or self._err.spilt:
            return
        paths = self._paths(os.path.dirname(folder))
        marks = tuple((path, signature(path)) for path in paths)
        if marks and not any("\n" in path or is_fresh(mark, self._started) for path, mark in marks):
            out, err = bytes(self._out.copy), bytes(self._err.copy)
            lenient = self._lenient(marks, out + err, os.path.dirname(folder))
            store(folder, name_of(self._question), packed(Answer(self._question, marks, out, err, code, lenient)))

    def _lenient(self, marks: Iterable[tuple[str, str]], shown: bytes, cache: str) -> bytes:
        """What may change without changing the answer; the `facts` command shows what nobody else does."""
        if self._arguments[0] == "facts" or any(word.startswith("--diff") for word in self._arguments):
            return b""
        rows = tuple(with_counts(self._rows, self._read, self._opened, shown))
        known = {row.whole for row in rows}
        others = (f"{mark} {path}" for path, mark in marks if path not in known and path not in self._folders)
        said = checksum("\n".join([*others, *(row.line for row in rows)]).encode("utf-8", "surrogateescape"))
        words = said.decode("ascii") if known >= self._sources else ""
        keep_texts([row for row in rows if row.counts == LETTER], cache)
        folders = {each: listed(each) for each in self._folders}
        return packed_block(Block(words, self._is_concise, tuple(sorted(self._asked)), rows, folders))

    def _paths(self, cache: str) -> list[str]:
        """Every path that had a say, sorted; none when there are too many folders, or a repository that is lost."""
        found = {each for each in self._opened if self._is_foreign(each, cache)} | set(_of_tool())
        found |= self._sources | self._behind_links()
        found |= {os.path.abspath(word.rpartition("=")[2]) for word in self._arguments if "\0" not in word}
        for root in self._roots:
            folders = list(_folders(root, cache))
            git = _git_files(root)
            if len(folders) > MOST_FOLDERS or git is None:
                return []
            found.update(folders, git, _above(root))
            self._folders.update(folders)
        return sorted(found - {os.path.abspath(cache)})

    def _behind_links(self) -> set[str]:
        """What linked sources hold: only the link itself would be watched."""
        links = {each for each in self._sources if os.path.islink(each)}
        self._opened |= links
        return {os.path.realpath(each) for each in links}

    @staticmethod
    def _is_foreign(path: str, cache: str) -> bool:
        """Neither the tool's own, nor Python's, nor the system's, nor compiled."""
        if ".pyc" in os.path.basename(path):
            return False
        own = (home(), sys.prefix, sys.base_prefix, cache)
        return not path.startswith((*(each + os.sep for each in own), *_ELSEWHERE))


class _Copy(io.BufferedIOBase):
    """A stream of bytes that keeps a copy of what passes through."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.copy = bytearray()
        self.spilt = False

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Pass on, and keep."""
        count = self._inner.write(data)
        self.spilt = self.spilt or len(self.copy) > MOST_OUTPUT
        if not self.spilt:
            self.copy += data
        return count

    def flush(self) -> None:
        """Pass on."""
        self._inner.flush()

    def fileno(self) -> int:
        """Of the stream itself."""
        return self._inner.fileno()

    def isatty(self) -> bool:
        """As the stream itself."""
        return self._inner.isatty()

    def writable(self) -> bool:
        """Always."""
        return True


def _over(stream: TextIO, copy: _Copy) -> TextIO:
    buffered = getattr(stream, "line_buffering", False)
    return io.TextIOWrapper(cast(BinaryIO, copy), stream.encoding, stream.errors, "\n", buffered)


def _folders(root: str, cache: str) -> Iterator[str]:
    stack = [root]
    count = 0
    while stack and count <= MOST_FOLDERS:
        folder = stack.pop()
        count += 1
        yield folder
        with suppress(OSError), os.scandir(folder) as entries:
            stack += [
                each.path
                for each in entries
                if each.name != ".git" and each.is_dir(follow_symlinks=False) and each.path != cache
            ]


def _above(root: str) -> Iterator[str]:
    folder = root
    while True:
        for name in _ABOVE:
            yield os.path.join(folder, name)
        if os.path.dirname(folder) == folder:
            return
        folder = os.path.dirname(folder)


def _git_files(root: str) -> list[str] | None:
    """What git answers from; None when it cannot be told where the repository lies."""
    place = repository(Path(root))
    if place is None:
        return []
    folders = () if place.is_symlink() else homes(place)
    user = os.path.expanduser("~")
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(user, ".config")
    settings = [os.path.join(user, ".gitconfig"), os.path.join(config, "git/config"), "/etc/gitconfig"]
    read = [path for home in folders for path in _read_in(home)]
    return [*settings, *read] if read else None


def _read_in(home: str) -> Iterator[str]:
    """What git reads in one folder of a repository."""
    for at, _, names in os.walk(os.path.join(home, "refs")):
        yield from (os.path.join(at, name) for name in (".", *names))
    yield from (os.path.join(home, name) for name in READ)


def _of_tool() -> Iterator[str]:
    """The files of this package, its rules and its interpreter's libraries."""
    import tenetlint

    for top in {*tenetlint.__path__[:1], *(os.path.join(each, "rules") for each in tenetlint.__path__)}:
        for at, folders, names in os.walk(top):
            folders[:] = [each for each in folders if each != "__pycache__"]
            yield from (os.path.join(at, name) for name in names if not name.endswith(".pyc"))
    yield from (each for each in sys.path if os.path.isdir(each) and each != os.path.dirname(home()))
