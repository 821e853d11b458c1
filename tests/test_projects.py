"""Whole runs: small projects of three kinds against golden scorecards, libraries, and folders without a project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import same

HOME = Path(__file__).parents[1]
PROJECTS = HOME / "fixtures" / "projects"
NAMES = tuple(sorted(path.name for path in PROJECTS.iterdir() if path.is_dir()))


def score(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`tenetlint score` in a process of its own, the way a user runs it."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "tenetlint", "score", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )


def library(root: Path) -> Path:
    """A messaging library: RPC and a database within, and nothing that runs."""
    files = {
        "setup.cfg": "[metadata]\nname = courier\n[files]\npackages = courier\n",
        "requirements.txt": "oslo.messaging\nSQLAlchemy\n",
        "courier/__init__.py": "",
        "courier/client.py": (
            "import oslo_messaging\nimport sqlalchemy\n\n\nclass Client:\n"
            "    def __init__(self, transport, target):\n"
            "        self._client = oslo_messaging.get_rpc_client(transport, target)\n\n"
            "    def ask(self, context, word):\n"
            "        return self._client.call(context, 'ask', word=word)\n\n\n"
            "def engine(url):\n    return sqlalchemy.create_engine(url)\n"
        ),
        "courier/tests/__init__.py": "",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", ["text", "json"])
def test_the_scorecard_of_a_whole_project(name: str, format_: str) -> None:
    done = score(PROJECTS, name, "--format", format_)
    assert (done.returncode, done.stderr) == (0, "")
    same(f"{name}.{'txt' if format_ == 'text' else format_}", done.stdout, PROJECTS)


def test_the_projects_side_by_side() -> None:
    done = score(PROJECTS, *NAMES)
    assert (done.returncode, done.stderr) == (0, "")
    same("side-by-side.txt", done.stdout, PROJECTS)


def test_each_kind_of_project_gets_its_verdict() -> None:
    """What the architecture of each says before any weight: the numbers may move, these may not."""
    verdicts = {name: _verdicts(score(PROJECTS, name, "--format", "json")) for name in NAMES}
    assert verdicts["hangar"] == ["in question", *["broken"] * 7]
    assert "broken" not in verdicts["silo"] + verdicts["parcel"]
    assert [verdicts["silo"][number - 1] for number in (2, 4, 5, 7)] == ["upheld"] * 4
    assert [verdicts["parcel"][number - 1] for number in (2, 4, 5)] == ["upheld"] * 3


def test_a_library_without_services_is_not_assessed(tmp_path: Path) -> None:
    done = score(library(tmp_path), ".", "--format", "json")
    assert done.returncode == 0
    assert _verdicts(done) == ["not assessed"] * 8
    assert "8 not assessed" in score(tmp_path, ".").stdout.splitlines()[0]


def test_a_folder_without_python_is_one_clear_line(tmp_path: Path) -> None:
    done = score(tmp_path, ".")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "tenetlint: error: .: no Python source here\n"


def _verdicts(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return [tenet["verdict"] for tenet in json.loads(done.stdout)["tenets"]]
