"""`tenetlint baseline`: adopt what is there, and let it shrink."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenetlint.commands.gate import Desk, desk, size_words, stale_words
from tenetlint.commands.output import Exit, emit, write
from tenetlint.errors import UserError
from tenetlint.report.clean import clean

if TYPE_CHECKING:
    from tenetlint.gate.baseline import Baseline
    from tenetlint.gate.check import Done

_FILE = click.Path(path_type=Path)
_PATH = click.argument("path", type=_FILE, default=".")
_NAMED = click.option("--baseline", "named", type=_FILE, metavar="FILE", help="Another file than the configured one.")
_COVERAGE = click.option("--coverage", multiple=True, type=_FILE, metavar="FILE", help="A coverage report; repeatable.")


@click.group()
def baseline() -> None:
    """Findings that were there when the project adopted the tool."""


@baseline.command("write")
@_PATH
@_NAMED
@_COVERAGE
def write_(path: Path, named: Path | None, coverage: tuple[Path, ...]) -> int:
    """Write all findings of today into the baseline."""
    from tenetlint.gate.baseline import Baseline

    place = desk([path])
    done = _check(place, None, coverage, Baseline())
    old = _existing(place, named)
    new = Baseline.covering(done.state.split.left)
    _store(place, named, new)
    added, gone = len(new.prints.keys() - old.prints.keys()), len(old.prints.keys() - new.prints.keys())
    emit(f"{_shown(place, named)}: {size_words(new)}, {added:,} added, {gone:,} gone\n")
    return Exit.UNREAD if done.checked.unread_code else Exit.KEPT


@baseline.command("check")
@_PATH
@_NAMED
@_COVERAGE
def check_(path: Path, named: Path | None, coverage: tuple[Path, ...]) -> int:
    """Fail when the baseline holds what is gone from the code."""
    place = desk([path])
    known = _required(place, named)
    stale = _check(place, named, coverage, known).stale
    emit(f"{_shown(place, named)}: {size_words(known)}, {len(stale):,} gone\n")
    if stale:
        click.echo(f"bar missed: {stale_words(len(stale), _shown(place, named))}")
    return Exit.MISSED if stale else Exit.KEPT


@baseline.command()
@_PATH
@_NAMED
@_COVERAGE
def prune(path: Path, named: Path | None, coverage: tuple[Path, ...]) -> int:
    """Take out of the baseline what is gone from the code, and follow files that were moved; nothing is added."""
    place = desk([path])
    known = _required(place, named)
    done = _check(place, named, coverage, known)
    left = (done.baseline or known).without(done.stale)
    if left != known:
        _store(place, named, left)
    moved = len(left.prints.keys() - known.prints.keys())
    followed = f", {moved:,} moved with {'its' if moved == 1 else 'their'} files" if moved else ""
    emit(f"{_shown(place, named)}: {size_words(left)}, {len(done.stale):,} removed{followed}\n")
    return Exit.KEPT


def _check(place: Desk, named: Path | None, coverage: tuple[Path, ...], known: Baseline) -> Done:
    from tenetlint.gate.check import check

    return check(place.facts(coverage), place.plan()._replace(baseline=known, baseline_path=_shown(place, named)))


def _existing(place: Desk, named: Path | None) -> Baseline:
    """The baseline that is going to be replaced, empty where there is none or it cannot be read."""
    from tenetlint.gate.baseline import Baseline, read

    try:
        return read(named or place.home, "")
    except UserError:
        return Baseline()


def _required(place: Desk, named: Path | None) -> Baseline:
    from tenetlint.gate.baseline import read

    return read(named or place.home, _shown(place, named))


def _shown(place: Desk, named: Path | None) -> str:
    return clean(str(named or place.config.baseline))


def _store(place: Desk, named: Path | None, new: Baseline) -> None:
    path = named or place.home
    if path.exists() and not path.is_file():
        raise UserError(f"baseline `{_shown(place, named)}`: not a regular file")
    if not path.parent.is_dir():
        raise UserError(f"baseline `{_shown(place, named)}`: no such folder")
    write(path, new.render())
