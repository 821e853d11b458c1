"""Hostile file systems: what is no file, what leads elsewhere, what has an odd name."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

from tests.hostile.case import FOUND, HOSTILE, NOTHING, UNREAD, USAGE, Build, Case, Lay, link, many

_SLEEP = "import time\ndef wait():\n    while busy():\n        time.sleep(1)\n"


def filesystem() -> Iterator[Case]:
    """What stands where a file should."""
    yield Case("filesystem", "fifo", _fifo(HOSTILE), (FOUND, UNREAD))
    yield Case("filesystem", "socket", _socket, (FOUND, UNREAD))
    for name in (
        "setup.cfg",
        "pyproject.toml",
        "tox.ini",
        "setup.py",
        "requirements.txt",
        ".gitignore",
        "tenetlint.toml",
        ".coveragerc",
    ):
        yield Case("filesystem", f"fifo-{name}", _fifo(name), (FOUND, UNREAD, USAGE))
        yield Case("filesystem", f"folder-{name}", _folder(name), (FOUND, UNREAD, USAGE))
        yield Case("filesystem", f"link-out-{name}", _over(name, "/etc/passwd"), (FOUND, UNREAD, USAGE))
        yield Case("filesystem", f"zero-{name}", _over(name, "/dev/zero"), (FOUND, UNREAD, USAGE))
    for name, target in {
        "zero": "/dev/zero",
        "stdin": "/dev/stdin",
        "tty": "/dev/tty",
        "full": "/dev/full",
        "random": "/dev/urandom",
        "passwd": "/etc/passwd",
        "proc": "/proc/self/mem",
        "environ": "/proc/self/environ",
        "dangling": "nowhere.py",
        "itself": "hostile.py",
        "absolute-loop": "../shop/hostile.py",
    }.items():
        yield Case("filesystem", f"link-{name}", link(target), (FOUND, UNREAD))
    yield Case("filesystem", "link-to-control", link("control.py"))
    yield Case("filesystem", "link-to-parent", link("..", "shop/up"))
    yield Case("filesystem", "link-to-root", link("/", "shop/root"))
    yield Case("filesystem", "link-to-beside", link("{beside}", "shop/out"))
    yield Case("filesystem", "link-to-a-source-outside", _outside, (UNREAD,))
    yield Case("filesystem", "fifo-for-a-setting", _fifo("setup.cfg"), (UNREAD,))
    yield Case("filesystem", "links-in-a-circle", _circle, (FOUND, UNREAD))
    yield Case("filesystem", "long-chain-of-links", _chain, (FOUND, UNREAD))
    yield Case("filesystem", "folder-as-source", _folder("shop/hostile.py"))
    yield Case("filesystem", "deep", _deep, (FOUND, UNREAD))
    yield Case("filesystem", "deep-with-sources", _deep_sources, (FOUND, UNREAD))
    yield Case("filesystem", "many-files", many({f"shop/m{n}.py": f"x = {n}\n" for n in range(3000)}), slow=True)
    yield Case("filesystem", "many-folders", many({f"shop/d{n}/__init__.py": "" for n in range(800)}))
    yield Case("filesystem", "empty-folder", _folder("shop/empty"))
    yield Case("filesystem", "closed-file", _closed(HOSTILE, 0), (FOUND, UNREAD))
    yield Case("filesystem", "closed-folder", _closed("shop/closed/x.py", 0, folder=True), (FOUND, UNREAD))
    yield Case("filesystem", "no-such-path", many({}), (USAGE,), ("check", "{tree}/nowhere"), control=False)
    yield Case(
        "filesystem",
        "a-fifo-named",
        _fifo(HOSTILE),
        (USAGE, UNREAD, NOTHING),
        ("check", "{tree}/" + HOSTILE),
        control=False,
    )
    yield Case("filesystem", "device-named", many({}), (USAGE, UNREAD, NOTHING), ("check", "/dev/zero"), control=False)
    yield Case(
        "filesystem", "folder-without-source", _folder("void"), (NOTHING,), ("check", "{tree}/void"), control=False
    )
    yield Case("filesystem", "virtual-environment", many({"env/pyvenv.cfg": "", "env/lib/x.py": _SLEEP}))


def _outside(lay: Lay) -> None:
    (lay.beside / "outside.py").write_text(_SLEEP, encoding="utf-8")
    os.symlink(lay.beside / "outside.py", lay.tree / HOSTILE)


def _fifo(path: str) -> Build:
    def build(lay: Lay) -> None:
        (lay.tree / path).unlink(missing_ok=True)
        os.mkfifo(lay.tree / path)

    return build


def _socket(lay: Lay) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(".", os.O_RDONLY)
        os.chdir(lay.tree / "shop")
        try:
            made.bind("hostile.py")
        finally:
            os.chdir(here)
            os.close(here)


def _folder(path: str) -> Build:
    def build(lay: Lay) -> None:
        (lay.tree / path).unlink(missing_ok=True)
        (lay.tree / path).mkdir(parents=True)

    return build


def _over(path: str, target: str) -> Build:
    def build(lay: Lay) -> None:
        (lay.tree / path).unlink(missing_ok=True)
        os.symlink(target, lay.tree / path)

    return build


def _circle(lay: Lay) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        os.symlink(f"{other}.py", lay.tree / "shop" / f"{one}.py")
        os.symlink(other, lay.tree / "shop" / one)


def _chain(lay: Lay) -> None:
    for number in range(100):
        os.symlink(f"l{number + 1}.py", lay.tree / "shop" / f"l{number}.py")
    lay.put("shop/l100.py", _SLEEP)


def _closed(path: str, mode: int, folder: bool = False) -> Build:
    def build(lay: Lay) -> None:
        made = lay.put(path, _SLEEP)
        (made.parent if folder else made).chmod(mode)

    return build


def _deep(lay: Lay) -> None:
    _dig(lay, 1500, b"")


def _deep_sources(lay: Lay) -> None:
    _dig(lay, 300, _SLEEP.encode())


def _dig(lay: Lay, depth: int, source: bytes) -> None:
    """Folders in folders, made from inside, for no path could name the last of them."""
    here = os.open(lay.tree / "shop", os.O_RDONLY)
    for level in range(depth):
        os.mkdir("folder", dir_fd=here)
        below = os.open("folder", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
        if source and level % 50 == 0:
            file = os.open("x.py", os.O_WRONLY | os.O_CREAT, dir_fd=here)
            os.write(file, source)
            os.close(file)
    os.close(here)


NAMES = {
    "newline": "a\nb.py",
    "newline-and-command": "a\n::error::b.py",
    "return": "a\rb.py",
    "escape": "a\x1b[31mb.py",
    "csi": "a\x9bb.py",
    "bell": "a\x07b.py",
    "tab": "a\tb.py",
    "markup": "[red]a[-red].py",
    "link-markup": "[link=http:x]a.py",
    "command": "::error::x.py",
    "azure-command": "##vso[task.x]y.py",
    "teamcity": "##teamcity[x].py",
    "dash": "-rf.py",
    "option": "--help.py",
    "bytes": "a\udcff\udcfeb.py",
    "surrogate-bytes": "a\udced\udca0\udc80.py",
    "bidi": "a\u202eyp.b.py",
    "zero-width": "a\u200bb.py",
    "line-separator": "a\u2028b.py",
    "next-line": "a\x85b.py",
    "quote": "a'b\"c.py",
    "angle": "<script>alert(1)<.py",
    "ampersand": "a&amp;b.py",
    "comma": "a,b;c.py",
    "formula": "=1+1.py",
    "at": "@cmd.py",
    "percent": "a%0Ab%s.py",
    "backslash": "a\\b.py",
    "colon": "a:1:1: TNT301 b.py",
    "space": " a b .py",
    "glob": "*?[a].py",
    "pipe": "a|b`c`.py",
    "dollar": "$(touch x)${HOME}.py",
    "braces": "{a}{0}%(x)s.py",
    "long": "a" * 250 + ".py",
    "dots": "...py",
    "only-ending": ".py",
    "unicode": "\u0430\u05d0\U0001f40d.py",
    "combining": "e\u0301.py",
    "composed": "\u00e9.py",
    "nul-words": "CON.py",
    "tilde": "~root.py",
    "hash": "#a.py",
    "private": "a\ue000b.py",
    "tag": "a\U000e0041b.py",
    "delete": "a\x7fb.py",
    "vertical-tab": "a\x0bb.py",
}


def names() -> Iterator[Case]:
    """Odd names of files, folders, functions."""
    for name, path in NAMES.items():
        yield Case("names", name, many({f"shop/{path}": _SLEEP}))
        yield Case("names", f"unread-{name}", many({f"shop/{path}": "x = ("}), (UNREAD,))
    for name in ("newline-and-command", "escape", "markup", "bytes", "angle", "formula", "percent"):
        yield Case(
            "names", f"folder-{name}", many({f"{NAMES[name][:-3]}/x.py": _SLEEP, f"{NAMES[name][:-3]}/__init__.py": ""})
        )
        yield Case(
            "names", f"project-{name}", many({"setup.cfg": f"[metadata]\nname = {NAMES[name]}\n"}), (FOUND, UNREAD)
        )
        yield Case(
            "names",
            f"argument-{name}",
            many({f"shop/{NAMES[name]}": _SLEEP}),
            (FOUND,),
            ("check", "{tree}", f"{{tree}}/shop/{NAMES[name]}", "--format", "json"),
        )
        yield Case("names", f"missing-{name}", many({}), (USAGE,), ("check", f"{{tree}}/{NAMES[name]}"), control=False)
    yield Case("names", "identifiers", many({HOSTILE: "import time\ndef \u202a(): pass\n"}), (UNREAD,))
    yield Case("names", "strings-in-messages", many({HOSTILE: _SPOKEN}), (FOUND,))


_SPOKEN = """\
import requests
from oslo_config import cfg
opts = [cfg.StrOpt('a\\x1b[31m\\n::error::x[/red]', default='<script>|`=1+1\\u202e', help='::set-output')]
cfg.CONF.register_opts(opts, group='%0A::warning::')
def f(client):
    requests.get('\\x1b]8;;http://x\\x1b\\\\', timeout=None)
    client.call({}, 'm\\n::error::[/x]\\x9b')
"""

CATEGORIES = (filesystem, names)
