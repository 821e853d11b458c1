"""Which clients of stores and brokers a file imports in order to connect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.vocabulary import Kind, vocabulary

_NO_CONNECTION = ("exception", "exceptions", "exc", "errors", "constants", "types", "version", "opts", "options")
"""What a module may take of a client without ever connecting."""


class Clients(NamedTuple):
    """The clients that are known."""

    kinds: tuple[tuple[Kind, frozenset[str]], ...]
    """With the top packages of each client."""
    heads: frozenset[str]
    """The top packages of all."""

    @classmethod
    def of(cls, added: tuple[Kind, ...] = ()) -> Clients:
        """The clients of the vocabulary, and of the kinds that the project's configuration knows."""
        kinds = [(kind, frozenset(map(_head, kind.imports))) for kind in (*vocabulary().kinds, *added)]
        return cls(tuple(kinds), frozenset().union(*(heads for _, heads in kinds)))

    def of_file(self, file: FileFacts) -> Iterator[tuple[Kind, int]]:
        """The kinds whose client a file imports in order to connect, with the line of the first such import."""
        targets = [(each.target, each.line) for each in file.imports]
        targets += [(mark.subject, mark.line) for mark in file.marks if mark.kind == "optional-import"]
        known = [(target, line) for target, line in targets if _head(target) in self.heads]
        found = {_head(target) for target, _ in known}
        for kind, heads in self.kinds if known else ():
            if not heads.isdisjoint(found):
                lines = [line for target, line in known if connects(target, kind.imports)]
                if lines and (not kind.opens or _opens(file, kind.opens)):
                    yield kind, min(lines)


def _head(dotted: str) -> str:
    return dotted.partition(".")[0]


def _opens(file: FileFacts, names: Iterable[str]) -> bool:
    return bool(file.attributes.intersection(names)) or any(each.alias in names for each in file.imports)


def connects(target: str, names: Iterable[str]) -> bool:
    """Whether an import takes more of a client than its exceptions and constants."""
    if not any(target == name or target.startswith(name + ".") for name in names):
        return False
    return not any(part in _NO_CONNECTION for part in target.split(".")[1:])
