# ruff: noqa: E501
"""Hostile configuration, reports, baselines and caches: files that the tool reads beside the sources."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from tests.hostile.case import CONTROL, FOUND, UNREAD, USAGE, Build, Case, Lay, many
from tests.hostile.running import command, environment, run

_CFG = "[metadata]\nname = shop\n"
_MENDABLE = (FOUND, USAGE, UNREAD)
"""A broken configuration is the user's to mend, or a file that could not be read."""


def config() -> Iterator[Case]:
    """Configuration and packaging metadata, which come with the tree."""
    escaped = ".".join(['"a\\"b"'] * 36_000)
    for name, text in {
        "dotted-key": ".".join(["a"] * 100_000) + " = 1\n",
        "dotted-header": "[" + ".".join(["a"] * 100_000) + "]\n",
        "dotted-inline": "x = {" + ".".join(["a"] * 100_000) + " = 1}\n",
        "dotted-quoted": ".".join(['"a"'] * 60_000) + " = 1\n",
        "dotted-escaped": f"{escaped} = 1\n",
        "dotted-escaped-header": f"[{escaped}]\n",
        "dotted-literal": ".".join(["'\"'", "a"] * 40_000) + " = 1\n",
        "dotted-behind-a-long-string": 'x = ["""\na""", {' + ".".join(["a"] * 60_000) + ' = 1}] #"\n',
        "dotted-spaces": " . ".join(["a"] * 60_000) + " = 1\n",
        "dotted-values": "a = 1" + ".1" * 100_000 + "\n",
        "arrays": "a = " + "[" * 100_000 + "]" * 100_000 + "\n",
        "tables": "a = " + "{a=" * 50_000 + "1" + "}" * 50_000 + "\n",
        "headers": "".join(f"[a{n}.b.c]\n" for n in range(20_000)),
        "same-header": "[[a]]\n" * 30_000,
        "nested-headers": "".join("[" + ".".join(["a"] * n) + "]\n" for n in range(1, 32)),
        "integer": "a = " + "1" * 100_000 + "\n",
        "hex": "a = 0x" + "f" * 100_000 + "\n",
        "float": "a = 1e" + "9" * 100_000 + "\n",
        "date": "a = 9999-99-99\n",
        "large": "# " + "x" * 300_000 + "\n",
        "huge": "# x\n" * 3_000_000,
        "bytes": "a = '\udcff\udcfe'\n",
        "nul": "a = '\0'\n",
        "open-string": 'a = """' + "x" * 200_000,
        "escape-in-key": '[tool.tenetlint]\n"\\u001b[31m\\n::error::" = 1\n',
        "plugins": "[tool.tenetlint]\nplugins = ['evil']\n",
        "rules": "[tool.tenetlint]\nrules = ['shop/evil.py']\nextend = '../evil.toml'\n",
        "output-outside": "[tool.tenetlint]\noutput-file = '/tmp/x'\n",
        "baseline-outside": "[tool.tenetlint]\nbaseline = '../../etc/passwd'\n",
        "baseline-absolute": "[tool.tenetlint]\nbaseline = '/etc/passwd'\n",
        "baseline-home": "[tool.tenetlint]\nbaseline = '~/x'\n",
        "baseline-device": "[tool.tenetlint]\nbaseline = 'zero'\n",
        "cache-outside": "[tool.tenetlint]\ncache-dir = '/tmp'\n",
        "wrong-types": "[tool.tenetlint]\nselect = 1\nignore = {a=1}\nexclude = [[1]]\nseverity = []\nfail-on = 2\nrequired-version = []\n",
        "no-table": "tool = 3\nproject = [1]\n",
        "table-of-lists": "[[tool.tenetlint]]\na = 1\n[[project]]\nname = 1\n",
        "names": "[project]\nname = {a=1}\nscripts = 'x'\ndependencies = {a=[1]}\nentry-points = [1]\n[project.gui-scripts]\n'a\\nb' = 3\n",
        "patterns": f"[tool.tenetlint]\nexclude = ['{'*a' * 40}', '{'**/' * 200}x', '{'[' * 500}', '{'(a+)+' * 9}$']\n",
        "version": f"[tool.tenetlint]\nrequired-version = '=={'9' * 5000}'\n",
        "version-pattern": f"[tool.tenetlint]\nrequired-version = '>={'1.' * 50000}1'\n",
        "stores": "[[tool.tenetlint.vocabulary.stores]]\nname = '\\u001b[31m'\nimports = ['a']\nschemes = ['(a+)+$']\ndistributions = ['[']\n",
        "clients": "[tool.tenetlint.vocabulary]\nrpc-clients = ['a." + "b." * 5000 + "c']\n",
        "ignores": "[[tool.tenetlint.per-path-ignores]]\npaths = ['"
        + "*" * 500
        + "x']\ncodes = ['TNT302']\nreason = '\\n::error::'\n",
        "coverage": "[tool.coverage.run]\nplugins = ['evil']\nomit = ['"
        + "*a" * 60
        + "']\nsource = [1, {}]\n[tool.coverage.report]\nexclude_lines = ['(a+)+$', '(?P<a', '"
        + "(" * 3000
        + "']\nfail_under = 'x'\n",
        "conflict": "<<<<<<< HEAD\n[project]\n=======\n>>>>>>> x\n",
        "crlf": "[project]\r\nname = 'shop'\r\n",
        "bom": "\ufeff[project]\nname = 'shop'\n",
        "utf-16": "\udcff\udcfe[\0p\0]\0",
        "empty": "",
    }.items():
        yield Case("config", f"toml-{name}", _beside_a_trap({"pyproject.toml": text, "shop/zero": ""}), _MENDABLE)
        if name.startswith(("dotted", "arrays", "integer")):
            yield Case("config", f"own-toml-{name}", many({"tenetlint.toml": text}), (USAGE, FOUND))
    yield from _ini()
    yield from _packaging()


