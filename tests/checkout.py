"""A clean copy of this repository, for tests that build or install it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HOME = Path(__file__).parents[1]
LEFTOVERS = shutil.ignore_patterns(
    ".git",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    ".tox",
    ".venv",
    "cover",
)


def copy(into: Path) -> Path:
    """The tree without leftovers."""
    shutil.copytree(HOME, into, ignore=LEFTOVERS)
    return into


def committed(folder: Path, message: str = "First") -> None:
    """Make a folder a repository with everything in it committed, or commit what changed."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular, without the machine's configuration."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null")
    command = ["git", "-C", str(folder), *who, "-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
