"""No rule and no join counts the lines between two places: that is what lets an answer stand when lines only move."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from tenetlint.engine import Outcome, load_rules, run
from tenetlint.facts import Facts
from tenetlint.facts.payload import Subject, payload, shape_of
from tenetlint.model import Finding, Site
from tenetlint.project import Project

HOME = Path(__file__).parents[1]
PROJECTS = sorted(
    {path for path in (HOME / "fixtures").glob("t*/*/bad") if path.is_dir()}
    | {path for path in (HOME / "fixtures/projects").glob("*") if path.is_dir()}
)
PLACE = re.compile(r"(?<=\.py):\d+")
"""A line in words stands behind its file's name, where whoever keeps answers sees it."""


def outcomes(root: Path) -> tuple[Outcome, ...]:
    return run(load_rules(), Facts.of(Project.open(root, use_git=False)))


def stretched(path: Path, dice: random.Random) -> None:
    """Put blank lines and comments into a file where its shape stays what it is."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for _ in range(4):
        lines = text.splitlines(keepends=True)
        lines.insert(dice.randrange(len(lines) + 1), "\n" * dice.randrange(1, 9) + dice.choice(["", "# moved\n"]))
        more = "".join(lines)
        if shape(more) == shape(text):
            text = more
    path.write_text(text, encoding="utf-8")


def shape(text: str) -> tuple[str, str]:
    """As code, and as a test."""
    subjects = (Subject("a/b.py", "a.b", is_test, is_test) for is_test in (False, True))
    first, second = (shape_of(payload(text, each)) for each in subjects)
    return first, second


def sites(finding: Finding) -> Iterable[Site]:
    yield finding.site
    yield from (each.site for each in finding.evidence)


def without_lines(found: Iterable[Outcome]) -> list[object]:
    """All that is said, in its order, but for the lines."""
    return [
        (outcome.rule.code, judged.tier, judged.alternative, PLACE.sub("", judged.why), *_said(judged.finding))
        for outcome in found
        for judged in outcome.findings
    ]


def _said(finding: Finding) -> tuple[object, ...]:
    words = (PLACE.sub("", each) for each in (finding.message, *(each.says for each in finding.evidence)))
    places = ((site.path, site.column, site.function) for site in sites(finding))
    return (*words, finding.verdict, finding.weight, *places)


def lines(found: Iterable[Outcome]) -> list[tuple[str, int]]:
    return [(site.path, site.line) for each in found for judged in each.findings for site in sites(judged.finding)]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.relative_to(HOME / "fixtures").as_posix())
def test_findings_move_with_the_lines_and_stay_the_same(project: Path, tmp_path: Path) -> None:
    dice = random.Random(str(project.relative_to(HOME)))
    moved = tmp_path / project.name
    shutil.copytree(project, moved, symlinks=True)
    for path in sorted(moved.rglob("*.py")):
        if not path.is_symlink():
            stretched(path, dice)
    before, after = outcomes(project), outcomes(moved)
    assert [each.crash for each in after] == [each.crash for each in before]
    assert without_lines(after) == without_lines(before)
    places = dict(zip(lines(before), lines(after), strict=True))
    for (where, line), (same, new) in places.items():
        assert same == where
        assert all((line < other) == (new < now) for (at, other), (_, now) in places.items() if at == where)
