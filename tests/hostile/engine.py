# ruff: noqa: E501
"""Hostile code for what follows names and calls: circles, explosions, and the words that the rules listen to."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import FOUND, HOSTILE, UNREAD, Case, Lay, many, source

_MESSAGING = "import oslo_messaging as messaging\n"


def inference() -> Iterator[Case]:
    """What takes for ever to follow."""
    for name, text in {
        "list-doubling": "a0 = [1]\n" + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(40)) + "a40.call()\n",
        "tuple-doubling": "a0 = (1,)\n" + "".join(f"a{n + 1} = (a{n}, a{n})\n" for n in range(40)) + "a40[0].call()\n",
        "dict-doubling": "a0 = {1: f}\n"
        + "".join(f"a{n + 1} = {{1: a{n}, 2: a{n}}}\n" for n in range(40))
        + "a40[1].call()\n",
        "integers": "a = 9 ** 9 ** 9\nb = 1 << 9 ** 9\nc = [1] * 90000000\nd = 'x' * 9 ** 9\n",
        "f-strings": "a0 = 'x'\n" + "".join(f"a{n + 1} = f'{{a{n}}}{{a{n}}}'\n" for n in range(40)),
        "diamonds": "class A0: pass\nclass B0: pass\n"
        + "".join(f"class A{n + 1}(A{n}, B{n}): pass\nclass B{n + 1}(A{n}, B{n}): pass\n" for n in range(200))
        + "A200().client.call(c, 'x')\n",
        "chain-of-classes": "class A0: pass\n"
        + "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(3000))
        + "class Z(A3000):\n    def f(self):\n        return self.client.call({}, 'x')\n",
        "classes-in-a-circle": "class A(C): pass\nclass B(A): pass\nclass C(B):\n    def f(self): self.c.call({}, 'x')\n",
        "own-base": "class A(A): pass\nA().call()\nclass B(B.C): pass\nB.C.D().cast()\n",
        "names-in-a-circle": "a = b\nb = c\nc = a\na.call({}, 'x')\nx = x.y\nx.call({}, 'x')\ny = y()\ny.cast({}, 'x')\n",
        "functions-in-a-circle": "def f(): return g()\ndef g(): return h()\ndef h(): return f()\nf().call({}, 'x')\n",
        "functions-that-fork": "".join(
            f"def f{n}(x): return f{n + 1}(x) or f{n + 2}(f{n + 1}(x))\n" for n in range(300)
        )
        + "f0(1).call({}, 'x')\n",
        "attributes-that-fork": "class A:\n"
        + "".join(
            f"    def m{n}(self): self.a{n} = self.a{n + 1} or self.a{n + 2} or self.m{n + 1}()\n" for n in range(300)
        )
        + "    def f(self): return self.a0.call({}, 'x')\n",
        "callers-that-fork": "".join(
            f"def f{n}(c):\n    c.call({{}}, 'x')\n    f{(n * 7 + 1) % 300}(c)\n    f{(n * 3 + 2) % 300}(c.x)\n"
            for n in range(300)
        ),
        "chain-of-names": "".join(f"a{n} = a{n + 1}\n" for n in range(3000)) + "a0.call({}, 'x')\n",
        "getattr": "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().b.c.d.call({}, 'x')\n",
        "many-calls": _MESSAGING
        + "c = messaging.RPCClient(t, messaging.Target())\n"
        + "".join(f"def f{n}(): return c.prepare(fanout=True).call({{}}, 'm{n}')\n" for n in range(4000)),
        "many-calls-in-one": _MESSAGING
        + "def f(c):\n    c = messaging.RPCClient(t, messaging.Target())\n"
        + "".join(f"    c = c.prepare(x={n})\n    c.call({{}}, 'm{n}')\n" for n in range(1500)),
        "many-unknown-calls": "class A:\n"
        + "".join(f"    def f{n}(self): return self.f{(n * 17 + 3) % 2000}().x.call({{}}, 'm')\n" for n in range(2000)),
        "one-name-many-values": "".join("x = f(x)\n" for _ in range(3000)) + "x.call({}, 'm')\n",
        "wrapped-in-itself": "import functools\nf = functools.partial(functools.partial(f))\nf.call({}, 'm')\n" * 300,
        "enum": "import enum\nclass E(enum.Enum):\n" + "".join(f"    M{n} = {n}\n" for n in range(5000)),
        "decorators-in-a-circle": "@f\ndef g(): return f()\n@g\ndef f(x): return g\nf.call({}, 'x')\n",
        "locks-in-a-circle": "def a(f): return b(f)\ndef b(f): return a(f)\n@a\ndef c(self):\n    with b(self):\n        s()\n",
        "properties": "class A:\n    @property\n    def a(self): return self.b\n    @property\n    def b(self): return self.a\n"
        "    def f(self): self.a.b.call({}, 'x')\n",
        "lambdas": "f = lambda: f\n" + "f" + "()" * 900 + ".call({}, 'x')\n",
        "nested-functions": "def f0():\n"
        + "".join(f"{' ' * n}def f{n}():\n" for n in range(1, 90))
        + f"{' ' * 90}return f0()()\n"
        + "f0().call({}, 'x')\n",
        "supers": "".join(
            f"class A{n}(A{n + 1}):\n    def f(self): return super().f().call({{}}, 'x')\n" for n in range(400)
        ),
    }.items():
        counted = name.endswith("that-fork")  # steps run out, and nothing is lost
        yield source("inference", name, text, *((FOUND,) if counted else (FOUND, UNREAD)))
    circle = {
        f"shop/m{n}.py": f"from shop.m{(n + 1) % 50} import *\nfrom shop.m{(n * 7) % 50} import *\n" for n in range(50)
    }
    yield Case(
        "inference", "stars-in-a-circle", many({**circle, "shop/x.py": "from shop.m0 import *\nrpc.call({}, 'x')\n"})
    )
    deep = {f"shop/m{n}.py": f"from shop.m{n + 1} import thing\n" for n in range(900)}
    yield Case(
        "inference",
        "a-name-through-900-files",
        many({**deep, "shop/x.py": "from shop.m0 import thing\nthing.call({}, 'x')\n"}),
    )
    yield Case("inference", "many-classes-of-one-name", many({f"shop/m{n}.py": _SAME for n in range(150)}))
    yield Case(
        "inference",
        "a-module-as-its-own-package",
        many(
            {"shop/a.py": "import shop.a.b", "shop/a/__init__.py": "from . import *", "shop/a/b.py": "from .. import a"}
        ),
    )


_SAME = """\
class Manager(Base):
    def __init__(self, driver=None):
        self.driver = driver or Manager()
        self.rpc = self.driver.rpc

    def run(self, thing):
        return self.rpc.call(thing, 'run', other=Manager(self.driver))
