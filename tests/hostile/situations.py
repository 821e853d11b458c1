"""Hostile command lines and surroundings."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import FOUND, KEPT, NOTHING, UNREAD, USAGE, Case, many

_NOTHING = many({})
_DIFFS = {
    "fine": "--- a/shop/control.py\n+++ b/shop/control.py\n@@ -1,0 +2,20 @@\n" + "+x\n" * 20,
    "empty": "",
    "noise": "\x1b\udcff\0" * 500,
    "outside": "--- a/x\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n+x\n",
    "numbers": "--- a/x\n+++ b/shop/control.py\n@@ -1," + "9" * 5000 + " +1," + "9" * 5000 + " @@\n+x\n",
    "many": "--- a/x\n+++ b/shop/control.py\n" + "@@ -1,0 +1,1 @@\n+x\n" * 100_000,
    "quoted": '--- "a/\\377\\n"\n+++ "b/\\377\\n\\x"\n@@ -1 +1 @@\n+x\n',
}


def command_lines() -> Iterator[Case]:
    """Odd words."""
    for name, words in {
        "nothing": (),
        "unknown": ("chek",),
        "unknown-option": ("check", "--bogus"),
        "escape": ("check", "\x1b[31m"),
        "bytes": ("check", "\udcff"),
        "surrogate-option": ("check", "--format", "\udcff\x1b"),
        "empty-path": ("check", ""),
        "long-path": ("check", "a" * 5000),
        "newline": ("check", "a\n::error::b"),
        "no-rule": ("explain", "TNT999\x1b[31m"),
        "bar": ("score", "{tree}", "--fail-under", "nan"),
        "bar-2": ("score", "{tree}", "--fail-under", "1e999"),
        "bar-3": ("score", "{tree}", "--fail-under", "9=5"),
        "bar-4": ("score", "{tree}", "--fail-under", "1" * 5000),
        "tenet": ("score", "{tree}", "--explain", "\u0663"),
        "select": ("check", "{tree}", "--select", "TNT999"),
        "output-folder": ("check", "{tree}", "--output-file", "{beside}/nowhere/x.json"),
        "output-is-a-folder": ("check", "{tree}", "--output-file", "{beside}:json"),
        "output-format": ("check", "{tree}", "--output-file", "{beside}/x:bogus"),
        "output-full": ("check", "{tree}", "--output-file", "/dev/full:json"),
        "two-coverages-missing": ("check", "{tree}", "--coverage", "nowhere"),
        "diff-outside-git": ("check", "{tree}", "--diff", "HEAD"),
        "score-nothing": ("score", "{beside}/nowhere"),
    }.items():
        yield Case("cli", name, _NOTHING, (KEPT, USAGE, FOUND, UNREAD, NOTHING), words, control=False)
    yield Case(
        "cli",
        "empty-folder",
        lambda lay: (lay.beside / "void").mkdir(),
        (NOTHING,),
        ("check", "{beside}/void"),
        control=False,
    )
    for name, text in _DIFFS.items():
        build = many({"x.diff": text})
        yield Case(
            "cli",
            f"diff-file-{name}",
            build,
            (KEPT, FOUND, USAGE),
            ("check", "{tree}", "--diff-file", "{tree}/x.diff", "--format", "json"),
            control=False,
        )


def surroundings() -> Iterator[Case]:
    """Odd environments."""
    for name, variables in {
        "ascii": {"LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        "warnings-are-errors": {"PYTHONWARNINGS": "error"},
        "optimised": {"PYTHONOPTIMIZE": "2"},
        "no-columns": {"COLUMNS": "0", "LINES": "0"},
        "odd-columns": {"COLUMNS": "-5"},
        "wordy-columns": {"COLUMNS": "x"},
        "no-home": {"HOME": ""},
        "home-nowhere": {"HOME": "/nowhere/at/all"},
        "home-file": {"HOME": "/dev/null"},
        "no-path": {"PATH": ""},
        "path-in-the-tree": {"PATH": "{tree}:."},
        "temporary-nowhere": {"TMPDIR": "/nowhere"},
        "temporary-full": {"TMPDIR": "/dev/full"},
        "colour": {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color"},
        "dumb": {"TERM": "dumb", "NO_COLOR": ""},
        "term": {"TERM": "\x1b[31m"},
        "development": {"PYTHONDEVMODE": "1"},
        "fault-handler": {"PYTHONFAULTHANDLER": "1"},
        "git-variables": {
            "GIT_DIR": "/nowhere",
            "GIT_WORK_TREE": "/",
            "GIT_INDEX_FILE": "/dev/zero",
            "GIT_EXTERNAL_DIFF": "{tree}/x",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "core.fsmonitor",
            "GIT_CONFIG_VALUE_0": "{tree}/x",
        },
        "coverage-variables": {
            "COVERAGE_FILE": "{tree}/.coverage",
            "COVERAGE_RCFILE": "{tree}/x",
        },
        "jobs": {"TENETLINT_JOBS": "x"},
        "jobs-none": {"TENETLINT_JOBS": "0"},
        "jobs-many": {"TENETLINT_JOBS": "99999999"},
        "debug": {"TENETLINT_DEBUG": "1"},
        "ci": {"CI": "true", "GITHUB_ACTIONS": "true"},
        "hash-seed": {"PYTHONHASHSEED": "4294967295"},
        "recursion": {"PYTHONINTMAXSTRDIGITS": "640"},
        "language": {"LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    }.items():
        yield Case(
            "surroundings",
            name,
            many({"shop/hostile.py": "x = ('\u00e9\\d'\n"}),
            (UNREAD, USAGE) if name.startswith("jobs") else (UNREAD,),
            environment=variables,
            control=not name.startswith("jobs"),
        )


def warnings() -> Iterator[Case]:
    """A lawful file that the parser warns of."""
    build = many({"shop/hostile.py": "x = '\\d'\nassert (x, 'said')\nx is 1\n"})
    yield Case("surroundings", "warnings-of-the-parser", build, environment={"PYTHONWARNINGS": "error"})


CATEGORIES = (command_lines, surroundings, warnings)
