"""Which clients of stores and brokers a file imports in order to connect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.vocabulary import Kind, vocabulary

_NO_CONNECTION = ("exception", "exceptions", "exc", "errors", "constants", "types", "version", "opts", "options")
"""What a module may take of a client without ever connecting."""


def clients(file: FileFacts, added: tuple[Kind, ...] = ()) -> Iterator[tuple[Kind, int]]:
    """The kinds whose client a file imports in order to connect, with the line of the first such import.

    `added` are kinds that the project's configuration knows.
    """
    targets = [(each.target, each.line) for each in file.imports]
    targets += [(mark.subject, mark.line) for mark in file.marks if mark.kind == "optional-import"]
    heads = {target.partition(".")[0] for target, _ in targets}
    for kind in (*vocabulary().kinds, *added):
        if heads.isdisjoint(name.partition(".")[0] for name in kind.imports):
            continue
        lines = [line for target, line in targets if connects(target, kind.imports)]
        if lines and (not kind.opens or _opens(file, kind.opens)):
            yield kind, min(lines)


def _opens(file: FileFacts, names: Iterable[str]) -> bool:
    return bool(file.attributes.intersection(names)) or any(each.alias in names for each in file.imports)


def connects(target: str, names: Iterable[str]) -> bool:
    """Whether an import takes more of a client than its exceptions and constants."""
    if not any(target == name or target.startswith(name + ".") for name in names):
        return False
    return not any(part in _NO_CONNECTION for part in target.split(".")[1:])
