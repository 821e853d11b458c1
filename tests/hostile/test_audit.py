"""Under an audit hook: nothing of the tree runs, nothing is sent, nothing is written but what was asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.case import Case, Lay
from tests.hostile.corpus import CASES
from tests.hostile.judging import judged, laid
from tests.hostile.running import HOME, command, environment, run

WATCHING = str(HOME / "tests/hostile/watching.py")
MIXED = (
    "imports-gi-__init__", "imports-click", "imports-json", "imports-sitecustomize", "imports-native-module",
    "config-toml-plugins", "config-setup-py", "filesystem-fifo-tox.ini", "names-escape",
    "inference-diamonds", "coverage-sqlite-fine",
)  # fmt: skip
"""Cases that are laid into one tree."""
COMMANDS = {
    "score": ("score", "{tree}", "--output-file", "{beside}/score.html"),
    "check": ("check", "{tree}", "--diff", "HEAD~1", "--output-file", "{beside}/check.sarif"),
    "check-coverage": ("check", "{tree}", "--coverage", "{tree}/.coverage"),
    "rpc": ("facts", "rpc", "{tree}", "--callers"),
    "database": ("facts", "database", "{tree}"),
    "components": ("facts", "components", "{tree}"),
    "baseline": ("baseline", "write", "{tree}", "--baseline", "{beside}/baseline.toml"),
    "suppressions": ("suppressions", "{tree}"),
    "config": ("config", "show", "{tree}"),
}


def named(word: str) -> Case:
    """The first case whose name begins so."""
    return next(case for case in CASES if str(case).startswith(word))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Lay:
    """One repository with a trap of every kind."""
    lay = laid(named("git-fsmonitor"), tmp_path_factory.mktemp("mixed"))
    for word in MIXED:
        named(word).build(lay)
    return lay


def told(lay: Lay, log: Path, words: tuple[str, ...], **variables: str) -> tuple[str, int]:
    """What the hook had to say of a command, and how that ended."""
    names = {"tree": str(lay.tree), "beside": str(lay.beside)}
    python = ("-P", WATCHING, str(log), str(lay.tree), str(lay.beside))
    given = environment(TENETLINT_NO_CACHE="", XDG_CACHE_HOME=f"{lay.beside}/home", **variables)
    result = run(command(*(word.format(**names) for word in words), python=python), lay.tree, given)
    assert "Traceback" not in result.errors
    return log.read_text(encoding="utf-8"), result.code


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_happens_but_what_was_asked_for(mixed: Lay, tmp_path: Path, name: str, jobs: str) -> None:
    said, code = told(mixed, tmp_path / "log", COMMANDS[name], TENETLINT_JOBS=jobs)
    assert said == ""
    assert code in (0, 1, 2, 4)
    assert list(mixed.traps.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("open({beside!r} + '/../x', 'w').close()", "writes"),
        ("import socket; socket.socket()", "socket"),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", "starts"),
        ("import os; os.system('true')", "os.system"),
        ("import pickle; pickle.loads(b'cos\\nsystem\\n.')", "pickle"),
        ("exec('x = 1')", "runs"),
        ("import sys; sys.path.insert(0, {tree!r}); import evil", "runs"),
        ("import os; os.mkdir({tree!r} + '/made')", "changes"),
        ("import sqlite3; sqlite3.connect({tree!r} + '/made.db')", "opens for writing"),
    ],
)
def test_the_hook_would_say_it(tmp_path: Path, code: str, said: str) -> None:
    """A hook that hears nothing proves nothing."""
    lay = laid(named("encoding-empty"), tmp_path / "laid")
    lay.put("evil.py", "x = 1\n")
    launch = tmp_path / "package" / "tenetlint"
    launch.mkdir(parents=True)
    (launch / "__init__.py").touch()
    body = code.format(tree=str(lay.tree), beside=str(lay.beside))
    (launch / "launch.py").write_text(f"def main():\n    {body}\n", encoding="utf-8")
    words = [sys.executable, "-P", WATCHING, str(tmp_path / "log"), str(lay.tree), str(lay.beside)]
    run(words, tmp_path, {**environment(), "PYTHONPATH": str(tmp_path / "package")})
    assert said in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(each, id=str(each)) for each in CASES])
def test_no_case_makes_anything_else_happen(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "laid"
    judgement = judged(case, root, ("-P", WATCHING, str(tmp_path / "log"), str(root / "tree"), str(root)))
    subprocess.run(["rm", "-rf", str(root / "tree")], check=False)
    log = tmp_path / "log"
    heard = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert judgement.ended.code in (*case.ends, 2)
    assert [line for line in heard if not any(f"'{path}'" in line for path in asked(case))] == []


def asked(case: Case) -> set[Path]:
    """The places that a case names on its command line (`/dev/full:json`), and the folders that they would be in."""
    named = [Path(word.partition(":")[0]) for word in case.arguments if word.startswith("/")]
    return {each for path in named for each in (path, *path.parents)}
