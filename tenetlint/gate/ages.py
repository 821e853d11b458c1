"""Since when lines stand in their files, by git: commits that touched the file, read back until the line is missing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from tenetlint.errors import UserError
from tenetlint.files import Unreadable, inside, read_bytes
from tenetlint.git import Git
from tenetlint.model import Site

_MOST = 400
"""Commits that are looked at for one file; a line that is older, or as old as a shallow clone, has no known age."""
_LIMIT = 16 << 20


def ages(root: Path, sites: Iterable[Site]) -> Mapping[Site, str]:
    """The day (`2026-04-01`, UTC) of the commit that brought each line; a line that git cannot tell of is left out."""
    git = Git.find(root)
    if git is None:
        return {}
    found: dict[Site, str] = {}
    for path, group in groupby(sorted(set(sites)), key=lambda site: site.path):
        try:
            found |= _of_file(git, path, list(group))
        except UserError:
            continue
    return found


def _of_file(git: Git, path: str, sites: list[Site]) -> dict[Site, str]:
    try:
        lines = read_bytes(inside(git.root, path), _LIMIT).split(b"\n")
    except Unreadable:
        return {}
    wanted = {site: lines[site.line - 1].strip() for site in sites if 0 < site.line <= len(lines)}
    since: dict[Site, int] = {}
    ended: set[Site] = set()
    for moment, data in _versions(git, path):
        there = {line.strip() for line in data.split(b"\n")}
        for site, text in wanted.items():
            if site not in ended and text in there:
                since[site] = moment
            else:
                ended.add(site)
        if len(ended) == len(wanted):
            break
    return {site: time.strftime("%Y-%m-%d", time.gmtime(moment)) for site, moment in since.items() if site in ended}


def _versions(git: Git, path: str) -> Iterator[tuple[int, bytes]]:
    """The time of each commit that touched the file, and what the file held after it; newest first, then nothing."""
    commits = git.touching(path, _MOST)
    contents = git.versions(path, [commit for _, commit in commits])
    for (moment, _), data in zip(commits, contents, strict=True):
        yield moment, data or b""
    if len(commits) < _MOST and not git.is_shallow():
        yield 0, b""
