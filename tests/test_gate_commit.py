"""What a hook asks: what the commit under way adds, or the last one; and commits that cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gates import API, DOCK, Ended, Repo, made
from tests.test_git import git


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project, where pre-commit says nothing."""
    monkeypatch.delenv("PRE_COMMIT_FROM_REF", raising=False)
    return made(tmp_path, capsys, monkeypatch)


def lines(ended: Ended) -> list[str]:
    """The numbers of the lines with a synchronous call."""
    return [each.split(":")[1] for each in ended.lines if ": TNT301" in each]


def test_the_commit_under_way(repo: Repo) -> None:
    repo.write(repo.text() + DOCK)
    assert lines(repo.run("check", "--commit", API)) == ["20"]


def test_the_last_commit_where_nothing_is_under_way(repo: Repo) -> None:
    repo.write(repo.text() + DOCK)
    repo.commit()
    assert lines(repo.run("check", "--commit")) == ["20"]
    assert lines(repo.run("check", "--diff", "HEAD")) == []


def test_everything_in_and_before_the_first_commit(repo: Repo) -> None:
    assert lines(repo.run("check", "--commit")) == ["10", "14"]
    git(repo.root, "checkout", "-q", "--orphan", "fresh")
    assert lines(repo.run("check", "--commit")) == ["10", "14"]


def test_what_was_added_since_the_work_parted(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repo.root, "branch", "upstream")
    repo.write(repo.text() + DOCK)
    repo.commit()
    repo.write("", "harbour/other.py")
    repo.commit()
    assert lines(repo.run("check", "--commit")) == []
    git(repo.root, "checkout", "-q", "upstream")
    repo.write(repo.text() + DOCK.replace("dock", "berth"))
    repo.commit()
    git(repo.root, "checkout", "-q", "main")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "upstream")
    assert lines(repo.run("check", "--commit")) == ["20"]


def test_a_shallow_clone_says_what_brings_more(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("", "harbour/other.py")
    repo.commit()
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo.root}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    for words in (("--commit",), ("--diff", "HEAD~1")):
        ended = repo.run("check", *words)
        assert ended.code == 2
        assert ended.err == (
            "tenetlint: error: git: no commit is called `HEAD~1`; this is a shallow clone, which lacks older commits: "
            "`git fetch --deepen=1` brings one more\n"
        )


def test_a_clone_without_old_contents_is_not_taken_for_a_new_file(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(repo.text() + DOCK)
    repo.commit()
    git(repo.root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{repo.root}", "partial")
    monkeypatch.chdir(tmp_path / "partial")
    ended = repo.run("check", "--diff", "HEAD~1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"tenetlint: error: git: this clone lacks `{API}` as it was before (a partial clone): ")
    git(tmp_path / "partial", "diff", "HEAD~1")
    assert lines(repo.run("check", "--diff", "HEAD~1")) == ["20"]


def test_the_first_commit_has_none_before_it(repo: Repo) -> None:
    for words in ("HEAD~1", "HEAD^", "main~1^2"):
        told = repo.run("check", "--diff", words).err
        start = words.partition("~")[0].partition("^")[0]
        assert told == f"tenetlint: error: git: no commit is called `{words}`: `{start}` does not go back so far\n"
    assert repo.run("check", "--diff", "mian~1").err.endswith("no commit is called `mian~1` (did you mean `main`?)\n")


def test_outside_of_git_there_is_no_commit(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lonely").mkdir()
    (tmp_path / "lonely/a.py").write_text("")
    monkeypatch.chdir(tmp_path / "lonely")
    told = repo.run("check", "--commit").err
    assert told.startswith("tenetlint: error: --commit: ")
    assert told.endswith("is in no git work tree; --diff-file takes a diff instead\n")
    assert "one of them" in repo.run("check", "--commit", "--diff", "HEAD").err


def test_a_file_that_became_a_link(repo: Repo) -> None:
    (repo.root / API).unlink()
    (repo.root / API).symlink_to("nowhere.py")
    ended = repo.run("check", "--diff", "HEAD", "--allow-unread")
    assert (ended.code, ended.out) == (0, f"not read: {API}: a link to nothing\n")
    (repo.root / API).unlink()
    (repo.root / API).symlink_to("__init__.py")
    assert repo.run("check", "--diff", "HEAD").code == 0
