"""Run git in the one way that executes nothing from the repository: no hook, filter, monitor, driver or network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from tenetlint.errors import UserError

BLOB_LIMIT = 2 << 20
"""Bytes of one blob; a larger one is answered with None."""
_TIMEOUT = 60.0
"""Seconds for one command."""
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.excludesFile=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=true",
    "core.untrackedCache=false",
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
    try:
        done = subprocess.run(
            _command(program, root, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git: `{arguments[0]}` took longer than {_TIMEOUT:.0f} s") from None
    except (OSError, ValueError):
        raise GitError(f"git: `{arguments[0]}` could not be run") from None
    if done.returncode:
        raise GitError(f"git: `{arguments[0]}` failed")
    return done.stdout


def batch(program: str, root: Path, identities: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each blob's bytes in the order asked; None for one that is missing, no blob or over `BLOB_LIMIT`."""
    process = subprocess.Popen(
        _command(program, root, "cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for identity in identities:
            yield identity, _blob(process.stdin, process.stdout, identity)
    finally:
        process.kill()
        process.communicate()


def _blob(ask: IO[bytes], answer: IO[bytes], identity: str) -> bytes | None:
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
    _skip(answer, size + 1)
    return None


def _skip(stream: IO[bytes], count: int) -> None:
    while count > 0 and (part := stream.read(min(count, 1 << 20))):
        count -= len(part)
