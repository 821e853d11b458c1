"""Run git in the one way that executes nothing from the repository: no hook, filter, monitor, driver or network."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from tenetlint.errors import UserError

BLOB_LIMIT = 2 << 20
"""Bytes of one blob; a larger one is answered with None."""
_TIMEOUT = 30.0
"""Seconds for one command."""
_PATIENCE = 15.0
"""Seconds to wait for one blob."""
_MOST = 64 << 20
"""Bytes of one answer: the names in a tree of half a million files."""
_SKIPPED = 64 << 20
"""Bytes of a blob that is not wanted, and is read past all the same; for a larger one git is started again."""
_CPU, _BATCH_CPU = 8, 60
"""Seconds of processor time for one command, and for the one that hands out blobs."""
_MEMORY = 1 << 30
"""Bytes that git may write to."""
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.excludesFile=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=true",
    "core.untrackedCache=false",
    "core.bigFileThreshold=16m",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_OPTIONS = ("--no-optional-locks", "--literal-pathspecs", "--no-pager", "--no-replace-objects")
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # stands above `protocol.<name>.allow` of the repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}


class GitError(UserError):
    """git did not do what it was asked; what it says is not repeated, for it quotes the repository."""


def program_for(root: Path) -> str | None:
    """git from those entries of PATH that are absolute and do not lie in the tree."""
    entries = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(entry)]
    outside = [entry for entry in entries if not Path(os.path.realpath(entry)).is_relative_to(root)]
    return shutil.which("git", path=os.pathsep.join(outside)) if outside else None


def _command(program: str, root: Path, *arguments: str) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return [program, "-C", os.fspath(root), *_OPTIONS, *settings, *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def run(program: str, root: Path, *arguments: str) -> bytes:
    """What a command prints; a `GitError` when it fails, takes too long or says too much."""
    try:
        process = _started(_command(program, root, *arguments), subprocess.DEVNULL, _CPU)
    except (OSError, ValueError):
        raise GitError(f"git: `{arguments[0]}` could not be run") from None
    assert process.stdout is not None
    watch = _Watch(process, _TIMEOUT)
    try:
        answer = process.stdout.read(_MOST + 1)
    finally:
        watch.end()
    if watch.late:
        raise GitError(f"git: `{arguments[0]}` took longer than {_TIMEOUT:.0f} s")
    if len(answer) > _MOST:
        raise GitError(f"git: `{arguments[0]}` says more than {_MOST >> 20} MiB")
    if process.returncode:
        raise GitError(f"git: `{arguments[0]}` failed")
    return answer


def _started(words: list[str], stdin: int, cpu: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        words, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    )
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        kinds = ((resource.RLIMIT_CPU, cpu), (resource.RLIMIT_DATA, _MEMORY), (resource.RLIMIT_CORE, 0))
        for kind, value in kinds:
            hard = resource.prlimit(process.pid, kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.prlimit(process.pid, kind, (value, hard))
    return process


class _Watch(threading.Thread):
    """Kills a process that keeps us waiting."""

    def __init__(self, process: subprocess.Popen[bytes], patience: float) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._patience = patience
        self._done = threading.Event()
        self.late = False
        self.again()
        self.start()

    def again(self) -> None:
        """Begin to wait anew."""
        self._deadline = time.monotonic() + self._patience

    def run(self) -> None:
        """Wait, until the process is late or done."""
        while (left := self._deadline - time.monotonic()) > 0:
            if self._done.wait(left):
                return
        self.late = True
        self._process.kill()

    def end(self) -> None:
        """Stop watching; the process is reaped, and killed if it still has something to say."""
        assert self._process.stdout is not None
        if not self._process.stdout.read(1):
            self._process.wait()
        self._done.set()
        self.join()
        self._process.kill()
        self._process.communicate()


def batch(program: str, root: Path, identities: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each blob's bytes in the order asked; None for one that is missing, no blob or over `BLOB_LIMIT`."""
    blobs: _Blobs | None = None
    try:
        for identity in identities:
            blobs = blobs or _Blobs(program, root)
            yield identity, blobs.get(identity)
            if blobs.at_something_large:
                blobs.end()
                blobs = None
    finally:
        if blobs:
            blobs.end()


class _Blobs:
    """One git that hands out blobs."""

    def __init__(self, program: str, root: Path) -> None:
        self._process = _started(_command(program, root, "cat-file", "--batch"), subprocess.PIPE, _BATCH_CPU)
        self._watch = _Watch(self._process, _PATIENCE)
        self.at_something_large = False
        """Whether it would now send what takes too long to read past."""

    def get(self, identity: str) -> bytes | None:
        """The bytes of one; None from the first on that keeps us waiting."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._watch.again()
        return self._blob(self._process.stdin, self._process.stdout, identity)

    def _blob(self, ask: IO[bytes], answer: IO[bytes], identity: str) -> bytes | None:
        try:
            ask.write(identity.encode("ascii") + b"\n")
            ask.flush()
        except OSError:
            return None
        header = answer.readline().split()
        if len(header) != 3 or header[1] == b"missing":
            return None
        size = int(header[2])
        if header[1] == b"blob" and size <= BLOB_LIMIT:
            data = answer.read(size)
            answer.read(1)
            return data if len(data) == size else None
        self.at_something_large = size > _SKIPPED
        _skip(answer, 0 if self.at_something_large else size + 1)
        return None

    def end(self) -> None:
        """Kill and reap it."""
        self._process.kill()
        self._watch.end()


def _skip(stream: IO[bytes], count: int) -> None:
    while count > 0 and (part := stream.read(min(count, 1 << 20))):
        count -= len(part)
