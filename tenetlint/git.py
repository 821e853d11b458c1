"""What a repository knows: files, commits, trees, blobs and differences, seen from one folder of a work tree."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenetlint.errors import UserError, nearest
from tenetlint.files import Unreadable, blob_id, inside, read_bytes
from tenetlint.gitcommand import BLOB_LIMIT, GitError, batch, program_for, run
from tenetlint.gitfolder import is_trap
from tenetlint.patch import patch
from tenetlint.report.clean import clean

__all__ = ["BLOB_LIMIT", "Git", "GitError"]

Wanted = Callable[[str], bool]
"""Which paths are asked about."""

_HEX = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_STEPS = re.compile(r"(?:~\d*|\^\d*)+\Z")


def _all(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Git:
    """The work tree around `root`, seen from `root`: paths are relative to it, and what lies beside it is not there."""

    root: Path
    """A resolved folder, perhaps below the top of the work tree."""
    program: str
    """The absolute path of git."""
    prefix: str
    """From the top of the work tree to `root`, with a slash at the end, or empty."""

    @classmethod
    def find(cls, root: Path) -> Git | None:
        """The work tree that holds `root`, or None: no git, no work tree, one that git does not trust or waits at."""
        root = Path(os.path.realpath(root))
        program = program_for(root)
        if program is None or is_trap(root):
            return None
        try:
            top = Path(os.path.realpath(os.fsdecode(run(program, root, "rev-parse", "--show-toplevel")).rstrip("\n")))
        except GitError:
            return None
        if not root.is_relative_to(top):
            return None
        prefix = root.relative_to(top).as_posix()
        return cls(root, program, "" if prefix == "." else f"{prefix}/")

    def files(self) -> tuple[str, ...]:
        """Paths of all files that are tracked, or untracked and not ignored, sorted; `GitError` when git fails."""
        answer = self._ask("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted({os.fsdecode(name) for name in answer.split(b"\0") if name and not name.endswith(b"/")}))

    def missing(self) -> frozenset[str]:
        """Tracked paths that a sparse checkout leaves out."""
        entries = self._ask("ls-files", "-z", "-t", "--cached").split(b"\0")
        return frozenset(os.fsdecode(entry[2:]) for entry in entries if entry[:2] in (b"S ", b"s "))

    def commit(self, revision: str) -> str:
        """The id of the commit that `revision` names."""
        spec = f"{revision}^{{commit}}"
        try:
            answer = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", spec).decode("ascii").strip()
        except (GitError, ValueError):
            answer = ""
        if not _HEX.fullmatch(answer):
            raise self._unknown(revision)
        return answer

    def has_commits(self) -> bool:
        """Whether anything was committed on this branch."""
        try:
            return bool(self.commit("HEAD"))
        except UserError:
            return False

    def parents(self, revision: str) -> tuple[str, ...]:
        """The ids of the commits that a commit came from; none for a first one."""
        answer = self._ask("rev-list", "--parents", "--max-count=1", self.commit(revision))
        return tuple(answer.decode("ascii").split()[1:])

    def merge_base(self, one: str, other: str) -> str:
        """The commit where two commits (ids) parted."""
        try:
            answer = self._ask("merge-base", "--end-of-options", _checked(one), _checked(other)).decode("ascii").strip()
        except GitError:
            raise UserError(f"git: no common ancestor of `{one[:12]}` and `{other[:12]}`{self._shallow()}") from None
        return _checked(answer)

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob id, for every file and link of a commit (an id)."""
        answer = self._ask("ls-tree", "-r", "-z", "--full-tree", _checked(commit))
        found = {}
        for entry in filter(None, answer.split(b"\0")):
            about, _, name = entry.partition(b"\t")
            _, kind, identity = about.decode("ascii", "replace").split()[:3]
            path = os.fsdecode(name)
            if kind == "blob" and path.startswith(self.prefix):
                found[path[len(self.prefix) :]] = identity
        return found

    def blobs(self, identities: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each blob's bytes in the order asked; None for one that is missing, no blob or over `BLOB_LIMIT`."""
        return batch(self.program, self.root, map(_checked, identities))

    def touching(self, path: str, most: int) -> list[tuple[int, str]]:
        """Time (seconds) and id of the commits up to HEAD that changed a file, the newest first."""
        options = ("--timestamp", f"--max-count={most}", self.commit("HEAD"), "--", self.prefix + path)
        rows = (row.split() for row in self._ask("rev-list", *options).decode("ascii").splitlines())
        return [(int(moment), _checked(commit)) for moment, commit in rows]

    def versions(self, path: str, commits: Iterable[str]) -> Iterator[bytes | None]:
        """A file's bytes at each commit (an id), in order; None where it is not there."""
        name = self.prefix + path
        if "\n" in name or not name.isascii():
            yield from (self._version(name, commit) for commit in commits)
            return
        for _, data in batch(self.program, self.root, (f"{_checked(commit)}:{name}" for commit in commits)):
            yield data

    def _version(self, name: str, commit: str) -> bytes | None:
        """One version of a file whose name does not fit on a line of ASCII."""
        answer = self._ask("ls-tree", "-z", "--full-tree", _checked(commit), "--", name)
        about = answer.partition(b"\t")[0].decode("ascii", "replace").split()
        return next((data for _, data in self.blobs(about[2:3])), None)

    def changed(self, old: str, new: str | None = None, wanted: Wanted = _all) -> tuple[str, ...]:
        """Paths that differ between two commits (ids), or a commit and the work tree; gone and new ones too."""
        return tuple(sorted(path for path, _, _ in self._differences(old, new, wanted)))

    def diff(self, old: str, new: str | None = None, wanted: Wanted = _all) -> str:
        """A unified diff without context between two commits (ids), or a commit and the work tree.

        Computed here, from blobs and from the bytes of the files: no attribute or setting of the repository has a say.
        """
        differences = sorted(self._differences(old, new, wanted))
        sides = [(before, after if new is not None else "") for _, before, after in differences]
        contents = self.blobs(identity for pair in sides for identity in pair if identity)
        return "".join(self._patch(each, new, contents) for each in differences)

    def _patch(self, each: tuple[str, str, str], new: str | None, contents: Iterator[tuple[str, bytes | None]]) -> str:
        """`contents` answers for the blobs of both sides, in order; the work tree answers for itself."""
        path, before, after = each
        one = next(contents)[1] if before else None
        if before and one is None and self._lacks(before):
            raise GitError(
                f"git: this clone lacks `{clean(path)[:200]}` as it was before (a partial clone): "
                "`git diff REV > FILE` fetches it, and --diff-file FILE takes it from there"
            )
        if not after:
            return patch(path, one, None)
        return patch(path, one, next(contents)[1] if new is not None else self._file(path))

    def _lacks(self, identity: str) -> bool:
        try:
            self._ask("cat-file", "-e", _checked(identity))
        except GitError:
            return True
        return False

    def _differences(self, old: str, new: str | None, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
        """Path, blob before, blob after; an empty string for what is not there."""
        before = self.tree(old)
        after = self.tree(new) if new is not None else self._work_tree(before, wanted)
        for path in filter(wanted, before.keys() | after.keys()):
            if before.get(path) != after.get(path):
                yield path, before.get(path, ""), after.get(path, "")

    def _work_tree(self, before: Mapping[str, str], wanted: Wanted) -> dict[str, str]:
        """Blob ids of the wanted files as they lie there; what cannot be read counts as unchanged."""
        algorithm = "sha256" if any(len(identity) == 64 for identity in before.values()) else "sha1"
        found = {}
        for path in filter(wanted, self.files()):
            data = self._file(path)
            if data is not None:
                found[path] = _same_or(before.get(path), data, algorithm)
            elif path in before and os.path.lexists(self.root / path):
                found[path] = before[path]
        return found

    def _file(self, path: str) -> bytes | None:
        """A file's bytes or a link's target; None when it is gone, over `BLOB_LIMIT` or no such thing."""
        try:
            if (self.root / path).is_symlink():
                return os.fsencode(os.readlink(self.root / path))
            return read_bytes(inside(self.root, path), BLOB_LIMIT)
        except (Unreadable, OSError, ValueError):
            return None

    def _ask(self, *arguments: str) -> bytes:
        return run(self.program, self.root, *arguments)

    def _unknown(self, revision: str) -> UserError:
        missing = self._shallow() or self._too_far(revision)
        hint = "" if missing else nearest(revision, self._names())
        return UserError(f"git: no commit is called `{clean(revision[:200])}`{hint}{missing}")

    def _too_far(self, revision: str) -> str:
        """What is said of `HEAD~1` where `HEAD` is the first commit."""
        start = _STEPS.sub("", revision)
        if start == revision:
            return ""
        try:
            self.commit(start)
        except UserError:
            return ""
        return f": `{clean(start[:200])}` does not go back so far"

    def _names(self) -> list[str]:
        try:
            answer = self._ask("for-each-ref", "--count=1000", "--format=%(refname:short)")
        except GitError:
            return []
        return os.fsdecode(answer).split("\n")

    def is_shallow(self) -> bool:
        """Whether older commits are not here."""
        try:
            return self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        except GitError:
            return False

    def _shallow(self) -> str:
        if not self.is_shallow():
            return ""
        return "; this is a shallow clone, which lacks older commits: `git fetch --deepen=1` brings one more"


def _checked(identity: str) -> str:
    if not _HEX.fullmatch(identity):
        raise UserError(f"git: `{identity[:64]}` is not the id of an object")
    return identity


def _same_or(before: str | None, data: bytes, algorithm: str) -> str:
    """The blob id of a file's bytes, or the blob before if a checkout only turned LF to CR LF."""
    if before is not None and b"\r\n" in data and blob_id(data.replace(b"\r\n", b"\n"), algorithm) == before:
        return before
    return blob_id(data, algorithm)
