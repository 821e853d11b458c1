"""Coverage reports for tests: real ones by the installed coverage.py, and the sources that they speak of."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenetlint.facts.coverage.model import Coverage
from tenetlint.facts.coverage.reading import read_coverage
from tenetlint.facts.coverage.statements import Statements, read_statements

PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/work.py": '''"""Docstring."""

import os

LIMITS = {
    "small": 1,
    "large": 10,
}


def choose(size, *,
           default=0):
    """Docstring."""
    if size in LIMITS:
        return LIMITS[size]
    elif size is None:
        return default
    else:
        value = os.path.join(
            str(size),
            "x",
        )
    return value


def debug():  # pragma: no cover
    print("never")
    return 1


class Base:
    """Docstring."""

    name: str
    kind: str = "base"

    def run(self):
        for each in range(3):
            try:
                self.step(each)
            except (ValueError,
                    KeyError):
                continue
            finally:
                self.done = True
        else:
            self.whole = True

    def step(self, each): ...

    @property
    def idle(self):
        while True:
            return False
        return True
''',
    "pkg/deep/__init__.py": "",
    "pkg/deep/never.py": "import os\n\n\ndef f():\n    return os.name\n",
    "main.py": "from pkg import work\n\nwork.choose('small')\nwork.Base().run()\n",
    "other.py": "from pkg import work\n\nwork.choose(None)\nwork.choose('huge')\n",
}


@dataclass(frozen=True)
class Known:
    """A source as a reader of reports wants it."""

    path: str
    text: str = ""

    def statements(self) -> Statements | None:
        """Its statements; None for what is not Python."""
        try:
            return read_statements(ast.parse(self.text), self.text)
        except SyntaxError:
            return None


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below `root`, and say where."""
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def known(files: Mapping[str, str] = PACKAGE) -> tuple[Known, ...]:
    """The sources as the project knows them."""
    return tuple(Known(path, text) for path, text in files.items())


def read(*paths: Path, root: Path, files: Mapping[str, str] = PACKAGE) -> Coverage:
    """Reports about `files`, which need not lie anywhere."""
    return read_coverage(paths, known(files), root)


def run(root: Path, *arguments: str) -> None:
    """Run coverage.py in `root`, untouched by a measurement of these tests."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}
    subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=root, env=plain, check=True, capture_output=True)


def measure(root: Path, *options: str, script: str = "main.py", source: str = ".") -> None:
    """Leave the four reports of one run in `root`: `.coverage`, coverage.xml, coverage.json, coverage.lcov."""
    run(root, "run", *options, f"--source={source}", script)
    if "--parallel-mode" in options:
        run(root, "combine")
    for kind in ("xml", "json", "lcov"):
        run(root, kind)


FORMATS: Sequence[str] = (".coverage", "coverage.xml", "coverage.json", "coverage.lcov")


def oracle(root: Path) -> dict[str, Any]:
    """What coverage.py itself says, from its JSON report."""
    loaded: dict[str, Any] = json.loads((root / "coverage.json").read_text())
    return loaded
