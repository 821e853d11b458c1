# ruff: noqa: E501
"""Hostile input that no earlier case was like: found by asking what each part of the tool believes of its input."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha1
from pathlib import Path

from tests.hostile.case import CONTROL, FOUND, HOSTILE, KEPT, NOTHING, UNREAD, USAGE, Build, Case, Lay, many, source
from tests.hostile.repositories import committed, git

_SLEEP = "import time\ndef wait():\n    while busy():\n        time.sleep(1)\n"
_LONG = "x" * 1990
_BASE = "ab" * 20


def texts() -> Iterator[Case]:
    """Sources and comments."""
    for name, text in {
        "cookie-behind-spaces": " " * 900_000 + "# coding: utf-8\nx = 1\n",
        "cookies-in-a-row": "#" + " coding" * 250_000 + "\nx = 1\n",
        "until-spaces": "import time\n# tenet: allow[TNT302] x (until=" + " " * 20_000 + "\nx = 1\n",
        "until-spaces-many": "x = 1  # tenet: allow[TNT302] x (until= " + " " * 500 + ".\n" * 1 + ("x = 1  # tenet: allow[TNT302] x (until= " + " " * 500 + ".\n") * 2000,
        "until-brackets": "# tenet: allow[TNT302] x " + "(until=" * 100_000 + "\nx = 1\n",
        "allow-many-in-one": "x = 1  # " + "tenet: allow[TNT302] x # " * 60_000 + "\n",
        "noqa-near-misses": "# " + "#noqa: A1 " * 180_000 + "\nx = 1\n",
        "noqa-near-misses-over-lines": "#noqa: E501 TN\n" * 100_000 + "x = 1\n",
        "noqa-spaces": "# noqa: TNT302" + " , " * 300_000 + "\nx = 1\n",
        "noqa-letters": "# noqa: " + "A" * 900_000 + "TNT302\nx = 1\n",
        "noqa-codes": "x = 1  # noqa: " + "TNT302," * 200_000 + "TNT303\n",
        "noqa-unknown": "".join(f"x = 1  # noqa: TNT9{n:05}\n" for n in range(30_000)),
        "allow-unknown": "".join(f"x = 1  # tenet: allow[TNT9{n:05}] why\n" for n in range(20_000)),
        "allow-before-nothing": "# tenet: allow[TNT302] because\n" * 30_000,
        "allow-decorators": "# tenet: allow[TNT302] because\n@a\n" * 20_000 + "def f(): pass\n",
        "long-names-many": "".join(f"session.query(A).{'_limit' * 330}{n}(x).all()\n" for n in range(900)),
        "long-names-by": "".join(f"db.{'get_by_' * 280}{n}.x(y)\n" for n in range(900)),
        "long-names-calls": "".join(f"conn_{'engine_' * 280}{n}.execute(q)\n" for n in range(900)),
        "long-names-tests": "".join(f"def test_{'check_' * 330}{n}(self): self.{'assert_' * 280}(1)\n" for n in range(450)),
        "long-names-keywords": "".join(f"f({'expected_' * 220}{n}=1)\n" for n in range(900)),
        "long-names-classes": "".join(f"class {'Manager' * 280}{n}({'Driver' * 300}): pass\n" for n in range(450)),
        "chain-of-handles": "class C0:\n    def f(self): self.db.get(c)\n" + "".join(f"class C{n}(C{n - 1}):\n    def f(self):\n        self.db.thing_get(c)\n" for n in range(1, 1500)),
        "grid-of-classes": "class A0: pass\nclass B0: pass\n" + "".join(f"class A{n + 1}(A{n}, B{n}):\n    def f(self): self.db.thing_get(c)\nclass B{n + 1}(A{n}, B{n}):\n    def g(self): self.db.thing_get(c)\n" for n in range(2400)),
        "long-dots": "".join(f"a{n}" + ".b" * 900 + ".call({}, 'm')\n" for n in range(900)),
        "dotted-strings": "".join("f('" + "a." * 990 + f"b{n}')\n" for n in range(900)),
        "returns-of-lines": "x = 1\r" * 600_000,
        "form-feeds": "\f" * 900_000 + "x = 1\n" + "\f\n" * 300_000,
        "continued": "x = 1 + \\\n" * 180_000 + "1\n",
        "one-line-of-statements": "; ".join("requests.get(u)" for _ in range(20_000)) + "\n",
        "docstrings": "".join(f"def f{n}():\n    '''{'# tenet: allow[TNT302] ' * 10}'''\n" for n in range(6000)),
        "types-in-comments": "x = 1  # type: " + "(" * 100_000 + "\n",
        "same-string": "x = ['" + "a.b.c:D" * 200 + "']\n" * 1 + "y = ['mysql://u:p@h/x']\n" * 60_000,
        "ligatures": "\ufb01lter" * 60_000 + " = 1\n",
        "empty-lambdas": "x = [" + "lambda: 0," * 150_000 + "]\n",
        "nested-f-strings": "x = " + "f'{x:{y!r:>{z}}}' " * 30_000 + "\n",
        "byte-strings": "x = b'" + "\\xff" * 400_000 + "'\n",
        "named-escapes": "x = '" + "\\N{BULLET}" * 150_000 + "'\n",
        "docstring-code": "def f():\n    '''\n" + "    asynchronously not " * 60_000 + "'''\n",
        "imaginary": "x = " + "1j+" * 1200 + "1\n",
        "minus-zero-width": "def f():\n    x\u200b = 1\n",
        "ends-in-a-half-surrogate": "x = '\\ud800'\ny = '\\udfff" + "\\ud83d\\ude00" * 1000 + "'\nprint(x)\n",
        "spoken-surrogates": "import requests\nfrom oslo_config import cfg\nopts = [cfg.StrOpt('a\\ud800', default='sqlite:///\\udfff\\x00\\x1b[2J')]\ncfg.CONF.register_opts(opts, '\\udc80')\ndef f(client):\n    client.call({}, '\\ud800\\x07')\n",
    }.items():
        yield source("further", name, text, FOUND, UNREAD)


def second_language() -> Iterator[Case]:
    """Python 2, whose repair reads what no parser took."""
    for name, text in {
        "prints": "print 'a', " * 1 + "x\n" + "print >>f, 'a' % (b, c),\n" * 60_000,
        "print-line": "print " + "a, " * 400_000 + "b\n",
        "print-brackets": "print (" * 90 + "x" + ")" * 90 + ", `y`\n",
        "print-chain": "print >>" * 100_000 + "x\n",
        "backticks-nested": "x = " + "`a + " * 40_000 + "b" + "`" * 40_000 + "\n",
        "backticks-many": "x = `a` + `b`\n" * 90_000,
        "excepts": "try:\n    a\n" + "except A, b:\n    c\n" * 60_000,
        "except-tuples": "try:\n    a\nexcept (" + "A, " * 300_000 + "B), c:\n    d\n",
        "raises": "raise A, 'b', c\n" * 90_000,
        "raise-line": "raise A, " + "b, " * 400_000 + "c\n",
        "execs": "exec a in b, c\n" * 90_000,
        "lambda-tuples": "f = lambda (a, b): a\n" * 60_000,
        "lambda-tuples-nested": "f = " + "lambda (a, (b, c)): " * 20_000 + "a\n",
        "tuple-parameters": "def f(a, (b, (c, d)), e): print a\n" * 30_000,
        "tuple-parameters-deep": "def f(" + "(a, " * 20_000 + "b" + ")" * 20_000 + "): print a\n",
        "octals": "x = [" + "0777, 0L, 0xFFL, " * 90_000 + "]\nprint x\n",
        "raw-unicode": "x = ur'a\\u1234' + ur'''b'''\n" * 60_000 + "print x\n",
        "less-greater": "x = a " + "<> b " * 300_000 + "\nprint x\n",
        "tabs": "".join(f"if a:\n\tb\n        c{n}\n" for n in range(60_000)) + "print x\n",
        "tabs-deep": "".join("\t" * n + "if a:\n" + " " * (8 * n + 8) + "b\n" for n in range(60)) + "print x\n",
        "has-key": "x.has_key(a) and d.iteritems()\n" * 60_000 + "print x\n",
        "open-strings": "x = '''" + "print 'a\n" * 200_000,
        "open-quotes": "print 'a\n" * 200_000,
        "backslashes": "print 'a' \\\n" * 200_000,
        "carriage-returns": "print 'a'\r" * 200_000,
        "brackets-across": "print (\n" * 30_000,
        "closing": "print )\n" * 200_000,
        "async-names": "async = 1\nf(async=True)\nawait = async.await\n" * 60_000 + "print x\n",
        "none-names": "None = 1\nTrue, False = 1, 0\nprint x\n" * 60_000,
        "dicts-of-prints": "d = {" + "'a': lambda: 1, " * 90_000 + "}\nprint d\n",
    }.items():
        yield source("second-language", name, text, FOUND, UNREAD)


def stored() -> Iterator[Case]:
    """What is read beside the sources."""
    files = 600
    includes = "".join(f"-r {n}-requirements.txt\n" for n in range(files))
    crossed = {f"requirements/{n}-requirements.txt": includes for n in range(files)}
    yield Case("further-metadata", "requirements-crossed", many(crossed), (FOUND, UNREAD))
    chain = {f"requirements/{n}-requirements.txt": f"-r {n + 1}-requirements.txt\na{n}\n" for n in range(2500)}
    yield Case("further-metadata", "requirements-chained", many(chain), (FOUND, UNREAD))
    metadata: dict[str, dict[str, str | bytes]] = {
        "requirements-continued": {"requirements.txt": "a \\\n" * 200_000},
        "requirements-dashes": {"requirements.txt": "a" + "-." * 400_000 + "\n" + ("a" + "-._" * 600 + "!\n") * 500},
        "requirements-eggs": {"requirements.txt": ("-e git+https://x" + "#egg=" * 390 + "\n") * 400},
        "requirements-extras": {"requirements.txt": ("a[" + "b," * 900 + "\n") * 400},
        "requirements-markers-open": {"requirements.txt": ("a; extra" + " " * 1900 + "x\n") * 400},
        "requirements-hashes": {"requirements.txt": ("a" + " \t#" * 300_000 + "\n")},
        "requirements-bytes": {"requirements.txt": b"\xff\xfea\0b\0\n\x00\x1a\r\r\n" * 20_000},
        "setup-cfg-bytes": {"setup.cfg": b"\xff[metadata]\nname=\xfe\x00\n\x0b\x0c=\x85\xe2\x80\xa8x\n" * 5000},
        "setup-cfg-sections": {"setup.cfg": "".join(f"[s{n}]\na = b\n" for n in range(60_000))},
        "setup-cfg-options": {"setup.cfg": "[entry_points]\n" + "".join(f"g{n} =\n  a = b:c\n" for n in range(30_000))},
        "setup-cfg-files": {"setup.cfg": "[options]\ninstall_requires = file: " + ", ".join(["../../../etc/passwd", "/dev/zero", "setup.cfg"] * 5000) + "\n"},
        "setup-cfg-scripts": {"setup.cfg": "[files]\nscripts =\n" + "".join(f"  ../../{n}\n  /dev/zero\n  {'a/' * 900}b\n" for n in range(200))},
        "tox-floor": {"tox.ini": "[testenv]\ncommands = " + "coverage report " * 60_000 + "\n" + ("  " + "coverage report " * 120 + "\n") * 400},
        "paste-names": {f"etc/{'a.' * 60}{n}ini.conf-{'b-' * 30}": "[app:x]\nuse = egg:a\n" * 300 for n in range(200)},
        "paste-options": {"etc/api-paste.ini": "[pipeline:x]\npipeline = " + "a " * 400_000 + "\n" + "paste.app_factory = a:b\n" * 30_000},
        "egg-infos": {f"a{n}.egg-info/entry_points.txt": "[console_scripts]\na = shop.control:main\n" for n in range(2000)},
        "egg-info-crossed": {f"a{n}.egg-info/requires.txt": "[a:" + "(" * 5000 + "]\nx\n" * 200 for n in range(50)},
        "packages-many": {"setup.cfg": "[metadata]\nname = shop\n[files]\npackages =\n" + "".join(f"  p{n}\n" for n in range(60_000)), **{f"p{n}/m.py": "x = 1\n" for n in range(300)}},
        "entry-points-long": {"setup.cfg": "[entry_points]\nconsole_scripts =\n  a = " + "a." * 200_000 + "b:c\n" + "".join(f"  s{n} = {'shop.' * 300}control:main\n" for n in range(300))},
        "pyproject-points": {"pyproject.toml": "[project]\nname = 'shop'\n[project.scripts]\n" + "".join(f"s{n} = 'shop.control:main'\n" for n in range(6000))},
        "pyproject-lists": {"pyproject.toml": "[project]\nname = 'shop'\ndependencies = [" + "'a'," * 40_000 + "]\n"},
        "pyproject-keys": {"pyproject.toml": "[project]\nname = 'shop'\n[tool.x]\n" + "".join(f"a.b.c.d.e{n} = 1\n" for n in range(10_000))},
        "pyproject-comments": {"pyproject.toml": "#" * 250_000 + "\n[[" + " " * 5000 + "]]\n"},
        "own-excludes": {"tenetlint.toml": "exclude = [" + ", ".join(f"'{'*a' * 30}{n}*'" for n in range(900)) + "]\n", **{f"shop/{'a' * 200}{n}.py": "x = 1\n" for n in range(300)}},
        "own-per-path": {"tenetlint.toml": "".join(f"[[per-path-ignores]]\npaths = ['**/{'*a' * 20}{n}/**']\ncodes = ['TNT302']\nreason = 'x'\n" for n in range(900))},
        "own-codes": {"tenetlint.toml": "select = [" + ", ".join(f"'TNT9{n}'" for n in range(20_000)) + "]\n"},
        "own-words": {"tenetlint.toml": "[vocabulary]\nrpc-clients = [" + ", ".join(f"'a{n}.b'" for n in range(12_000)) + "]\n"},
        "own-stores": {"tenetlint.toml": "".join(f"[[vocabulary.stores]]\nname = 'a{n}'\nimports = ['b{n}']\nschemes = ['s{n}']\n" for n in range(2500))},
        "stestr": {".stestr.conf": "[DEFAULT]\ntest_path=" + "(a+)+$" * 1000 + "\n", ".testr.conf": b"\xff\0"},
        "coverage-patterns": {".coveragerc": "[report]\nexclude_lines =\n" + "".join(f"  (?:a|b|c{n}).*x+y*\n" for n in range(2000)) + "[run]\nomit =\n" + "".join(f"  */{'*a' * 30}{n}*\n" for n in range(2000)), HOSTILE: ("a" * 150 + " = 1\n") * 8000},
        "coverage-names": {".coveragerc": "[run]\nsource = " + ",".join(["../.."] * 60_000) + "\nomit = \x1b[31m,\u202e,=1+1,<b>\n[report]\nfail_under = 1e999\n"},
    }
    for name, contents in metadata.items():
        yield Case("further-metadata", name, many(contents), (FOUND, USAGE, UNREAD))
    yield from _written_elsewhere()


    stars = {f"shop/m{n}.py": "".join(f"from shop.m{k} import *\n" for k in range(60) if k != n) + f"import shop.m{(n + 1) % 60}\nclass A{n}(shop.m{(n + 1) % 60}.Gone):\n    def f(self): self.db.thing_get(c)\n" for n in range(60)}
    yield Case("further-joins", "stars-for-a-base-that-is-gone", many(stars), (FOUND, UNREAD))
    layer = {f"shop/db/m{n}.py": "import sqlalchemy\nfrom oslo_db import api\nIMPL = api.DBAPI()\n" + "".join(f"from shop.db.m{k} import *\n" for k in range(40)) + f"def thing_get{n}(context):\n    return context.session.query(A).all()\n" for n in range(40)}
    use = {"shop/db/__init__.py": "", "shop/use.py": "".join(f"from shop.db import m{n}\ndef f{n}(c): m{n}.thing_gone(c)\n" for n in range(40))}
    yield Case("further-joins", "stars-in-the-database-layer", many({**layer, **use}), (FOUND, UNREAD))
    packed = {f"shop/m{n}.py": f"from shop import *\nimport shop\nclass C{n}(shop.C{(n + 1) % 1200}):\n    def f(self): self.db.thing_get(c)\n" for n in range(1200)}
    packed["shop/__init__.py"] = "".join(f"from shop.m{n} import *\n" for n in range(1200))
    yield Case("further-joins", "stars-in-a-package", many(packed), (FOUND, UNREAD))


def _written_elsewhere() -> Iterator[Case]:
    ignore = {".gitignore": "\n".join(["*a" * 30 + "b", "**/a*/**/" * 12 + "b", "a**b**" * 40, "[!" + "a" * 5000 + "]"] * 60)}
    deep = {f"shop/{'a' * 120}/{'a' * 120}/{'a' * 100}{n}.py": "x = 1\n" for n in range(200)}
    yield Case("further-metadata", "gitignore-in-a-repository", _in_git(many({**ignore, **deep})), (FOUND, UNREAD))
    yield Case("further-metadata", "gitignore-without", many({**ignore, **deep}), (FOUND, UNREAD))
    nested = {f"shop/d{n}/.gitignore": "*.pyc\n" * 900 for n in range(300)} | {f"shop/d{n}/x.py": "x = 1\n" for n in range(300)}
    yield Case("further-metadata", "gitignores-in-folders", many(nested), (FOUND, UNREAD))


def _in_git(build: Build) -> Build:
    def made(lay: Lay) -> None:
        committed(lay)
        build(lay)

    return made


def reports() -> Iterator[Case]:
    """Coverage reports that are lawful and heavy, or broken where nobody looks."""
    deep = {"/".join(["shop", *["d"] * 180, f"m{n}.py"]): "x = 1\n" for n in range(900)}
    names = "".join(f"SF:/elsewhere/{'d/' * 900}m{n}.py\nDA:1,1\nend_of_record\n" for n in range(900))
    yield _report("lcov-deep-names", many({**deep, "coverage.lcov": names + _LCOV}), "coverage.lcov")
    same = {f"shop/p{n}/views.py": "x = 1\n" for n in range(1500)}
    alike = "".join(f"SF:/elsewhere/q{n}/views.py\nDA:1,1\nend_of_record\n" for n in range(3000))
    yield _report("lcov-same-last-name", many({**same, "coverage.lcov": alike + _LCOV}), "coverage.lcov")
    for name, text in {
        "records": "".join(f"SF:a{n}.py\nDA:1,1\nend_of_record\n" for n in range(190_000)) + _LCOV,
        "branches": f"SF:{CONTROL}\n" + "BRDA:7,0,0,1\n" * 1_500_000 + "end_of_record\n",
        "empty-records": _LCOV + "end_of_record\n" * 900_000,
        "nuls": "TN:\n" + "\0" * 900_000 + _LCOV,
        "separators": _LCOV.replace("\n", "\r"),
        "unicode-digits": f"SF:{CONTROL}\nDA:\u0667,\u0661\nend_of_record\n",
        "signs": f"SF:{CONTROL}\nDA:+7,-0\nDA:--7,1\nend_of_record\n",
    }.items():
        yield _report(f"lcov-{name}", many({"coverage.lcov": text}), "coverage.lcov")
    line = '<line number="7" hits="0"/>'
    documents: dict[str, str | bytes] = {
        "utf-16": _xml(line).encode("utf-16"),
        "utf-16-lies": b'<?xml version="1.0" encoding="utf-16"?>' + _xml(line).encode(),
        "spaces": _xml(" " * 20_000_000 + line),
        "comments": _xml("<!--" + "a" * 9_000_000 + "-->" + line),
        "names": _xml(f"<{'a' * 900_000}/>" * 20 + line),
        "spaces-of-names": _xml('<a xmlns="x:y" b:c="d"/>' * 100_000 + line),
        "conditions": _xml(f'<line number="7" hits="0" branch="true" condition-coverage="{" " * 300_000}50% (1/2)x"/>' * 20),
        "many-files": "<coverage><packages><package><classes>" + "".join(f'<class filename="a{n}.py"><lines>{line}</lines></class>' for n in range(150_000)) + f'<class filename="{CONTROL}"><lines>{line}</lines></class></classes></package></packages></coverage>',
        "sources": _xml(line).replace("<class", "<sources>" + "<source>/a</source>" * 5000 + "</sources><class", 1),
        "sources-times-files": "<coverage><sources>" + "".join(f"<source>/a{n}</source>" for n in range(2000)) + "</sources><packages><package><classes>" + "".join(f'<class filename="b{n}.py"><lines>{line}</lines></class>' for n in range(2000)) + f'<class filename="{CONTROL}"><lines>{line}</lines></class></classes></package></packages></coverage>',
        "two-roots": _xml(line) * 2,
        "nothing-closed": "<coverage><packages><package><classes><class filename='shop/control.py'><lines>" + line * 1000,
    }
    for name, document in documents.items():
        yield _report(f"xml-{name}", many({"coverage.xml": document}), "coverage.xml")
    files = {CONTROL: {"executed_lines": [1], "missing_lines": [7]}}
    objects: dict[str, str | bytes] = {
        "bom": "\ufeff" + json.dumps({"meta": {"format": 3}, "files": files}),
        "utf-32": json.dumps({"meta": {"format": 3}, "files": files}).encode("utf-32"),
        "many-files": json.dumps({"meta": {"format": 3}, "files": {**files, **{f"a{n}.py": files[CONTROL] for n in range(150_000)}}}),
        "numbers": '{"meta": {"format": 3}, "files": {"shop/control.py": {"executed_lines": [' + "1e5000," * 90_000 + '1], "missing_lines": [-0.0, 1e400]}}}',
        "objects": '{"meta": {"format": 3}, "files": {' + '"a": {"a": {"a": {}}},' * 150_000 + '"b": {}}}',
        "deep-later": '{"meta": {"format": 3}, "files": {"a": ' + '{"a": ' * 90_000 + "1" + "}" * 90_001 + "}",
        "escapes": '{"meta": {"format": 3}, "files": {"' + "\\u0000" * 900_000 + '": {}}}',
        "branches": json.dumps({"meta": {"format": 3, "branch_coverage": True}, "files": {CONTROL: {"executed_lines": [1], "missing_lines": [7], "executed_branches": [[1, -1]] * 200_000, "missing_branches": [[1], "x", None, [1, 2, 3], [True, 1e99]]}}}),
    }
    for name, made in objects.items():
        yield _report(f"json-{name}", many({"coverage.json": made}), "coverage.json")
    yield from _databases()


_LCOV = f"SF:{CONTROL}\nDA:7,0\nDA:8,1\nend_of_record\n"


def _xml(lines: str) -> str:
    return f'<coverage><packages><package><classes><class filename="{CONTROL}"><lines>{lines}</lines></class></classes></package></packages></coverage>'


def _report(name: str, build: Build, path: str) -> Case:
    words = ("check", "{tree}", "--format", "json", "--coverage", f"{{tree}}/{path}")
    return Case("further-coverage", name, build, (FOUND, USAGE, UNREAD), words)


_TABLES = """
create table coverage_schema (version integer);
create table file (id integer primary key, path text);
create table context (id integer primary key, context text);
create table line_bits (file_id integer, context_id integer, numbits blob);
create table arc (file_id integer, context_id integer, fromno integer, tono integer);
insert into coverage_schema values (7);
insert into file values (1, 'shop/control.py');
insert into line_bits values (1, 1, x'06');
"""


def _databases() -> Iterator[Case]:
    for name, statements in {
        "generated": "drop table file; create table file (id integer primary key, path text generated always as (printf('%.*c', 900000, 'a')));insert into file (id) values (1), (2);",
        "index-of-functions": "create index i on file (hex(zeroblob(900)));",
        "utf-16": "pragma encoding = 'UTF-16be';",
        "without-row-ids": "drop table line_bits; create table line_bits (file_id integer primary key, context_id, numbits) without rowid; insert into line_bits values (1, 1, x'06');",
        "virtual": "create virtual table arcs using fts5(a);",
        "many-bits": "insert into line_bits with recursive r(n) as (select 1 union all select n + 1 from r limit 300000) select 1, n, x'ffff' from r;",
        "many-contexts": "insert into context with recursive r(n) as (select 2 union all select n + 1 from r limit 300000) select n, 'c' || n from r;",
        "long-paths": "insert into file with recursive r(n) as (select 2 union all select n + 1 from r limit 60) select n, printf('%.*c', 900000, 'a') from r;",
        "deep-paths": "insert into file with recursive r(n) as (select 2 union all select n + 1 from r limit 3000) select n, replace(printf('%.*c', 1900, 'a'), 'a', 'a/') || n from r;",
        "negative": "insert into file values (-1, ''), (0, '.'), (9, '/'); insert into line_bits values (-1, -1, x'ff'), (999, 1, x'ff');",
        "odd-types": "insert into file values (7, 7), (8, 1.5), (10, null), (11, x''); insert into coverage_schema values ('x');",
        "wal": "pragma journal_mode = wal;",
    }.items():
        yield _report(f"sqlite-{name}", _database(statements), ".coverage")
    for place in (16, 18, 28, 32, 40, 44, 56, 68, 96, 100, 103, 105, 4100, 8200):
        yield _report(f"sqlite-damaged-at-{place}", _damaged(place), ".coverage")
    yield _report("sqlite-cut", _cut, ".coverage")
    yield _report("sqlite-link-out", _outside, ".coverage")


def _database(statements: str) -> Build:
    def build(lay: Lay) -> None:
        with closing(sqlite3.connect(lay.tree / ".coverage")) as made:
            if statements.startswith("pragma"):
                made.executescript(statements)
            made.executescript(_TABLES)
            if not statements.startswith("pragma"):
                made.executescript(statements)

    return build


def _damaged(place: int) -> Build:
    def build(lay: Lay) -> None:
        _database("")(lay)
        path = lay.tree / ".coverage"
        data = bytearray(path.read_bytes())
        data[place : place + 3] = b"\xff\xff\xff"
        path.write_bytes(data)

    return build


def _cut(lay: Lay) -> None:
    _database("")(lay)
    path = lay.tree / ".coverage"
    path.write_bytes(path.read_bytes()[:5000])


def _outside(lay: Lay) -> None:
    _database("")(lay)
    (lay.tree / ".coverage").rename(lay.beside / "out")
    os.symlink(lay.beside / "out", lay.tree / ".coverage")


def histories() -> Iterator[Case]:
    """Repositories whose parts are no plain files, or bombs."""
    for name in ("config", "HEAD", "index", "packed-refs", "shallow", "info/exclude", "info/grafts", "info/attributes", "objects/info/alternates", "refs/heads/main", "commondir", "config.worktree"):
        for words in ((), _DIFF):
            yield Case("further-git", f"fifo-{name.replace('/', '-')}{'-diff' if words else ''}", _pipe(name), (FOUND, UNREAD, USAGE), words, control=not words)
    for name in ("config", "HEAD", "index", "packed-refs", "info/exclude", "objects/info/alternates"):
        yield Case("further-git", f"zero-{name.replace('/', '-')}", _zero(name), (FOUND, UNREAD, USAGE))
    yield Case("further-git", "object-is-a-fifo", _object_pipe, (FOUND, USAGE, KEPT), _DIFF, control=False)
    yield Case("further-git", "object-bomb", _bomb, (FOUND, USAGE, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "object-lies", _lies, (FOUND, USAGE, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "tree-of-itself", _tree_loop, (FOUND, USAGE, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "tree-of-odd-names", _tree_names, (FOUND, USAGE, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "deep-references", _deep_references, (FOUND, UNREAD, USAGE))
    yield Case("further-git", "many-references", _many_references, (USAGE,), ("check", "{tree}", "--diff", "nowhere"), control=False)
    yield Case("further-git", "renamed-all", _renamed, (FOUND, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "renamed-and-edited", _renamed_and_edited, (FOUND, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "shuffled-lines", _shuffled, (FOUND, KEPT, UNREAD), _DIFF, control=False)
    yield Case("further-git", "alternates", _alternates, (FOUND, UNREAD, USAGE), _DIFF, control=False)
    yield Case("further-git", "git-is-a-link", _git_link, (FOUND, UNREAD, USAGE))
    yield Case("further-git", "git-is-a-fifo", lambda lay: os.mkfifo(lay.tree / ".git"), (FOUND, UNREAD, USAGE))
    yield Case("further-git", "nested-repositories", _nested, (FOUND, UNREAD))
    yield Case("further-git", "history-odd", committed, (FOUND, USAGE, KEPT, UNREAD), ("history", "--path", "{tree}", "--format", "json", "HEAD~1", "HEAD", "--", "-x"), control=False)
    yield Case("further-git", "history", committed, (FOUND, USAGE, KEPT, UNREAD), ("history", "--path", "{tree}", "--format", "json", "HEAD~1", "HEAD"), control=False)


_DIFF = ("check", "{tree}", "--diff", "HEAD~1", "--format", "json")


def _pipe(name: str) -> Build:
    def build(lay: Lay) -> None:
        committed(lay)
        path = lay.tree / ".git" / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)

    return build


def _zero(name: str) -> Build:
    def build(lay: Lay) -> None:
        committed(lay)
        path = lay.tree / ".git" / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.symlink("/dev/zero", path)

    return build


def _object(lay: Lay, kind: str, data: bytes, path: Path | None = None) -> str:
    """Write a loose object; its name."""
    whole = b"%s %d\0" % (kind.encode(), len(data)) + data
    name = sha1(whole).hexdigest()
    target = path or lay.tree / ".git/objects" / name[:2] / name[2:]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.write_bytes(zlib.compress(whole, 1))
    return name


def _control_object(lay: Lay) -> Path:
    """Where the honest file lies as it was at first."""
    name = sha1(b"blob 6\0x = 1\n").hexdigest()
    return lay.tree / ".git/objects" / name[:2] / name[2:]


def _object_pipe(lay: Lay) -> None:
    committed(lay)
    path = _control_object(lay)
    path.unlink()
    os.mkfifo(path)


def _bomb(lay: Lay) -> None:
    committed(lay)
    path = _control_object(lay)
    path.unlink()
    size = 1 << 29
    squeezed = zlib.compressobj(9)
    with open(path, "wb") as file:
        file.write(squeezed.compress(b"blob %d\0" % size))
        block = bytes(1 << 24)
        for _ in range(size >> 24):
            file.write(squeezed.compress(block))
        file.write(squeezed.flush())


def _lies(lay: Lay) -> None:
    committed(lay)
    path = _control_object(lay)
    path.unlink()
    path.write_bytes(zlib.compress(b"blob 99999999999999\0x = 1\n"))


def _commit_of(lay: Lay, tree: str) -> None:
    """Make a commit of a tree the parent of what lies there."""
    words = f"tree {tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n".encode()
    first = _object(lay, "commit", words)
    git(lay, "update-ref", "refs/heads/main", first)
    git(lay, "commit", "-q", "--allow-empty", "-m", "two")


def _tree_loop(lay: Lay) -> None:
    """Forty trees, each of which holds the next one twice."""
    committed(lay)
    blob = _object(lay, "blob", b"x = 1\n")
    inner = _object(lay, "tree", b"100644 a.py\0" + bytes.fromhex(blob))
    for _ in range(40):
        inner = _object(lay, "tree", b"".join(b"40000 %s\0" % name + bytes.fromhex(inner) for name in (b"a", b"b")))
    _commit_of(lay, inner)


def _tree_names(lay: Lay) -> None:
    committed(lay)
    blob = bytes.fromhex(_object(lay, "blob", b"x = 1\n"))
    names = sorted([b"..", b".", b".git", b"../../x.py", b"/etc/x.py", b"a\nb.py", b"\xff.py", b"x" * 9000 + b".py", b"shop/control.py"])
    _commit_of(lay, _object(lay, "tree", b"".join(b"100644 " + name + b"\0" + blob for name in names)))


def _deep_references(lay: Lay) -> None:
    committed(lay)
    here = os.open(lay.tree / ".git/refs/heads", os.O_RDONLY)
    for _ in range(1300):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def _many_references(lay: Lay) -> None:
    committed(lay)
    head = (lay.tree / ".git/refs/heads/main").read_text(encoding="ascii").strip()
    lines = "".join(f"{head} refs/tags/{'nowher' * 30}{n:06}\n" for n in range(30_000))
    (lay.tree / ".git/packed-refs").write_text(lines, encoding="ascii")


def _renamed(lay: Lay) -> None:
    for number in range(4000):
        lay.put(f"shop/old/m{number}.py", f"x = {number}\n")
    committed(lay)
    (lay.tree / "shop/old").rename(lay.tree / "shop/new")


def _renamed_and_edited(lay: Lay) -> None:
    for number in range(2500):
        lay.put(f"shop/old{number}/x.py", f"a = {number}\n" + "b = 1\n" * 30)
    committed(lay)
    for number in range(2500):
        (lay.tree / f"shop/old{number}").rename(lay.tree / f"shop/new{number}")
        lay.put(f"shop/new{number}/x.py", f"a = {number}{number}\n" + "b = 1\n" * 30)


def _shuffled(lay: Lay) -> None:
    for number in range(40):
        lay.put(f"shop/s{number}.py", "".join(f"x{n % 97} = {n % 89}\n" for n in range(4900)))
    committed(lay)
    for number in range(40):
        lay.put(f"shop/s{number}.py", "y = 0\n" + "".join(f"x{n % 97} = {n % 89}\n" for n in reversed(range(4900))))


def _alternates(lay: Lay) -> None:
    committed(lay)
    lay.put(".git/objects/info/alternates", "/dev/zero\n../../../../etc\n\x1b[31m\n" + f"{lay.tree}/.git/objects\n" * 2000)


def _git_link(lay: Lay) -> None:
    committed(lay)
    (lay.tree / ".git").rename(lay.beside / "elsewhere.git")
    os.symlink(lay.beside / "elsewhere.git", lay.tree / ".git")


def _nested(lay: Lay) -> None:
    committed(lay)
    for number in range(60):
        lay.put(f"shop/r{number}/.git/HEAD", "ref: refs/heads/main\n")
        lay.put(f"shop/r{number}/.git/config", f"[core]\n\tfsmonitor = {lay.script('nested')}\n")
        (lay.tree / f"shop/r{number}/.git/objects").mkdir()
        (lay.tree / f"shop/r{number}/.git/refs").mkdir()
        lay.put(f"shop/r{number}/x.py", "x = 1\n")


def kept() -> Iterator[Case]:
    """Caches."""
    home = {"XDG_CACHE_HOME": "{beside}/cache"}
    for name, build in {
        "store-is-a-fifo": _in_cache(lambda path: os.mkfifo(path)),
        "store-is-a-folder": _in_cache(lambda path: path.mkdir()),
        "store-is-a-link": _in_cache(lambda path: os.symlink("/etc/passwd", path)),
        "store-is-a-socket": _in_cache(_socket),
        "store-is-endless": _in_cache(lambda path: os.symlink("/dev/zero", path)),
        "store-of-views": _in_cache(_views),
        "store-of-triggers": _in_cache(_triggers),
        "store-is-large": _in_cache(lambda path: os.truncate(_touched(path), 3 << 30)),
        "store-is-text": _in_cache(lambda path: path.write_text("x" * 5000, encoding="utf-8")),
        "answers-is-a-file": _answers(lambda path: path.write_text("x", encoding="utf-8")),
        "answers-is-a-link": _answers(lambda path: os.symlink("/etc", path)),
        "answers-is-a-fifo": _answers(lambda path: os.mkfifo(path)),
    }.items():
        yield Case("further-cache", name, build, (FOUND,), environment=home)


def _touched(path: Path) -> Path:
    path.touch()
    return path


def _in_cache(make: Callable[[Path], object], name: str = "store-1.sqlite3") -> Build:
    def build(lay: Lay) -> None:
        folder = lay.beside / "cache" / "tenetlint"
        folder.mkdir(parents=True, mode=0o700)
        make(folder / name)

    return build


def _answers(make: Callable[[Path], object]) -> Build:
    return _in_cache(make, "answers")


def _socket(path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
        os.close(here)


_COUNT = "with recursive r(n) as (select 1 union all select n + 1 from r) select n as number, x'00' as key, x'00' as value from r"


def _views(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.executescript(f"create view kept as {_COUNT};")


def _triggers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "create table kept (number integer primary key, key blob unique, value blob) strict;"
            f"create trigger t after insert on kept begin insert into kept (key, value) select key, value from ({_COUNT}); end;"
        )


def words() -> Iterator[Case]:
    """Command lines and places."""
    for name, (path, arguments) in {
        "dash": ("-rf.py", ("check", "--format", "json", "--", "-rf.py")),
        "dash-plain": ("-rf.py", ("check", "-rf.py")),
        "at": ("@x.py", ("check", "@x.py", "--format", "json")),
        "newline": ("a\n::error::b.py", ("check", "a\n::error::b.py", "--format", "json")),
        "bytes": ("a\udcff.py", ("check", "a\udcff.py", "--format", "json")),
        "dots": ("x.py", ("check", "shop/../x.py", "./././x.py", "--format", "json")),
        "slashes": ("x.py", ("check", "///" + "/" * 3000 + "{tree}", "--format", "json")),
        "twice": ("x.py", ("check", *(["x.py"] * 5000), "--format", "json")),
        "outside": ("x.py", ("check", "..", "--format", "json")),
        "proc": ("x.py", ("check", "/proc/self/fd", "--format", "json")),
        "own-folder": ("x.py", ("check", "/proc/self/cwd", "--format", "json")),
        "null-format": ("x.py", ("check", "--format", "")),
        "output-is-the-input": ("x.py", ("check", "x.py", "--output-file", "{beside}/x:json", "--output-file", "{beside}/x:csv")),
        "output-many": ("x.py", ("check", "x.py", *(word for n in range(300) for word in ("--output-file", f"{{beside}}/o{n}:json")))),
        "select-long": ("x.py", ("check", "x.py", "--select", "T" * 100_000)),
        "select-many": ("x.py", ("check", "x.py", *(word for n in range(2000) for word in ("--select", f"TNT9{n}")))),
        "coverage-of-itself": ("x.py", ("check", "x.py", "--coverage", "x.py")),
        "coverage-folder": ("x.py", ("check", "x.py", "--coverage", "..")),
        "coverage-stdin": ("x.py", ("check", "x.py", "--coverage", "/dev/stdin")),
        "baseline-proc": ("x.py", ("check", "x.py", "--baseline", "/proc/self/mem")),
        "diff-of-a-folder": ("x.py", ("check", "x.py", "--diff-file", "shop")),
        "diff-of-zero": ("x.py", ("check", "x.py", "--diff-file", "/dev/zero")),
        "diff-of-stdin": ("x.py", ("check", "--diff-file", "-")),
        "jobs": ("x.py", ("check", "x.py", "--jobs", "9" * 400)),
        "cache-in-nowhere": ("x.py", ("check", "x.py", "--format", "json", "--cache-dir", "/proc/x")),
        "cache-is-the-tree": ("x.py", ("check", "x.py", "--format", "json", "--no-cache")),
        "explain-odd": ("x.py", ("explain", "\u202e\x1b[31m`*" + "a" * 9000)),
        "score-odd": ("x.py", ("score", "{tree}", "{tree}", "{tree}", "--format", "json")),
        "score-tenet": ("x.py", ("score", "{tree}", "--explain", "\x1b[31m")),
        "rules-odd": ("x.py", ("rules", "--format", "\x1b[31m")),
    }.items():
        yield Case("further-cli", name, many({path: _SLEEP}), (KEPT, FOUND, USAGE, NOTHING, UNREAD), arguments, control=False, folder="{tree}")
    for command in (
        ("score", "{tree}", "--format", "html"), ("score", "{tree}", "--format", "markdown"), ("score", "{tree}", "--format", "csv"),
        ("score", "{tree}", "--format", "junit"), ("score", "{tree}", "--format", "badge-svg"), ("score", "{tree}", "--explain", "3"),
        ("facts", "rpc", "{tree}"), ("facts", "rpc", "{tree}", "--callers"), ("facts", "database", "{tree}"), ("facts", "components", "{tree}"),
        ("suppressions", "{tree}"), ("config", "show", "{tree}"), ("check", "{tree}", "--show-files"), ("check", "{tree}", "--format", "full"),
        ("baseline", "write", "{tree}", "--baseline", "{beside}/b.toml"),
    ):  # fmt: skip
        name = "-".join(word for word in command if "{" not in word).replace("--", "")
        yield Case("further-speech", name, _spoken, (KEPT, FOUND, UNREAD), command, control=False)


def _spoken(lay: Lay) -> None:
    """Every word that may be shown, hostile."""
    bad = "\\x1b[31m\\n::error::x[/red]<script>|`=1+1\\u202e]]>##vso[task.x]y\\udc80"
    raw = "=1+1<script>\x1b[31m\u202e[/red]"
    lay.put("shop/hostile.py", f"""\
