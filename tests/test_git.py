"""git asked safely: what it answers, and that nothing of the repository runs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.errors import UserError
from tenetlint.files import blob_id
from tenetlint.git import Git, GitError
from tenetlint.gitcommand import BLOB_LIMIT, program_for
from tenetlint.patch import patch

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    """Run plain git, as a person would."""
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def write(folder: Path, files: dict[str, str]) -> None:
    """Write text files below `folder`."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def commit(folder: Path, files: dict[str, str]) -> str:
    """Write, add and commit; the commit's id."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "step")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository without commits."""
    folder = tmp_path / "home"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def found(folder: Path) -> Git:
    """The work tree at `folder`, which must be one."""
    repository = Git.find(folder)
    assert repository is not None
    return repository


def test_files_are_those_tracked_or_not_ignored(home: Path) -> None:
    commit(home, {"a.py": "", "pkg/b.py": "", ".gitignore": "*.log\n", "gone.py": ""})
    write(home, {"new.py": "", "x.log": "", "pkg/\u00e9 x.py": ""})
    assert found(home).files() == (".gitignore", "a.py", "gone.py", "new.py", "pkg/b.py", "pkg/\u00e9 x.py")
    assert found(home / "pkg").files() == ("b.py", "\u00e9 x.py")


def test_outside_of_a_work_tree_there_is_no_git(tmp_path: Path, home: Path) -> None:
    assert Git.find(tmp_path) is None
    assert Git.find(home / ".git") is None
    git(tmp_path, "init", "-q", "--bare", "bare")
    assert Git.find(tmp_path / "bare") is None


def test_without_a_program_there_is_no_git(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "relative:/nonexistent")
    assert Git.find(home) is None


