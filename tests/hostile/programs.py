# ruff: noqa: E501
"""Lawful programs that nobody wrote: drawn statement by statement, full of the words that the rules listen to."""

from __future__ import annotations

import random

NAMES = ("self", "client", "session", "context", "db", "x", "cfg", "CONF", "lock", "time", "query", "rpc", "volume_api")
ATTRIBUTES = ("call", "cast", "prepare", "query", "all", "first", "filter", "save", "get", "sleep", "driver", "limit",
              "begin", "host", "status", "register_opts", "list", "delete", "wait", "x", "_impl", "__init__")  # fmt: skip
HEADS = (
    "import time\nimport oslo_messaging\nfrom oslo_config import cfg\nCONF = cfg.CONF\n",
    "from shop import db, rpc\nfrom shop.db import api as db\nfrom oslo_db import *\n",
    "import sqlalchemy as sa\nfrom oslo_service import loopingcall\nimport requests\n",
    "",
)


class Writer:
    """Draws programs; the same seed draws the same one."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def program(self, statements: int = 12) -> str:
        """A whole module."""
        return self._one(HEADS) + "".join(self._statement(0) for _ in range(statements))

    def _one(self, words: tuple[str, ...]) -> str:
        return self._dice.choice(words)

    def _block(self, depth: int) -> str:
        return "".join(self._statement(depth) for _ in range(self._dice.randint(1, 3)))

    def _statement(self, depth: int) -> str:
        pad, inner = "    " * depth, depth + 1
        value = self._value(3)
        kind = self._dice.randrange(9 if depth > 4 else 22)
        name = self._one(NAMES)
        simple = {
            0: f"{name} = {value}", 1: f"{value}", 2: f"{name}.{self._one(ATTRIBUTES)} = {value}", 3: f"del {name}",
            4: f"assert {value}", 5: f"{name} += {value}", 6: f"{name}, *{self._one(NAMES)} = {value}",
            7: f"raise {value}", 8: f"{name}: {self._value(1)} = {value}",
        }  # fmt: skip
        if kind in simple:
            return f"{pad}{simple[kind]}\n"
        body = self._block(inner)
        heads = {
            9: f"if {value}:", 10: f"while {value}:", 11: f"for {name} in {value}:", 12: f"with {value} as {name}:",
            13: f"def {self._one(ATTRIBUTES)}({name}, *a, k={value}, **kw):", 14: f"class {name.title()}({self._value(1)}):",
            15: f"async def {self._one(ATTRIBUTES)}({name}):", 16: f"@{self._value(1)}\n{pad}def {name}(self):",
        }  # fmt: skip
        if kind in heads:
            return f"{pad}{heads[kind]}\n{body}"
        if kind < 19:
            return f"{pad}try:\n{body}{pad}except {self._value(1)} as {name}:\n{self._block(inner)}"
        if kind < 21:
            return f"{pad}if {value}:\n{body}{pad}elif {self._value(2)}:\n{self._block(inner)}{pad}else:\n{self._block(inner)}"
        return f"{pad}match {value}:\n{pad}    case {{'a': [{name}, *_]}} if {self._value(1)}:\n{self._block(depth + 2)}"

    def _value(self, depth: int) -> str:
        if depth == 0:
            return self._one((*NAMES, "(1)", "'a.b:C'", "None", "True", "'mysql://x'", "b'\\xff'", "(1j)", "(...)"))
        inner = [f"({self._value(depth - 1)})" for _ in range(3)]
        return self._one((
            f"{inner[0]}.{self._one(ATTRIBUTES)}({inner[1]}, k={inner[2]})", f"({inner[0]}).{self._one(ATTRIBUTES)}",
            f"[{inner[0]} for {self._one(NAMES)} in {inner[1]} if {inner[2]}]", f"({inner[0]} if {inner[1]} else {inner[2]})",
            f"(lambda {self._one(NAMES)}: {inner[0]})", f"{{{inner[0]}: {inner[1]}, **{inner[2]}}}", f"({inner[0]} or {inner[1]})",
            f"{self._one(NAMES)}.{self._one(ATTRIBUTES)}(*{inner[0]}, **{inner[1]})", f"({inner[0]})[{inner[1]}:{inner[2]}]",
            f"(y := {inner[0]})", f"not ({inner[0]})", f"({inner[0]}) < ({inner[1]})", f"({inner[0]}, {inner[1]})",
        ))  # fmt: skip


def damaged(data: bytes, seed: int) -> bytes:
    """The bytes with a few flipped, cut out, doubled or made NUL."""
    dice, made = random.Random(seed), bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(made) + 1)
        length = dice.randint(1, 40)
        kind = dice.randrange(4)
        if kind == 0:
            made[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == 1:
            del made[at : at + length]
        elif kind == 2:
            made[at:at] = made[at : at + length]
        else:
            made[at:at] = b"\0" if dice.random() < 0.2 else bytes(dice.choices(b"()[]{}:\\\"'#\n\t =.", k=3))
    return bytes(made)
