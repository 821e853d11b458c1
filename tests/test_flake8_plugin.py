"""The flake8 plugin: the file-local rules are local, and flake8 itself takes it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tenetlint.catalogue import fixtures
from tenetlint.engine import load_rules
from tenetlint.facts import Facts
from tenetlint.flake8_plugin import Plugin, breaches, project_path
from tenetlint.model import Finding, Verdict
from tenetlint.project import Project
from tenetlint.rule import Rule
from tests.checkout import copy

HOME = Path(__file__).parents[1]
LOCAL = tuple(rule for rule in load_rules() if rule.file_local)
SLEEPS = "import time\n\n\ndef wait(thing):\n    while thing.busy:\n        time.sleep(1)\n"

each_local = pytest.mark.parametrize("rule", LOCAL, ids=[rule.name for rule in LOCAL])


def problems(text: str, filename: str = "depot/wait.py") -> list[tuple[int, int, str]]:
    """What the plugin says of a text."""
    made = Plugin(ast.parse(text), filename, text.splitlines(keepends=True))
    return [(line, column, words) for line, column, words, _ in made.run()]


def broken(rule: Rule, facts: Facts) -> list[Finding]:
    """The breaches of one rule."""
    return [finding for finding in rule.check(facts) if finding.verdict is Verdict.BROKEN]


def test_there_are_file_local_rules() -> None:
    assert len(LOCAL) >= 8
    assert not [rule.code for rule in LOCAL if rule.is_credit]


@each_local
def test_a_file_local_rule_needs_no_other_file(rule: Rule) -> None:
    """In its own examples it finds the same in each file alone as in the whole project."""
    project = Project.open(fixtures(rule) / "bad", use_git=False)
    whole = broken(rule, Facts.of(project))
    alone = [
        finding
        for source in project.sources
        for found, finding in breaches(source.path, project.read(source.path).text)
        if found == rule
    ]
    assert whole
    assert sorted(finding.site for finding in alone) == sorted(finding.site for finding in whole)
    assert sorted(finding.message for finding in alone) == sorted(finding.message for finding in whole)


@each_local
def test_a_file_local_rule_asks_for_marks_alone(rule: Rule) -> None:
    """Whatever else it may ask of the facts is joined over files."""
    tree = ast.parse(Path(rule.check.__code__.co_filename).read_text(encoding="utf-8"))
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "facts"
    }
    assert asked == {"marks"}


def test_problems_are_as_flake8_counts() -> None:
    ((line, column, words),) = problems(SLEEPS)
    assert (line, column) == (6, 8)
    assert words.startswith("TNT302 ")


@pytest.mark.parametrize("comment", ["# tenet: allow[TNT302] the device knows no events", "# noqa: TNT302 agreed"])
def test_comments_put_problems_aside(comment: str) -> None:
    assert problems(SLEEPS.replace("time.sleep(1)", f"time.sleep(1)  {comment}")) == []


@pytest.mark.parametrize("comment", ["# noqa", "# tenet: allow[TNT302]", "# tenet: allow[TNT304] no such thing"])
def test_other_comments_do_not(comment: str) -> None:
    assert len(problems(SLEEPS.replace("time.sleep(1)", f"time.sleep(1)  {comment}"))) == 1


def test_tests_are_not_judged() -> None:
    assert problems(SLEEPS, "depot/tests/test_wait.py") == []


def test_a_file_from_elsewhere_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert project_path("./depot/wait.py") == "depot/wait.py"
    assert project_path(str(tmp_path / "depot" / "wait.py")) == "depot/wait.py"
    assert project_path(str(tmp_path.parent / "wait.py")) == "wait.py"
    assert project_path("stdin") == "stdin.py"


@pytest.mark.parametrize("text", ["", "\ufeffx = 1\n", "x = '\ud800'\n", "def f():\n\tpass\n"])
def test_odd_text_is_no_problem(text: str) -> None:
    assert list(breaches("depot/odd.py", text)) == []


def test_flake8_is_not_imported() -> None:
    code = "import sys, tenetlint.flake8_plugin; sys.exit('flake8' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    assert subprocess.run([sys.executable, "-P", "-c", code], env=environment, check=False).returncode == 0


@pytest.mark.network
def test_flake8_takes_the_plugin(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = str(tmp_path / "env" / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "flake8==7.3.0", str(copy(tmp_path / "tree"))], check=True
    )
    (tmp_path / "wait.py").write_text(SLEEPS, encoding="utf-8")
    (tmp_path / "fine.py").write_text(SLEEPS.replace("(1)\n", "(1)  # noqa: TNT302 agreed\n"), encoding="utf-8")

    def flake8(*options: str) -> list[str]:
        command = [python, "-m", "flake8", *options, "wait.py", "fine.py"]
        finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not finished.stderr
        return finished.stdout.splitlines()

    assert flake8() == []
    (line,) = flake8("--enable-extensions=TNT")
    assert line.startswith("wait.py:6:9: TNT302 ")
