"""Run the tool without one of its guards: `unguarded.py GUARD ARGUMENTS...`, to show which hostile cases need it."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple
from xml.etree.ElementTree import XMLParser

ENDLESS = 1 << 60


class Guard(NamedTuple):
    """Something that keeps hostile input harmless."""

    keeps: str
    """What it does, in words."""
    cases: tuple[str, ...]
    """Cases that fail without it."""
    without: tuple[tuple[str, str, Callable[[Any], Any]], ...]
    """What takes it away: a module, a name in it, and from the present value the one that stands in."""


def _same(value: Any, *_: object, **__: object) -> Any:
    return value


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _nothing_done(*_: object, **__: object) -> None:
    return None


def _without_a_word(word: str) -> Callable[[Any], Any]:
    """A command without one of its words."""
    return lambda command: lambda *words: command(*(each for each in words if each != word))


def _without_a_variable(name: str) -> Callable[[Any], Any]:
    """The environment without one of its variables."""

    def taken(environment: Any) -> Any:
        del environment[name]
        return environment

    return taken


class _Whatever(bytes):
    """Equal to all that it is compared with."""

    __hash__ = bytes.__hash__

    def __eq__(self, other: object) -> bool:
        return True


def _by_link(root: Any, path: str) -> Any:
    return root / path


def _plain_sqlite(_: object) -> object:
    """SQLite that opens for reading and writing, and plays journals back."""

    def connect(uri: str, **__: object) -> sqlite3.Connection:
        return sqlite3.connect(uri.replace("?mode=ro&immutable=1", ""), uri=True)

    return SimpleNamespace(**{**vars(sqlite3), "connect": connect})


_SQLITE, _CLEAN = "tenetlint.facts.coverage.sqlite", "tenetlint.report.clean"
_GIT, _CACHE, _INFER = "tenetlint.gitcommand", "tenetlint.cache.folder", "tenetlint.facts.infer.engine"
GUARDS: dict[str, Guard] = {
    "import-path": Guard(
        "no folder of the tree is on the import path", ("imports-python-path",),
        (("tenetlint.isolation", "isolate", _same),)),
    "source-limit": Guard(
        "a source of more than 2 MiB is not read", ("size-over-the-limit",),
        (("tenetlint.project.reading", "SOURCE_LIMIT", _always(1 << 40)),)),
    "never-blocking": Guard(
        "a file is opened without waiting for a writer", ("baseline-fifo",),
        (("tenetlint.files", "_FLAGS", lambda flags: flags & ~os.O_NONBLOCK),)),
    "regular-files": Guard(
        "only regular files are read", ("filesystem-fifo-for-a-setting",),
        (("tenetlint.files", "stat", _always(SimpleNamespace(S_ISREG=lambda mode: True, S_ISDIR=stat.S_ISDIR))),)),
    "inside-the-project": Guard(
        "no link leads out of the project", ("filesystem-link-to-a-source-outside",),
        (("tenetlint.files", "inside", _always(_by_link)),)),
    "text-codecs": Guard(
        "a coding cookie names a codec for text", ("encoding-utf-7",),
        (("tenetlint.project.reading", "_TEXT_CODECS", _always(re.compile(".*"))),)),
    "long-names": Guard(
        "no pattern sees a name of a million characters", ("patterns-underscores",),
        (("tenetlint.python2", "LONGEST_NAME", _always(ENDLESS)),
         ("tenetlint.facts.walk", "_LONGEST", _always(ENDLESS)))),
    "quiet-parser": Guard(
        "the parser's warnings are nobody's errors", ("surroundings-warnings-of-the-parser",),
        (("tenetlint.python2", "warnings",
          _always(SimpleNamespace(catch_warnings=contextlib.nullcontext, simplefilter=_nothing_done))),)),
    "parts-of-keys": Guard(
        "a dotted key of TOML has at most 32 parts", ("config-toml-dotted-key",),
        (("tenetlint.project.metadata.toml", "is_long_winded", _always(lambda text: False)),)),
    "database-at-rest": Guard(
        "a database is immutable, and no journal lies beside it", ("coverage-sqlite-journal",),
        ((_SQLITE, "_check", _always(_nothing_done)), (_SQLITE, "sqlite3", _plain_sqlite))),
    "plain-tables": Guard(
        "a database holds tables only, and is read in time", ("coverage-sqlite-endless-view",),
        ((_SQLITE, "_check_schema", _always(_nothing_done)), (_SQLITE, "_deadline", _always(lambda: lambda: False)))),
    "no-entities": Guard(
        "a report in XML declares no entity", ("coverage-xml-declared",),
        (("tenetlint.facts.coverage.xml", "DefusedXMLParser", _always(lambda target, **_: XMLParser(target=target))),)),
    "git-settings": Guard(
        "no setting of a repository starts anything", ("git-fsmonitor",),
        ((_GIT, "_SETTINGS", _always(())),)),
    "git-variables": Guard(
        "git sees no variable that names another repository", ("git-variables-diff",),
        ((_GIT, "_environment", _always(lambda: dict(os.environ))),)),
    "git-program": Guard(
        "git is not taken from the tree", ("git-in-the-path",),
        ((_GIT, "program_for", _always(lambda root: shutil.which("git"))),)),
    "end-of-options": Guard(
        "no word of the user's stands where git takes options", ("git-wrapped-options",),
        ((_GIT, "_command", _without_a_word("--end-of-options")),)),
    "safe-path": Guard(
        "no Python that is started by what we start imports from the working folder", ("git-wrapped-python",),
        (("os", "environ", _without_a_variable("PYTHONSAFEPATH")),)),
    "git-processor-time": Guard(
        "git gets so much processor time and no more", ("further-metadata-gitignore-in-a-repository",),
        ((_GIT, "_CPU", _always(ENDLESS)),)),
    "git-answers": Guard(
        "an answer of git has an end", ("further-git-tree-of-itself",),
        ((_GIT, "_MOST", _always(ENDLESS)),)),
    "git-pipes": Guard(
        "git is not asked where it would wait", ("further-git-fifo-index",),
        (("tenetlint.git", "is_trap", _always(lambda root: False)),)),
    "git-objects": Guard(
        "no object keeps us waiting", ("further-git-object-is-a-fifo",),
        ((_GIT, "_PATIENCE", _always(3600.0)),)),
    "much-metadata": Guard(
        "a project has so much metadata and no more", ("further-metadata-requirements-crossed",),
        (("tenetlint.project.metadata.tree", "MOST_TEXT", _always(ENDLESS)),)),
    "folded-lines": Guard(
        "a line has a beginning, which tells findings apart", ("further-one-line-of-statements",),
        (("tenetlint.gate.hits", "_FOLDED", _always(1 << 40)),)),
    "programs-of-the-store": Guard(
        "a store that would do something is not used", ("further-cache-store-of-triggers",),
        (("tenetlint.cache.store", "_PROGRAMS", _always("SELECT 1 WHERE 0")),)),
    "visible-characters": Guard(
        "what could move a cursor is written out", ("names-escape",),
        ((_CLEAN, "clean", _always(_same)),)),
    "agents-words": Guard(
        "no text holds a command of a build agent", ("names-azure-command",),
        ((_CLEAN, "_COMMAND", _always(re.compile("(?!)"))),)),
    "xml-characters": Guard(
        "XML holds only what it can hold", ("names-escape",),
        ((_CLEAN, "clean", _always(_same)), ("tenetlint.report.xmltext", "allowed", _always(_same)))),
    "csv-formulas": Guard(
        "no cell of a table is calculated", ("names-folder-formula",),
        (("tenetlint.report.checks.csv", "FORMULA", _always(("\0",))),)),
    "trusted-cache": Guard(
        "a cache that others may write to is left alone", ("cache-link-into-the-tree",),
        ((_CACHE, "objection", _always(_nothing_done)),)),
    "cache-of-the-tree": Guard(
        "a CI takes no answer from a cache that came with the tree", ("cache-inside-the-tree",),
        ((_CACHE, "in_ci", _always(lambda: False)),)),
    "checksums": Guard(
        "a value that is not what was written is not taken", ("cache-changed-values",),
        (("tenetlint.cache.store", "_checksum", _always(lambda key, value: _Whatever(16))),)),
    "depth-of-questions": Guard(
        "a question is followed so deep and no deeper", ("inference-chain-of-names",),
        ((_INFER, "MAX_DEPTH", _always(ENDLESS)),)),
    "inference-steps": Guard(
        "a question takes so many steps and no more",
        ("inference-functions-that-fork", "inference-attributes-that-fork"),
        ((_INFER, "MAX_STEPS", _always(ENDLESS)), (_INFER, "MIN_STEPS", _always(ENDLESS)),
         (_INFER, "MAX_DEPTH", _always(400)))),
}  # fmt: skip
"""Each guard whose absence a case can see."""


def remove(guard: Guard) -> None:
    """Put something in the place of what the guard is, before anything else has taken hold of it."""
    for module, name, standing_in in guard.without:
        home = importlib.import_module(module)
        setattr(home, name, standing_in(getattr(home, name)))


if __name__ == "__main__":
    chosen, arguments = GUARDS[sys.argv[1]], sys.argv[2:]
    if sys.argv[1] == "import-path":
        importlib.import_module("tenetlint")  # inside another program, where it isolates nothing
        sys.argv = ["tenetlint", *arguments]
    else:
        sys.argv = ["tenetlint", *arguments]
        importlib.import_module("tenetlint")
    remove(chosen)
    from tenetlint.launch import main

    main()