def _ini() -> Iterator[Case]:
    for name, text in {
        "interpolation": "[a]\n"
        + "".join(f"k{n} = {f'%(k{n + 1})s' * 10}\n" for n in range(12))
        + "[metadata]\nname = %(a)s\n",
        "percent": "[metadata]\nname = 100%\n",
        "no-section": "a = 1\n",
        "same-section": "[metadata]\n" * 50_000,
        "same-option": "[metadata]\n" + "name = x\n" * 50_000,
        "long-line": "[metadata]\nname = " + "x" * 900_000 + "\n",
        "continued": "[metadata]\nname =\n" + "  x\n" * 200_000,
        "entry-points": "[entry_points]\nconsole_scripts =\n"
        + "".join(f"  s{n} = shop.m{n}:main [x]\n" for n in range(20_000)),
        "odd-entry-points": "[entry_points]\nconsole_scripts =\n  a\n  = b\n  c = ::\n  d = shop.control:main:x\n  \x1b[31m = ../../x:y\n  e = "
        + "a." * 5000
        + "b:c\n",
        "packages": "[options]\npackages = find:\n[options.packages.find]\nwhere = ../../..\n[files]\npackages =\n  ../../etc\n  /\n",
        "requirements": "[options]\ninstall_requires =\n  a "
        + "; python_version > '3'" * 2000
        + "\n  "
        + "(" * 5000
        + "\n  x @ https://u:secret@h/x.git\n",
        "allow-spaces": "[tenetlint]\nper-path-ignores =\n    a"
        + " " * 900_000
        + "b\nexceptions =\n    a"
        + " " * 500
        + "b\n",
        "allow-codes": "[tenetlint]\nexceptions =\n    " + "TNT1, " * 50_000 + "\n",
        "allow-brackets": "[tenetlint]\nexceptions = TNT302 because " + "(" * 200_000 + "\n",
        "select": "[tenetlint]\nselect = TNT304," + "TNT302," * 50_000 + "\n",
        "near-misses": "[tenetlint]\n" + "".join(f"selec{n} = 1\n" for n in range(3000)),
        "nul": "[metadata]\nname = a\0b\n",
        "bytes": "[metadata]\nname = \udcff\n",
        "interpolated-section": "[%(a)s]\n[${a}]\n[]\n[[a]]\n",
        "separators": "[metadata]\u2028name = x\x85author = \x1c\x0by\n",
    }.items():
        yield Case("config", f"ini-{name}", many({"setup.cfg": text}), _MENDABLE)
    yield Case(
        "config", "tox", many({"tox.ini": "[tenetlint]\nplugins = evil\n[coverage:run]\nplugins = evil\n"}), _MENDABLE
    )
    yield Case(
        "config",
        "coveragerc",
        _beside_a_trap(
            {
                ".coveragerc": "[run]\nplugins = shop.evil\ninclude = "
                + "*a" * 40
                + "\nomit = "
                + "**/" * 400
                + "\n[report]\nexclude_also = (a+)+$\n  ((((\n"
            }
        ),
        _MENDABLE,
    )


