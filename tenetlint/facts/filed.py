"""The facts of a project's files by path; those that lie in bytes are decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.payload import facts_in, speaks


class Filed(Mapping[str, FileFacts]):
    """Facts by path, in the order in which they are given."""

    def __init__(self, found: dict[str, FileFacts | bytes]) -> None:
        """`found`: facts, or payloads that hold them; it is taken over."""
        self._found = found

    def __getitem__(self, path: str) -> FileFacts:
        found = self._found[path]
        if isinstance(found, bytes):
            found = self._found[path] = facts_in(found)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, path: object) -> bool:
        return path in self._found

    def in_part(self, path: str, fields: Collection[str]) -> FileFacts:
        """The facts of a file, of which only these fields are asked for: the others may be empty."""
        found = self._found[path]
        return facts_in(found, fields) if isinstance(found, bytes) else found

    def speaks(self, path: str) -> bool:
        """Whether a file has comments that may speak to the gate; nothing is decoded for it."""
        found = self._found[path]
        return speaks(found) if isinstance(found, bytes) else bool(found.comments)


def in_part(files: Mapping[str, FileFacts], path: str, *fields: str) -> FileFacts:
    """The facts of a file, of which only these fields are asked for: the others may be empty."""
    return files.in_part(path, fields) if isinstance(files, Filed) else files[path]


def that_speak(files: Mapping[str, FileFacts], paths: Iterable[str]) -> list[str]:
    """Those of some paths, in order, whose comments may speak to the gate, or whose facts are not known."""
    filed = files if isinstance(files, Filed) else Filed(dict(files))
    return [path for path in sorted(paths) if path not in filed or filed.speaks(path)]
