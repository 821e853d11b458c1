"""The baseline file and the fingerprints in it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.errors import UserError
from tenetlint.files import Unreadable
from tenetlint.gate.baseline import Baseline, Entry, read
from tenetlint.gate.hits import Hit, Key, Lines, folded, hits_of, surplus
from tenetlint.model import Site, broken
from tests.gates import API, DOCK, Repo, made
from tests.makers import Tenet, Unit, bad, good, made_rule, outcome

PRINT = "0" * 64


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def hits(text: str, *lines: int, unit: Unit = Unit.SITE) -> tuple[Hit, ...]:
    """Findings at some lines of a file with this text."""
    rule = made_rule("TNT301", Tenet.ASYNCHRONOUS, unit=unit)
    return hits_of([outcome(rule, *(bad("a.py", line) for line in lines))], Lines(lambda _: text))


def test_a_fingerprint_survives_moves_and_white_space_but_not_another_line() -> None:
    first = hits("x = call(1)\n", 1)[0].fingerprint
    assert hits("\n\n   x =  call(1) \n", 3)[0].fingerprint == first
    assert hits("x = call(2)\n", 1)[0].fingerprint != first
    assert re.fullmatch(r"[0-9a-f]{64}", first)


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    assert len({hit.fingerprint for hit in hits("x\nx\n x\n", 1, 2, 3)}) == 3


def test_the_function_and_the_path_are_part_of_it() -> None:
    keys = [Key("TNT301", "a.py", "f", "x"), Key("TNT301", "a.py", "g", "x"), Key("TNT301", "b.py", "f", "x")]
    assert len({key.fingerprint(1) for key in keys} | {keys[0].fingerprint(2)}) == 4


def test_a_name_that_is_no_text_has_a_fingerprint() -> None:
    assert Key("TNT301", "\udcff.py", "", "").fingerprint(1) != Key("TNT301", "\udcfe.py", "", "").fingerprint(1)


def test_findings_on_files_as_a_whole_do_not_depend_on_lines() -> None:
    made_of = {unit: hits("x\ny\n", 1, unit=unit)[0].key.line for unit in (Unit.STATEMENT, Unit.SITE)}
    assert made_of == {Unit.STATEMENT: "", Unit.SITE: "x"}


def test_what_is_kept_is_no_hit_and_what_cannot_be_read_has_no_line() -> None:
    def refuse(path: str) -> str:
        raise Unreadable(path, "gone")

    rule = made_rule("TNT301", Tenet.ASYNCHRONOUS)
    (hit,) = hits_of([outcome(rule, good("a.py"), bad("a.py", 9))], Lines(refuse))
    assert (hit.site, hit.key.line) == (Site("a.py", 9), "")
    assert Lines(lambda _: "a\r\nb\rc").line("x", 3) == "c"
    assert folded(None) == ""


def test_a_moved_file_keeps_its_findings_apart_from_others() -> None:
    rule = made_rule("TNT301", Tenet.ASYNCHRONOUS)
    (hit,) = hits_of([outcome(rule, broken(Site("old.py", 1), "x"))], Lines(lambda _: "x"), {"old.py": "new.py"})
    assert hit.key.path == "new.py"


def test_of_equal_findings_the_preferred_exceed_then_the_last() -> None:
    found = hits("x\nx\nx\n", 1, 2, 3)

    def lines(known: int, preferred: int) -> set[int]:
        chosen = surplus(found, {found[0].key: known}, lambda hit: hit.site.line == preferred)
        return {hit.site.line for hit in found if hit.fingerprint in chosen}

    assert lines(2, 1) == {1}
    assert lines(2, 9) == {3}
    assert lines(1, 1) == {1, 3}
    assert lines(0, 9) == {1, 2, 3}
    assert lines(7, 1) == set()


TEXT = st.text(max_size=12)
ENTRIES = st.lists(st.tuples(TEXT, TEXT, TEXT, st.integers(0, 9)), max_size=5, unique_by=lambda each: each[-1])


@given(ENTRIES)
@example([("\udcff\u202e.py", 'a"\\', "\x00\x7f\n\U0001f600", 1)])
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, int]]
) -> None:
    rule = made_rule("TNT301", Tenet.ASYNCHRONOUS)
    judged = outcome(rule, bad("x")).findings[0]
    found = [Hit(rule, judged, Key("TNT301", *row[:3]), f"{row[3]:064x}") for row in rows]
    written = Baseline.covering(found)
    path = tmp_path_factory.mktemp("base") / "x.toml"
    path.write_text(written.render(), encoding="utf-8")
    assert read(path, "x.toml") == written
    assert written.render() == Baseline.covering(found[::-1]).render()
    assert set(written.prints) == {hit.fingerprint for hit in found}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version = 1\n\n<<<<<<< HEAD\n", "`x.toml:3`: not valid TOML; a conflict that was left unmerged?"),
        ('version = 1\na = """', "`x.toml:2`: not valid TOML"),
        ("", "version 1 is wanted"),
        ("version = 2\n", "version 1 is wanted"),
        ("version = 1\nfindings = 1\n", "only `version` and `[[finding]]` are known"),
        ("version = 1\nfinding = 1\n", "only `version` and `[[finding]]` are known"),
        ("version = 1\n[[finding]]\npath = 1\n", "`x.toml:2`: an entry has path, code, function, line and fing"),
        ("version = 1\n" + "a." * 2000 + "b = 1\n", "a key of too many parts"),
        ("version = 1\na = " + "[" * 100000, "`x.toml`: nested too deeply"),
        ("version = 1\na = " + "9" * 5000 + "\n", "a number too large"),
    ],
)
def test_a_broken_baseline_names_the_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(UserError) as caught:
        read(tmp_path / "x.toml", "x.toml")
    assert words in str(caught.value)