def test_a_program_from_the_tree_is_not_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, {"bin/git": "#!/bin/sh\ntouch ran\n"})
    (home / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert program_for(home) not in (None, str(home / "bin/git"))
    monkeypatch.setenv("PATH", str(home / "bin"))
    assert program_for(home) is None


def test_revisions(home: Path) -> None:
    first = commit(home, {"a.py": "1\n"})
    second = commit(home, {"a.py": "2\n"})
    git(home, "tag", "v1.0", first)
    repository = found(home)
    assert repository.commit("HEAD~1") == repository.commit("v1.0") == first
    assert repository.commit("main") == second
    assert repository.merge_base(first, second) == first


@pytest.mark.parametrize(
    "revision", ["v1.1", "--output=x", "-h", "", "a b", "HEAD:a.py", "HEAD^{tree}", "a\0b", "\udcff"]
)
def test_an_unknown_revision_is_the_users_mistake(home: Path, revision: str) -> None:
    commit(home, {"a.py": "1\n"})
    with pytest.raises(UserError, match="no commit is called"):
        found(home).commit(revision)
    assert not (home / "x").exists()


def test_an_unknown_revision_is_told_what_it_resembles(home: Path) -> None:
    commit(home, {"a.py": "1\n"})
    git(home, "tag", "v1.0")
    with pytest.raises(UserError, match=re.escape("`v1.1` (did you mean `v1.0`?)")):
        found(home).commit("v1.1")


def test_a_shallow_clone_says_so(home: Path, tmp_path: Path) -> None:
    commit(home, {"a.py": "1\n"})
    commit(home, {"a.py": "2\n"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{home}", "shallow")
    with pytest.raises(UserError, match="shallow clone"):
        found(tmp_path / "shallow").commit("HEAD~1")


def test_histories_without_an_ancestor(home: Path) -> None:
    one = commit(home, {"a.py": "1\n"})
    git(home, "checkout", "-q", "--orphan", "other")
    with pytest.raises(UserError, match="no common ancestor"):
        found(home).merge_base(one, commit(home, {"a.py": "2\n"}))


def test_trees_and_blobs(home: Path) -> None:
    one = commit(home, {"a.py": "1\n", "pkg/b.py": "2\n", "big": "x" * (BLOB_LIMIT + 1)})
    repository = found(home)
    tree = repository.tree(one)
    assert tree["a.py"] == blob_id(b"1\n")
    assert set(tree) == {"a.py", "pkg/b.py", "big"}
    assert set(found(home / "pkg").tree(one)) == {"b.py"}
    asked = [tree["a.py"], tree["big"], "0" * 40, one, tree["pkg/b.py"]]
    assert [data for _, data in repository.blobs(asked)] == [b"1\n", None, None, None, b"2\n"]


def test_an_identity_that_is_none_is_refused(home: Path) -> None:
    commit(home, {"a.py": "1\n"})
    for bad in ("HEAD", "--all", "a\nb", "A" * 40):
        with pytest.raises(UserError, match="not the id"):
            list(found(home).blobs([bad]))
        with pytest.raises(UserError, match="not the id"):
            found(home).tree(bad)
    with pytest.raises(GitError, match="`ls-tree` failed"):
        found(home).tree("0" * 40)


def test_changes_between_commits_and_to_the_work_tree(home: Path) -> None:
    one = commit(home, {"a.py": "1\n", "b.py": "1\n", "c.py": "1\n", "same.py": "1\n"})
    two = commit(home, {"a.py": "2\n"})
    assert found(home).changed(one, two) == ("a.py",)
    write(home, {"b.py": "2\n", "new.py": "1\n", "same.py": "1\r\n"})
    (home / "c.py").unlink()
    assert found(home).changed(two) == ("b.py", "c.py", "new.py")
    assert found(home).changed(one) == ("a.py", "b.py", "c.py", "new.py")


def test_a_file_that_cannot_be_read_counts_as_unchanged(home: Path) -> None:
    one = commit(home, {"big.py": "x" * (BLOB_LIMIT + 1), "a.py": "1\n"})
    os.mkfifo(home / "pipe")
    assert found(home).changed(one) == ()


def test_a_link_is_compared_by_where_it_leads(home: Path) -> None:
    (home / "link").symlink_to("a.py")
    one = commit(home, {"a.py": "1\n"})
    assert found(home).changed(one) == ()
    (home / "link").unlink()
    (home / "link").symlink_to("b.py")
    assert found(home).changed(one) == ("link",)


def test_the_diff_equals_that_of_git(home: Path) -> None:
    before = "".join(f"{number}\n" for number in range(40))
    after = before.replace("3\n", "three\n", 1).replace("20\n", "").replace("30\n", "30\nnew\n") + "end"
    one = commit(home, {"pkg/a.py": before, "gone.py": "1\n2\n", "same.py": "1\n"})
    two = commit(home, {"pkg/a.py": after, "new.py": "1\n"})
    git(home, "rm", "-q", "gone.py")
    git(home, "commit", "-q", "-m", "gone")
    two = git(home, "rev-parse", "HEAD")
    theirs = git(home, "diff-tree", "-r", "-p", "-U0", "--no-renames", one, two) + "\n"
    kept = [re.sub(r"(@@ .* @@).*", r"\1", line) for line in theirs.split("\n")]
    kept = [line for line in kept if not line.startswith(("diff ", "index ", "deleted ", "new "))]
    assert found(home).diff(one, two).split("\n") == kept
    write(home, {"pkg/a.py": before})
    text = found(home).diff(one, None, lambda path: path != "gone.py")
    assert text == "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+1\n"


def test_attributes_hide_nothing_from_the_diff(home: Path) -> None:
    one = commit(home, {"a.py": "1\n", ".gitattributes": "*.py -diff binary\n"})
    two = commit(home, {"a.py": "2\n"})
    assert found(home).diff(one, two) == "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-1\n+2\n"


def test_a_diff_of_nothing_is_empty(home: Path) -> None:
    one = commit(home, {"a.py": "1\n"})
    assert found(home).diff(one, one) == found(home).diff(one) == ""


def test_a_sha256_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    one = commit(tmp_path, {"a.py": "1\n", "b.py": "1\n"})
    write(tmp_path, {"b.py": "2\n"})
    assert found(tmp_path).changed(one) == ("b.py",)


def test_what_a_sparse_checkout_leaves_out_is_known(home: Path) -> None:
    commit(home, {"pkg/a.py": "", "other/b.py": ""})
    git(home, "sparse-checkout", "set", "pkg")
    assert found(home).missing() == {"other/b.py"}


def armed(home: Path, marker: Path) -> str:
    """Give the repository everything that can run a program; the id of a commit in it."""
    script = f"#!/bin/sh\ntouch {marker}/$(basename $0)-$$\ncat\n"
    for name in ("monitor", "filter", "differ", "converter", "ssh", "helper"):
        write(home, {f".git/{name}": script})
        (home / f".git/{name}").chmod(0o755)
    one = commit(home, {"a.py": "1\n", "sub/b.py": "1\n", ".gitattributes": "*.py filter=evil diff=evil\n"})
    git(home, "config", "remote.origin.url", "ssh://localhost/nowhere")
    for key, name in {
        "core.fsmonitor": "monitor",
        "filter.evil.clean": "filter",
        "filter.evil.smudge": "filter",
        "filter.evil.process": "filter",
        "diff.external": "differ",
        "diff.evil.textconv": "converter",
        "diff.evil.command": "differ",
        "core.sshCommand": "ssh",
        "credential.helper": "helper",
        "core.pager": "helper",
        "alias.ls-files": f"!{home}/.git/helper",
    }.items():
        git(home, "config", key, f"{home}/.git/{name}" if not name.startswith("!") else name)
    for hook in ("post-index-change", "post-checkout", "fsmonitor-watchman", "reference-transaction"):
        write(home, {f".git/hooks/{hook}": script})
        (home / f".git/hooks/{hook}").chmod(0o755)
    return one


def test_nothing_of_a_repository_runs(home: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    marker.mkdir()
    one = armed(home, marker)
    for left in marker.iterdir():
        left.unlink()
    write(home, {"a.py": "2\n", "new.py": "1\n"})
    repository = found(home)
    repository.files()
    repository.missing()
    repository.changed(one)
    repository.diff(one)
    repository.merge_base(one, repository.commit("HEAD"))
    list(repository.blobs([*repository.tree(one).values(), "0" * 40]))
    assert list(marker.iterdir()) == []
    subprocess.run(["git", "ls-files", "-o"], cwd=home, capture_output=True, check=False)
    assert list(marker.iterdir()) != [], "plain git must fall for it, or this test proves nothing"


def test_what_a_partial_clone_lacks_is_not_fetched(home: Path, tmp_path: Path) -> None:
    one = commit(home, {"a.py": "1\n"})
    blob = found(home).tree(one)["a.py"]
    (home / ".git/objects" / blob[:2] / blob[2:]).unlink()
    marker = tmp_path / "marker"
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::touch {marker}",
        "protocol.ext.allow": "always",
    }.items():
        git(home, "config", key, value)
    assert list(found(home).blobs([blob])) == [(blob, None)]
    assert not marker.exists()
    subprocess.run(["git", "cat-file", "blob", blob], cwd=home, capture_output=True, check=False)
    assert marker.exists(), "plain git must fall for it, or this test proves nothing"


def test_a_setting_cannot_make_git_wait(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(home, {"a.py": "1\n"})
    os.mkfifo(home / ".git/pipe")
    git(home, "config", "core.excludesFile", str(home / ".git/pipe"))
    monkeypatch.setattr("tenetlint.gitcommand._TIMEOUT", 10.0)
    assert found(home).files() == ("a.py",)


def test_git_does_not_wait_at_a_linked_work_tree(home: Path, tmp_path: Path) -> None:
    commit(home, {"a.py": "1\n"})
    git(home, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert found(tmp_path / "linked").files() == ("a.py",)
    (home / ".git/packed-refs").unlink(missing_ok=True)
    os.mkfifo(home / ".git/packed-refs")
    assert Git.find(tmp_path / "linked") is None


def test_a_bare_repository_among_the_files_is_not_entered(home: Path, tmp_path: Path) -> None:
    commit(home, {"sub/a.py": ""})
    git(home, "init", "-q", "--bare", "sub/trap")
    marker = tmp_path / "marker"
    write(home, {"sub/trap/run": f"#!/bin/sh\ntouch {marker}\n"})
    (home / "sub/trap/run").chmod(0o755)
    git(home, "--git-dir=sub/trap", "config", "core.fsmonitor", str(home / "sub/trap/run"))
    git(home, "--git-dir=sub/trap", "config", "core.bare", "false")
    git(home, "--git-dir=sub/trap", "config", "core.worktree", str(home / "sub"))
    assert Git.find(home / "sub/trap") is None
    assert not marker.exists()


def test_the_environment_does_not_lead_git_elsewhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(home, {"a.py": ""})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "many")
    assert found(home).files() == ("a.py",)


def test_a_work_tree_that_lies_elsewhere_is_none(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    git(home, "config", "core.worktree", str(tmp_path / "elsewhere"))
    assert Git.find(home) is None


def test_a_git_that_dies_answers_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identities = ["0" * 40] * 5000
    assert all(data is None for _, data in Git(home, "/bin/true", "").blobs(identities))
    repository = found(home)
    monkeypatch.setattr("tenetlint.gitcommand._TIMEOUT", 0.0)
    with pytest.raises(UserError, match=r"no commit is called `HEAD`$"):
        repository.commit("HEAD")


def test_a_git_that_fails_or_hangs_is_an_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(home, {"a.py": ""})
    repository = found(home)
    (home / ".git/index").write_bytes(b"DIRC" + b"\xff" * 40)
    with pytest.raises(GitError, match="`ls-files` failed"):
        repository.files()
    monkeypatch.setattr("tenetlint.gitcommand._TIMEOUT", 0.0)
    with pytest.raises(GitError, match="took longer"):
        repository.files()
    with pytest.raises(GitError, match="could not be run"):
        Git(home, "/nonexistent/git", "").files()


lines = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "-x\n", "+y\n", "\u00e9\n", "d\r\n"]), max_size=12)


def parts(text: str) -> list[str]:
    """Lines with their ends."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def applied(old: str, text: str) -> str:
    """`old` with a patch of one file applied, line by line as the format says."""
    before, result, here, last = parts(old), list[str](), 0, ""
    for line in parts(text)[2:]:
        if head := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            place = int(head[1]) - (head[2] != "0")
            result += before[here:place]
            here = place
        elif line.startswith("-"):
            assert before[here].rstrip("\n") == line[1:].rstrip("\n")
            here += 1
        elif line.startswith("+"):
            result.append(line[1:])
        if line.startswith("\\") and last.startswith("+"):
            result[-1] = result[-1][:-1]
        last = line
    return "".join(result + before[here:])


@given(lines, lines, st.booleans(), st.booleans())
@example([], [], False, False)
def test_a_patch_leads_from_the_old_text_to_the_new(one: list[str], other: list[str], cut: bool, snip: bool) -> None:
    old, new = "".join(one), "".join(other)
    old, new = old[:-1] if cut else old, new[:-1] if snip else new
    text = patch("a.py", old.encode(), new.encode())
    assert (text == "") == (old == new)
    assert applied(old, text) == new


def test_large_regions_are_replaced_as_a_whole() -> None:
    old = "".join(f"{number}\n" for number in range(6000))
    new = "".join(f"{number}\n" for number in range(6000, 12000))
    text = patch("a.py", ("first\n" + old).encode(), ("first\n" + new).encode())
    assert text.count("@@ -2,6000 +2,6000 @@") == 1


def test_odd_names_are_quoted_as_git_does() -> None:
    text = patch("a\n\u00e9\"\\\t\x1b.py", None, b"x\n")
    assert text.splitlines()[1] == '+++ "b/a\\n\\303\\251\\"\\\\\\t\\033.py"'


def test_bytes_that_are_no_text_survive() -> None:
    assert "+\udcff\n" in patch("a.py", b"", b"\xff\n")
