"""Each dependency has a reason, and what is imported is declared."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from tests.test_architecture import imported

HOME = Path(__file__).parents[1]
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = {"tenetlint", "tests", "benchmarks", "rules"}


def declared(requirements: list[str]) -> set[str]:
    """The names of requirements, spelled as modules."""
    return {re.split(r"[^\w.-]", each)[0].replace("-", "_") for each in requirements}


def used(*folders: str) -> set[str]:
    """What the modules below these folders import from elsewhere, by top name."""
    paths = (path for folder in folders for path in (HOME / folder).rglob("*.py"))
    names = {name.partition(".")[0] for path in paths for name in imported(path)}
    return names - OURS - sys.stdlib_module_names


def test_the_tool_imports_what_it_declares_and_nothing_else() -> None:
    assert used("tenetlint", "rules") == declared(PROJECT["dependencies"])


def test_each_dependency_has_a_line_that_says_why() -> None:
    page = (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in declared(PROJECT["dependencies"]) if f"\n| {name} | " not in page] == []
