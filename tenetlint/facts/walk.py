"""What the one pass over a syntax tree tells those who listen: where a node stands, and what the file says of names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tenetlint.facts.filefacts import ClassFact, FunctionFact, Import, Mark

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_LONGEST = 4000  # characters of a name with its dots; patterns take their time over longer ones
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Frame:
    """Where a node stands: the enclosing statements that matter, shared by all nodes below them."""

    __slots__ = ("cls", "function", "lock", "loop", "node", "parent", "qualname")

    def __init__(self, parent: Frame | None, node: ast.AST, qualname: str) -> None:
        self.parent = parent
        self.node = node
        self.qualname = qualname
        self.function: FunctionNode | None = parent.function if parent else None
        self.cls: ast.ClassDef | None = parent.cls if parent else None
        self.loop: ast.AST | None = parent.loop if parent else None
        self.lock = -1
        """The line of the lock around, once it has been asked for."""

    def below(self, name: str) -> str:
        """The qualified name of what is called `name` here."""
        return f"{self.qualname}.{name}" if self.qualname else name

    def chain(self) -> Iterator[Frame]:
        """This frame and those around it, innermost first."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent

    def within(self) -> Iterator[Frame]:
        """The frames around, up to and with the enclosing function."""
        for frame in self.chain():
            yield frame
            if frame.node is self.function:
                return


Handler = Callable[["FileContext", Any, Frame], Iterable[Mark]]


@dataclass(frozen=True)
class Family:
    """What one family of facts listens to; handlers yield marks."""

    calls: Mapping[str, Handler] = field(default_factory=dict)
    """By the last name of the callee: `x.y.sleep()` and `sleep()` go to `sleep`. `*` hears every call."""
    named: Mapping[Handler, Callable[[str], bool]] = field(default_factory=dict)
    """Those who hear calls by a part of the last name: which names, told once for each."""
    nodes: Mapping[type[ast.AST], Handler] = field(default_factory=dict)
    """By the type of any other node."""
    tests: bool = False
    """Whether it looks at test code (and at nothing else)."""
    last: Callable[[Sequence[Mark]], Sequence[Mark]] | None = None
    """What is made of all marks of a file in the end."""


class Skeleton:
    """What one file imports, defines and names, as it is met."""

    __slots__ = ("attributes", "classes", "functions", "imports", "stores", "strings")

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.attributes: set[str] = set()
        self.stores: set[str] = set()
        """Attributes that are assigned on something else than `self`."""
        self.strings: set[tuple[int, str]] = set()
        """Line and text of what may name code."""


class FileContext:
    """What handlers may ask of the file as a whole."""

    def __init__(self, module: str, is_package: bool, tree: ast.Module, text: str = "") -> None:
        self.module = module
        self.is_package = is_package
        self.tree = tree
        self.text = text
        self.names: dict[str, str] = {}
        self.skeleton = Skeleton()
        self._imports: dict[tuple[str, ...], tuple[int, bool]] = {}
        """By prefixes: the answer, and of how many names."""
        self.aliases: dict[str, dict[str, tuple[str, str]]] = {}
        """By local name and function: what it stands for, as the database family follows it."""
        self.held: dict[str, dict[str, str]] = {}
        """By local name and function: the class behind what it was assigned; empty where that is not seen."""

    @cached_property
    def lines(self) -> Sequence[str]:
        """The source, line by line as the tree counts them."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.module if self.is_package else self.module.rpartition(".")[0]

    def resolve(self, name: str) -> str:
        """The absolute dotted name behind `name` as written here, or `name` itself."""
        head, dot, rest = name.partition(".")
        target = self.names.get(head)
        return name if target is None else f"{target}{dot}{rest}"

    def imports(self, *prefixes: str) -> bool:
        """Whether the file imports any module that begins with one of the dotted prefixes."""
        count, answer = self._imports.get(prefixes, (-1, False))
        if count != len(self.names):
            answer = any(
                target == prefix or target.startswith(prefix + ".")
                for target in self.names.values()
                for prefix in prefixes
            )
            self._imports[prefixes] = len(self.names), answer
        return answer

    def mark(self, kind: str, node: ast.AST, frame: Frame, subject: str, *notes: str) -> Mark:
        """A mark at `node`, with its place and what stands around it filled in."""
        return Mark(
            kind,
            getattr(node, "lineno", 0),
            getattr(node, "col_offset", -1) + 1,
            frame.qualname,
            subject,
            notes,
            loop_line(frame),
            lock_line(frame),
        )


def loop_line(frame: Frame) -> int:
    """The line of the innermost loop that repeats what stands in `frame`, or 0."""
    return getattr(frame.loop, "lineno", 0)


def lock_line(frame: Frame) -> int:
    """The line of the `with` or decorator around `frame` that holds a lock, or 0."""
    if frame.lock < 0:
        frame.lock = _lock_line(frame)
    return frame.lock


def _lock_line(frame: Frame) -> int:
    for around in frame.within():
        node = around.node
        if isinstance(node, ast.With | ast.AsyncWith):
            if any(is_lock(item.context_expr) for item in node.items):
                return node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return next((each.lineno for each in node.decorator_list if is_lock(each)), 0)
    return 0


_LOCK_WORDS = ("lock", "locked", "synchronized", "semaphore", "mutex")


def is_lock(node: ast.expr) -> bool:
    """Whether a context manager or decorator is a lock by its name (`check_instance_lock` checks a state)."""
    name = dotted(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2].lower()
    return not name.startswith(("check_", "unlock", "is_", "no")) and any(
        name == word or name.endswith(("_" + word, word)) or name.startswith(word + "_") for word in _LOCK_WORDS
    )


def dotted(node: ast.AST) -> str:
    """`a.b().c[].d` for a chain of attributes, calls and subscripts; `?` where it begins otherwise."""
    at: Any = node
    kind = at.__class__
    if kind is ast.Name:
        return at.id if len(at.id) <= _LONGEST else "?"
    parts: list[str] = []
    while True:
        if kind is ast.Attribute:
            parts.append("." + at.attr)
            at = at.value
        elif kind is ast.Call:
            parts.append("()")
            at = at.func
        elif kind is ast.Subscript:
            parts.append("[]")
            at = at.value
        else:
            break
        kind = at.__class__
    parts.append(at.id if kind is ast.Name else "?")
    parts.reverse()
    name = "".join(parts)
    return name if len(name) <= _LONGEST else "?"


def root(node: ast.AST) -> str:
    """The name that a chain of attributes, calls and subscripts begins with; empty where it begins otherwise."""
    at: Any = node
    while True:
        kind = at.__class__
        if kind is ast.Attribute or kind is ast.Subscript:
            at = at.value
        elif kind is ast.Call:
            at = at.func
        else:
            return at.id if kind is ast.Name else ""


def last_name(node: ast.AST) -> str:
    """The last name of a callee: `c` for `a.b.c` and for `c`; empty for anything else."""
    at: Any = node
    kind = at.__class__
    return at.attr if kind is ast.Attribute else at.id if kind is ast.Name else ""


def receiver_of(node: ast.AST) -> str:
    """The last name of what is called, subscripted or asked."""
    at: Any = node
    while True:
        kind = at.__class__
        if kind is ast.Name:
            return at.id  # type: ignore[no-any-return]
        if kind is ast.Attribute:
            return at.attr  # type: ignore[no-any-return]
        if kind is not ast.Call and kind is not ast.Subscript:
            return ""
        at = at.func if kind is ast.Call else at.value


def literal(node: ast.AST | None) -> str | None:
    """The text of a string constant, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument, or None."""
    return next((each.value for each in call.keywords if each.arg == name), None)