"""


def imports() -> Iterator[Case]:
    """What would run if anything of the tree were imported."""

    def everywhere(*paths: str, text: str = "") -> Case:
        def build(lay: Lay) -> None:
            for path in paths:
                lay.put(path, lay.snare(path.replace("/", ".")) + text)

        return Case("imports", paths[0].replace("/", "-"), build, (FOUND,), folder="{tree}")

    yield everywhere("gi/__init__.py", "gi/repository/__init__.py", "gi/repository/X.py")
    yield everywhere("winreg.py", "msilib.py", "_winapi.py")
    yield everywhere(
        "click.py",
        "rich/__init__.py",
        "astroid/__init__.py",
        "coverage/__init__.py",
        "packaging.py",
        "pathspec.py",
        "tomlkit.py",
        "defusedxml.py",
    )
    yield everywhere(
        "json.py",
        "ast.py",
        "re.py",
        "warnings.py",
        "tokenize.py",
        "sqlite3.py",
        "pathlib.py",
        "subprocess.py",
        "hashlib.py",
    )
    yield everywhere("tenetlint.py", "tenetlint_rules.py", "rules/evil.py", "rules/__init__.py", "fixtures/evil.py")
    yield everywhere("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "noxfile.py", "versioneer.py")
    yield everywhere("shop/evil.py", text="assert False\n")
    yield everywhere("multiprocessing.py", "multiprocessing/__init__.py", "pickle.py", "concurrent/__init__.py")
    yield Case("imports", "entry-points-of-the-tree", _plugin, folder="{tree}")
    yield Case("imports", "path-file", _path_file, folder="{tree}")
    yield Case(
        "imports",
        "native-module",
        many(
            {
                "winreg.cpython-311-x86_64-linux-gnu.so": b"\x7fELF" + bytes(99),
                "shop/hostile.py": "from winreg import *\nfrom gi.repository.X import *\n",
            }
        ),
        folder="{tree}",
    )
    yield Case("imports", "python-path", _shadows, folder="{tree}", environment={"MORE_PYTHONPATH": "{tree}"})
    yield Case("imports", "empty-python-path", _shadows, folder="{tree}", environment={"MORE_PYTHONPATH": ""})
    yield Case("imports", "dot-python-path", _shadows, folder="{tree}", environment={"MORE_PYTHONPATH": "."})


def _shadows(lay: Lay) -> None:
    """Names of libraries that are imported after the package itself."""
    for name in (
        "click",
        "rich",
        "astroid",
        "coverage",
        "packaging",
        "pathspec",
        "tomlkit",
        "defusedxml",
        "sqlite3",
        "xml",
        "tomllib",
        "difflib",
    ):
        lay.put(f"{name}.py", lay.snare(name))


def _plugin(lay: Lay) -> None:
    lay.put("evil.dist-info/METADATA", "Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
    lay.put(
        "evil.dist-info/entry_points.txt", "[tenetlint.rules]\nevil = evil\n[console_scripts]\ntenetlint = evil:main\n"
    )
    lay.put("evil.py", lay.snare("entry-point"))


def _path_file(lay: Lay) -> None:
    lay.put("evil.pth", "import os; " + lay.snare("path-file"))
    lay.put("lib/python3.11/site-packages/evil.pth", "import os; " + lay.snare("path-file"))
    lay.put("pyvenv.cfg", "home = /nowhere\n")


WORDS = (
    "time.sleep(1)",
    "requests.get(url)",
    "client.call(ctxt, 'm')",
    "self.client.prepare().cast(ctxt, 'm')",
    "session.query(A).filter(A.x == 1).all()",
    "q = q.filter(x)\n        q.all()",
    "db.thing_get(ctxt, item)",
    "loop.start(interval=1).wait()",
    "lock = locks.synchronized('x')",
    "eventlet.spawn(f, x)",
    "opts = [cfg.StrOpt('x', default=x)]",
    "CONF.register_opts(opts)",
    "self.x = importutils.import_object(CONF.x)",
    "x = sorted(x, key=lambda x: x.free)[:1]",
    "import kazoo.client",
    "sa.ForeignKey('a.b')",
    "with session.begin(): session.add(x)",
    "items = self.list()[:limit]",
    "obj = Obj.get_by_id(ctxt, x); obj.save()",
    "raise HTTPAccepted(x)",
    "hosts = weigher.get_weighed(hosts)",
    "api.a(c); api2.b(c); api3.d(c)",
)
"""Statements that the rules listen to."""


def amplified() -> Iterator[Case]:
    """Many of what the rules listen to: in one function, in one loop, in functions that call each other."""
    for number, words in enumerate(WORDS):
        body = f"        {words}\n" * 1000
        head = "import time, requests, eventlet\nfrom oslo_config import cfg\n"
        yield source("amplified", f"function-{number}", f"{head}class A:\n    def f(self, x):\n{body}", FOUND, UNREAD)
        loop = f"{head}def f(self, items):\n    for x in items:\n{body}"
        yield source("amplified", f"loop-{number}", loop, FOUND, UNREAD)
        methods = "".join(
            f"    def f{n}(self, x):\n        {words}\n        self.f{(n * 3 + 1) % 600}(x)\n" for n in range(600)
        )
        yield source("amplified", f"methods-{number}", f"{head}class A:\n{methods}", FOUND, UNREAD)
    mixed = "".join(f"        {words}\n" for words in WORDS)
    yield source("amplified", "all-in-one", "class A:\n    def f(self, items, x):\n" + mixed * 100, FOUND, UNREAD)
    blocks = "".join(f"{' ' * n}for i{n} in x:\n" for n in range(1, 19))
    inner = "".join(f"{' ' * 19}{line.strip()}\n" for words in WORDS for line in words.split("\n"))
    yield source("amplified", "nested-loops", f"def f(self, x):\n{blocks}{inner * 60}", FOUND, UNREAD)


def patterns() -> Iterator[Case]:
    """Names that patterns take their time over."""
    for name, text in {
        "underscores": "_" * 900_000 + ".execute(q)\n",
        "underscored-call": "conn." + "_" * 900_000 + "(q)\n",
        "limits": "session.query(A)." + "first" + "_limit_" * 100_000 + "(x).all()\n",
        "by": "for x in y:\n    db.get" + "_by_a" * 150_000 + "(x)\n",
        "lists": "x = self." + "list_" * 150_000 + "z(ctxt)[:5]\n",
        "objects": "for x in y:\n    " + "objects." * 900 + "A.get(x)\n",
        "tombstones": "x = '" + "tombstone" * 150_000 + "!'\n" + "a" + "tombstone" * 90_000 + "z = 1\n",
        "narrow": "session.query(A)." + "by_" * 200_000 + "z(x).all()\n",
        "keywords": "f(" + "expected_" * 100_000 + "x=1)\n",
        "import": "import " + "a." * 900 + "b\nfrom " + "db_" * 200_000 + " import x\nx.y()\n",
        "words": "def f():\n    '''" + "not asynchronous " * 50_000 + "'''\n",
        "url": "requests.get('" + "http://" * 150_000 + "')\n",
        "sql": "conn.execute('" + "select * from " * 100_000 + "')\n",
        "decorator": "@" + "lock_" * 150_000 + "\ndef f(): pass\n",
        "function": "def test_" + "_assert" * 150_000 + "(self): pass\n",
    }.items():
        for place in (HOSTILE, "shop/tests/test_hostile.py"):
            mark = "" if place == HOSTILE else "-test"
            yield Case("patterns", f"{name}{mark}", many({place: text}), (FOUND, UNREAD))


CATEGORIES = (inference, imports, amplified, patterns)
