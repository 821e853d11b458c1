# ruff: noqa: E501
"""Small or lawful code that takes squares of time: wide classes, long circles of imports, everything a language has."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import FOUND, UNREAD, Case, many, source

_RPC = "import oslo_messaging\nclient = oslo_messaging.RPCClient(t, oslo_messaging.Target())\n"


def wide() -> Iterator[Case]:
    """Very many of one thing, all of which belong together."""
    for name, text in {
        "subclasses": "class A:\n    def f(self): return self.client.call({}, 'x')\n"
        + "".join(f"class A{n}(A):\n    def f(self): return self.client\n" for n in range(10_000)),
        "bases": "".join(f"class B{n}: pass\n" for n in range(10_000))
        + "class A("
        + ", ".join(f"B{n}" for n in range(10_000))
        + "):\n    def f(self): return self.x.call({}, 'x')\n",
        "tuple": "x = (" + "1, " * 100_000 + ")\nx.call({}, 'm')\n",
        "tuple-of-clients": _RPC + "x = (" + "client, " * 60_000 + ")\nfor c in x:\n    c.call({}, 'm')\n",
        "dictionary-of-lambdas": "d = {" + "".join(f"'k{n}': lambda c: c.call({{}}, 'm{n}'),\n" for n in range(10_000)) + "}\nd['k1'](x)\n",
        "dictionary-of-clients": _RPC + "d = {" + "".join(f"'k{n}': client,\n" for n in range(20_000)) + "}\nd['k1'].call({}, 'm')\n",
        "list-of-strings": "x = [" + "".join(f"'a.b.c{n}:D',\n" for n in range(50_000)) + "]\n",
        "function": "def f(a):\n" + "".join(f"    x{n} = a.y{n}(x{n - 1})\n" for n in range(50_000)) + "    return x9\n",
        "function-of-one-name": _RPC + "def f(a):\n    x = client\n" + "    x = x or a.y(x)\n" * 20_000 + "    return x.call({}, 'm')\n",
        "function-of-ifs": _RPC + "def f(a):\n    x = client\n" + "    if a:\n        x = a.y(x)\n" * 15_000 + "    return x.call({}, 'm')\n",
        "function-of-sends": _RPC + "def f(a):\n" + "    client.call({}, 'm')\n" * 20_000,
        "functions-of-sends": _RPC + "".join(f"def f{n}(a):\n    client.call({{}}, 'm')\n" for n in range(15_000)),
        "senders-and-callers": _RPC
        + "class Api:\n"
        + "".join(f"    def m{n}(self, c):\n        return client.call(c, 'm{n}')\n" for n in range(3000))
        + "class User:\n    api = Api()\n"
        + "".join(f"    def u{n}(self, c):\n        for x in c:\n            self.api.m{n % 3000}(x)\n" for n in range(6000)),
        "one-forwarder": _RPC
        + "def send(c, name, wait):\n    if wait:\n        return client.call(c, name)\n    return client.cast(c, name)\n"
        + "".join(f"def u{n}(c):\n    return send(c, 'm{n}', {n % 2 == 0})\n" for n in range(12_000)),
        "forwarders-in-a-row": _RPC
        + "def f0(c, m):\n    return client.call(c, m)\n"
        + "".join(f"def f{n}(c, m):\n    return f{n - 1}(c, m)\n" for n in range(1, 5000))
        + "f4999({}, 'x')\n",
        "decorators-in-a-row": "".join(f"def d{n}(f):\n    @d{n + 1}\n    def w(*a):\n        return f(*a)\n    return w\n" for n in range(3000))
        + _RPC
        + "".join(f"@d{n}\n" for n in range(3000))
        + "def f():\n    client.call({}, 'm')\n",
        "nonlocals": "".join(f"def f{n}():\n    x = 1\n    def g():\n        nonlocal x\n        x = c.call({{}}, 'm')\n    return g\n" for n in range(8000)),
        "nonlocals-in-one": "def f():\n    x = 1\n" + "".join(f"    def g{n}():\n        nonlocal x\n        x = x.call({{}}, 'm')\n" for n in range(8000)),
        "globals-everywhere": "x = 1\n" + "".join(f"def g{n}():\n    global x\n    x = x.call({{}}, 'm')\n" for n in range(15_000)),
        "attributes-everywhere": "class A:\n" + "".join(f"    def g{n}(self):\n        self.x = self.x.call({{}}, 'm')\n" for n in range(12_000)),
        "setattr": "".join(f"setattr(a, 'x', b{n})\n" for n in range(20_000)) + "a.x.call({}, 'm')\n",
        "appended": "x = []\n" + "".join(f"x.append(b{n}())\n" for n in range(20_000)) + "for y in x:\n    y.call({}, 'm')\n",
        "stored-items": "x = {}\n" + "".join(f"x[{n}] = b{n}()\n" for n in range(20_000)) + "x[1].call({}, 'm')\n",
        "returns": _RPC + "def f(a):\n" + "".join(f"    if a == {n}:\n        return g{n}(client)\n" for n in range(10_000)) + "f(1).call({}, 'm')\n",
        "methods-of-one-name": _RPC + "".join(f"class A{n}:\n    def run(self, c):\n        return c.run(client)\n" for n in range(10_000)) + "x.run(y).call({}, 'm')\n",
        "parameters-of-one-name": "".join(f"def f{n}(client):\n    client.call({{}}, 'm')\n    f{n + 1}(client)\n" for n in range(6000)) + _RPC + "f0(client)\n",
        "tries": _RPC + "def f():\n" + "    try:\n        x = client\n    except E:\n        x = None\n" * 8000 + "    x.call({}, 'm')\n",
        "queries": "def f(session):\n    q = session.query(A)\n" + "    q = q.filter(A.x == 1)\n" * 20_000 + "    return q.all()\n",
        "queries-of-all": "def f(session):\n" + "".join(f"    q{n} = session.query(A)\n    q{n}.all()\n" for n in range(15_000)),
        "options": "from oslo_config import cfg\nopts = [\n" + "".join(f"    cfg.StrOpt('a{n}', default='x.y.Z{n}'),\n" for n in range(20_000)) + "]\ncfg.CONF.register_opts(opts)\n",
        "option-reads": "from oslo_config import cfg\nCONF = cfg.CONF\nCONF.register_opts([cfg.StrOpt('a')])\n" + "if CONF.a:\n    x()\n" * 20_000,
        "locks": "from oslo_concurrency import lockutils\n" + "".join(f"@lockutils.synchronized('x{n}')\ndef f{n}():\n    f{n + 1}()\n" for n in range(10_000)),
        "lock-in-lock": "def f():\n" + "".join(f"{' ' * (n + 1)}with lock{n}:\n" for n in range(18)) + "".join(f"{' ' * 20}c.call({{}}, 'm')\n" for n in range(20_000)),
        "tests": "import unittest\nclass T(unittest.TestCase):\n" + "".join(f"    def test_{n}(self):\n        self.f{n}()\n" for n in range(20_000)),
        "managers": "class M(manager.Manager):\n" + "".join(f"    def m{n}(self, c, x):\n        self.api.m{n + 1}(c, x)\n        x.save()\n" for n in range(10_000)),
        "tables": "import sqlalchemy as sa\n" + "".join(f"class T{n}(Base):\n    __tablename__ = 't{n}'\n    x = sa.Column(sa.Integer, sa.ForeignKey('t{n + 1}.x'))\n" for n in range(8000)),
        "objects": "".join(f"class O{n}(base.Object):\n    @base.remotable\n    def save(self):\n        db.thing_update(self.c, self.x)\n" for n in range(8000)),
        "drivers": "".join(f"class D{n}(base.Driver):\n    def go(self):\n        return self.db.thing_get(self.c)\n" for n in range(8000)),
        "sessions": "def f(session):\n    with session.begin():\n" + "        session.add(x)\n        session.query(A).with_for_update().first()\n" * 12_000,
        "api-calls": "def f(c):\n" + "".join(f"    volume = self.volume_api.get(c, {n})\n    self.network_api.update(c, volume)\n" for n in range(12_000)),
    }.items():
        yield source("wide", name, text, FOUND, UNREAD)


def modern() -> Iterator[Case]:
    """The newer parts of the language, deep and many."""
    for name, text in {
        "walrus": "x = [" + ", ".join(f"(a{n} := f(a{n - 1}))" for n in range(10_000)) + "]\na9.call({}, 'm')\n",
        "match": "def f(x):\n    match x:\n" + "".join(f"        case A{n}(b={{'k': [a, *c]}}) if (y := x.call({{}}, 'm')): return c\n" for n in range(5000)),
        "match-in-match": "".join(f"{' ' * (2 * n)}match x{n}:\n{' ' * (2 * n + 1)}case y{n}:\n" for n in range(48)) + " " * 96 + "y.call({}, 'm')\n",
        "or-patterns": "match x:\n    case " + " | ".join(f"A{n}()" for n in range(10_000)) + ": pass\n",
        "generics": "".join(f"def f{n}[T: (int, str), *Ts, **P](x: T) -> T: return x.call({{}}, 'm')\n" for n in range(3000)),
        "type-aliases": "".join(f"type A{n} = A{n + 1} | list[A{n}]\n" for n in range(3000)),
        "async-comprehensions": "async def f(c):\n    return " + "[" * 18 + "x" + "".join(f" async for x in await c.call({{}}, 'm{n}')]" for n in range(18)) + "\n",
        "async-functions": "".join(f"async def f{n}(c):\n    async with lock{n} as l:\n        async for x in c.call({{}}, 'm'):\n            await f{n + 1}(x)\n" for n in range(6000)),
        "f-strings": "x = " + " + ".join(f"f'{{a{n}!r:>{{b{n}}}}}'" for n in range(3000)) + "\n",
        "f-strings-in-f-strings": "x = f'{a:{b:{c}}}'\n" * 10_000,
        "f-strings-of-this-year": "x = " + "f'{" * 90 + "a" + "}'" * 90 + "\n",
        "except-groups": "try:\n    f()\n" + "except* E:\n    c.call({}, 'm')\n" * 10_000,
        "positional-only": "def f(" + ", ".join(f"a{n}=c.call({{}}, 'm')" for n in range(5000)) + ", /): pass\n",
        "annotations": "".join(f"def f(a: 'A[{n}]', *b: 'B.c()', **k: 'lambda: x') -> 'f{n}': a.call({{}}, 'm')\n" for n in range(8000)),
        "annotation-bombs": "def f(a: '" + "Optional[" * 5000 + "]" * 5000 + "', b: '" + "A | " * 20_000 + "B'):\n    a.call({}, 'm')\n    b.call({}, 'm')\n",
        "annotations-that-fork": "".join(f"A{n} = Union[A{n + 1}, A{n + 2}]\n" for n in range(400)) + "def f(a: A0):\n    a.call({}, 'm')\n",
        "annotations-in-strings": "def f(a: '''" + "(" * 3000 + "'''): a.call({}, 'm')\n",
        "yields": "def f(c):\n" + "    c = yield c\n" * 20_000 + "    c.call({}, 'm')\nfor x in f(1):\n    x.call({}, 'm')\n",
        "yield-from": "".join(f"def f{n}(c):\n    yield from f{n + 1}(c)\n    yield from f{n + 2}(c)\n" for n in range(2000)) + "for x in f0(1):\n    x.call({}, 'm')\n",
        "context-managers": "".join(f"@contextlib.contextmanager\ndef f{n}():\n    with f{n + 1}() as x:\n        yield x\n" for n in range(2000)) + "with f0() as c:\n    c.call({}, 'm')\n",
        "metaclasses": "".join(f"class A{n}(A{n + 1}, metaclass=A{n + 2}):\n    __slots__ = A{n}.x\n    def __call__(self): return A{n}()()\n" for n in range(2000)) + "A0()()().call({}, 'm')\n",
        "operators": "class A:\n    def __add__(self, o): return self + o\n    def __getitem__(self, i): return self[i][i]\n" + "x = A()" + " + A()[0]" * 3000 + "\nx.call({}, 'm')\n",
        "conditions": "x = " + "".join(f"a{n} if b{n} else " for n in range(2000)) + "c\nx.call({}, 'm')\n",
        "boolean-circles": "".join(f"a{n} = a{(n * 7 + 1) % 2000} or a{(n * 3 + 2) % 2000} or b{n}()\n" for n in range(2000)) + "a0.call({}, 'm')\n",
        "comprehension-circles": "".join(f"a{n} = [x for y in a{(n * 7 + 1) % 1000} for x in a{(n * 3 + 2) % 1000}]\n" for n in range(1000)) + "for q in a0:\n    q.call({}, 'm')\n",
        "unpacking": "".join(f"a{n}, *b{n} = b{n + 1}, a{n + 1}, *b{n + 2}\n" for n in range(3000)) + "a0.call({}, 'm')\n",
        "stars-in-calls": "".join(f"def f{n}(*a, **k): return f{n + 1}(*a, *a, **k, **k)\n" for n in range(1000)) + "f0(1)().call({}, 'm')\n",
        "partials": "import functools\n" + "".join(f"p{n} = functools.partial(p{n + 1}, p{n + 2})\n" for n in range(1000)) + "p0().call({}, 'm')\n",
        "long-attribute-chains": "x = a" + ".b.c(d).e" * 900 + "\n" + "x.y = x.y.z\n" * 5000 + "x.y.call({}, 'm')\n",
        "deep-chains-many": ("a" + ".b" * 300 + ".call({}, 'm')\n") * 2000,
        "chains-of-methods": "class A:\n" + "".join(f"    def m{n}(self): return self.m{n + 1}().m{n + 2}()\n" for n in range(2000)) + "A().m0().call({}, 'm')\n",
        "new-and-init": "".join(f"class A{n}:\n    def __new__(cls, x): return A{n + 1}(A{n + 2}(x))\n    def __init__(self, x): self.x = A{n + 1}(x).x\n" for n in range(1000)) + "A0(1).x.call({}, 'm')\n",
    }.items():
        yield source("modern", name, text, FOUND, UNREAD)


def many_files() -> Iterator[Case]:
    """Squares over files."""
    for name, contents in {
        "circle-of-imports": {f"shop/m{n}.py": f"import shop.m{(n + 1) % 600}\nfrom shop.m{(n + 2) % 600} import m{(n + 3) % 600}\nm{(n + 3) % 600}.x.call({{}}, 'm')\n" for n in range(600)},
        "everyone-imports-everyone": {f"shop/m{n}.py": "".join(f"from shop import m{k}\n" for k in range(200)) + f"def f{n}(c):\n    m{(n + 1) % 200}.f{(n + 1) % 200}(c.x).call(c, 'm')\n" for n in range(200)},
        "stars": {f"shop/m{n}.py": "".join(f"from shop.m{k} import *\n" for k in range(100) if k != n) + f"x{n} = y\nx{(n + 1) % 100}.call({{}}, 'm')\n" for n in range(100)},
        "one-class-over-files": {f"shop/m{n}.py": f"from shop.m{n + 1} import A as B\nclass A(B):\n    def f(self):\n        return super().f() or self.rpc.call({{}}, 'm')\n" for n in range(700)},
        "packages-in-packages": {"/".join(["shop", *["p"] * n, "__init__.py"]): "from . import p\nfrom .. import p as q\np.q.p.call({}, 'm')\n" for n in range(200)},
        "subclasses-over-files": {"shop/base.py": "class Base:\n    def go(self):\n        return self.make().call({}, 'm')\n", **{f"shop/m{n}.py": f"from shop.base import Base\nclass A{n}(Base):\n    def make(self):\n        return self.go() or A{n}()\n" for n in range(1000)}},
        "callers-over-files": {"shop/api.py": _RPC + "class Api:\n    def go(self, c):\n        return client.call(c, 'm')\n", **{f"shop/m{n}.py": "from shop.api import Api\n" + "".join(f"def f{k}(c):\n    for x in c:\n        Api().go(x)\n" for k in range(20)) for n in range(500)}},
        "entry-points": {"setup.cfg": "[metadata]\nname = shop\n[entry_points]\nconsole_scripts =\n    shop = shop.control:main\n" + "".join(f"    shop-{n} = shop.control:main\n" for n in range(3000)) + "shop.drivers =\n" + "".join(f"    d{n} = shop.m{n % 300}:D\n" for n in range(3000)), **{f"shop/m{n}.py": f"import shop.m{(n + 1) % 300}\nclass D:\n    def go(self): return self.db.get_all(1)\n" for n in range(300)}},
        "tests-and-code": {**{f"shop/m{n}.py": f"def f{n}(): return {n}\n" for n in range(400)}, **{f"shop/tests/test_m{n}.py": f"from shop import m{n}\ndef test_{n}():\n    m{n}.f{n}()\n" for n in range(800)}},
    }.items():
        yield Case("many-files", name, many(contents), (FOUND, UNREAD))


CATEGORIES = (wide, modern, many_files)