def _packaging() -> Iterator[Case]:
    for name, contents in {
        "setup-py": {
            "setup.py": "import setuptools\nsetuptools.setup(name='a' * 10**9, packages=['x'] + [y for y in z], entry_points={'a': f()}, scripts=["
            + "[" * 90
            + "]" * 90
            + "])\n"
        },
        "setup-py-deep": {"setup.py": "setup(name=" + "-" * 3000 + "1, packages=" + "[" * 95 + "]" * 95 + ")\n"},
        "setup-py-sums": {"setup.py": "setup(name=" + "'a' + " * 2500 + "'b')\n"},
        "setup-py-hex": {
            "setup.py": "setup(name=0x" + "f" * 9000 + ", extras_require={0x" + "f" * 9000 + ": ['a']})\n"
        },
        "setup-py-unhashable": {"setup.py": "setup(name={[]: 1}, scripts={{}}, entry_points={'a': {1: []}})\n"},
        "setup-py-star": {"setup.py": "setup(*a, **b)\nsetup(**{'name': 'x'})\n"},
        "requirements-loop": {
            "requirements.txt": "-r requirements.txt\n-r ../../../etc/passwd\n-c a\n--hash=x\n",
            "a": "-r requirements.txt",
        },
        "requirements-secret": {
            "requirements.txt": "https://user:secret@host/x.git\ngit+ssh://u:p@h/x#egg=x\n" + "a" * 100_000 + "\n"
        },
        "requirements-many": {"requirements.txt": "".join(f"p{n}>=1,<2,!=3\n" for n in range(40_000))},
        "requirements-markers": {
            "requirements.txt": "a; "
            + "(" * 2000
            + "python_version>'3'"
            + ")" * 2000
            + "\nb; "
            + "python_version > '3' and " * 3000
            + "os_name == 'x'\n"
        },
        "paste": {
            "etc/api-paste.ini": "[app:x]\npaste.app_factory = "
            + "a." * 20_000
            + "b:c\n[composite:y]\nuse = egg:Paste#urlmap\n/: x\n" * 500
        },
        "egg-info": {
            "shop.egg-info/entry_points.txt": "[console_scripts]\n" + "a = b:c\n" * 20_000,
            "shop.egg-info/PKG-INFO": "Name: \x1b[31m\n" * 20_000,
            "shop.egg-info/SOURCES.txt": "../../etc/passwd\n",
            "shop.egg-info/requires.txt": "[a:b]\nx\n",
        },
        "gitignore": {
            ".gitignore": "(a+)+$\n" + "**/a*" * 60 + "\n" + "*a" * 300 + "b\n[z-a]\n[[:bogus:]]\n\\\n!\n/\n"
        },
        "gitignore-many": {".gitignore": "".join(f"*{n}*{n}*\n" for n in range(5000))},
        "gitignore-everything-else": {"other/.gitignore": "*\n!*/\n", "other/x.py": "x = ("},
        "zuul": {".zuul.yaml": "a: &a [*a, *a]\n", ".stestr.conf": "[DEFAULT]\ntest_path=../../..\n"},
    }.items():
        yield Case("config", name, many(contents), _MENDABLE)


