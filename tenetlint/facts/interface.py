"""What of a file's facts an inference can have seen that looked across files for some names only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set

from tenetlint.facts.filefacts import ClassFact, FileFacts, FunctionFact
from tenetlint.facts.shape import name_of
from tenetlint.facts.wire import encode


def interface(file: FileFacts | None, names: Set[str], decorators: Collection[str]) -> str:
    """A name for what the index says of a file when it is asked for `names`, and for all under these decorators.

    It follows `infer.index`: who mentions, defines, subclasses, takes or stores a name. None: it was not read.
    """
    if file is None:
        return name_of(b"")
    imported = {name for each in file.imports for name in (each.alias, each.target.rpartition(".")[2])}
    said = (
        sorted(names & (file.attributes | imported)),
        sorted(names & file.stores),
        [(each.qualname, each.bases) for each in file.classes if not names.isdisjoint(_of_class(each))],
        [(each.qualname, each.parameters) for each in file.functions if not names.isdisjoint(_of_function(each))],
        [each for each in file.functions if any(_last(decorator) in decorators for decorator in each.decorators)],
    )
    return name_of(encode(said))


def _of_class(cls: ClassFact) -> Iterator[str]:
    yield _last(cls.qualname)
    yield from (_last(base.removesuffix("()")) for base in cls.bases)


def _of_function(function: FunctionFact) -> Iterator[str]:
    """Its name, what calls it (a class where it is a constructor), and its parameters."""
    owner, _, name = function.qualname.rpartition(".")
    yield name
    if name == "__init__":
        yield _last(owner)
    yield from function.parameters


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]
