"""`tenetlint history`: the scores of several commits, read from git without a checkout."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tenetlint.commands.output import Exit, emit, target, write
from tenetlint.errors import UserError
from tenetlint.report.checks.csv import cell
from tenetlint.report.clean import clean
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.config import Config
    from tenetlint.git import Git
    from tenetlint.report.model import Report

FORMATS = ("text", "json", "csv")


class Point(NamedTuple):
    """The scores of one commit; None for what is not assessed."""

    revision: str
    commit: str
    day: str
    """Of the commit, UTC."""
    scores: tuple[float | None, ...]
    files: int
    unread: int


@click.command()
@click.argument("revisions", nargs=-1, metavar="[REV]...")
@click.option("--path", type=click.Path(path_type=Path), default=".", show_default=True, help="The project.")
@click.option("--tags", type=click.IntRange(1, 1000), default=10, show_default=True, help="Without REV: so many tags.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output-file", multiple=True, metavar="PATH[:FORMAT]", help="Write to a file as well; repeatable.")
def history(revisions: tuple[str, ...], path: Path, tags: int, format_: str, output_file: tuple[str, ...]) -> int:
    """Score commits, tags or branches, the oldest first; without any, the newest tags and the last commit.

    The configuration of today counts for all of them. Coverage is not known of the past.
    """
    files = [target(word, FORMATS, format_) for word in output_file]
    points = list(_points(path, revisions, tags))
    for place, name in files:
        write(place, RENDER[name](points))
    emit(RENDER[format_](points))
    return Exit.KEPT


def _points(path: Path, revisions: Sequence[str], tags: int) -> Iterator[Point]:
    from tenetlint.config import load
    from tenetlint.engine import load_rules
    from tenetlint.git import Git
    from tenetlint.githistory import moment
    from tenetlint.githistory import tags as newest
    from tenetlint.project.place import around

    root = around([path]).root
    git = Git.find(root)
    if git is None:
        raise UserError(f"history: {clean(str(root))} is in no git work tree")
    config = load(root, [rule.code for rule in load_rules()])
    named = revisions or (*newest(git, tags), "HEAD")
    found = {revision: git.commit(revision) for revision in named}
    for made, revision in sorted(((moment(git, found[each]), each) for each in found), key=itemgetter(0)):
        yield _point(git, config, made, revision, found[revision])


def _point(git: Git, config: Config, made: int, revision: str, commit: str) -> Point:
    report = _report(git, config, commit)
    scores = tuple(report.score(tenet).value for tenet in Tenet)
    day = time.strftime("%Y-%m-%d", time.gmtime(made))
    return Point(revision, commit, day, scores, report.files_read, len(report.unread))


def _report(git: Git, config: Config, commit: str) -> Report:
    from tenetlint.facts import Facts
    from tenetlint.githistory import contents
    from tenetlint.project import Project
    from tenetlint.project.past import Past
    from tenetlint.reporting import report_on

    tree = git.tree(commit)
    project = Project.at(git.root, Past(frozenset(tree), contents(git, tree).get))
    return report_on(Facts.of(project, additions=lambda: config.additions), config)


def _text(points: Sequence[Point]) -> str:
    width = max((len(clean(point.revision)) for point in points), default=0)
    heads = "".join(f"{tenet.value:>7}" for tenet in Tenet)
    lines = [f"{'revision'.ljust(max(width, 8))}  {'day':<10}{heads}\n"]
    for point in points:
        cells = "".join(f"{'-' if value is None else f'{value:.1f}':>7}" for value in point.scores)
        lines.append(f"{clean(point.revision).ljust(max(width, 8))}  {point.day:<10}{cells}\n")
    return "".join(lines)


def _json(points: Sequence[Point]) -> str:
    rows = [{**point._asdict(), "scores": {str(t.value): v for t, v in _by_tenet(point)}} for point in points]
    return json.dumps({"schema_version": 1, "history": rows}, indent=2, ensure_ascii=True) + "\n"


def _by_tenet(point: Point) -> Iterator[tuple[Tenet, float | None]]:
    return zip(Tenet, point.scores, strict=True)


def _csv(points: Sequence[Point]) -> str:
    paper = io.StringIO()
    out = csv.writer(paper, lineterminator="\n")
    out.writerow(["revision", "commit", "day", *(f"tenet {tenet.value}" for tenet in Tenet), "files", "unread"])
    for point in points:
        values = ["" if value is None else f"{value:.1f}" for value in point.scores]
        out.writerow([cell(point.revision), point.commit, point.day, *values, point.files, point.unread])
    return paper.getvalue()


RENDER: Mapping[str, Callable[[Sequence[Point]], str]] = {"text": _text, "json": _json, "csv": _csv}
