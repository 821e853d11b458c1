"""What a newcomer reads: one line, the place, the nearest right thing; and nothing that passes by accident."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.gates import DOCK, Repo, made
from tests.test_git import git


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chek", "No such command 'chek'."),
        ("check --dif HEAD", "No such option '--dif'."),
        ("check --diff=", "--diff: the revision is empty (a variable that is not set?)"),
        ("check --format sariff", "--format: no `sariff` (did you mean `sarif`?): text, full, "),
        ("score --format sarif", "--format: no `sarif`: text, json, "),
        ("check --fail-on warn", "--fail-on: no `warn` (did you mean `warning`?): error, warning"),
        ("check --output-file :json", "--output-file ``: no file is named"),
        ("check --output-file harbour", "--output-file `harbour`: it is a folder"),
        ("check --output-file nodir/x", "--output-file `nodir/x`: no such folder `nodir`"),
        ("check --select rpc-call", "--select: no rule has the code `rpc-call` (it is the name of `TNT301`)"),
        ("check --ignore tnt301", "--ignore: no rule has the code `tnt301` (did you mean `TNT301`?)"),
        ("check --tenet async", "no tenet `async` (did you mean `asynchronous`?): 1 to 8, or "),
        ("check nosuch.py", "nosuch.py: no such file or folder"),
        ("check --baseline setup.cfg", "baseline `setup.cfg:2`: not valid TOML"),
        ("check --diff-file setup.cfg", "--diff-file `setup.cfg`: no file of this project is in it, or it is no"),
        ("baseline", "tenetlint baseline: a command is wanted: check, prune, write"),
        ("facts", "tenetlint facts: a command is wanted: components, database, rpc"),
        ("baseline wirte", "No such command 'wirte'."),
        ("explain rpc-cal", "no rule `rpc-cal` (did you mean `rpc-call`?)"),
    ],
)
def test_a_wrong_command_line(repo: Repo, words: str, said: str) -> None:
    ended = repo.run(*words.split())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"tenetlint: error: {said}")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = [\n", "tenetlint.toml: not valid TOML (line 2)"),
        ('[tool.tenetlint]\nselect = ["TNT3"]\n\n', "tenetlint.toml:1: tool: in this file the keys stand without `"),
        ('exclude = ["a", "../x"]\n', "tenetlint.toml:1: exclude: `../x` does not lie in the project"),
        ('\n[[per-path-ignores]]\npath = "a"\n', "tenetlint.toml:2: per-path-ignores: no key `path` (did you mean `pa"),
        ('fail_on = "error"\n', "tenetlint.toml:1: fail_on: no such key (did you mean `fail-on`?)"),
    ],
)
def test_a_wrong_configuration(repo: Repo, text: str, said: str) -> None:
    repo.write(text, "tenetlint.toml")
    ended = repo.run("check")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"tenetlint: error: {said}")
    assert ended.err.count("\n") == 1


def test_all_that_is_wrong_with_a_table_is_told(repo: Repo) -> None:
    repo.write('[[exceptions]]\ncodes = ["Q"]\nreason = 3\nuntil = "soon"\nlimit = 0\n', "tenetlint.toml")
    lines = repo.run("check").err.splitlines()
    assert [line.removeprefix("tenetlint: error: tenetlint.toml:1: exceptions: ") for line in lines] == [
        "no rule has the code `Q`",
        "a string is wanted",
        "until `soon`: a release (`2027.1`) or a day (`2027-03-31`) is wanted",
        "limit: a number from 1 is wanted",
    ]


def test_a_check_that_asks_nothing_does_not_pass(repo: Repo) -> None:
    repo.write("words\n", "notes.rst")
    for words in (("--ignore", "TNT"), ("--select", "TNT301", "--tenet", "1"), ("notes.rst",)):
        assert repo.run("check", *words).code == 3
    assert repo.run("check", "setup.cfg").code == 0


def test_a_diff_may_come_by_a_pipe(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(repo.text() + DOCK)
    diff = git(repo.root, "diff") + "\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(diff.encode())))
    assert [line.split(":")[1] for line in repo.run("check", "--diff-file", "-").lines if ": TNT" in line] == ["20"]
