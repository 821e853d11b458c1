"""The snippets of `docs/ci.md`, read by the programs that they are for."""

from __future__ import annotations

import json
import re
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).parents[1]
PAGE = (HOME / "docs" / "ci.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.network

ANCHOR = "- job:\n    name: base\n    irrelevant-files: &nova-base-irrelevant-files\n      - ^doc/\n"
"""What the project's own file defines above our lines."""


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def the(language: str, word: str) -> str:
    """The one block that holds a word."""
    (found,) = [block for block in blocks(language) if word in block]
    return found


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pre-commit, tox and a Python that reads YAML."""
    home = tmp_path_factory.mktemp("programs")
    venv.create(home, with_pip=True)
    wanted = ["pre-commit==4.7.0", "tox>=4.30", "pyyaml>=6"]
    subprocess.run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return home / "bin"


def done(*command: str | Path, where: Path, given: str = "") -> str:
    """What a program prints that must succeed."""
    words = [str(word) for word in command]
    finished = subprocess.run(words, cwd=where, input=given, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{words}\n{finished.stdout}\n{finished.stderr}"
    return finished.stdout


def yaml(programs: Path, where: Path, text: str) -> Any:
    """A YAML text as plain values."""
    code = "import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))"
    return json.loads(done(programs / "python", "-c", code, where=where, given=text))


def test_pre_commit_takes_the_hook(programs: Path, tmp_path: Path) -> None:
    config = tmp_path / ".pre-commit-config.yaml"
    config.write_text("repos:\n" + the("yaml", "repo: local"), encoding="utf-8")
    done(programs / "pre-commit", "validate-config", config, where=tmp_path)


def test_tox_resolves_the_environment(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "tox.ini").write_text(the("ini", "[testenv:tenets]"), encoding="utf-8")
    told = done(programs / "tox", "config", "-e", "tenets", "-k", "commands", "deps", "skip_install", where=tmp_path)
    assert "Exception" not in told
    (command,) = [line for line in told.splitlines() if "tenetlint check" in line]
    assert command.split()[-1].endswith("/.tox/tenets/log/tenets.sarif")
    assert "skip_install = True" in told


def test_zuul_yaml_makes_sense(programs: Path, tmp_path: Path) -> None:
    _, job, project = yaml(programs, tmp_path, ANCHOR + the("yaml", "nova-tox-tenets"))
    assert job["job"]["irrelevant-files"] == ["^doc/"]
    name = job["job"]["name"]
    assert list(project["project"]["check"]["jobs"][0]) == [name]


def test_every_yaml_block_can_be_read(programs: Path, tmp_path: Path) -> None:
    texts = [text.replace("*nova-base-irrelevant-files", "[]") for text in blocks("yaml")]
    assert len(texts) >= 7
    assert all(yaml(programs, tmp_path, text) for text in texts)
