"""What several tests share: draws that can be repeated, pre-commit from the package index, and a clone of ours."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest
from hypothesis import settings

from tests.checkout import committed, copy, git

# No deadline, for a busy machine is not a failure; fixed draws, so that a run can be repeated.
settings.register_profile("tenetlint", deadline=None, derandomize=True)
settings.load_profile("tenetlint")


@pytest.fixture(scope="session")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, in an environment of its own."""
    home = tmp_path_factory.mktemp("pre-commit")
    venv.create(home, with_pip=True)
    command = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "pre-commit==4.7.0"]
    subprocess.run(command, check=True)
    return home / "bin" / "pre-commit"


@pytest.fixture(scope="session")
def hooks_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments of its hooks, for all tests."""
    return tmp_path_factory.mktemp("hooks")


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository, committed, as pre-commit clones it."""
    tree = copy(tmp_path_factory.mktemp("ours") / "tenetlint")
    committed(tree)
    return tree


@pytest.fixture(scope="session")
def hooks(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of pre-commit with our hooks, which are installed once (try-repo installs them each time)."""
    config = tmp_path_factory.mktemp("config") / ".pre-commit-config.yaml"
    revision = git(ours, "rev-parse", "HEAD").strip()
    named = "[{id: tenetlint}, {id: tenetlint-project}]"
    config.write_text(f"repos:\n- repo: {ours}\n  rev: {revision}\n  hooks: {named}\n", encoding="utf-8")
    return config
