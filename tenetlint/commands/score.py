"""`tenetlint score`: the scorecard."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenetlint.commands.output import Exit, emit, progress, target, worst, write
from tenetlint.errors import UserError
from tenetlint.report.scoreformats import FORMATS as SCORE_FORMATS
from tenetlint.report.scoreformats import score_formatter

if TYPE_CHECKING:
    from tenetlint.report.layout import Line
    from tenetlint.report.model import Report
    from tenetlint.tenets import Tenet

FORMATS = ("text", *SCORE_FORMATS)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--coverage",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A coverage report (.coverage, XML, JSON or LCOV); repeatable. Found by itself in the usual places.",
)
@click.option("--explain", metavar="TENET", help="Show everything behind one tenet (1 to 8, or its name).")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="[TENET=]POINTS",
    help="Exit with 1 when an assessed tenet scores less; repeatable. A bar of its own wins over the general one, "
    "and is missed by a tenet that is not assessed.",
)
@click.option("--allow-unread", is_flag=True, help="Do not exit with 4 when production code could not be read.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output-file", multiple=True, metavar="PATH[:FORMAT]", help="Write to a file as well; repeatable.")
def score(
    paths: tuple[Path, ...],
    coverage: tuple[Path, ...],
    explain: str | None,
    fail_under: tuple[str, ...],
    allow_unread: bool,
    format_: str,
    output_file: tuple[str, ...],
) -> int:
    """Say how far a project keeps the eight design tenets; several projects stand side by side."""
    from tenetlint.bars import bars_of, missed, tenet_of

    bars = bars_of(fail_under)
    tenet = tenet_of(explain) if explain is not None else None
    files = [target(word, FORMATS, format_) for word in output_file]
    _check_together(paths, coverage)
    reports = _assess(paths or (Path(),), coverage)
    for path, name in files:
        write(path, _render(reports, name, tenet, terminal=False))
    lines = [line for report in reports for line in missed(report, bars)]
    emit(_render(reports, format_, tenet, terminal=sys.stdout.isatty()))
    _tell(lines, reports, format_)
    return worst(*(_exit(report, lines, allow_unread) for report in reports))


def _check_together(paths: Sequence[Path], coverage: Sequence[Path]) -> None:
    if coverage and len(paths) > 1:
        raise UserError("--coverage belongs to one project: score them one by one")


def _assess(paths: Sequence[Path], coverage: Sequence[Path]) -> list[Report]:
    from tenetlint.assess import assess

    with progress() as told:
        return [assess(path, coverage, told) for path in paths]


def _render(reports: Sequence[Report], name: str, tenet: Tenet | None, *, terminal: bool) -> str:
    if name in SCORE_FORMATS:
        return score_formatter(name)(reports)
    from tenetlint.report.text import plain, styled

    lines = _lines(reports, tenet)
    return styled(lines, shutil.get_terminal_size().columns) if terminal else plain(lines)


def _lines(reports: Sequence[Report], tenet: Tenet | None) -> Sequence[Line]:
    from tenetlint.report.explain import explain
    from tenetlint.report.text import text

    if tenet is None:
        return text(reports)
    return [line for report in reports for line in explain(report, tenet)]


def _tell(lines: Sequence[str], reports: Sequence[Report], format_: str) -> None:
    """The bars that were missed, as the last lines; beside a machine's format they go to standard error."""
    for report in reports:
        _show_tracebacks(report)
    for line in lines:
        click.echo(line, err=format_ != "text")


def _show_tracebacks(report: Report) -> None:
    from tenetlint.commands.bug import debugging

    for outcome in report.crashed:
        if outcome.crash and debugging():
            click.echo(outcome.crash.traceback, err=True)


def _exit(report: Report, missed_bars: Sequence[str], allow_unread: bool) -> Exit:
    codes: Mapping[Exit, bool] = {
        Exit.BUG: bool(report.crashed),
        Exit.UNREAD: report.unread_code > 0 and not allow_unread,
        Exit.MISSED: bool(missed_bars),
    }
    return worst(*(code for code, holds in codes.items() if holds))
