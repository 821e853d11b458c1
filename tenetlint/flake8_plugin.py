"""A flake8 plugin for the rules that need but one file. Off by default: `--enable-extensions=TNT` turns it on.

It does not import flake8, which finds it by the entry point `flake8.extension`.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tenetlint import __version__
from tenetlint.engine import load_rules
from tenetlint.facts import Facts
from tenetlint.gate.suppressions import scan
from tenetlint.model import Finding, Verdict
from tenetlint.project import Project
from tenetlint.project.past import Past
from tenetlint.report.clean import clean
from tenetlint.rule import Rule

Problem = tuple[int, int, str, type]
"""Line (1-based), column (0-based), `TNT302 message`, and the plugin."""


class Plugin:
    """What flake8 makes for each file and asks for problems."""

    name = "tenetlint"
    version = __version__
    off_by_default = True

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str]) -> None:
        self.path, self.text = project_path(filename), "".join(lines)

    def run(self) -> Iterator[Problem]:
        """The problems of the file, less those that a comment of ours puts aside."""
        for rule, finding in breaches(self.path, self.text):
            site = finding.site
            yield max(site.line, 1), max(site.column - 1, 0), f"{rule.code} {clean(finding.message)}", Plugin


def breaches(path: str, text: str) -> Iterator[tuple[Rule, Finding]]:
    """What the file-local rules find broken in one source text at `path`."""
    data = text.encode("utf-8", errors="surrogatepass")
    facts = Facts.of(Project.at(Path.cwd(), Past(frozenset({path}), {path: data}.get)))
    allowed = scan([path], lambda _: text, (rule.code for rule in load_rules())).found
    for rule in _rules():
        for finding in rule.check(facts):
            aside = any(each.covers(rule.code, finding.site) for each in allowed)
            if finding.verdict is Verdict.BROKEN and not aside:
                yield rule, finding


def project_path(filename: str) -> str:
    """The name of a file as rules know it: relative to where flake8 runs, which is the project's root."""
    path = os.path.relpath(filename).replace(os.sep, "/")
    inside = path.rpartition("/")[2] if path.startswith("../") else path
    return inside if inside.endswith(".py") else f"{inside}.py"


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules() if rule.file_local)
