"""Run git in the one way that executes nothing from the repository: no hook, filter, monitor, driver or network."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

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
_PORTION = 1 << 18
"""Bytes that are read at once."""
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
    try:
        answer = _all_of(process, time.monotonic() + _TIMEOUT)
    except (TimeoutError, subprocess.TimeoutExpired):
        raise GitError(f"git: `{arguments[0]}` took longer than {_TIMEOUT:.0f} s") from None
    finally:
        _end(process)
    if len(answer) > _MOST:
        raise GitError(f"git: `{arguments[0]}` says more than {_MOST >> 20} MiB")
    if process.returncode:
        raise GitError(f"git: `{arguments[0]}` failed")
    return answer


def _all_of(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """What a process prints until it ends, or a little more than anybody wants."""
    parts: list[bytes] = []
    size = 0
    while size <= _MOST and (part := _part(process, deadline)):
        parts.append(part)
        size += len(part)
    if size <= _MOST:
        process.wait(max(deadline - time.monotonic(), 0.0))
    return b"".join(parts)


def _part(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """What can be read next, nothing at the end; a TimeoutError when there is nothing in time.

    Without a thread that watches: workers are forked soon after, and a thread may hold what they need.
    """
    assert process.stdout is not None
    if hasattr(select, "poll"):
        poll, left = select.poll(), deadline - time.monotonic()
        poll.register(process.stdout.fileno(), select.POLLIN)
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
    return os.read(process.stdout.fileno(), _PORTION)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill and reap."""
    process.kill()
    process.communicate()


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
        self._held = bytearray()
        """What it has said that is still to be read."""
        self._deadline = 0.0
        self._is_dead = False
        self.at_something_large = False
        """Whether it would now send what takes too long to read past."""

    def get(self, identity: str) -> bytes | None:
        """The bytes of one; None from the first on that keeps us waiting."""
        self._deadline = time.monotonic() + _PATIENCE
        try:
            return None if self._is_dead else self._asked(identity)
        except (OSError, EOFError, ValueError):
            self._is_dead = True
            return None

    def _asked(self, identity: str) -> bytes | None:
        assert self._process.stdin is not None
        self._process.stdin.write(identity.encode("ascii") + b"\n")
        self._process.stdin.flush()
        header = self._line().split()
        if len(header) != 3 or header[1] == b"missing":
            return None
        size = int(header[2])
        if header[1] == b"blob" and size <= BLOB_LIMIT:
            return self._take(size + 1)[:-1]
        self.at_something_large = size > _SKIPPED
        if not self.at_something_large:
            self._skip(size + 1)
        return None

    def _more(self) -> None:
        part = _part(self._process, self._deadline)
        if not part:
            raise EOFError
        self._held += part

    def _line(self) -> bytes:
        while (end := self._held.find(b"\n")) < 0:
            self._more()
        return self._take(end + 1)

    def _take(self, count: int) -> bytes:
        while len(self._held) < count:
            self._more()
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _skip(self, count: int) -> None:
        while count > len(self._held):
            count -= len(self._held)
            self._held.clear()
            self._more()
        del self._held[:count]

    def end(self) -> None:
        """Kill and reap it."""
        _end(self._process)
