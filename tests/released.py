"""A released project under git with our hooks in it, changed by what its own census and syntax trees say of it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.checkout import HOME

WHO = {f"GIT_{role}_{part}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Released:
    """A clone of the project, and how programs are run in it."""

    root: Path
    hooks: Path
    """The home of pre-commit."""

    def tool(self, *words: str, **environment: str) -> Ended:
        """Run this checkout's tenetlint."""
        return self.run([sys.executable, "-P", "-m", "tenetlint", *words], PYTHONPATH=str(HOME), **environment)

    def git(self, *words: str) -> Ended:
        """Run git, hooks and all."""
        return self.run(["git", *words])

    def commit(self, *words: str) -> Ended:
        """Commit everything."""
        self.git("add", "--all")
        return self.git("commit", "--quiet", "--message", "Step", *words)

    def run(self, command: list[str], **environment: str) -> Ended:
        """Run a program without what this process was told of git or of CI."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") and key != "CI"}
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(self.hooks), "PRE_COMMIT_COLOR": "never"}
        inside = {**kept, **WHO, **settings, **environment}
        return subprocess.run(command, cwd=self.root, env=inside, capture_output=True, text=True, check=False)

    def text(self, path: str) -> str:
        """What a file holds."""
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Replace a file."""
        (self.root / path).write_text(text, encoding="utf-8")

    def call(self) -> Call:
        """The first production site of the census where an answer is waited for."""
        rows = map(json.loads, self.tool("facts", "rpc", ".", "--format", "jsonl").stdout.splitlines())
        sites = [row for row in rows if row["layer"] == "site" and row["kind"] == "call"]
        return Call.at(self, min(sites, key=lambda row: (row["path"], row["line"])))


@dataclass(frozen=True)
class Call:
    """One synchronous call, the statement that it stands in and the method around it."""

    project: Released
    path: str
    line: int
    first: int
    """Of the statement; lines are counted from 1, and both ends belong to it."""
    last: int
    start: int
    """Of the method."""
    end: int
    name: str

    @classmethod
    def at(cls, project: Released, row: dict[str, Any]) -> Call:
        """What the syntax tree says of a row of the census."""
        line = row["line"]
        around = [each for each in ast.walk(ast.parse(project.text(row["path"]))) if _holds(each, line)]
        method = [each for each in around if isinstance(each, Function)][-1]
        statement = [each for each in around if isinstance(each, ast.stmt) and not isinstance(each, Function)][-1]
        first, last = statement.lineno, statement.end_lineno or line
        return cls(project, row["path"], line, first, last, method.lineno, method.end_lineno or line, method.name)

    @property
    def lines(self) -> list[str]:
        """Of the file as it is."""
        return self.project.text(self.path).splitlines(keepends=True)

    def in_a_new_method(self, *, verb: str = "call", comment: str = "") -> int:
        """Write the method once more below itself under another name; the line of its call."""
        lines = self.lines
        twin = lines[self.start - 1 : self.end]
        twin[0] = twin[0].replace(f"def {self.name}(", f"def {self.name}_anew(")
        at = self.line - self.start
        twin[at] = twin[at].replace(".call(", f".{verb}(").rstrip("\n") + f"{comment}\n"
        lines[self.end : self.end] = ["\n", *twin]
        self.project.write(self.path, "".join(lines))
        return self.end + 2 + at

    def once_more(self) -> int:
        """Write the statement a second time below itself; the line of that call."""
        lines = self.lines
        lines[self.last : self.last] = lines[self.first - 1 : self.last]
        self.project.write(self.path, "".join(lines))
        return self.last + 1 + self.line - self.first

    def as_a_cast(self) -> None:
        """Do not wait for the answer any longer."""
        lines = self.lines
        lines[self.line - 1] = lines[self.line - 1].replace(".call(", ".cast(")
        self.project.write(self.path, "".join(lines))


def _holds(node: ast.AST, line: int) -> bool:
    return isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)


def long_blocks(text: str, least: int) -> Iterator[tuple[int, int]]:
    """First and last line of runs of neighbouring definitions of a module that are so long, decorators included."""
    begin = end = 0
    for node in ast.parse(text).body:
        if not isinstance(node, Function | ast.ClassDef):
            begin = end = 0
            continue
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        begin, end = begin or first, node.end_lineno or first
        if end - begin >= least:
            yield begin, end
            begin = end = 0
