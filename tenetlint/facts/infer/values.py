"""What an expression may stand for. Small tuples, so that sets of them compare and hash.

Tuples of the same parts are equal whatever their class: where two kinds could have the same, a tag tells them apart.
"""

from __future__ import annotations

from typing import NamedTuple


class Library(NamedTuple):
    """Something outside the project, by its dotted name."""

    name: str


class Made(NamedTuple):
    """What calling something outside the project gives."""

    name: str
    """The dotted name of what was called."""
    tag: str = "<made>"


class Module(NamedTuple):
    """A module of the project."""

    path: str
    tag: str = "<module>"


class Class(NamedTuple):
    """A class of the project."""

    path: str
    qualname: str


class Instance(NamedTuple):
    """An instance of a class of the project."""

    path: str
    qualname: str
    tag: str = "<instance>"


class Function(NamedTuple):
    """A function of the project, bound to `owner` when it is a method taken from an instance or class."""

    path: str
    qualname: str
    line: int
    owner: Instance | Class | None = None


class Super(NamedTuple):
    """`super()` inside a class: what follows it in the order of bases."""

    path: str
    qualname: str
    instance: Instance | Class | None


class Parameter(NamedTuple):
    """A parameter of a function, whatever its caller gives."""

    path: str
    qualname: str
    line: int
    name: str


Fanout = str | Parameter
"""`yes`, `no`, `maybe`, or the parameter that decides."""


class Client(NamedTuple):
    """An RPC client or a call context made by `prepare()`."""

    fanout: Fanout = "no"
    tag: str = "<client>"


class Send(NamedTuple):
    """A transport's bound sending method."""

    kind: str
    fanout: Fanout = "no"
    style: str = "client"
    """`client`: the argument is the method's name; `proxy`, `module`: it is a message that holds it."""
    place: int = 1
    """Which argument that is, from 0."""


class Prepare(NamedTuple):
    """A client's bound `prepare`."""

    client: Client


class Text(NamedTuple):
    """A known string."""

    text: str
    tag: str = "<text>"


class Flag(NamedTuple):
    """A known boolean, or None."""

    value: bool | None
    tag: str = "<flag>"


class Items(NamedTuple):
    """A tuple or list with known places; each place holds what it may be."""

    places: tuple[frozenset[object], ...]


class Box(NamedTuple):
    """A container whose places are not told apart: a dict, a growing list."""

    content: frozenset[object]


class Taker(NamedTuple):
    """A container's method that takes something out of it (`get`, `pop`, `items`)."""

    content: frozenset[object]
    how: str = "one"
    """`one` of them, `all` of them in a container, `pair` of key and value, `pairs` in a container."""

    @property
    def taken(self) -> frozenset[object]:
        """What the method gives."""
        pair = Items((frozenset({Other("key")}), self.content))
        given = {"all": Box(self.content), "pair": pair, "pairs": Box(frozenset({pair}))}
        return frozenset({given[self.how]}) if self.how in given else self.content


class Loaded(NamedTuple):
    """A driver manager: its `driver` is one of these."""

    content: frozenset[object]
    tag: str = "<loaded>"


class Getter(NamedTuple):
    """`property(function)`, and nothing of the instance yet."""

    path: str
    qualname: str
    line: int
    tag: str = "<getter>"


class Lambda(NamedTuple):
    """A lambda expression, evaluated where it stands."""

    path: str
    line: int
    column: int


class Other(NamedTuple):
    """Something known to be none of the above (a number, a comprehension, a plain object)."""

    what: str = ""
    tag: str = "<other>"


class Unknown(NamedTuple):
    """Nothing is known."""


Value = (
    Library | Made | Module | Class | Instance | Function | Super | Client | Send | Prepare
    | Text | Flag | Items | Box | Taker | Loaded | Getter | Lambda | Parameter | Other | Unknown
)  # fmt: skip
Values = frozenset[Value]

UNKNOWN: Values = frozenset({Unknown()})
NOTHING: Values = frozenset()


def union(*many: Values) -> Values:
    """All that any of them may be; bounded, so that no input makes it grow without end."""
    found = frozenset().union(*many) if many else NOTHING
    return found if len(found) <= 64 else frozenset(sorted(found, key=repr)[:64])
