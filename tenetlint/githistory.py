"""What git tells of commits as a whole: the newest tags, when one was made, and the files that it holds."""

from __future__ import annotations

import os
from collections.abc import Mapping

from tenetlint.git import Git
from tenetlint.gitcommand import run


def tags(git: Git, most: int) -> tuple[str, ...]:
    """The newest tags, by the time when they were made."""
    options = ("--sort=-creatordate", f"--count={most}", "--format=%(refname:short)", "refs/tags")
    return tuple(os.fsdecode(run(git.program, git.root, "for-each-ref", *options)).split("\n")[:-1])


def moment(git: Git, commit: str) -> int:
    """When a commit (an id) was made, in seconds."""
    answer = run(git.program, git.root, "rev-list", "--timestamp", "--max-count=1", commit)
    return int(answer.split()[0])


def contents(git: Git, tree: Mapping[str, str]) -> Mapping[str, bytes | None]:
    """The bytes of the files of a `Git.tree`, all read now: workers that are forked share no pipe with git."""
    answers = git.blobs(tree.values())
    return {path: data for path, (_, data) in zip(tree, answers, strict=True)}
