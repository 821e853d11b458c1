"""The command line: what each command prints, and what it ends with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tenetlint import assess as assessing
from tenetlint.cli import main, run
from tenetlint.commands.output import Exit, emit, progress, worst, write
from tenetlint.errors import UserError
from tenetlint.facts.rpc import RemotableMethod, Rpc, RpcSend, Undecided
from tenetlint.report.model import Report
from tests.test_reports import report

HOME = Path(__file__).parents[1]
CLEAN = replace(report(), unread=(), unread_code=0, outcomes=report().outcomes[:-1])


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> Callable[[Report], None]:
    """Make every project come out as one given report."""

    def use(result: Report) -> None:
        def fake(root: Path, coverage: Sequence[Path], told: object) -> Report:
            return replace(result, project=root.name or result.project)

        monkeypatch.setattr(assessing, "assess", fake)

    return use


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """A small real project with one service."""
    root = tmp_path / "depot"
    (root / "depot").mkdir(parents=True)
    (root / "setup.cfg").write_text(
        "[metadata]\nname = depot\n[files]\npackages = depot\n[entry_points]\nconsole_scripts =\n"
        "    depot-api = depot.api:main\n",
        encoding="utf-8",
    )
    (root / "depot" / "__init__.py").write_text("", encoding="utf-8")
    code = "import time\n\n\ndef main():\n    wait()\n\n\ndef wait():\n    while busy():\n        time.sleep(1)\n"
    (root / "depot" / "api.py").write_text(code, encoding="utf-8")
    return root


def tenetlint(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The tool in a process of its own."""
    command = [sys.executable, "-P", "-m", "tenetlint", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HOME), **environment}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=False)


Out = pytest.CaptureFixture[str]


