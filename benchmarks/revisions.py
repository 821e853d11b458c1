"""A revision of a clone, bare or not, as a plain folder: `git archive`, without a work tree."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path


class RevisionError(Exception):
    """The clone does not have what was asked for; one line says what."""


def newest_before(clone: Path, moment: str) -> str:
    """The newest commit of the clone's main line before `moment` (ISO 8601 with a zone)."""
    answer = _git(clone, "rev-list", "-1", "--first-parent", f"--before={moment}", "HEAD").decode("ascii").strip()
    if not answer:
        raise RevisionError(f"{clone}: no commit before {moment}")
    return answer


def unpack(clone: Path, revision: str, into: Path) -> Path:
    """The tree of a revision, below `into`; links that lead out of it are refused."""
    into.mkdir(parents=True)
    archive = into.with_suffix(".tar")
    _git(clone, "archive", "--format=tar", f"--output={archive}", revision)
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    archive.unlink()
    return into


def _git(clone: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(clone), *arguments], capture_output=True, check=False)
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(f"{clone}: git {arguments[0]}: {words[-1] if words else 'failed'}")
    return done.stdout