def _beside_a_trap(contents: dict[str, str]) -> Build:
    def build(lay: Lay) -> None:
        for path, text in contents.items():
            lay.put(path, text)
        lay.put("evil.py", lay.snare("evil"))
        lay.put("shop/evil.py", lay.snare("shop-evil"))
        (lay.tree / "zero").unlink(missing_ok=True)
        os.symlink("/dev/zero", lay.tree / "zero")

    return build


_SCHEMA = """
create table coverage_schema (version integer);
create table file (id integer primary key, path text, unique (path));
create table context (id integer primary key, context text, unique (context));
create table line_bits (file_id integer, context_id integer, numbits blob, unique (file_id, context_id));
create table arc (file_id integer, context_id integer, fromno integer, tono integer);
insert into coverage_schema values (7);
insert into file values (1, 'shop/control.py');
insert into line_bits values (1, 1, x'06');
"""
_COUNT = "with recursive r(n) as (select 1 union all select n + 1 from r)"


def coverage() -> Iterator[Case]:
    """Reports that came with the tree, named and found by themselves."""
    for name, statements in {
        "fine": "",
        "null-bits": "update line_bits set numbits = null",
        "text-bits": "update line_bits set numbits = 'x'",
        "large-bits": "update line_bits set numbits = zeroblob(90000000)",
        "long-bits": "update line_bits set numbits = zeroblob(900000)",
        "blob-path": "update file set path = x'ff00'",
        "path-outside": "update file set path = '../../../etc/passwd'",
        "odd-path": "update file set path = 'shop/' || char(27) || '[31m' || char(10) || '::error::x.py'",
        "endless-view": f"drop table file; create view file as {_COUNT} select n as id, 'a' as path from r",
        "trigger": "create trigger t after insert on arc begin delete from file; end",
        "old-schema": "update coverage_schema set version = 1",
        "no-schema": "drop table coverage_schema",
        "many-files": f"insert into file {_COUNT} select n + 1, 'shop/m' || n from r limit 300000",
        "many-arcs": f"insert into arc {_COUNT} select 1, 1, n % 90000, n from r limit 700000",
        "huge-numbers": "insert into arc values (1, 1, 9223372036854775807, -9223372036854775808)",
        "text-number": "insert into arc values (1, 1, 'x', 2)",
    }.items():
        yield _report(f"sqlite-{name}", ".coverage", _database(statements))
    for name, data in {
        "empty": b"",
        "not-a-database": b"SQLite format 3\0" + b"x" * 9000,
        "text": b"!coverage.py: This is a private format, don't read it directly!{}",
        "pickle": b"\x80\x04cos\nsystem\n",
    }.items():
        yield _report(f"sqlite-{name}", ".coverage", _bytes(".coverage", data))
    yield _report("sqlite-fifo", ".coverage", lambda lay: os.mkfifo(lay.tree / ".coverage"))
    yield _report("sqlite-zero", ".coverage", lambda lay: os.symlink("/dev/zero", lay.tree / ".coverage"))
    yield _report("sqlite-folder", ".coverage", lambda lay: (lay.tree / ".coverage").mkdir())
    yield _report("sqlite-journal", ".coverage", _journal)
    declared = '<!DOCTYPE c [<!ENTITY a "aa">]>' + _xml('<line number="7" hits="0"/>')
    yield Case("coverage", "xml-declared", many({"coverage.xml": declared}), (USAGE,), _WITH_XML, control=False)
    yield from _xml_reports()
    yield from _other_reports()


_WITH_XML = ("check", "{tree}", "--format", "json", "--coverage", "{tree}/coverage.xml")


def _report(name: str, path: str, build: Build) -> Case:
    return Case(
        "coverage",
        name,
        build,
        (FOUND, USAGE, UNREAD),
        ("check", "{tree}", "--format", "json", "--coverage", f"{{tree}}/{path}"),
    )


