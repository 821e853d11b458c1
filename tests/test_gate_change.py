"""Changes: diffs as git and diff write them, taken back to what was before, and what stands in code nobody touched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.errors import UserError
from tenetlint.facts import Facts
from tenetlint.facts.change import Change, FileChange, Misfit, taken_back
from tenetlint.facts.changed import runs, under
from tenetlint.gate.change import nearest_change
from tenetlint.patch import patch
from tenetlint.project import Project
from tests.gates import API, DOCK, Repo, made
from tests.test_git import git

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "-- x\n", "++ y\n", "\n", " z\n", "\\ q\n"]), max_size=12)


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


@given(LINES, LINES, st.booleans(), st.booleans())
@example(["a\n"], [], False, False)
def test_a_diff_of_ours_is_taken_back(old: list[str], new: list[str], old_end: bool, new_end: bool) -> None:
    before = "".join(old).encode() + (b"end" if old_end else b"")
    after = "".join(new).encode() + (b"end" if new_end else b"")
    for file in Change.parse(patch("a b.py", before, after)).files:
        assert (file.old_path, file.path) == ("a b.py", "a b.py")
        assert taken_back(file, after) == before


@pytest.mark.parametrize("context", [0, 1, 3])
def test_a_diff_of_git_is_taken_back(tmp_path: Path, context: int) -> None:
    names = {"one.py": "a\nb\nc\nd\ne\nf\n", "\u00e9 \t.py": "x\ny", "gone.py": "g\nh\n", "old.py": "m\nn\no\np\nq\n"}
    git(tmp_path, "init", "-q")
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    (tmp_path / "one.py").write_text("a\nB\nc\nd\nx\ny\ne\n")
    (tmp_path / "\u00e9 \t.py").write_text("x\n\nz")
    (tmp_path / "gone.py").unlink()
    (tmp_path / "old.py").rename(tmp_path / "new.py")
    (tmp_path / "fresh.py").write_text("f\n")
    (tmp_path / "empty.py").write_text("")
    git(tmp_path, "add", "-A")
    change = Change.parse(git(tmp_path, "diff", "-M", f"-U{context}", "--cached") + "\n")
    found = {(file.old_path, file.path) for file in change.files}
    assert found == {
        ("one.py", "one.py"),
        ("\u00e9 \t.py", "\u00e9 \t.py"),
        ("gone.py", None),
        ("old.py", "new.py"),
        (None, "fresh.py"),
    }
    assert change.added("one.py") == {2, 5, 6}
    assert change.added("fresh.py") == {1}
    assert change.added("other.py") == frozenset()
    for file in change.files:
        if file.old_path is not None:
            after = (tmp_path / file.path).read_bytes() if file.path else b""
            assert taken_back(file, after).decode() == names[file.old_path]


def test_a_diff_of_diff_has_times_behind_its_paths() -> None:
    text = "--- a/x.py\t2026-01-01 00:00:00\n+++ b/x.py\t2026-01-01 00:00:01\n@@ -1 +1 @@\n-a\n+b\n"
    (file,) = Change.parse(text).files
    assert (file.old_path, file.path, file.added) == ("x.py", "x.py", frozenset({1}))


def test_a_file_that_came_back_elsewhere_unchanged_was_moved() -> None:
    text = patch("a.py", b"x\ny\n", None) + patch("b.py", None, b"x\ny\n") + patch("c.py", None, b"x\ny\n")
    assert [(file.old_path, file.path, file.added) for file in Change.parse(text).files] == [
        ("a.py", "b.py", frozenset()),
        (None, "c.py", frozenset({1, 2})),
    ]


def test_a_diff_that_breaks_off_is_refused() -> None:
    with pytest.raises(UserError, match=r"^my.diff:5: a hunk ends before its header says so$"):
        Change.parse("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n", "my.diff")


def test_a_diff_that_led_elsewhere_does_not_fit() -> None:
    (file,) = Change.parse("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n").files
    with pytest.raises(Misfit):
        taken_back(file, b"c\n")
    (file,) = Change.parse("--- a/x\n+++ b/x\n@@ -5 +0,1 @@\n-a\n+b\n").files
    with pytest.raises(Misfit):
        taken_back(file, b"b\n")


@given(st.text("-+@ a/b.py\n,10\\\"rename fromtdifg", max_size=150))
@example('--- "a\n+++ b\n')
@example('--- "a/\\377\\q"\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n')
@example("rename to x\nrename from y\n")
def test_no_text_makes_the_reader_crash(text: str) -> None:
    try:
        change = Change.parse(text)
    except UserError:
        return
    for file in change.files:
        assert file.path is not None or file.old_path is not None or not file.hunks


def test_the_nearest_changed_file_is_found_by_imports() -> None:
    change = Change.of([FileChange("c.py", "c.py"), FileChange("d.py", "d.py")])
    targets = {"a.py": ("b.py",), "b.py": ("c.py", "a.py"), "x.py": ()}
    found = nearest_change("a.py", targets, change)
    assert found is not None
    assert found.path == "c.py"
    assert nearest_change("x.py", targets, change) is None


def test_lines_that_follow_each_other_are_one_run() -> None:
    assert runs([2, 4, 9], [1, 2, 4, 7, 9]) == ((2, 4), (9,))
    assert runs([], [1]) == ()


def changed(repo: Repo) -> str:
    """Add a call and commit it; the diff."""
    repo.write(repo.text() + DOCK)
    repo.commit()
    return subprocess.run(["git", "diff", "HEAD~1"], capture_output=True, text=True, check=True, cwd=repo.root).stdout


def test_a_diff_file_finds_what_a_revision_finds(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.diff").write_text(changed(repo))
    by_file, by_revision = repo.run("check", "--diff-file", "../x.diff"), repo.run("check", "--diff", "HEAD~1")
    assert by_file == by_revision
    assert len([line for line in by_file.lines if ": TNT" in line]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("--- a/harbour/rpcapi.py\n+++ b/harbour/rpcapi.py\n@@ -1 +1 @@\n-x\n+y\n", "does not fit the files: `harb"),
        ("--- a/none.py\n+++ b/none.py\n@@ -1 +1 @@\n-x\n+y\n", "`none.py` is in it and does not exist"),
        ("hello\n", "no file of this project is in it, or it is no unified diff"),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n", "a hunk ends before its header says so"),
    ],
)
def test_a_diff_file_that_is_none_is_refused(repo: Repo, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.diff").write_text(text)
    ended = repo.run("check", "--diff-file", str(tmp_path / "x.diff"))
    assert ended.code == 2
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1


def test_an_empty_diff_adds_nothing(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.diff").write_text("")
    assert repo.run("check", "--diff-file", str(tmp_path / "x.diff")).code == 0


def test_mistakes_with_revisions(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no commit is called `HEAD~1`" in repo.run("check", "--diff", "HEAD~1").err
    assert "no commit is called `--output=x`" in repo.run("check", "--diff=--output=x").err
    assert "one of them" in repo.run("check", "--diff", "HEAD", "--diff-file", "x").err
    assert "it does not exist" in repo.run("check", "--diff-file", "x").err
    lonely = tmp_path / "lonely"
    lonely.mkdir()
    (lonely / "a.py").write_text("")
    monkeypatch.chdir(lonely)
    assert "is in no git work tree; --diff-file takes a diff instead" in repo.run("check", "--diff", "HEAD").err


def test_a_project_below_the_top_of_the_work_tree(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = repo.root / "plugins/crane"
    (inner / "crane").mkdir(parents=True)
    (inner / "setup.cfg").write_text("[metadata]\nname = crane\n[files]\npackages = crane\n")
    (inner / "crane/__init__.py").write_text("")
    (inner / "crane/api.py").write_text(repo.text())
    repo.commit()
    (inner / "crane/api.py").write_text(repo.text() + DOCK)
    (tmp_path / "x.diff").write_text(changed(repo))
    monkeypatch.chdir(inner)
    for arguments in (("--diff", "HEAD~1"), ("--diff-file", str(tmp_path / "x.diff"))):
        lines = repo.run("check", *arguments).lines
        assert [line.split(" ")[0] for line in lines if ": TNT" in line] == ["crane/api.py:20:16:"]


def test_a_finding_elsewhere_names_a_deleted_file_when_nothing_else_changed(repo: Repo) -> None:
    """What a deletion brings about is reported at the place that it leaves behind."""
    repo.write("fail_under = 50\n[report]\nfail_under = 50\n", ".coveragerc")
    repo.commit()
    repo.write("[report]\nbranch = 1\n", ".coveragerc")
    ended = repo.run("check", "--diff", "HEAD")
    assert [line for line in ended.lines if "TNT807" in line] == [
        ".coveragerc:1:1: TNT807 the coverage measurement has no `fail_under`: no figure is too low for it"
    ]
    assert ended.code == 0


def test_tests_of_a_change_are_asked_for_beside_coverage(repo: Repo) -> None:
    changed(repo)
    assert "TNT802" not in repo.run("check", "--diff", "HEAD~1").out
    assert f"{API}:19:1: TNT802" in repo.run("check", "--diff", "HEAD~1", "--select", "TNT802").out
    line = '<line number="{}" hits="{}"/>'
    rows = "".join(line.format(number, int(number != 20)) for number in (10, 14, 17, 19, 20))
    repo.write(
        f'<coverage><packages><package><classes><class filename="{API}"><lines>{rows}</lines></class></classes>'
        "</package></packages></coverage>",
        "../coverage.xml",
    )
    lines = repo.run("check", "--diff", "HEAD~1", "--coverage", "../coverage.xml", "--tenet", "8").lines
    assert [each.split(" ", 1)[1] for each in lines if ": TNT" in each] == [
        "TNT802 2 new statements in 1 file, and no test is changed",
        "TNT803 a new statement is run by no test",
    ]
    repo.write("def test_dock():\n    assert True\n", "harbour/tests/test_rpcapi.py")
    assert "TNT802" not in repo.run("check", "--diff", "HEAD~1", "--select", "TNT802").out


def test_a_change_leaves_the_census_that_was_taken(tmp_path: Path) -> None:
    (tmp_path / "depot.py").write_text("k = 1\n", encoding="utf-8")
    facts = Facts.of(Project.open(tmp_path, use_git=False), ahead=True)
    census = facts.rpc
    assert under(facts, Change.parse("")).rpc is census
