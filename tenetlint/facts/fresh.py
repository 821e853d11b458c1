"""What a text says that nobody can ask about: under names that nothing else in the project says.

Whoever reads functions, methods, attributes or stores looks them up by a name. Such a name comes from the facts of
some file, from what packaging and configuration say, from the tool's own words, or from the names that the RPC census
asked for. A name that occurs in none of these is asked for by nobody, and what bears it changes no answer.

What counts without being asked for by name stays: decorated functions, listings that page, marks, imports, strings, a
package's first function. `tests/test_fresh.py` lists who reads what is left out here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from tenetlint.facts.filefacts import FileFacts, FunctionFact
from tenetlint.facts.paging import page_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_WORD = re.compile(rb"\w+")
_ESCAPE = re.compile(rb"\\(?:u....|.)", re.DOTALL)
_HEARD = b"!"
"""Stands before a word that is asked for by others than files."""


class Words:
    """The words of a project, as of the time when the census was taken."""

    def __init__(self, said: bytes, asked: Collection[str]) -> None:
        """`said`: as `listed` has it; `asked`: the names that the census looked for across files."""
        self._said = said
        self.asked = frozenset(asked)

    def is_fresh(self, name: str) -> bool:
        """Whether nobody has ever said the name."""
        if not _NAME.fullmatch(name) or (name.startswith("__") and name.endswith("__")) or name in self.asked:
            return False
        word = name.encode("ascii") + b"\n"
        return b"\n" + word not in self._said and b"\n" + _HEARD + word not in self._said

    def is_unheard(self, name: str) -> bool:
        """Whether nobody but files says the name."""
        if not _NAME.fullmatch(name) or name in self.asked:
            return False
        return b"\n" + _HEARD + name.encode("ascii") + b"\n" not in self._said


def listed(payloads: Iterable[bytes], texts: Iterable[bytes], judges: Iterable[bytes]) -> bytes:
    """All words, a line each: those that the facts of files say, those in other texts, those that `judges` (the tool
    and its configuration) look for among names."""
    said: set[bytes] = set()
    for each in payloads:
        said.update(_WORD.findall(_ESCAPE.sub(b" ", each) if b"\\" in each else each))
    for each in texts:
        said.update(_WORD.findall(each))
    heard = {_HEARD + word for each in judges for word in _WORD.findall(each)}
    return b"\n" + b"".join(word + b"\n" for word in sorted(said | heard))


def strings(text: bytes) -> bytes:
    """What code holds in strings, but for those that only explain it; everything where it is no code of today."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    explaining = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    found = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and id(each) not in explaining)
    return "\n".join(each for each in found if isinstance(each, str)).encode("utf-8", "surrogatepass")


def without_fresh(file: FileFacts, words: Words, is_package: bool) -> FileFacts:
    """The facts of a file but for those that nobody can ask for."""
    functions = tuple(each for each in file.functions if not _goes(each, words))
    if is_package and not any(map(_is_top, functions)):
        functions = file.functions
    gone = {each.qualname for each in file.functions} - {each.qualname for each in functions}
    return file._replace(
        functions=functions,
        classes=tuple(each._replace(methods=tuple(_left(each.qualname, each.methods, gone))) for each in file.classes),
        attributes=frozenset(each for each in file.attributes if not words.is_fresh(each)),
        stores=frozenset(each for each in file.stores if not words.is_fresh(each)),
    )


def with_unheard_of(file: FileFacts, old: FileFacts, words: Words) -> FileFacts:
    """The facts of a file with those attributes of its old ones that nobody but files says."""
    return file._replace(
        attributes=_exchanged(file.attributes, old.attributes, words),
        stores=_exchanged(file.stores, old.stores, words),
    )


def _goes(function: FunctionFact, words: Words) -> bool:
    """Whether neither the name nor anything else about a function is asked for."""
    return (
        words.is_fresh(function.qualname.rpartition(".")[2])
        and not function.decorators
        and words.asked.isdisjoint(function.parameters)
        and page_of(function) is None
    )


def _is_top(function: FunctionFact) -> bool:
    return "." not in function.qualname


def _left(owner: str, methods: Iterable[str], gone: Collection[str]) -> Iterator[str]:
    return (each for each in methods if f"{owner}.{each}" not in gone)


def _exchanged(new: frozenset[str], old: frozenset[str], words: Words) -> frozenset[str]:
    return frozenset(each for each in new | old if each in (old if words.is_unheard(each) else new))