def _database(statements: str) -> Build:
    def build(lay: Lay) -> None:
        with closing(sqlite3.connect(lay.tree / ".coverage")) as made:
            made.executescript(_SCHEMA + statements)

    return build


def _bytes(path: str, data: bytes) -> Build:
    return many({path: data})


def _journal(lay: Lay) -> None:
    _database("")(lay)
    lay.put("victim", "precious")
    name = os.fsencode(lay.tree / "victim")
    magic = bytes.fromhex("d9d505f920a163d7")
    head = magic + b"".join(number.to_bytes(4, "big") for number in (0, 0, 5, 512, 4096))
    tail = name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + magic
    lay.put(".coverage-journal", head.ljust(512, b"\0") + tail)


def _xml_reports() -> Iterator[Case]:
    line = '<line number="7" hits="0"/>'
    for name, text in {
        "fine": _xml(line),
        "laughs": _xml(
            line,
            '<!DOCTYPE c [<!ENTITY a "'
            + "a" * 999
            + '">'
            + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 9}">' for n in range(9))
            + "]>",
        ),
        "quadratic": _xml("&a;" * 9000, '<!DOCTYPE c [<!ENTITY a "' + "a" * 90_000 + '">]>'),
        "external": _xml("&x;", '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "parameter": _xml(line, '<!DOCTYPE c [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'),
        "system": _xml(line, '<!DOCTYPE c SYSTEM "http://localhost:1/x.dtd">'),
        "deep": "<coverage>" + "<a>" * 900_000,
        "attribute": _xml(line, name="a" * 9_000_000),
        "attributes": "<coverage " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/>",
        "bogus-encoding": '<?xml version="1.0" encoding="bogus"?><coverage/>',
        "utf-7": '<?xml version="1.0" encoding="utf-7"?><coverage/>',
        "numbers": _xml(
            "".join(f'<line number="{n}" hits="{n}"/>' for n in ("-1", "1e9", "9" * 5000, "x", "", "2147483648"))
        ),
        "many-lines": _xml(line * 400_000),
        "paths": _xml(line, name="../../../../etc/passwd"),
        "source": _xml(line).replace("<class", "<sources><source>/etc</source><source>\u202e</source></sources><class"),
        "instruction": '<?xml-stylesheet href="file:///etc/passwd"?>' + _xml(line),
        "cdata": _xml("<![CDATA[" + "]]" * 90_000 + "]]>"),
    }.items():
        yield _report(f"xml-{name}", "coverage.xml", many({"coverage.xml": text}))


def _xml(lines: str, head: str = "", name: str = CONTROL) -> str:
    return f'{head}<coverage><packages><package><classes><class filename="{name}"><lines>{lines}</lines></class></classes></package></packages></coverage>'


def _other_reports() -> Iterator[Case]:
    files = {CONTROL: {"executed_lines": [1], "missing_lines": [7]}}
    for name, text in {
        "fine": json.dumps({"meta": {"format": 3}, "files": files}),
        "deep": "[" * 900_000,
        "integer": '{"meta": {"format": ' + "9" * 6000 + "}}",
        "nan": '{"meta": {"format": 3}, "files": {"shop/control.py": {"executed_lines": [NaN, Infinity], "missing_lines": []}}}',
        "surrogates": '{"meta": {"format": 3}, "files": {"\\ud800\\u001b[31m": {"executed_lines": [1], "missing_lines": []}}}',
        "types": '{"meta": [], "files": {"a": 3, "b": {"executed_lines": {"a": 1}, "missing_lines": "x"}}}',
        "lines": json.dumps(
            {
                "meta": {"format": 3},
                "files": {CONTROL: {"executed_lines": [-5, 0, 10**9, 1.5, True], "missing_lines": [7]}},
            }
        ),
        "many": json.dumps(
            {"meta": {"format": 3}, "files": {CONTROL: {"executed_lines": list(range(1_000_000)), "missing_lines": []}}}
        ),
        "same-keys": "{" + '"files": {},' * 100_000 + '"meta": 1}',
        "utf-16": "\udcff\udcfe{\0}\0",
    }.items():
        yield _report(f"json-{name}", "coverage.json", many({"coverage.json": text}))
    for name, text in {
        "fine": f"SF:{CONTROL}\nDA:7,0\nend_of_record\n",
        "no-end": f"SF:{CONTROL}\nDA:7,0\n",
        "numbers": f"SF:{CONTROL}\nDA:{'9' * 9000},1\nDA:-1,x\nBRDA:1,2\nend_of_record\n",
        "path": "SF:/etc/\x1b[31m\nDA:1,1\nend_of_record\n",
        "long": "SF:" + "a" * 9_000_000 + "\nDA:1,1\nend_of_record\n",
        "many": f"SF:{CONTROL}\n" + "DA:7,0\n" * 900_000 + "end_of_record\n",
    }.items():
        yield _report(f"lcov-{name}", "coverage.lcov", many({"coverage.lcov": text}))


_HEAD = "version = 1\n"


def baseline() -> Iterator[Case]:
    """The ratchet's file, which comes with the tree."""
    entry = (
        '[[finding]]\npath = "shop/control.py"\ncode = "TNT302"\nfunction = "wait"\nline = "x"\nfingerprints = ["'
        + "0" * 64
        + '"]\n'
    )
    escaped = ".".join(['"a\\"b"'] * 200_000)
    for name, text in {
        "empty": "",
        "fine": _HEAD + entry,
        "twice": _HEAD + entry * 2,
        "conflict": _HEAD + "<<<<<<< HEAD\n" + entry,
        "dotted": _HEAD + ".".join(["a"] * 200_000) + " = 1\n",
        "dotted-quoted": _HEAD + ".".join(['"a"'] * 200_000) + " = 1\n",
        "dotted-escaped": f"{_HEAD}{escaped} = 1\n",
        "dotted-header": f"{_HEAD}[{escaped}]\n",
        "dotted-inline": f"{_HEAD}x = [{{{escaped} = 1}}]\n",
        "deep": _HEAD + "a = " + "[" * 200_000 + "\n",
        "integer": "version = " + "1" * 9000 + "\n",
        "other-version": "version = 2\n",
        "unknown-key": _HEAD + "x = 1\n",
        "types": _HEAD + "finding = [1, 'a', {}]\n",
        "bytes": _HEAD + "# \udcff\n",
        "escape": _HEAD + entry.replace("wait", "\\u001b[31m\\n::error::"),
        "many": _HEAD + "".join(entry.replace("0" * 64, f"{n:064x}") for n in range(20_000)),
        "large": _HEAD + "# " + "x" * (65 << 20) + "\n",
    }.items():
        yield Case(
            "baseline", name, many({"tenetlint-baseline.toml": text}), (FOUND, USAGE), _AGAINST, slow=name == "large"
        )
    yield Case("baseline", "fifo", lambda lay: os.mkfifo(lay.tree / "tenetlint-baseline.toml"), (USAGE,), _AGAINST)
    yield Case(
        "baseline",
        "zero",
        lambda lay: os.symlink("/dev/zero", lay.tree / "tenetlint-baseline.toml"),
        (USAGE,),
        _AGAINST,
    )
    yield Case(
        "baseline",
        "passwd",
        lambda lay: os.symlink("/etc/passwd", lay.tree / "tenetlint-baseline.toml"),
        (USAGE,),
        _AGAINST,
    )
    yield Case("baseline", "folder", lambda lay: (lay.tree / "tenetlint-baseline.toml").mkdir(), (USAGE,), _AGAINST)
    for name, words in {
        "allow": "# tenet: allow[TNT302] because it is so\n",
        "no-reason": "# tenet: allow[TNT302]\n",
        "unknown": "# tenet: allow[TNT999] why not\n",
        "open": "# tenet: allow[" + "TNT302," * 20_000 + "\n",
        "spaces": "# tenet" + " " * 300_000 + ": allow\n",
        "hashes": "#" * 300_000 + " tenet: x\n",
        "until": "# tenet: allow[TNT302] x (until=99999999999999.9)\n# tenet: allow[TNT302] x (until=9999-99-99)\n",
        "brackets": "# tenet: allow[TNT302] " + "(" * 100_000 + "\n",
        "escape": "# tenet: allow[\x1b[31m] \x9b\u202e ::error::\n".replace("\x1b", "\u200b"),
        "many": "x = 1  # tenet: allow[TNT302] because\n" * 20_000,
        "all": "# tenet: allow[*] everything\n# noqa\n# noqa: *\n# tenet: allow[TNT] all\n",
    }.items():
        yield Case("baseline", f"comment-{name}", many({"shop/hostile.py": f"import time\n{words}x = 1\n"}))


_AGAINST = ("check", "{tree}", "--format", "json", "--baseline", "{tree}/tenetlint-baseline.toml")


def changed_values(lay: Lay) -> None:
    """A cache of an earlier run in which all files are said to hold what an empty one does."""
    home = str(lay.beside / "cache")
    run(command("facts", "rpc", str(lay.tree)), lay.beside, environment(TENETLINT_NO_CACHE="", XDG_CACHE_HOME=home))
    (store,) = (lay.beside / "cache").rglob("store-*.sqlite3")
    with closing(sqlite3.connect(store)) as base, base:
        facts = "substr(value, 17, 1) = CAST('+' AS BLOB)"
        (empty,) = base.execute(f"SELECT substr(value, 17) FROM kept WHERE {facts} ORDER BY length(value)").fetchone()
        base.execute(f"UPDATE kept SET value = CAST(substr(value, 1, 16) || ? AS BLOB) WHERE {facts}", (empty,))


def cache() -> Iterator[Case]:
    """Caches that somebody else prepared."""

    def poisoned(lay: Lay) -> None:
        class Trap:
            def __reduce__(self) -> tuple[object, tuple[str]]:
                return (os.system, (f": > '{lay.traps / 'pickle'}'",))

        data = pickle.dumps(Trap())
        for name in ("facts", "facts.sqlite", "cache.db", "store", "index.json"):
            for folder in (
                lay.beside / "cache" / "tenetlint",
                lay.beside / "cache",
                lay.tree / ".tenetlint_cache",
                lay.tree / ".cache/tenetlint",
            ):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)

    def linked(lay: Lay) -> None:
        (lay.beside / "elsewhere").mkdir()
        os.symlink(lay.beside / "elsewhere", lay.beside / "cache")

    def a_file(lay: Lay) -> None:
        (lay.beside / "cache").write_text("x", encoding="utf-8")

    def open_to_all(lay: Lay) -> None:
        (lay.beside / "cache").mkdir()
        (lay.beside / "cache").chmod(0o777)

    home = {"XDG_CACHE_HOME": "{beside}/cache"}
    for name, build in {"poisoned": poisoned, "link": linked, "file": a_file, "open": open_to_all}.items():
        yield Case("cache", name, build, (FOUND,), environment=home)
    yield Case(
        "cache", "inside-the-tree", poisoned, (FOUND,), environment={"XDG_CACHE_HOME": "{tree}/.cache", "CI": "true"}
    )

    def into_the_tree(lay: Lay) -> None:
        (lay.beside / "cache").mkdir()
        os.symlink(lay.tree / "shop", lay.beside / "cache" / "tenetlint")

    yield Case("cache", "link-into-the-tree", into_the_tree, (FOUND,), environment=home)
    yield Case("cache", "changed-values", changed_values, (FOUND,), environment=home)
    yield Case("cache", "device", many({}), (FOUND,), environment={"XDG_CACHE_HOME": "/dev/full"})
    yield Case("cache", "relative", many({}), (FOUND,), environment={"XDG_CACHE_HOME": "cache"})
    yield Case("cache", "long", many({}), (FOUND,), environment={"XDG_CACHE_HOME": "/" + "a" * 5000})


CATEGORIES = (config, coverage, baseline, cache)