def entry(*prints: str) -> str:
    """A paragraph with these fingerprints."""
    return Baseline.of([Entry("a.py", "TNT301", "f", "x", prints)]).render().partition("[[")[2]


def test_fingerprints_stand_there_once_and_are_such(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f"version = 1\n[[{entry(PRINT)}\n[[{entry(PRINT)}")
    with pytest.raises(UserError, match=r"^baseline `x.toml:\d+`: a fingerprint stands there twice$"):
        read(path, "x.toml")
    path.write_text(f"version = 1\n[[{entry('short')}")
    with pytest.raises(UserError, match="an entry has path"):
        read(path, "x.toml")
    path.write_bytes(b"\xff")
    with pytest.raises(UserError, match="not valid UTF-8"):
        read(path, "x.toml")


def test_write_tells_what_it_did_and_is_the_same_each_time(repo: Repo) -> None:
    assert repo.run("baseline", "write").out == "tenets-baseline.toml: 3 findings, 3 added, 0 gone\n"
    first = repo.text("tenets-baseline.toml")
    assert repo.run("baseline", "write").out == "tenets-baseline.toml: 3 findings, 0 added, 0 gone\n"
    assert repo.text("tenets-baseline.toml") == first
    paths = [each["path"] for each in tomllib.loads(first)["finding"]]
    assert paths == sorted(paths)
    repo.write("nonsense", "tenets-baseline.toml")
    assert repo.run("baseline", "write").out == "tenets-baseline.toml: 3 findings, 3 added, 0 gone\n"


def test_the_same_fingerprints_in_the_file_and_in_the_report(repo: Repo) -> None:
    repo.run("baseline", "write")
    rows = [line for line in repo.text("tenets-baseline.toml").splitlines() if re.match(r' +"[0-9a-f]{64}"', line)]
    shown = repo.run("check", "--no-baseline", "--format", "sarif").out
    assert len(rows) == 3
    assert all(row.strip(' ",') in shown for row in rows)


def test_what_is_put_aside_otherwise_is_not_in_it(repo: Repo) -> None:
    repo.replace('"steer", boat=boat)', '"steer", boat=boat)  # tenet: allow[TNT301] why')
    assert repo.run("baseline", "write").out.startswith("tenets-baseline.toml: 2 findings")


