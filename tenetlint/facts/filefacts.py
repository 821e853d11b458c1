"""The facts of one file: small tuples that hold no path, so that equal content shares them."""

from __future__ import annotations

from typing import NamedTuple


class Import(NamedTuple):
    """One imported name."""

    line: int
    target: str
    """Absolute dotted name of what is imported: a module, or a member of one."""
    alias: str
    """The local name that it binds; `*` for a star import."""
    binds: str
    """Absolute dotted name that the local name stands for (`import a.b` binds `a`)."""
    function: str
    """The function that imports it, or an empty string at module level."""


class ClassFact(NamedTuple):
    """One class statement."""

    line: int
    qualname: str
    bases: tuple[str, ...]
    """Dotted as written, resolved through the file's imports where they are imported."""
    decorators: tuple[str, ...]
    methods: tuple[str, ...]


class FunctionFact(NamedTuple):
    """One function or method."""

    line: int
    end: int
    qualname: str
    parameters: tuple[str, ...]
    decorators: tuple[str, ...]


class Mark(NamedTuple):
    """One thing that a family of facts saw in the code; what it is worth is a rule's business."""

    kind: str
    """The family's word for it, such as `row-lock`."""
    line: int
    column: int
    """1-based."""
    function: str
    """The enclosing `Class.method`."""
    subject: str
    """What it is about: a dotted name, a literal."""
    notes: tuple[str, ...] = ()
    """More words, their meaning fixed by the kind."""
    loop: int = 0
    """The line of the innermost loop of the same function that repeats it, or 0."""
    lock: int = 0
    """The line of the innermost `with` or decorator that holds a lock around it, or 0."""


class Comment(NamedTuple):
    """One comment that may speak to the gate, and the lines of code that it speaks of."""

    line: int
    text: str
    """From the `#` on."""
    first: int
    last: int


class FileFacts(NamedTuple):
    """What one file says."""

    imports: tuple[Import, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    functions: tuple[FunctionFact, ...] = ()
    """Of tests, those that stand in no class and no function, and of these where they begin."""
    attributes: frozenset[str] = frozenset()
    """Every attribute name that is read or called anywhere in the file."""
    stores: frozenset[str] = frozenset()
    """Attribute names that are assigned on something else than `self`."""
    strings: tuple[tuple[int, str], ...] = ()
    """String constants that look like a dotted path (`pkg.module.Class`, `pkg.module:Class`), with their lines."""
    marks: tuple[Mark, ...] = ()
    comments: tuple[Comment, ...] = ()
    """Those that may speak to the gate."""
