"""The hooks that `.pre-commit-hooks.yaml` offers, run by pre-commit itself from the package index."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.checkout import HOME, committed, git

pytestmark = pytest.mark.network

SLEEPS = "import time\n\n\ndef wait(thing):\n    while thing.busy:\n        time.sleep(1)\n"
SETUP = "[metadata]\nname = depot\n[files]\npackages = depot\n"


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """A project with one module and one commit."""
    root = tmp_path / "depot"
    (root / "depot").mkdir(parents=True)
    (root / "setup.cfg").write_text(SETUP, encoding="utf-8")
    (root / "depot" / "__init__.py").write_text("", encoding="utf-8")
    (root / "depot" / "old.py").write_text(SLEEPS, encoding="utf-8")
    committed(root)
    return root


def run(program: Path, where: Path, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run pre-commit with a cache of the test's own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") and key != "CI"}
    environment = {**kept, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    command = [str(program), *words]
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)


def test_the_manifest_is_valid(pre_commit: Path, tmp_path: Path) -> None:
    manifest = str(HOME / ".pre-commit-hooks.yaml")
    assert run(pre_commit, HOME, "validate-manifest", manifest, home=tmp_path).returncode == 0
    spoilt = tmp_path / "spoilt.yaml"
    spoilt.write_text("- id: tenetlint\n  name: x\n", encoding="utf-8")
    assert run(pre_commit, tmp_path, "validate-manifest", str(spoilt), home=tmp_path).returncode != 0


def test_the_hooks_run(pre_commit: Path, hooks: Path, depot: Path, hooks_home: Path) -> None:
    """What a commit adds stops it, at its line; what was there does not; the other hook sees the whole project."""

    def tried(hook: str, *words: str) -> subprocess.CompletedProcess[str]:
        return run(pre_commit, depot, "run", "--config", str(hooks), hook, *words, home=hooks_home)

    (depot / "depot" / "new.py").write_text(SLEEPS, encoding="utf-8")
    git(depot, "add", "--all")
    stopped = tried("tenetlint")
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "\ndepot/new.py:6:9: TNT302 " in stopped.stdout
    assert "old.py" not in stopped.stdout

    git(depot, "commit", "--quiet", "--message", "Next")
    again = tried("tenetlint", "--all-files")
    assert again.returncode == 1, "a committed change is judged, too"
    assert "\ndepot/new.py:6:9: TNT302 " in again.stdout
    assert "old.py" not in again.stdout

    whole = tried("tenetlint-project", "--hook-stage", "manual")
    assert whole.returncode == 1, whole.stdout + whole.stderr
    assert "\ndepot/old.py:6:9: TNT302 " in whole.stdout

    (depot / "depot" / "new.py").write_text("def wait(thing):\n    return thing.busy\n", encoding="utf-8")
    git(depot, "add", "--all")
    passed = tried("tenetlint")
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_a_person_tries_the_repository(pre_commit: Path, ours: Path, depot: Path, hooks_home: Path) -> None:
    (depot / "depot" / "new.py").write_text(SLEEPS, encoding="utf-8")
    git(depot, "add", "--all")
    stopped = run(pre_commit, depot, "try-repo", str(ours), "tenetlint", home=hooks_home)
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "\ndepot/new.py:6:9: TNT302 " in stopped.stdout