def test_score_prints_the_scorecard(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    assert run(["score", "depot"]) == Exit.KEPT
    shown = capsys.readouterr()
    assert shown.out.startswith("Scorecard of depot: 3 strained, 2 broken")
    assert shown.err == ""


def test_score_takes_the_folder_that_one_stands_in(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    assert run(["score"]) == Exit.KEPT
    assert "Scorecard of depot" in capsys.readouterr().out


def test_score_as_json_of_one_and_of_several(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    run(["score", "a", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["project"] == "a"
    run(["score", "a", "b", "--format", "json"])
    assert [each["project"] for each in json.loads(capsys.readouterr().out)] == ["a", "b"]


def test_coverage_belongs_to_one_project(capsys: Out) -> None:
    assert run(["score", "a", "b", "--coverage", "x"]) == Exit.USAGE
    assert capsys.readouterr().err == "tenetlint: error: --coverage belongs to one project: score them one by one\n"


def test_explain_shows_one_tenet(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    assert run(["score", "depot", "--explain", "asynchronous"]) == Exit.KEPT
    assert capsys.readouterr().out.startswith("Tenet 3 of depot")
    assert run(["score", "depot", "--explain", "9"]) == Exit.USAGE


def test_the_last_line_names_the_bar_that_was_missed(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    assert run(["score", "depot", "--fail-under", "3=70"]) == Exit.MISSED
    shown = capsys.readouterr()
    assert shown.out.splitlines()[-1] == "bar missed by depot: tenet 3 scores 68.3, under the bar of 70"
    assert run(["score", "depot", "--fail-under", "3=68"]) == Exit.KEPT


def test_a_missed_bar_stays_out_of_json(scored: Callable[[Report], None], capsys: Out) -> None:
    scored(CLEAN)
    assert run(["score", "depot", "--fail-under", "3=70", "--format", "json"]) == Exit.MISSED
    shown = capsys.readouterr()
    assert json.loads(shown.out)["project"] == "depot"
    assert shown.err.startswith("bar missed by depot")


def test_code_that_could_not_be_read_ends_with_4(scored: Callable[[Report], None]) -> None:
    scored(replace(CLEAN, unread_code=1))
    assert run(["score", "depot"]) == Exit.UNREAD
    assert run(["score", "depot", "--fail-under", "100"]) == Exit.UNREAD
    assert run(["score", "depot", "--allow-unread"]) == Exit.KEPT
    assert run(["score", "depot", "--allow-unread", "--fail-under", "100"]) == Exit.MISSED


def test_a_failing_rule_ends_with_70_and_the_rest_is_shown(
    scored: Callable[[Report], None], capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored(report())
    monkeypatch.delenv("TENETLINT_DEBUG", raising=False)
    assert run(["score", "depot"]) == Exit.BUG
    shown = capsys.readouterr()
    assert "rule TNT899 failed" in shown.out
    assert "Traceback" not in shown.err
    monkeypatch.setenv("TENETLINT_DEBUG", "1")
    assert run(["score", "depot"]) == Exit.BUG
    assert "Traceback" in capsys.readouterr().err


def test_the_most_urgent_exit_code_wins() -> None:
    order = (Exit.INTERRUPTED, Exit.BUG, Exit.USAGE, Exit.UNREAD, Exit.MISSED, Exit.KEPT)
    assert [worst(*order[index:]) for index in range(len(order))] == list(order)
    assert worst() is Exit.KEPT


def test_files_are_written_beside_the_output(scored: Callable[[Report], None], tmp_path: Path, capsys: Out) -> None:
    scored(CLEAN)
    by_name, by_ending, as_shown = tmp_path / "a.txt", tmp_path / "b.json", tmp_path / "c"
    by_ending.write_text("old", encoding="utf-8")
    words = [f"--output-file={by_name}:json", f"--output-file={by_ending}", f"--output-file={as_shown}"]
    assert run(["score", "depot", *words]) == Exit.KEPT
    assert json.loads(by_name.read_text("utf-8")) == json.loads(by_ending.read_text("utf-8"))
    assert as_shown.read_text("utf-8") == capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.json", "c"]


@pytest.mark.parametrize(
    ("word", "says"),
    [("x:jsn", "no format `jsn` (did you mean `json`?)"), ("/no/such/x", "no such folder `/no/such`")],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(word: str, says: str, capsys: Out) -> None:
    assert run(["score", "depot", f"--output-file={word}"]) == Exit.USAGE
    assert says in capsys.readouterr().err


def test_a_folder_in_the_way_is_the_users_mistake(
    scored: Callable[[Report], None], tmp_path: Path, capsys: Out
) -> None:
    scored(CLEAN)
    (tmp_path / "taken").mkdir()
    assert run(["score", "depot", f"--output-file={tmp_path}/taken"]) == Exit.USAGE
    assert capsys.readouterr().err.endswith("taken`: it is a folder\n")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (UserError("depot: no such thing"), Exit.USAGE, "tenetlint: error: depot: no such thing\n"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, ""),
        (KeyError("x\x1b"), Exit.BUG, "tenetlint: internal error: KeyError: 'x\\x1b'; please report"),
    ],
)
def test_each_way_of_ending_has_its_code(
    error: BaseException, code: Exit, says: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    def fail(*_: object) -> Report:
        raise error

    monkeypatch.delenv("TENETLINT_DEBUG", raising=False)
    monkeypatch.setattr(assessing, "assess", fail)
    assert run(["score", "depot"]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(says)
    assert len(shown.err.splitlines()) <= 1


def test_a_bug_shows_its_traceback_when_asked(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    def fail(*_: object) -> Report:
        raise RecursionError

    monkeypatch.setenv("TENETLINT_DEBUG", "1")
    monkeypatch.setattr(assessing, "assess", fail)
    assert run(["score", "depot"]) == Exit.BUG
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["scoer"], ["score", "--formta", "x"], ["score", "--format", "pdf"], ["explain"]]
)
def test_usage_errors_are_one_line(arguments: list[str], capsys: Out) -> None:
    assert run(arguments) == Exit.USAGE
    shown = capsys.readouterr().err
    assert shown.startswith("tenetlint: error: ")
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["score", "-h"], ["facts", "rpc", "--help"]])
def test_help_is_no_error(arguments: list[str], capsys: Out) -> None:
    assert run(arguments) == Exit.KEPT
    assert capsys.readouterr().out


def test_a_real_project_is_scored(depot: Path, capsys: Out) -> None:
    assert run(["score", str(depot), "--format", "json"]) == Exit.KEPT
    found = json.loads(capsys.readouterr().out)
    assert [tenet["number"] for tenet in found["tenets"]] == list(range(1, 9))
    assert found["failed_rules"] == found["unread"] == []
    assert {rule["code"]: rule["broken"] for rule in found["rules"]}["TNT302"] == 1


def test_nothing_to_check_ends_with_3_and_no_such_path_with_2(tmp_path: Path, capsys: Out) -> None:
    assert run(["score", str(tmp_path)]) == Exit.NOTHING
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run(["score", str(tmp_path / "nowhere")]) == Exit.USAGE
    assert run(["facts", "rpc", str(tmp_path)]) == Exit.NOTHING


def test_an_unreadable_file_ends_with_4_and_is_listed(depot: Path, capsys: Out) -> None:
    (depot / "depot" / "odd.py").write_text("def f(:\n", encoding="utf-8")
    assert run(["score", str(depot)]) == Exit.UNREAD
    assert "depot/odd.py: not Python 3" in capsys.readouterr().out
    assert run(["facts", "components", str(depot)]) == Exit.UNREAD
    assert "not read: depot/odd.py" in capsys.readouterr().err
    assert run(["facts", "components", str(depot), "--allow-unread"]) == Exit.KEPT


def test_the_reason_names_a_line_where_there_is_one(depot: Path, capsys: Out) -> None:
    (depot / "depot" / "zero.py").write_bytes(b"k = 1\0\n")
    (depot / "depot" / "torn.py").write_text("k = 1\ndef (\n", encoding="utf-8")
    run(["facts", "components", str(depot)])
    told = capsys.readouterr().err
    assert "torn.py: not Python 3, and not mended as Python 2: invalid syntax (line 2)\n" in told
    assert "zero.py: " in told
    assert "None" not in told


def test_an_unreadable_test_costs_no_score(depot: Path) -> None:
    (depot / "depot" / "tests").mkdir()
    (depot / "depot" / "tests" / "test_odd.py").write_text("def f(:\n", encoding="utf-8")
    assert run(["score", str(depot)]) == Exit.KEPT


def test_facts_are_records(depot: Path, capsys: Out) -> None:
    assert run(["facts", "components", str(depot), "--format", "jsonl"]) == Exit.KEPT
    (record,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (record["name"], record["kind"], record["path"], record["line"]) == ("depot-api", "console", "setup.cfg", 7)
    assert run(["facts", "components", str(depot)]) == Exit.KEPT
    assert capsys.readouterr().out.startswith("setup.cfg:7 name=depot-api kind=console service=True")


@pytest.mark.parametrize(
    "census", [["rpc"], ["rpc", "--callers"], ["rpc", "--remotable"], ["rpc", "--undecided"], ["database"]]
)
def test_every_census_runs_and_is_written(census: list[str], depot: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    assert run(["facts", *census, str(depot), f"--output-file={file}"]) == Exit.KEPT
    assert file.read_text("utf-8") == ""


def test_rules_are_listed(capsys: Out) -> None:
    assert run(["rules"]) == Exit.KEPT
    assert "TNT302 poll-with-sleep" in capsys.readouterr().out
    assert run(["rules", "--format", "json"]) == Exit.KEPT
    assert {"code", "name", "summary", "tenets", "counts"} <= json.loads(capsys.readouterr().out)[0].keys()


@pytest.mark.parametrize("word", ["TNT302", "tnt302", "poll-with-sleep"])
def test_a_rule_explains_itself(word: str, capsys: Out) -> None:
    assert run(["explain", word]) == Exit.KEPT
    shown = capsys.readouterr().out
    assert shown.startswith("# TNT302 poll-with-sleep\n")
    assert "19 of 22" in shown


@pytest.mark.parametrize(("word", "near"), [("TNT3002", "TNT302"), ("pol-with-sleep", "poll-with-sleep")])
def test_an_unknown_rule_is_named_with_the_nearest(word: str, near: str, capsys: Out) -> None:
    assert run(["explain", word]) == Exit.USAGE
    assert f"did you mean `{near}`?" in capsys.readouterr().err


def test_progress_only_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    with progress() as told:
        assert told is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress() as told:
        assert told is not None
        for done in range(3):
            told("reading [bold]files", done, 3)
    assert capsys.readouterr().out == ""


def test_progress_waits_until_it_takes_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "__stderr__", shown)
    for patience, is_shown in ((60.0, False), (0.0, True)):
        monkeypatch.setattr("tenetlint.commands.output._PATIENCE", patience)
        with progress() as told:
            assert told is not None
            told("reading files", 1, 3)
        assert bool(shown.getvalue()) is is_shown


def test_the_terminal_gets_styles(
    scored: Callable[[Report], None], capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored(CLEAN)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    run(["score", "depot"])
    assert "\x1b[9m" in capsys.readouterr().out


def test_the_script_ends_with_the_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setattr(sys, "argv", ["tenetlint", "explain", "x"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == Exit.USAGE
    assert "no rule `x`" in capsys.readouterr().err


class Gone(io.StringIO):
    """Output whose reader has gone, or whose disk is full."""

    def __init__(self, error: OSError, number: int) -> None:
        super().__init__()
        self.error, self.number = error, number

    def write(self, text: str) -> int:
        raise self.error

    def fileno(self) -> int:
        return self.number


@pytest.fixture
def number(tmp_path: Path) -> Iterator[int]:
    """A file descriptor that may be pointed elsewhere."""
    with (tmp_path / "out").open("w") as file:
        yield file.fileno()


def test_what_cannot_be_printed(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(sys, "stdout", Gone(BrokenPipeError(), number))
    emit("x")
    monkeypatch.setattr(sys, "stdout", Gone(OSError(28, "No space left on device"), number))
    with pytest.raises(UserError, match="No space left"):
        emit("x")


def test_help_for_a_reader_that_has_gone(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(sys, "stdout", Gone(BrokenPipeError(), number))
    assert run(["--help"]) == Exit.KEPT


def test_a_device_is_written_in_place() -> None:
    write(Path("/dev/null"), "x")
    assert Path("/dev/null").is_char_device()


def test_coverage_is_found_and_given(depot: Path, capsys: Out) -> None:
    lines = "".join(f'<line number="{n}" hits="{int(n < 8)}"/>' for n in (1, 4, 5, 8, 9, 10))
    xml = (
        f"<coverage><sources><source>{depot}</source></sources><packages><package><classes>"
        f'<class filename="depot/api.py"><lines>{lines}</lines></class></classes></package></packages></coverage>'
    )
    (depot / "coverage.xml").write_text(xml, encoding="utf-8")
    assert run(["score", str(depot), "--format", "json"]) == Exit.KEPT
    found = json.loads(capsys.readouterr().out)
    assert found["coverage"]["percent"] == 50
    assert found["tenets"][7]["verdict"] == "broken"
    assert run(["score", str(depot), "--coverage", str(depot / "coverage.xml")]) == Exit.KEPT
    assert "coverage: 50.0 % of statements" in capsys.readouterr().out


def test_what_stayed_undecided_is_counted_and_listed_apart(
    depot: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = RpcSend("a.py", 1, 1, "call", False, "site", "m", "r", "f", None)
    methods = (RemotableMethod("o.py", 3, "Book.save", "base.remotable"),)
    census = Rpc((send,), (), methods, (Undecided("a.py", 5, 1, "r", "f", "why"),))
    monkeypatch.setattr(Rpc, "of", classmethod(lambda cls, facts: census))

    def rows(*options: str) -> list[tuple[int, str | None]]:
        assert run(["facts", "rpc", str(depot), "--format", "jsonl", *options]) == Exit.KEPT
        return [(row["line"], row.get("kind")) for row in map(json.loads, capsys.readouterr().out.splitlines())]

    assert rows() == [(1, "call")]
    assert rows("--undecided") == [(5, "undecided")]
    assert rows("--remotable") == [(3, None)]
    assert rows("--callers") == []
    assert run(["facts", "rpc", str(depot)]) == Exit.KEPT
    assert "undecided: 1 (`--undecided` lists them)" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f'"{sys.executable}" -m tenetlint rules | true; exit ${{PIPESTATUS[0]}}'
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    command = f'"{sys.executable}" -m tenetlint rules > /dev/full'
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == Exit.USAGE
    assert done.stderr == "tenetlint: error: standard output cannot be written: No space left on device\n"


def test_a_profiler_has_its_say_at_the_end() -> None:
    command = [sys.executable, "-P", "-m", "cProfile", "-m", "tenetlint", "rules"]
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "function calls" in done.stdout


HEAVY = ("astroid", "coverage", "rich", "tenetlint.facts", "tenetlint.engine", "jsonschema", "tomlkit")


@pytest.mark.parametrize("arguments", ["--help", "score --help", "facts --help"])
def test_help_imports_nothing_heavy(arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; from tenetlint.cli import run; run('{arguments}'.split());"
         f"print(*(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"],
        capture_output=True, text=True, cwd=HOME, check=True,
    )  # fmt: skip
    assert done.stderr.strip() == ""


@pytest.fixture
def outputs(depot: Path) -> list[str]:
    """The JSON report under several hash seeds, from another folder."""
    return [tenetlint("score", str(depot), "--format", "json", PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "77")]


def test_output_is_byte_identical(outputs: list[str]) -> None:
    assert len(set(outputs)) == 1
    assert json.loads(outputs[0])["schema_version"] == 1


def test_an_ascii_terminal_shows_what_it_can(depot: Path) -> None:
    (depot / "depot" / "größe.py").write_text("def f(:\n", encoding="utf-8")
    done = tenetlint("score", str(depot), PYTHONIOENCODING="ascii")
    assert done.returncode == Exit.UNREAD
    assert r"gr\xf6\xdfe.py" in done.stdout
