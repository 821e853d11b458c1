"""Requirement specifiers, requirement files, and the scopes that names of files and extras mean."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from tenetlint.project.metadata.tree import Tree, lines_of
from tenetlint.project.types import Requirement

_LONGEST = 2000
_SPECIFIER = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[([^\]]*)\])?")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[([^\]]*)\])?")
_FILE = re.compile(
    r"(?:(?P<kind>[a-z0-9]+)[-_.])?(?:pip-)?requir(?:ements|es)(?:[-_.](?P<tail>[a-z0-9]+))?(?:\.txt)?", re.IGNORECASE
)
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]*(.+)")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_TEST = frozenset(
    {"ci", "coverage", "dev", "develop", "development", "hacking", "lint", "mypy", "pep8", "style", "test", "testing"}
    | {"tests", "typing"}
)
_FOLDERS = frozenset({"", "tools", "requirements", "doc", "docs", "releasenotes"})
_DOC = frozenset(["doc", "docs", "documentation", "releasenotes"])


def requirement(text: str, scope: str, path: str, line: int) -> Requirement | None:
    """Read one specifier leniently: a name and its extras; an `extra == 'x'` marker decides the scope."""
    text = text[:_LONGEST].strip()
    found = _EGG.search(text) if "://" in text.split("@")[0] or text.startswith("-e") else _SPECIFIER.match(text)
    if not found:
        return None
    marker = _EXTRA.search(text.partition(";")[2])
    extras = frozenset(_canonical(extra.strip()) for extra in (found[2] or "").split(",") if extra.strip())
    name = _canonical(found[1].rstrip("-._"))
    return Requirement(name, extras, extra_scope(marker[1]) if marker else scope, path, line)


def _canonical(name: str) -> str:
    """The normal form of a distribution's or extra's name."""
    from packaging.utils import canonicalize_name

    return str(canonicalize_name(name))


def extra_scope(name: str) -> str:
    """The scope that an extra of this name makes."""
    word = _canonical(name)
    if word in _TEST:
        return "test"
    return "doc" if word in _DOC else f"extra:{word}"


def requirement_files(tree: Tree) -> Iterator[Requirement]:
    """All requirement files beside the packaging, in `tools/` and in the documentation, each with its includes."""
    for path in tree.paths:
        scope = file_scope(path)
        if scope is not None:
            yield from requirement_file(tree, path, scope)


def file_scope(path: str) -> str | None:
    """The scope of a requirement file, by where it lies and what it is called; None for any other file."""
    folder, _, name = path.rpartition("/")
    found = _FILE.fullmatch(name) if folder in _FOLDERS else None
    if not found:
        return None
    if folder in ("doc", "docs", "releasenotes"):
        return "doc"
    kind = (found["kind"] or found["tail"] or "").lower()
    if kind in ("", "pip", "py2", "py3", "txt"):
        return "test" if folder == "tools" and kind != "pip" else "install"
    return extra_scope(kind)


def requirement_file(tree: Tree, path: str, scope: str) -> Iterator[Requirement]:
    """One requirement file and what it includes from inside the root; a file is read once, so cycles end."""
    waiting, seen = [path], {path}
    while waiting:
        current = waiting.pop(0)
        text = tree.text(current)
        for number, line in _logical(text or ""):
            include = _INCLUDE.match(line)
            if include:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(current), include[1].strip()))
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
            elif found := requirement(line, scope, current, number):
                yield found


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments and with continuations joined, options other than -r and -e left out."""
    start, parts = 0, list[str]()
    for number, raw in enumerate(lines_of(text), 1):
        line = re.sub(r"(^|\s)#.*", "", raw).strip()
        start = start or number
        parts.append(line.removesuffix("\\"))
        if line.endswith("\\"):
            continue
        whole = " ".join(parts).strip()
        if whole and not (whole.startswith("-") and not re.match(r"-r|-e|--requirement|--editable", whole)):
            yield start, whole
        start, parts = 0, []


__all__ = ["extra_scope", "file_scope", "requirement", "requirement_file", "requirement_files"]
