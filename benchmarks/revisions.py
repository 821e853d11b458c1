"""A revision of a clone, bare or not, as a plain folder: `git archive`, without a work tree."""

from __future__ import annotations

import subprocess
import zipfile
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
    """The tree of a revision, as `into`; links become files that hold where they lead."""
    into.mkdir(parents=True)
    archive = into.with_suffix(".zip")
    _git(clone, "archive", "--format=zip", f"--output={archive}", revision)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(into)
    archive.unlink()
    return into


def _git(clone: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(clone), *arguments], capture_output=True, check=False)
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(f"{clone}: git {arguments[0]}: {words[-1] if words else 'failed'}")
    return done.stdout
