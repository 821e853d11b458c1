"""The wheel is what people run: built from a copy of the tree, by way of an sdist, it works where nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenetlint import __version__
from tenetlint.engine import load_rules

HOME = Path(__file__).parents[1]
SHIPPED = ("tenetlint", "rules", "fixtures", "tests", "benchmarks", "docs", ".ci")
FILES = ("*.py", "*.toml", "*.md", "*.in", "*.ini", "LICENSE", ".pre-commit-hooks.yaml")

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of a copy of the tree, and the wheel of that sdist."""
    root = tmp_path_factory.mktemp("build")
    tree = _copy(root / "tree")
    command = [sys.executable, "-P", "-m", "build", "--outdir", str(root / "dist"), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return root / "dist"


@pytest.fixture(scope="module")
def script(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of the wheel, in a virtual environment that holds nothing but what the wheel asks for."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, with_pip=True)
    (wheel,) = archives.glob("*.whl")
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder / "bin" / "tenetlint"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with packages of the same names as ours, which must not be taken for ours."""
    for name in ("rules", "fixtures", "tenetlint"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('a foreign package')\n", encoding="utf-8")
    return tmp_path


def _copy(into: Path) -> Path:
    """The tree as a clean checkout has it: no leftovers of an earlier build, which setuptools would ship."""
    into.mkdir()
    leftovers = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", ".coverage")
    for name in SHIPPED:
        shutil.copytree(HOME / name, into / name, ignore=leftovers)
    for pattern in FILES:
        for path in HOME.glob(pattern):
            shutil.copy(path, into)
    return into


def run(script: Path, folder: Path, *arguments: str) -> str:
    """What the installed tool prints, from `folder`."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [script, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_it_lists_every_rule(script: Path, elsewhere: Path) -> None:
    listed = run(script, elsewhere, "rules")
    assert [rule.code for rule in load_rules() if f"   {rule.code} {rule.name}: " not in listed] == []


def test_it_explains_a_rule_with_its_examples(script: Path, elsewhere: Path) -> None:
    page = run(script, elsewhere, "explain", "TNT302")
    assert page == (HOME / "docs" / "rules" / "poll-with-sleep.md").read_text(encoding="utf-8")


def test_it_scores_a_project(script: Path, elsewhere: Path) -> None:
    shutil.copytree(HOME / "fixtures" / "projects" / "hangar", elsewhere / "hangar")
    golden = (HOME / "fixtures" / "projects" / "hangar.txt").read_text(encoding="utf-8")
    assert run(script, elsewhere, "score", "hangar") == golden
    assert run(script, elsewhere, "--version") == f"tenetlint, version {__version__}\n"


def test_the_wheel_holds_what_git_holds(archives: Path) -> None:
    (wheel,) = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as zipped:
        names = set(zipped.namelist())
    expected = set(_expected())
    assert expected - names == set()
    assert {name for name in names - expected if ".dist-info/" not in name} == set()


def _expected() -> Iterator[str]:
    """Where each file of the package, the rules and the fixtures lies in the wheel."""
    for top in ("tenetlint", "rules", "fixtures"):
        for path in (HOME / top).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.name != ".coverage":
                prefix = "" if top == "tenetlint" else "tenetlint/"
                yield prefix + path.relative_to(HOME).as_posix()


def test_the_sdist_can_be_tested(archives: Path) -> None:
    (sdist,) = archives.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    wanted = {"LICENSE", "CHANGELOG.md", "tox.ini", ".ci/run", "tests/run", "tests/golden/scorecard.txt"}
    assert wanted - names == set()
    assert [name for name in names if name.endswith(".pyc")] == []
