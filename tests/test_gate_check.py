"""`tenetlint check`: what it judges, what it asks, what it prints and what it ends with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tenetlint.commands.output import Exit
from tenetlint.engine import load_rules
from tenetlint.errors import UserError
from tenetlint.gate.paths import is_pattern, matches
from tenetlint.gate.selection import Judged, selected
from tenetlint.project.place import Place, around
from tenetlint.report.checked import Checked
from tenetlint.report.formats import FORMATS
from tenetlint.tenets import Tenet
from tests.gates import API, DOCK, Repo, made
from tests.makers import made_rule
from tests.test_git import write

HOME = Path(__file__).parents[1]


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def codes(repo: Repo, *arguments: str) -> list[str]:
    """The codes of what a check finds."""
    return [line.split(" ")[1] for line in repo.run("check", *arguments).lines if ": TNT" in line]


def test_the_pipe_gets_a_line_for_each_finding_and_the_bar(repo: Repo) -> None:
    assert repo.run("check").lines == [
        f"{API}:1:1: TNT403 `messaging broker` is central, and no other transport stands beside it",
        f"{API}:10:16: TNT301 `steer` is called, and waited for",
        f"{API}:14:16: TNT301 `moor` is called, and waited for",
        "bar missed: 3 warnings",
    ]


def test_rules_are_chosen_by_code_beginning_and_tenet(repo: Repo) -> None:
    assert codes(repo, "--select", "TNT301") == ["TNT301", "TNT301"]
    assert codes(repo, "--select", "TNT3", "--select", "TNT4", "--ignore", "TNT30") == ["TNT403"]
    assert codes(repo, "--ignore", "TNT3") == ["TNT403"]
    assert codes(repo, "--tenet", "3") == ["TNT301", "TNT301"]
    assert codes(repo, "--tenet", "horizontal") == ["TNT403"]
    assert "no rule has the code `TNT9`" in repo.run("check", "--select", "TNT9").err
    assert "no tenet `9`" in repo.run("check", "--tenet", "9").err


def test_the_command_line_chooses_before_the_configuration(repo: Repo) -> None:
    repo.write('select = ["TNT4"]\nignore = ["TNT301"]\n', "tenetlint.toml")
    assert codes(repo) == ["TNT403"]
    assert codes(repo, "--select", "TNT301") == ["TNT301", "TNT301"]


def test_the_longer_beginning_wins() -> None:
    rules = [made_rule(code, Tenet.ASYNCHRONOUS) for code in ("TNT301", "TNT302", "TNT104")]

    def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> list[str]:
        return [rule.code for rule in selected(rules, select, ignore)]

    assert chosen((), ()) == ["TNT301", "TNT302", "TNT104"]
    assert chosen(("TNT301",), ("TNT3",)) == ["TNT301"]
    assert chosen(("TNT301",), ("TNT301",)) == []
    assert chosen((), ("TNT30",)) == ["TNT104"]


def test_severity_is_the_rules_or_the_configurations(repo: Repo) -> None:
    repo.write('severity = {TNT301 = "info", TNT403 = "error"}\n', "tenetlint.toml")
    assert repo.run("check").lines[-1] == "bar missed: 1 error (of 3 findings)"
    assert repo.run("check", "--ignore", "TNT4").code == Exit.KEPT
    repo.write('severity = {TNT403 = "info"}\nfail-on = "error"\n', "tenetlint.toml")
    assert repo.run("check").code == Exit.KEPT
    assert repo.run("check", "--fail-on", "warning").lines[-1] == "bar missed: 2 warnings (of 3 findings)"


def test_exit_zero_hides_findings_and_nothing_else(repo: Repo) -> None:
    assert repo.run("check", "--exit-zero").code == Exit.KEPT
    repo.write("def (\n", "harbour/cmd/broken.py")
    ended = repo.run("check", "--exit-zero")
    assert ended.code == Exit.UNREAD
    assert "not read: harbour/cmd/broken.py: not Python 3" in ended.out
    assert repo.run("check").code == Exit.UNREAD
    assert repo.run("check", "--allow-unread").code == Exit.MISSED
    assert repo.run("check", API).code == Exit.MISSED


def test_files_are_judged_within_their_project(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(repo, API, "setup.cfg") == ["TNT403", "TNT301", "TNT301"]
    assert repo.run("check", "harbour/cmd").out == ""
    monkeypatch.chdir(repo.root / "harbour")
    assert codes(repo, "rpcapi.py") == ["TNT403", "TNT301", "TNT301"]
    monkeypatch.chdir("/")
    assert codes(repo, str(repo.root / API)) == ["TNT403", "TNT301", "TNT301"]
    assert "no such file or folder" in repo.run("check", str(repo.root / "harbour/rpcapy.py")).err


def test_excluded_files_are_judged_only_by_name(repo: Repo) -> None:
    repo.write('exclude = ["rpcapi.py"]\n', "tenetlint.toml")
    assert codes(repo) == []
    assert codes(repo, API) == ["TNT403", "TNT301", "TNT301"]
    forced = repo.run("check", "--force-exclude", API)
    assert (forced.code, forced.out, forced.err) == (Exit.KEPT, "", "")
    assert repo.run("check", "--force-exclude", API, "harbour/cmd/api.py").code == Exit.KEPT


def test_show_files_says_why(repo: Repo) -> None:
    repo.write('exclude = ["cmd/"]\n', "tenetlint.toml")
    repo.write("x = 1\n" * (1 << 20), "harbour/large.py")
    assert repo.run("check", "--show-files").lines == [
        "harbour/__init__.py: production",
        "harbour/cmd/__init__.py: excluded by the configuration",
        "harbour/cmd/api.py: excluded by the configuration",
        "harbour/large.py: not read: larger than 2 MiB",
        "harbour/rpcapi.py: production",
    ]
    assert "harbour/rpcapi.py: not named" in repo.run("check", "--show-files", "setup.cfg").lines
    assert "setup.cfg: no Python source" in repo.run("check", "--show-files", "setup.cfg").lines


def test_nothing_to_judge_ends_with_3(repo: Repo, tmp_path: Path) -> None:
    repo.write('exclude = ["*"]\n', "tenetlint.toml")
    ended = repo.run("check")
    assert (ended.code, ended.err) == (Exit.NOTHING, "tenetlint: error: no file to judge: `--show-files` says why\n")
    (tmp_path / "empty").mkdir()
    assert repo.run("check", str(tmp_path / "empty")).code == Exit.NOTHING


def test_two_outputs_in_one_run(repo: Repo) -> None:
    ended = repo.run("check", "--output-file", "a.sarif", "--output-file", "b.txt:grouped", "--format", "grouped")
    assert ended.lines[0] == API
    assert ended.lines[1].startswith("       1:1 TNT403 `messaging broker` is central")
    assert repo.text("b.txt") == ended.out.rpartition("bar missed")[0]
    assert '"version": "2.1.0"' in repo.text("a.sarif")
    assert "no format `x`" in repo.run("check", "--output-file", "a:x").err


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("text", "full", "grouped")])
def test_beside_a_machines_format_the_bar_goes_to_standard_error(repo: Repo, name: str) -> None:
    ended = repo.run("check", "--format", name)
    assert ended.code == Exit.MISSED
    assert ended.err == "bar missed: 3 warnings\n"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_exactly_the_new_finding_at_its_line(repo: Repo, name: str) -> None:
    repo.write(repo.text() + DOCK)
    ended = repo.run("check", "--diff", "HEAD", "--format", name)
    assert ended.code == Exit.MISSED
    if name not in ("badge", "badge-svg", "html"):
        assert "`steer`" not in ended.out
    if name not in ("badge", "badge-svg"):
        assert "dock" in ended.out
        assert "20" in ended.out


def test_the_score_stands_in_one_line_with_what_moved(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str | None] = []

    def keep(checked: Checked) -> str:
        lines.append(checked.score_line)
        return ""

    monkeypatch.setattr("tenetlint.commands.check.formatter", lambda name: keep)
    calls = "".join(DOCK.replace("dock", f"dock{number}") for number in range(6))
    repo.write(repo.text() + calls)
    repo.run("check", "--diff", "HEAD")
    repo.run("check", "--select", "TNT3")
    assert lines[0] is not None
    assert lines[0].startswith("tenets: 1 ")
    assert ", 3 11." in lines[0]
    assert lines[0].endswith(", 8 -")
    assert lines[1] is None


def test_a_rule_that_fails_ends_with_70(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(facts: object) -> NoReturn:
        raise RuntimeError("oops")

    broken = made_rule("TNT399", Tenet.ASYNCHRONOUS)._replace(check=fail)
    monkeypatch.setattr("tenetlint.engine.load_rules", lambda: (*load_rules(), broken))
    ended = repo.run("check")
    assert ended.code == Exit.BUG
    assert "rule TNT399 failed, a bug of tenetlint: RuntimeError: oops" in ended.lines
    assert len([line for line in ended.lines if "TNT301" in line]) == 2


def test_a_reader_that_goes_away_is_no_error(repo: Repo) -> None:
    command = f"{sys.executable} -P -m tenetlint check --no-baseline | true"
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, cwd=repo.root)
    assert done.stderr == ""


def test_on_a_terminal_the_source_and_the_evidence_are_shown(repo: Repo) -> None:
    shown = repo.run("check", "--format", "full", "--select", "TNT4").lines
    assert shown[1:3] == [
        "    1 | import oslo_messaging as messaging",
        f"      - {API}:1 the client of messaging broker is imported; imported by `harbour-api`",
    ]
    assert "      |                ^ rpc-call, warning" in repo.run("check", "--format", "full").lines


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("tools", "tools/x/a.py", True), ("tools/", "a/tools/b.py", True), ("a/*.py", "a/b.py", True),
        ("a/*.py", "a/b/c.py", False), ("a/**/c.py", "a/b/c.py", True), ("/a", "a/b.py", True),
        ("./a/b", "a/b/c", True),
        ("*_test.py", "a/b_test.py", True), ("a/b", "x/a/b", False), ("**", "a/b", True), ("b.py", "ab.py", False),
    ],
)  # fmt: skip
def test_patterns_of_paths(pattern: str, path: str, found: bool) -> None:
    assert matches([pattern], path) is found
    assert is_pattern(pattern)


@pytest.mark.parametrize("text", ["", "/", "[", "a/[", "a\0b", "x" * 2000])
def test_what_is_no_pattern_matches_nothing(text: str) -> None:
    assert not is_pattern(text)
    assert not matches([text], "a")


def test_judged_files() -> None:
    judged = Judged(("a", "b.py"), ("a/x.py", "b.py"))
    assert [path for path in ("a/y.py", "a/x.py", "b.py", "ab.py") if path in judged] == ["a/y.py", "b.py"]
    assert judged.why_not("ab.py") == "not named"
    assert 1 not in judged


def test_the_project_around_what_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"top/setup.cfg": "", "top/a/x.py": "", "top/in/setup.cfg": "", "top/in/y.py": "", "bare/z.py": ""})
    top = tmp_path / "top"
    monkeypatch.chdir(tmp_path)
    assert around([top]) == Place(top, ())
    assert around([top / "a"]) == Place(top, ("a",))
    assert around([top / "in"]) == Place(top / "in", ())
    assert around([top / "in/y.py"]) == Place(top / "in", ("y.py",))
    assert around([top / "in/y.py", top / "a/x.py"]) == Place(top, ("a/x.py", "in/y.py"))
    assert around([tmp_path / "bare/z.py"]) == Place(tmp_path / "bare", ("z.py",))
    monkeypatch.chdir(top)
    assert around([]) == Place(top, ())
    assert around([Path("in/y.py")]) == Place(top, ("in/y.py",))
    (top / "link.py").symlink_to(top / "a/x.py")
    assert around([Path("link.py")]) == Place(top, ("link.py",))
    with pytest.raises(UserError):
        around([Path("nothing")])

