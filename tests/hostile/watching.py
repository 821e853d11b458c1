"""Run the tool under an audit hook: `watching.py LOG TREE ALLOWED ARGUMENTS...` writes what it should never do to LOG.

It may run no code of the tree, open no socket, start no program but git, load no native code by itself, and change
nothing but what lies below ALLOWED. Workers inherit the hook.
"""

from __future__ import annotations

import os
import sys
from typing import Any

LOG, TREE, ALLOWED = (os.path.realpath(word) for word in sys.argv[1:4])
_log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEVER = ("socket.", "os.exec", "os.spawn", "os.system", "os.startfile", "ctypes.", "pickle.", "shutil.", "urllib.")
_CHANGES = frozenset({"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
                      "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr"})  # fmt: skip
_HOMES = tuple(os.path.realpath(each) for each in (sys.prefix, sys.base_prefix))


def _say(*words: object) -> None:
    os.write(_log, (" ".join(map(repr, words)) + "\n").encode("utf-8", "backslashreplace"))


def _is_below(path: object, folder: str) -> bool:
    if isinstance(path, int):
        return True
    real = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _may_change(path: object) -> bool:
    return path is None or path in (os.devnull, b"/dev/null") or _is_below(path, ALLOWED)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _WRITES and not _may_change(path):
            _say("writes", path)
    elif event == "exec":
        _executed(arguments[0])
    elif event == "import" and arguments[1] and _is_below(arguments[1], TREE):
        _say("imports", arguments[:2])
    elif event == "subprocess.Popen" and os.path.basename(os.fsdecode(arguments[0])) != "git":
        _say("starts", arguments[0])
    elif event == "sqlite3.connect" and "mode=ro" not in str(arguments[0]) and not _may_change(arguments[0]):
        _say("opens for writing", arguments[0])
    elif event in _CHANGES and not all(_may_change(each) for each in arguments[:2] if isinstance(each, str | bytes)):
        _say("changes", event, arguments)
    elif event.startswith(_NEVER):
        _say("does", event, arguments[:1])


def _executed(code: Any) -> None:
    """Modules of the installation and of this checkout may run, and what the standard library makes up in memory."""
    name = getattr(code, "co_filename", "")
    if name.startswith("<"):
        caller = sys._getframe(2).f_code.co_filename
        if not name.startswith("<frozen") and not caller.startswith(("<frozen", *_HOMES)):
            _say("runs", name, "for", caller)
    elif _is_below(name, TREE):
        _say("runs", name)


if __name__ == "__main__":
    sys.argv = ["tenetlint", *sys.argv[4:]]
    sys.addaudithook(_hook)
    from tenetlint.launch import main

    main()
