"""The quality plugin of diff-cover, alone and asked by diff-cover itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tenetlint.diff_quality_plugin import Violation, diff_cover_report_quality
from tests.checkout import HOME, copy, git
from tests.gates import API, DOCK, Repo, made


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project that has adopted its findings, and has one more."""
    repo = made(tmp_path, capsys, monkeypatch)
    repo.run("baseline", "write")
    repo.commit()
    repo.write(repo.text() + DOCK)
    repo.commit()
    return repo


MORE = [Violation(20, "TNT301 `dock` is called, and waited for")]


def test_what_the_baseline_does_not_know(repo: Repo) -> None:
    reporter = diff_cover_report_quality()
    assert reporter.name() == "tenetlint"
    assert reporter.violations_batch([API, "setup.cfg"]) == {API: MORE, "setup.cfg": ()}
    reporter.measured_lines(API)


def test_a_report_is_taken_as_it_is(repo: Repo) -> None:
    report = io.BytesIO(repo.run("check", "--no-baseline", "--format", "json").out.encode())
    assert [each.line for each in diff_cover_report_quality([report]).violations(API)] == [1, 10, 14, 20]


def test_paths_begin_at_the_top_of_the_work_tree(tmp_path: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    top = tmp_path / "top"
    top.mkdir()
    repo.root.rename(top / "inner")
    (top / "inner/.git").rename(tmp_path / "old")
    git(top, "init", "-q")
    monkeypatch.chdir(top / "inner")
    assert diff_cover_report_quality().violations(f"inner/{API}") == MORE


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [{}]}'])
def test_a_report_of_another_kind_is_one_line(repo: Repo, text: str) -> None:
    with pytest.raises(OSError, match=r"^tenetlint: "):
        diff_cover_report_quality([io.BytesIO(text.encode())])


def test_diff_cover_is_not_imported() -> None:
    code = "import sys, tenetlint.diff_quality_plugin; sys.exit('diff_cover' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    assert subprocess.run([sys.executable, "-P", "-c", code], env=environment, check=False).returncode == 0


@pytest.mark.network
def test_diff_cover_takes_the_plugin(repo: Repo, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    command = [str(tmp_path / "env" / "bin" / "python"), "-m", "pip", "install", "--quiet", "diff-cover==11.0.1"]
    subprocess.run([*command, str(copy(tmp_path / "tree"))], check=True)

    def quality(base: str) -> subprocess.CompletedProcess[str]:
        words = ["--violations=tenetlint", f"--compare-branch={base}", "--fail-under=100"]
        program = str(tmp_path / "env" / "bin" / "diff-quality")
        return subprocess.run([program, *words], cwd=repo.root, capture_output=True, text=True, check=False)

    ended = quality("HEAD~1")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert f"{API}:20: TNT301 `dock` is called, and waited for" in ended.stdout
    assert quality("HEAD").returncode == 0
