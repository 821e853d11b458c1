"""Small projects that go round in circles, and programs that would take forever to follow."""

from __future__ import annotations

CLIENT = "import oslo_messaging\nclient = oslo_messaging.get_rpc_client(None, None)\n"

CIRCLES: dict[str, dict[str, str]] = {
    "import in a circle": {
        "pkg/a.py": """\
from pkg.b import x
y = x
probe(y)
""",
        "pkg/b.py": """\
from pkg.a import y
x = y
""",
    },
    "module imports itself": {
        "pkg/a.py": """\
from pkg.a import x
from pkg import a
probe(a.a.x)
probe(x)
""",
    },
    "star imports in a circle": {
        "pkg/a.py": """\
from pkg.b import *
probe(missing)
probe(there)
""",
        "pkg/b.py": """\
from pkg.c import *
there = 1
""",
        "pkg/c.py": """\
from pkg.a import *
""",
    },
    "star import of itself": {
        "pkg/a.py": """\
from pkg.a import *
probe(missing)
""",
    },
    "class inherits itself": {
        "pkg/a.py": """\
class A(A):
    pass
probe(A().x)
probe(A.x)
""",
    },
    "classes inherit each other": {
        "pkg/a.py": """\
from pkg import b
class A(b.B):
    def f(self):
        probe(self.x)
        probe(super().x)
""",
        "pkg/b.py": """\
from pkg import a
class B(a.A):
    pass
""",
    },
    "property calls itself": {
        "pkg/a.py": """\
class A:
    @property
    def x(self):
        return self.x
probe(A().x)
probe(A().x.y)
""",
    },
    "properties call each other": {
        "pkg/a.py": """\
class A:
    @property
    def x(self):
        return self.y
    @property
    def y(self):
        return self.x
probe(A().x)
""",
    },
    "functions call each other": {
        "pkg/a.py": """\
def f():
    return g()
def g():
    return f()
probe(f())
""",
    },
    "function gives itself": {
        "pkg/a.py": """\
def f():
    return f
probe(f()()()())
""",
    },
    "name is itself": {
        "pkg/a.py": """\
x = x
probe(x)
y = z
z = y
probe(y)
""",
    },
    "class names are each other": {
        "pkg/a.py": """\
class A:
    a = b
    b = a
    c = c
probe(A.a)
probe(A().c)
""",
    },
    "attribute is itself": {
        "pkg/a.py": """\
class A:
    def __init__(self):
        self.x = self.x
        self.y = self.z
        self.z = self.y
probe(A().x)
probe(A().y)
""",
    },
    "parameters pass each other": {
        "pkg/a.py": """\
def f(a):
    g(a)
    probe(a)
    probe(a.x)
    probe(a())
def g(b):
    f(b)
    probe(b.x)
""",
    },
    "default is itself": {
        "pkg/a.py": """\
def f(a=None):
    a = a or f(a)
    probe(a)
    return f(f(a))
probe(f())
""",
    },
    "getattr asks itself": {
        "pkg/a.py": """\
class A:
    def __getattr__(self, name):
        return getattr(self, name)
probe(A().x)
""",
    },
    "item of itself": {
        "pkg/a.py": """\
class A:
    def __getitem__(self, key):
        return self[key]
    def __call__(self):
        return self()
    def __enter__(self):
        with self as other:
            return other
probe(A()[1])
probe(A()())
with A() as a:
    probe(a)
""",
    },
    "container holds itself": {
        "pkg/a.py": """\
x = []
x.append(x)
x[0] = x
probe(x[0][0])
for x in x:
    probe(x)
""",
    },
    "lambda calls itself": {
        "pkg/a.py": """\
f = lambda: f()
probe(f())
""",
    },
    "decorator decorates itself": {
        "pkg/a.py": """\
@f
def f(g):
    return f(g)
probe(f(f))
""",
    },
    "client attached to itself": {
        "pkg/a.py": """\
def f(state):
    state.request.x = state.request.x
    probe(state.request.x)
""",
    },
    "message is itself": {
        "pkg/a.py": CLIENT
        + """\
def f(ctxt):
    while True:
        a = b
        b = a
        client.call(ctxt, a)
""",
    },
}


def chain(length: int, width: int) -> str:
    """Functions that each call the next one several times."""
    lines = ["import oslo_messaging", "def f0():", "    return oslo_messaging.get_rpc_client(None, None)"]
    for place in range(1, length):
        calls = " or ".join([f"f{place - 1}()"] * width)
        lines += [f"def f{place}():", f"    return {calls}"]
    return "\n".join([*lines, f"probe(f{length - 1}())", f"f{length - 1}().call(ctxt, 'm')", ""])


def _lattice(depth: int) -> str:
    """Classes with two bases each, all shared: as many paths as two to the depth."""
    lines = ["class A0:\n    x = 1\nclass B0:\n    pass"]
    for n in range(1, depth):
        lines += [f"class {name}{n}(A{n - 1}, B{n - 1}):\n    pass" for name in "AB"]
    return "\n".join([*lines, f"probe(A{depth - 1}().x)", f"probe(A{depth - 1}().missing)", ""])


def crowd(count: int) -> str:
    """Functions that each may give the result of any other."""
    names = " or ".join(f"f{place}()" for place in range(count))
    functions = [f"def f{place}():\n    return {names}\n" for place in range(count)]
    return "".join([*functions, "probe(f0())\nf0().call(c, 'm')\n"])


def _passing(depth: int, width: int) -> str:
    """Functions that hand all of their many parameters on."""
    names = ", ".join(f"p{place}" for place in range(width))
    lines = [f"def f0({names}):\n    probe(p0.x)\n    p0.call(c, 'm')"]
    lines += [f"def f{n}({names}):\n    f{n - 1}({names})\n    return f{n - 1}({names})" for n in range(1, depth)]
    return "\n".join([*lines, f"f{depth - 1}({', '.join(['1'] * width)})", ""])


def _rebound(count: int) -> str:
    """One function that binds and uses the same name over and over."""
    return CLIENT + "def f(c):\n" + "    x = client.prepare()\n    x.call(c, 'm')\n" * count


def _in_loops(count: int) -> str:
    return CLIENT + "def f(c):\n  while c:\n" + "    x = client.prepare()\n    x.call(c, 'm')\n" * count


def _flat(count: int) -> str:
    """Sends on one line after the other, with containers that grow between them."""
    return CLIENT + "xs = []\ndef f(c):\n" + "    xs.append(client)\n    xs[0].cast(c, 'm')\n" * count


def _attributes(length: int) -> str:
    return f"{CLIENT}client{'.a' * length}.call(c, 'm')\nprobe(client{'.a' * length})\n"


def _forwarding(count: int) -> str:
    lines = [CLIENT, "def f0(c, m):\n    client.call(c, m)"]
    lines += [f"def f{n}(c, m):\n    f{n - 1}(c, m)" for n in range(1, count)]
    return "\n".join([*lines, f"f{count - 1}(c, 'm')", ""])


BOMBS = {
    "lattice of classes": _lattice(60),
    "deep lattice of classes": _lattice(400),
    "everybody calls everybody": crowd(30),
    "chain of doubled calls": chain(70, 2),
    "parameters handed on": _passing(12, 20),
    "one name bound often": _rebound(800),
    "one name bound often in a loop": _in_loops(250),
    "containers that grow": _flat(400),
    "long chain of attributes": _attributes(600),
    "forwarders of forwarders": _forwarding(120),
    "unpacking": "a" + ", a" * 2000 + " = probe(a)\n",
}