def test_another_file_may_be_named(repo: Repo) -> None:
    assert repo.run("baseline", "write", "--baseline", "x.toml").out.startswith("x.toml: 3 findings")
    assert repo.run("check").code == 1
    assert repo.run("check", "--baseline", "x.toml").code == 0
    assert repo.run("check", "--baseline", "x.toml", "--no-baseline").code == 1
    assert repo.run("check", "--baseline", "y.toml").err == (
        "tenetlint: error: baseline `y.toml`: it does not exist\n"
    )
    assert repo.run("baseline", "check", "--baseline", "x.toml").code == 0
    assert repo.run("baseline", "prune", "--baseline", "y.toml").code == 2
    assert repo.run("baseline", "write", "--baseline", "no/y.toml").err.endswith("no such folder\n")


def test_the_configured_file_is_taken_from_any_folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write('baseline = "harbour/old.toml"\n', "tenetlint.toml")
    monkeypatch.chdir(repo.root / "harbour")
    assert repo.run("baseline", "write", "..").out.startswith("harbour/old.toml: 3 findings")
    assert repo.run("check", "rpcapi.py").code == 0
    assert 'path = "harbour/rpcapi.py"' in repo.text("harbour/old.toml")


def test_a_tree_cannot_have_it_written_elsewhere(repo: Repo, tmp_path: Path) -> None:
    (repo.root / "out").symlink_to(tmp_path)
    repo.write('baseline = "out/x.toml"\n', "tenetlint.toml")
    for command in (["baseline", "write"], ["check"], ["baseline", "prune"]):
        assert repo.run(*command).err == "tenetlint: error: baseline `out/x.toml`: it leads out of the project\n"
    os.mkfifo(repo.root / "pipe")
    repo.write('baseline = "pipe"\n', "tenetlint.toml")
    for command in (["baseline", "write"], ["check"], ["baseline", "check"]):
        assert repo.run(*command).err == "tenetlint: error: baseline `pipe`: not a regular file\n"


def test_part_of_a_check_says_nothing_of_the_rest(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of rules that were not asked, of files that were not judged or not read, are not called gone."""
    repo.run("baseline", "write")
    monkeypatch.setenv("CI", "1")
    repo.replace("self.client.call", "self.client.cast")
    assert repo.run("check").code == 1
    assert repo.run("check", "--select", "TNT5").code == 0
    assert repo.run("check", "harbour/cmd").code == 0
    monkeypatch.setenv("CI", "false")
    assert repo.run("check").code == 0
    repo.write("def (\n")
    assert repo.run("check", "--allow-unread", "--strict-baseline", "--select", "TNT301").code == 0


def test_a_new_finding_counts_beside_stale_ones(repo: Repo) -> None:
    repo.run("baseline", "write")
    repo.replace('"steer"', '"turn"')
    repo.write(repo.text() + DOCK)
    ended = repo.run("check", "--strict-baseline")
    assert [line.split(" ")[0] for line in ended.lines[:2]] == [f"{API}:10:16:", f"{API}:20:16:"]
    assert ended.lines[-2:] == [
        "bar missed: 2 warnings",
        "bar missed: 1 entry of `tenets-baseline.toml` is gone from the code: "
        "`tenetlint baseline prune` removes what is gone",
    ]


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\nb\n\nc", "a\r\nb\rc\n", "\n\n\n"])
@pytest.mark.parametrize("asked", [range(-1, 7), range(6, -2, -1), (3, 1, 2, 6, 3)])
def test_lines_are_the_same_in_whatever_order_they_are_asked_for(text: str, asked: Iterable[int]) -> None:
    lines, whole = Lines(lambda _: text), re.split(r"\r\n|\r|\n", text)
    for number in asked:
        assert lines.line("a.py", number) == (whole[number - 1] if 0 < number <= len(whole) else None)
