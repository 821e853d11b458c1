"""Hostile source files: bytes, sizes, nesting."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

from tests.hostile.case import FOUND, HOSTILE, UNREAD, Case, Lay, source

LIMIT = 2 << 20
_SLEEP = "import time\ndef wait():\n    while True:\n        time.sleep(1)\n"


def encoding() -> Iterator[Case]:
    """What the bytes of a file may say."""
    fine = {
        "bom": b"\xef\xbb\xbfx = 1\n",
        "empty": b"",
        "newline": b"\n",
        "comment": b"# nothing",
        "latin-1": b"# -*- coding: latin-1 -*-\nx = '\xff'\n",
        "cookie-on-line-2": b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
        "crlf": b"x = 1\r\ny = 2\r\n",
        "cr": b"x = 1\ry = 2\r",
        "mixed-ends": b"x = 1\r\ny = 2\rz = 3\n",
        "form-feed": b"\x0cx = 1\n\x0c\ny = 2\n",
        "separators": "x = '\u2028\u2029\x85\x1c\x1d\x1e'\n".encode(),
        "bidi": "# \u202e\u2066 if admin \u2069\nx = '\u202e'\n".encode(),
        "tags": "x = '\U000e0041\U000e007f'\n".encode(),
        "nfkc": "\u210cost = \U0001d510\U0001d51e\U0001d526\U0001d52b = 1\n".encode(),
        "right-to-left-names": "\u05d0 = 1\n".encode(),
        "no-end": b"x = 1",
        "escape": b"x = '\x1b[31m\x9b'".replace(b"\x9b", b"\\x9b"),
        "long-first-line": b"#" * 100_000 + b"\nx = 1\n",
        "invalid-escapes": b"x = '\\d\\w'\n" * 3000,
    }
    refused = {
        "nul": b"x = 1\0\n",
        "nul-in-string": b"x = '\0'\n",
        "nul-at-end": b"x = 1\n\0",
        "rot13": b"# coding: rot13\nk = 1\n",
        "hex": b"# coding: hex\n41\n",
        "zlib": b"# coding: zlib\nx\n",
        "base64": b"# coding: base64\neA==\n",
        "bz2": b"# coding: bz2\nx\n",
        "uu": b"# coding: uu\nx\n",
        "utf-16-cookie": b"# coding: utf-16\nx = 1\n",
        "path-cookie": b"# coding: ../../etc/passwd\nx = 1\n",
        "module-cookie": b"# coding: shop.evil\nx = 1\n",
        "bogus-cookie": b"# coding: bogus\nx = 1\n",
        "long-cookie": b"# coding: " + b"a" * 50_000 + b"\nx = 1\n",
        "bom-and-latin-1": b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
        "bad-byte-in-comment": b"# \xff\nx = 1\n",
        "bad-byte-in-string": b"x = '\xff'\n",
        "cut": b"x = '\xe2\x82",
        "overlong": b"x = '\xc0\xaf'\n",
        "surrogates": b"x = '\xed\xa0\x80'\n",
        "utf-16": "x = 1\n".encode("utf-16"),
        "utf-32": "x = 1\n".encode("utf-32"),
        "bom-inside": b"x = 1\n\xef\xbb\xbfy = 2\n",
        "raw-escape": b"\x1bx = 1\n",
        "backslash": b"\\",
        "ending-backslash": b"x = 1 \\",
        "control-z": b"x = 1\n\x1a\n",
        "ascii-but-not": "# coding: ascii\nx = 'é'\n".encode(),
        "idna": b"# coding: idna\nx = 1\n",
        "unicode-escape": b"# coding: unicode_escape\nx = 1\n",
        "utf-7": b"# coding: utf-7\n+AHg- = 1\n",
    }
    yield from (source("encoding", name, data, FOUND) for name, data in fine.items())
    yield from (source("encoding", name, data, UNREAD) for name, data in refused.items())


def noise() -> Iterator[Case]:
    """What is no Python at all."""
    dice = random.Random(7)
    for name, data in {
        "random": bytes(dice.randrange(256) for _ in range(20_000)),
        "random-ascii": bytes(dice.randrange(32, 127) for _ in range(20_000)),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(500),
        "gzip": gzip.compress(b"x = 1\n" * 1000, mtime=0),
        "brackets": b"([{" * 30_000,
        "closing": b")]}" * 30_000,
        "quotes": b"'" * 100_001,
        "triple-quotes": b"'''" * 30_001,
        "conflict": b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n",
        "template": b"{% for x in y %}\nimport {{ x }}\n{% endfor %}\n",
        "html": b"<html><script>alert(1)</script></html>\n",
        "prints": b"print 'a' % \n" * 5000,
        "backticks": b"`" * 50_000,
        "tabs": b"if 1:\n\tx\n        y\n" * 2000,
        "ne": b"a <> b\n" * 20_000 + b"(",
        "exec": b"exec 'x' in d\n" * 20_000 + b"(",
        "half-a-string": b"x = f'{a!r:{b}" + b"{c}" * 5000,
    }.items():
        yield source("noise", name, data, FOUND if name == "tabs" else UNREAD)
    mixed = bytearray(_SLEEP.encode() * 20)
    for seed in range(12):
        dice, damaged = random.Random(seed), bytearray(mixed)
        for _ in range(3):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        yield source("noise", f"flipped-{seed}", bytes(damaged), FOUND, UNREAD)


def size() -> Iterator[Case]:
    """What is large."""
    yield source("size", "over-the-limit", b"x = 1\n" * (LIMIT // 6 + 1), UNREAD)
    yield Case("size", "sparse", _sparse, (UNREAD,))
    for name, text in {
        "line-of-numbers": "x = [" + "1," * 400_000 + "]\n",
        "assignments": "x=1\n" * 200_000,
        "sums": "x = x + 1\n" * 60_000,
        "functions": "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(20_000)),
        "classes": "".join(f"class C{n}(B): pass\n" for n in range(20_000)),
        "imports": "".join(f"from m{n} import a as a{n}\n" for n in range(30_000)),
        "stars": "from os import *\n" * 30_000,
        "strings": "".join(f"x{n} = 'a.b.c{n}:D'\n" for n in range(30_000)),
        "name": "x" * 1_000_000 + " = 1\n",
        "dotted-name": "a" + ".b" * 2900 + "\n",
        "long-attribute": "self." + "a" * 1_000_000 + "_limit()\n",
        "string": "x = '" + "a" * 1_900_000 + "'\n",
        "dotted-string": "f('" + "a." * 900_000 + "')\n",
        "dotted-string-that-ends-badly": "f('" + "a." * 900_000 + "!')\n",
        "arguments": "f(" + "a, " * 100_000 + ")\n",
        "keywords": "f(" + "".join(f"k{n}=1, " for n in range(60_000)) + ")\n",
        "decorators": "@d\n" * 50_000 + "def f(): pass\n",
        "targets": " = ".join(["a"] * 20_000) + " = 1\n",
        "dictionary": "d = {" + "".join(f"'k{n}': {n}, " for n in range(60_000)) + "}\n",
        "long-integer": "x = 1" + "0" * 4301 + "\n",
        "long-hex": "import time\nif x == 0x" + "f" * 5000 + ":\n    while 1:\n        time.sleep(1)\n",
        "sleeps": "import time\nwhile 1:\n" + "    time.sleep(1)\n" * 20_000,
        "calls": "import requests\n" + "requests.get(url)\n" * 30_000,
        "comments": "# tenet: allow[TNT302] because\n" * 40_000,
        "empty-lines": "\n" * 1_900_000,
        "semicolons": "a;" * 200_000 + "\n",
        "handlers": "try:\n    a\n" + "except A:\n    b\n" * 30_000,
        "methods": "class A:\n" + "".join(f"    def m{n}(self): self.a{n} = self.b{n}\n" for n in range(15_000)),
        "bases": "class A(" + ", ".join(f"B{n}" for n in range(30_000)) + "): pass\n",
        "withs": "with " + ", ".join(["lock"] * 30_000) + ":\n    call()\n",
        "parameters": "def f(" + ", ".join(f"a{n}" for n in range(30_000)) + "): pass\n",
        "globals": "def f():\n    global " + ", ".join(f"a{n}" for n in range(30_000)) + "\n",
        "cases": "match a:\n" + "".join(f"    case {n}: pass\n" for n in range(20_000)),
    }.items():
        yield source("size", name, text, FOUND, UNREAD)


def _sparse(lay: Lay) -> None:
    with open(lay.tree / HOSTILE, "wb") as file:
        file.truncate(10 << 30)


NESTS = {
    "parens": ("(", "x", ")"),
    "lists": ("[", "x", "]"),
    "dicts": ("{1: ", "x", "}"),
    "sets": ("{", "x", "}"),
    "calls": ("f(", "x", ")"),
    "call-chain": ("", "f", "()"),
    "attributes": ("", "x", ".a"),
    "subscripts": ("", "x", "[0]"),
    "queries": ("", "session.query(A)", ".filter(a=1)"),
    "nots": ("not ", "x", ""),
    "minus": ("-", "x", ""),
    "tildes": ("~", "x", ""),
    "lambdas": ("lambda: ", "x", ""),
    "ternaries": ("a if b else ", "x", ""),
    "sums": ("'a' + ", "x", ""),
    "sums-left": ("", "x", " + 'a'"),
    "powers": ("a ** ", "x", ""),
    "ands": ("a and ", "x", ""),
    "ors-in-ands": ("a and (b or ", "x", ")"),
    "compares": ("a < ", "x", ""),
    "strings": ("'a' ", "'x'", ""),
    "f-strings": ("f'' ", "f'{x}'", ""),
    "comprehension": ("[a for a in ", "x", "]"),
    "comprehension-chain": ("", "[a for a in x", " for b in y"),
    "walrus": ("(a := ", "x", ")"),
    "starred": ("f(*", "x", ")"),
    "awaits": ("await ", "x", ""),
    "subscripted": ("a[", "x", "]"),
    "lists-of-lists": ("list(", "x", ")"),
    "percents": ("'%s' % ", "x", ""),
}
BLOCKS = {
    "ifs": "if a:",
    "fors": "for a in b:",
    "whiles": "while a:",
    "withs": "with lock:",
    "tries": "try:",
    "functions": "def f():",
    "classes": "class C:",
}


def nesting() -> Iterator[Case]:
    """What is deep."""
    for name, (left, middle, right) in NESTS.items():
        for depth in (90, 1_500, 30_000):
            body = left * depth + middle + right * depth + ("]" if name == "comprehension-chain" else "")
            text = f"import time\nasync def f(self):\n    while {body}:\n        time.sleep(1)\n    return {body}\n"
            yield source("nesting", f"{name}-{depth}", text, FOUND, UNREAD)
    for name, head in BLOCKS.items():
        for depth in (19, 98, 3000):
            yield source("nesting", f"{name}-{depth}", _blocks(head, depth), FOUND, UNREAD)
    for depth in (900, 20_000):
        chain = "    if a: b()\n" + "    elif a: time.sleep(1)\n" * depth
        yield source("nesting", f"elifs-{depth}", f"import time\nwhile x:\n{chain}", FOUND, UNREAD)
        chain = "if CONF.a: rpc.call(c, t, m)\n" + "elif CONF.a: rpc.cast(c, t, m)\n" * depth
        yield source("nesting", f"elif-calls-{depth}", f"from shop import rpc\n{chain}", FOUND, UNREAD)
    tuples = "(" * 150 + "a" + ",)" * 150
    yield source("nesting", "tuple-targets", f"{tuples} = x\nfor {tuples} in y: pass\n", FOUND, UNREAD)
    patterns = "(" * 150 + "a" + ",)" * 150
    yield source("nesting", "patterns", f"match x:\n    case {patterns}: pass\n", FOUND, UNREAD)
    yield source("nesting", "alternatives", "match x:\n    case " + "1 | " * 20_000 + "2: pass\n", FOUND, UNREAD)
    yield source("nesting", "python-2", "print " + "(" * 90 + "`x`" + ")" * 90 + "\n", FOUND, UNREAD)
    yield source("nesting", "python-2-deep", "print " + "[" * 30_000 + "`x`" + "]" * 30_000 + "\n", UNREAD)


def _blocks(head: str, depth: int) -> str:
    lines = [f"{' ' * level}{head}" for level in range(depth)]
    tail = f"{' ' * depth}time.sleep(1)"
    ends = [f"{' ' * level}finally: pass" for level in reversed(range(depth))] if head == "try:" else []
    return "\n".join(["import time", *lines, tail, *ends]) + "\n"


CATEGORIES = (encoding, noise, size, nesting)