import requests, time
import oslo_messaging
from oslo_config import cfg
opts = [cfg.StrOpt('{bad}', default='sqlite:///{bad}', help='{bad}'), cfg.IntOpt('{bad}_workers', default=1)]
cfg.CONF.register_opts(opts, group='{bad}')
client = oslo_messaging.RPCClient(t, oslo_messaging.Target(topic='{bad}', version='{bad}'))
class A(Base):
    __tablename__ = '{bad}'
    x = sa.Column(sa.Integer, sa.ForeignKey('{bad}.x'))
    @lockutils.synchronized('{bad}')
    def f(self, items):
        '''{bad}'''
        for each in items:
            client.prepare(topic='{bad}').call({{}}, '{bad}')
            requests.get('{bad}')
            session.execute('select {bad}')
            db.thing_get(each)
        while x == '{bad}':
            time.sleep(1)  # tenet: allow[TNT302] {raw[:9]} (until=2099-01-01)
        driver = importutils.import_object('{bad}', '{bad}')
""")  # fmt: skip
    lay.put("setup.cfg", f"[metadata]\nname = shop{raw}\n[entry_points]\nconsole_scripts =\n    {raw[:4]}x{raw[5:]} = shop.control:main\nshop.{raw[4:]}.drivers =\n    {raw} = shop.hostile:A\n")
    lay.put(f"shop/{raw.replace('/', '')}/x\n::error::y.py", "import time\ndef w():\n    while b():\n        time.sleep(1)\n")
    lay.put("requirements.txt", f"https://user:secret@host/x.git#egg=a\n{raw}\n")
    lay.put("tenetlint.toml", "[[per-path-ignores]]\npaths = ['shop/x*']\ncodes = ['TNT302']\nreason = '=1+1<script>\\u001b[31m\\u202e|`'\n")


CATEGORIES = (texts, second_language, stored, reports, histories, kept, words)
