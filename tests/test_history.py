"""Scores of the past: the same as a checkout of each commit would have."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.gates import DOCK, Repo, made
from tests.test_git import commit, git


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A project with two tags and a commit more, each with a call more."""
    repo = made(tmp_path, capsys, monkeypatch)
    for number, name in enumerate(("1.0", "2.0", "")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-0{number + 1}-01T12:00:00+00:00")
        repo.write(repo.text() + DOCK.replace("dock", f"dock{number}"))
        repo.commit()
        if name:
            git(repo.root, "tag", name)
    return repo


def test_each_commit_scores_as_its_checkout_does(repo: Repo) -> None:
    shown = json.loads(repo.run("history", "--format", "json").out)["history"]
    assert [(row["revision"], row["day"]) for row in shown] == [
        ("1.0", "2026-01-01"),
        ("2.0", "2026-02-01"),
        ("HEAD", "2026-03-01"),
    ]
    assert len({row["scores"]["3"] for row in shown}) == 3
    for row in shown:
        git(repo.root, "checkout", "-q", row["commit"])
        there = json.loads(repo.run("score", "--format", "json").out)
        assert row["scores"] == {str(each["number"]): each["score"] for each in there["tenets"]}
        assert row["files"] == 4


def test_the_work_tree_and_the_branch_are_left_alone(repo: Repo) -> None:
    repo.write("not python (\n")
    head = git(repo.root, "rev-parse", "HEAD")
    table = repo.run("history", "main", "1.0").lines
    assert table[0].split() == ["revision", "day", *"12345678"]
    assert [line.split()[:2] for line in table[1:]] == [["1.0", "2026-01-01"], ["main", "2026-03-01"]]
    assert repo.text() == "not python (\n"
    assert git(repo.root, "rev-parse", "HEAD") == head


def test_a_file_beside_the_output(repo: Repo) -> None:
    shown = repo.run("history", "--tags", "1", "--output-file", "h.csv").lines
    rows = list(csv.DictReader(io.StringIO((repo.root / "h.csv").read_text())))
    assert [row["revision"] for row in rows] == ["2.0", "HEAD"]
    assert [row["tenet 3"] for row in rows] == [line.split()[4].strip("-") for line in shown[1:]]
    assert {row["tenet 8"] for row in rows} <= {"", "0.0"}


def test_a_project_below_the_top_and_before_it_was_there(repo: Repo) -> None:
    before = git(repo.root, "rev-parse", "HEAD")
    commit(repo.root, {"inner/setup.cfg": "[metadata]\nname = inner\n", "inner/inner/__init__.py": ""})
    shown = json.loads(repo.run("history", "--path", "inner", "--format", "json", before, "HEAD").out)["history"]
    assert [row["files"] for row in shown] == [0, 1]


def test_mistakes(repo: Repo, tmp_path: Path) -> None:
    assert "no commit is called `3.0` (did you mean `2.0`?)" in repo.run("history", "3.0").err
    (tmp_path / "lonely").mkdir()
    (tmp_path / "lonely/a.py").write_text("")
    assert "is in no git work tree" in repo.run("history", "--path", str(tmp_path / "lonely")).err
