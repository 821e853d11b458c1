"""What is known of a project before any of its code is understood."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tenetlint.files import Unreadable

__all__ = [
    "CoverageConfig",
    "EntryPoint",
    "PasteFactory",
    "Requirement",
    "Role",
    "Source",
    "Text",
    "Unread",
    "Unreadable",
]


class Role(StrEnum):
    """What a source file is for. Only production code is judged by every rule."""

    PRODUCTION = "production"
    TEST = "test"
    LIBRARY = "library"
    """Vendored code of others, as in `*/openstack/common/*`."""
    MIGRATION = "migration"
    """A step of a database schema's history."""
    GENERATED = "generated"
    AUXILIARY = "auxiliary"
    """Documentation, tools, samples, packaging: parsed, never judged."""


class Source(NamedTuple):
    """A Python source file."""

    path: str
    """Relative to the project root, with forward slashes (bytes that are no text: surrogate escapes)."""
    module: str
    """Dotted name from the package layout; `pkg` for `pkg/__init__.py`; a script's file name."""
    role: Role
    size: int
    """Bytes."""


class Unread(NamedTuple):
    """Something that should have been read and was not."""

    path: str
    reason: str


class EntryPoint(NamedTuple):
    """A name that packaging metadata ties to an object."""

    group: str
    name: str
    target: str
    """`package.module:attribute` as written, without white space."""
    path: str
    line: int


class Requirement(NamedTuple):
    """A distribution that the project asks for."""

    name: str
    """Canonical: lower case, dashes."""
    extras: frozenset[str]
    scope: str
    """`install`, `extra:NAME`, `test` or `doc`."""
    path: str
    line: int


class PasteFactory(NamedTuple):
    """A factory that a paste deployment file names."""

    section: str
    """`app:object-server`, `filter:cache`."""
    key: str
    """`paste.app_factory`, `use`, ..."""
    target: str
    """`package.module:attribute`, `egg:distribution#name` or `call:package.module:attribute`, as written."""
    path: str
    line: int


class CoverageConfig(NamedTuple):
    """What the project tells coverage.py; the first file that speaks of it counts, as coverage.py has it."""

    omit: tuple[str, ...] = ()
    exclude_lines: tuple[str, ...] = ()
    """`exclude_lines` and `exclude_also`."""
    fail_under: float | None = None
    """Per cent; from the configuration, else from a command in `tox.ini`."""
    branch: bool | None = None
    source: tuple[str, ...] = ()
    path: str = ""
    """The file that it stands in; empty when there is none."""
    line: int = 0
    """Where `omit` stands, else the first section."""
    floor_path: str = ""
    """The file that `fail_under` stands in: that one, or `tox.ini`."""
    floor_line: int = 0


class Text(NamedTuple):
    """One file, read once: what was hashed is what is analysed."""

    path: str
    text: str
    """Decoded strictly, without a byte order mark; line ends as in the file."""
    sha: str
    """The git blob id of the bytes."""
