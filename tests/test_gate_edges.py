"""The gate where things are missing: files, commits, places."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenetlint.config.values import words
from tenetlint.config.wrong import Wrong
from tenetlint.facts.change import Change, FileChange, Hunk
from tenetlint.gate import ages
from tenetlint.gate.ages import ages as since
from tenetlint.gate.change import Review
from tenetlint.gate.compare import Before, Causes, new_complaints
from tenetlint.gate.complaints import UNUSED, Complaint
from tenetlint.model import Evidence, Site
from tests.gates import API, DOCK, Repo, made
from tests.test_git import git


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def test_without_git_there_is_no_age(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a\n")
    assert since(tmp_path, [Site("a.py", 1)]) == {}


def test_a_repository_without_commits_and_files_that_are_gone_have_no_age(repo: Repo, tmp_path: Path) -> None:
    assert since(repo.root, [Site("gone.py", 1), Site(API, 0), Site(API, 999)]) == {}
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    git(fresh, "init", "-q")
    (fresh / "a.py").write_text("a\n")
    assert since(fresh, [Site("a.py", 1)]) == {}


def test_what_is_older_than_the_commits_looked_at_has_no_age(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ages, "_MOST", 2)
    sites = [Site(API, 1)]
    assert since(repo.root, sites).keys() == set(sites)
    for number in range(2):
        repo.write(repo.text() + f"# {number}\n")
        repo.commit()
    assert since(repo.root, sites) == {}


def test_a_shallow_clone_does_not_date_what_is_older(repo: Repo, tmp_path: Path) -> None:
    repo.write(repo.text() + "# more\n")
    repo.commit()
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo.root}", "shallow")
    assert since(tmp_path / "shallow", [Site(API, 1)]) == {}


def review(*files: FileChange) -> Review:
    """A change of some files."""
    return Review("", Change.of(files), {}, {})


HUNK = Hunk((), 3, ("x\n",), frozenset({3}))


@pytest.mark.parametrize(
    ("files", "evidence", "cause"),
    [
        ((FileChange("b.py", "b.py", (HUNK,)),), (), Site("b.py", 3)),
        ((FileChange("z.py", "z.py", (HUNK,)),), (), Site("z.py", 3)),
        ((FileChange("b.py", "b.py", (HUNK,)),), (Evidence(Site("b.py", 9), "x"),), Site("b.py", 9)),
        ((FileChange("a.py", "a.py", (HUNK,)),), (), None),
        ((FileChange("gone.py", None),), (), Site("gone.py")),
        ((), (), None),
    ],
)
def test_the_cause_is_evidence_then_the_nearest_change_then_any(
    files: tuple[FileChange, ...], evidence: tuple[Evidence, ...], cause: Site | None
) -> None:
    assert Causes(review(*files), {"a.py": ("b.py",)}).cause(Site("a.py", 1), evidence) == cause


def test_a_complaint_is_new_when_there_are_more_of_its_kind() -> None:
    old = Complaint(UNUSED, "x", Site("old.py", 1))
    before = Before.of([], [old], {"old.py": "new.py"})
    now = [Complaint(UNUSED, "x", Site("new.py", line)) for line in (4, 5)]
    assert new_complaints(now, before) == (now[1],)


def test_a_complaint_that_the_change_brings_is_reported_and_an_old_one_is_not(repo: Repo) -> None:
    repo.replace('cast(context, "ring")', 'cast(context, "ring")  # tenet: allow[TNT301] why')
    repo.commit()
    repo.write(repo.text() + DOCK.replace("dock(", "dock (") + "    # tenet: allow\n")
    ended = repo.run("check", "--diff", "HEAD")
    assert [line.split(" ")[1] for line in ended.lines if ": TNT" in line] == ["TNT301", "TNT001"]


def test_a_deleted_file_brings_nothing(repo: Repo) -> None:
    repo.write("from harbour import rpcapi\n\nAPI = rpcapi.PilotAPI\n", "harbour/extra.py")
    repo.commit()
    (repo.root / "harbour/extra.py").unlink()
    assert repo.run("check", "--diff", "HEAD").code == 0


def test_a_link_that_changed_cannot_be_read_back(repo: Repo, tmp_path: Path) -> None:
    """What the change leads to lies outside: its old text counts as not there, and nothing is followed."""
    (tmp_path / "outside.py").write_text("")
    (repo.root / "harbour/link.py").symlink_to("rpcapi.py")
    repo.commit()
    (repo.root / "harbour/link.py").unlink()
    (repo.root / "harbour/link.py").symlink_to(tmp_path / "outside.py")
    ended = repo.run("check", "--diff", "HEAD", "--allow-unread")
    assert ended.code == 0
    assert "not read: harbour/link.py: it leads out of the project" in ended.lines


def test_a_file_that_does_not_parse_before_or_after(repo: Repo) -> None:
    repo.write("def (\n", "harbour/odd.py")
    repo.write("def (\n", "harbour/same.py")
    repo.commit()
    repo.write("x = 1\n", "harbour/odd.py")
    ended = repo.run("check", "--diff", "HEAD")
    assert ended.code == 4
    assert [line for line in ended.lines if "odd.py" in line] == []


def test_an_empty_baseline_is_pruned_without_a_word(repo: Repo) -> None:
    repo.run("baseline", "write")
    before = os.stat(repo.root / "tenets-baseline.toml").st_mtime_ns
    assert repo.run("baseline", "prune").out == "tenets-baseline.toml: 3 findings, 0 removed\n"
    assert os.stat(repo.root / "tenets-baseline.toml").st_mtime_ns == before


def test_fingerprints_are_a_list_of_strings(repo: Repo) -> None:
    repo.write(
        'version = 1\n[[finding]]\npath = "a"\ncode = "TNT301"\nfunction = ""\nline = ""\nfingerprints = "x"\n',
        "tenets-baseline.toml",
    )
    assert "an entry has path" in repo.run("check").err


def test_words_of_numbers_are_no_words() -> None:
    with pytest.raises(Wrong):
        words([1])


def test_a_file_that_is_none_any_more_cannot_be_read_back(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.diff").write_text(f"--- a/{API}\n+++ b/{API}\n@@ -1 +1 @@\n-a\n+b\n")
    (repo.root / API).unlink()
    os.mkfifo(repo.root / API)
    ended = repo.run("check", "--diff-file", str(tmp_path / "x.diff"), "--allow-unread")
    assert (ended.code, ended.out) == (0, f"not read: {API}: not a regular file\n")


def test_a_file_too_large_to_compare_is_listed_and_is_no_partial_clone(repo: Repo) -> None:
    large = "#" * (3 << 20) + "\n"
    repo.write(large, "harbour/large.py")
    repo.commit()
    repo.write(large + "x = 1\n", "harbour/large.py")
    ended = repo.run("check", "--diff", "HEAD")
    assert ended.code == 4
    assert ended.out.startswith("not read: harbour/large.py: ")
