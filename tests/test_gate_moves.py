"""Files that were moved: found by what they hold, and their findings stay old, in a change and in a baseline."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenetlint.facts import moves
from tenetlint.facts.change import Change, taken_back
from tenetlint.patch import patch
from tests.gates import API, DOCK, Repo, made

TEXT = b"one\ntwo\nthree\nfour\n"
CONTENT = st.lists(st.sampled_from([b"a\n", b"bb\n", b"ccc\n", b"\n", b"dddd"]), max_size=8).map(b"".join)


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def pairs(*files: tuple[str, bytes | None, bytes | None]) -> list[tuple[str | None, str | None, frozenset[int]]]:
    """Where each file was and is, and what was added to it."""
    change = Change.parse("".join(patch(*each) for each in files))
    return [(file.old_path, file.path, file.added) for file in change.files]


def test_a_file_that_was_moved_and_edited() -> None:
    found = pairs(("a.py", TEXT, None), ("b.py", None, TEXT.replace(b"two", b"2") + b"five\n"))
    assert found == [("a.py", "b.py", frozenset({2, 5}))]


@pytest.mark.parametrize(
    ("old", "new", "content"),
    [("a.py", "b.py", b"one\n5\n6\n7\n8\n9\n0\n"), ("a.py", "b.txt", TEXT), ("a.py", "b.py", TEXT * 3)],
)
def test_what_is_not_alike_was_not_moved(old: str, new: str, content: bytes) -> None:
    found = pairs((old, TEXT + b"x\n", None), (new, None, content))
    assert {each[:2] for each in found} == {(old, None), (None, new)}


def test_the_most_alike_are_a_pair_and_a_name_decides_between_equals() -> None:
    changed = TEXT.replace(b"two", b"2")
    found = pairs(
        ("a/x.py", TEXT, None), ("b/y.py", None, changed), ("b/x.py", None, changed), ("b/z.py", None, TEXT + b"z\n")
    )
    assert {each[:2] for each in found} == {("a/x.py", "b/z.py"), (None, "b/x.py"), (None, "b/y.py")}
    found = pairs(("a/x.py", TEXT, None), ("b/w.py", None, changed), ("b/x.py", None, changed))
    assert {each[:2] for each in found} == {("a/x.py", "b/x.py"), (None, "b/w.py")}


def test_of_too_many_files_those_of_one_name_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "_MOST", 1)
    changed = TEXT.replace(b"two", b"2")
    found = pairs(("a/x.py", TEXT, None), ("b/x.py", None, changed), ("b/y.py", None, TEXT + b"z\n"))
    assert {each[:2] for each in found} == {("a/x.py", "b/x.py"), (None, "b/y.py")}


@given(CONTENT, CONTENT)
def test_a_move_is_taken_back(before: bytes, after: bytes) -> None:
    for file in Change.parse(patch("a.py", before, None) + patch("b.py", None, after)).files:
        if file.old_path and file.path:
            assert taken_back(file, after) == before


def moved(repo: Repo) -> None:
    """The client's file under another name, with a call more."""
    (repo.root / API).rename(repo.root / "harbour/pilot.py")
    repo.replace("import rpcapi", "import pilot as rpcapi", "harbour/cmd/api.py")
    repo.write(repo.text("harbour/pilot.py") + DOCK, "harbour/pilot.py")
    repo.commit()


def test_a_change_that_moves_a_file_brings_only_what_it_adds(repo: Repo) -> None:
    moved(repo)
    ended = repo.run("check", "--diff", "HEAD~1")
    assert [line.split(" ")[0] for line in ended.lines if ": TNT" in line] == ["harbour/pilot.py:20:16:"]


def entries(repo: Repo) -> set[str]:
    """The paths that the baseline speaks of."""
    text = repo.text("tenets-baseline.toml")
    return {line.split('"')[1] for line in text.splitlines() if line.startswith("path =")}


def test_a_baseline_follows_a_file_that_was_moved(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.run("baseline", "write")
    repo.commit()
    moved(repo)
    monkeypatch.setenv("CI", "true")
    for words in ((), ("--diff", "HEAD~1"), ("--strict-baseline",)):
        ended = repo.run("check", *words)
        assert [line.split(" ")[0] for line in ended.lines if ": TNT" in line] == ["harbour/pilot.py:20:16:"]
        assert "gone from the code" not in ended.out + ended.err
    assert repo.run("baseline", "check").code == 0
    assert repo.run("baseline", "prune").out.endswith(": 3 findings, 0 removed, 3 moved with their files\n")
    assert entries(repo) == {"harbour/pilot.py"}
    assert repo.run("baseline", "prune").out == "tenets-baseline.toml: 3 findings, 0 removed\n"
    assert len([line for line in repo.run("check").lines if ": TNT" in line]) == 1


def test_a_copy_is_not_a_move(repo: Repo) -> None:
    repo.run("baseline", "write")
    repo.write(repo.text(), "harbour/copy.py")
    assert [line.split(" ")[0] for line in repo.run("check").lines if ": TNT301" in line] == [
        "harbour/copy.py:10:16:",
        "harbour/copy.py:14:16:",
    ]


def test_a_file_that_was_moved_with_a_finding_less_leaves_a_stale_entry(repo: Repo) -> None:
    repo.run("baseline", "write")
    moved(repo)
    repo.replace('return cctxt.call(context, "moor"', 'cctxt.cast(context, "moor"', "harbour/pilot.py")
    assert repo.run("baseline", "check").code == 1
    assert repo.run("baseline", "prune").out.endswith(": 2 findings, 1 removed, 2 moved with their files\n")


def test_two_files_become_one_and_the_number_decides(repo: Repo) -> None:
    repo.write(repo.text(), "harbour/copy.py")
    repo.run("baseline", "write")
    (repo.root / "harbour/copy.py").unlink()
    call = '        return self.client.call(context, "steer", boat=boat)\n'
    repo.replace(call, call + call)
    assert [line for line in repo.run("check").lines if ": TNT301" in line] == []
    repo.replace(call + call, call + call + call)
    assert len([line for line in repo.run("check").lines if ": TNT301" in line]) == 1
    repo.run("baseline", "prune")
    assert len([line for line in repo.run("check").lines if ": TNT301" in line]) == 1
