"""All files of a project → their facts; what cannot be read is listed with the reason."""

from __future__ import annotations

from collections.abc import Callable

from tenetlint.facts.extract import extract
from tenetlint.facts.families import PRODUCTION, TESTS
from tenetlint.facts.filefacts import FileFacts
from tenetlint.project import Project, Role, Source, Unreadable, Unread

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def gather(
    project: Project, progress: Callable[[str, int, int], None] | None = None
) -> tuple[dict[str, FileFacts], tuple[Unread, ...]]:
    """Facts by path, and what could not be read."""
    files: dict[str, FileFacts] = {}
    unread: list[Unread] = []
    for done, source in enumerate(project.sources, 1):
        found = facts_of(project, source)
        if isinstance(found, Unread):
            unread.append(found)
        else:
            files[source.path] = found
        if progress:
            progress("reading files", done, len(project.sources))
    return files, tuple(unread)


def facts_of(project: Project, source: Source) -> FileFacts | Unread:
    """The facts of one source, or why there are none."""
    families = TESTS if source.role is Role.TEST else PRODUCTION
    try:
        text = project.read(source.path).text
        return extract(text, source.module, source.path.endswith("/__init__.py"), families)
    except Unreadable as error:
        return Unread(source.path, error.reason)
    except UNPARSABLE as error:
        return Unread(source.path, _reason(error))


def _reason(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"not Python 3, and not mended as Python 2: {error.msg} (line {error.lineno})"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deep for the parser"
    return f"cannot be parsed: {error}"
