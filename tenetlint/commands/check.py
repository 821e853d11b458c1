"""`tenetlint check`: what is broken, and above all what a change adds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenetlint.commands.gate import Desk, desk, in_ci, stale_words, with_baseline
from tenetlint.commands.output import Exit, emit, target, worst, write
from tenetlint.errors import NothingToCheck, UserError, nearest
from tenetlint.report.clean import clean
from tenetlint.report.formats import FORMATS, formatter
from tenetlint.rule import Severity

if TYPE_CHECKING:
    from tenetlint.gate.change import Review
    from tenetlint.gate.check import Done, Plan
    from tenetlint.gate.selection import Judged
    from tenetlint.report.checked import Checked
    from tenetlint.rule import Rule

_BESIDE = (".cfg", ".toml", ".ini", ".txt", ".conf", ".in", ".coveragerc")
"""Files that are no source may hold findings when they end so."""
FOR_PEOPLE = ("text", "full", "grouped")
_FILE = click.Path(path_type=Path)

_OPTIONS = (
    click.argument("paths", nargs=-1, type=_FILE, metavar="[PATH]..."),
    click.option("--diff", "revision", metavar="REV", help="Only what is new against a commit; in CI HEAD~1."),
    click.option("--commit", is_flag=True, help="Only what the commit under way adds; else the last one. For hooks."),
    click.option("--diff-file", type=_FILE, metavar="FILE", help="Only what is new by this unified diff."),
    click.option("--baseline", type=_FILE, metavar="FILE", help="Not the findings in this file; found by itself."),
    click.option("--no-baseline", is_flag=True, help="Report what the baseline holds, too."),
    click.option("--strict-baseline", is_flag=True, help="Fail on a baseline that holds what is gone (as in CI)."),
    click.option("--select", multiple=True, metavar="CODE", help="Only rules of this code or beginning; repeatable."),
    click.option("--ignore", multiple=True, metavar="CODE", help="Not these rules; repeatable."),
    click.option("--tenet", multiple=True, metavar="TENET", help="Only rules of this tenet (1 to 8); repeatable."),
    click.option("--fail-on", type=click.Choice(("error", "warning")), help="What fails; warning is the default."),
    click.option("--exit-zero", is_flag=True, help="End with 0 where findings would end with 1."),
    click.option("--coverage", multiple=True, type=_FILE, metavar="FILE", help="A coverage report; repeatable."),
    click.option("--force-exclude", is_flag=True, help="Exclude files that are named one by one, too."),
    click.option("--show-files", is_flag=True, help="List the files, judged or why not, and end."),
    click.option("--allow-unread", is_flag=True, help="Do not exit with 4 when production code could not be read."),
    click.option("--format", "format_", type=click.Choice(tuple(FORMATS)), default="text", show_default=True),
    click.option("--output-file", multiple=True, metavar="PATH[:FORMAT]", help="Write to a file as well; repeatable."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options as they were given."""

    revision: str | None
    commit: bool
    diff_file: Path | None
    baseline: Path | None
    no_baseline: bool
    strict_baseline: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    tenet: tuple[str, ...]
    fail_on: str | None
    exit_zero: bool
    coverage: tuple[Path, ...]
    force_exclude: bool
    show_files: bool
    allow_unread: bool
    format_: str
    output_file: tuple[str, ...]


def _takes_options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@_takes_options
def check(paths: tuple[Path, ...], **given: object) -> int:
    """Say what is broken; files are judged within the project around them.

    With --diff only what the change adds is reported, also where it brings it about in other files.
    """
    options = Options(**given)  # type: ignore[arg-type]
    if sum((options.revision is not None, options.diff_file is not None, options.commit)) > 1:
        raise UserError("--diff, --diff-file and --commit: one of them")
    files = [target(word, tuple(FORMATS), "text") for word in options.output_file]
    place = desk(paths)
    if options.show_files:
        return _show_files(place, _judged(place, options))
    if place.only and _leaves_nothing(place, _judged(place, options)):
        return Exit.KEPT
    done, plan = _done(place, options)
    for path, name in files:
        write(path, formatter(name)(done.checked))
    return _tell(done, plan, options)


def _judged(place: Desk, options: Options) -> Judged:
    from tenetlint.gate.selection import Judged

    return Judged(place.only, place.config.exclude, options.force_exclude)


def _plan(place: Desk, options: Options) -> Plan:
    from tenetlint.bars import tenet_of
    from tenetlint.gate.selection import selected

    judged = _judged(place, options)
    if not _any(place, judged):
        raise NothingToCheck("no file to judge: `--show-files` says why")
    for option, words in (("--select", options.select), ("--ignore", options.ignore)):
        _check_codes(option, words, place.rules)
    select, ignore = options.select or place.config.select, (*place.config.ignore, *options.ignore)
    if options.select:
        ignore = options.ignore
    tenets = frozenset(tenet_of(word) for word in options.tenet)
    asked = selected(place.rules, select, ignore, tenets)
    if not asked:
        raise NothingToCheck("no rule is left to ask by --select, --ignore, --tenet and the configuration")
    plan = place.plan(judged)._replace(asked=asked, chosen=bool(select or tenets))
    plan = plan._replace(review=_review(place, options))
    return plan if options.no_baseline else with_baseline(plan, place, options.baseline)


def _meant(word: str, rules: Sequence[Rule]) -> str:
    """The code that a name stands for, else the nearest code."""
    code = next((rule.code for rule in rules if rule.name == word), "")
    return f" (it is the name of `{code}`)" if code else nearest(word, [rule.code for rule in rules])


def _review(place: Desk, options: Options) -> Review | None:
    if options.revision is None and options.diff_file is None and not options.commit:
        return None
    from tenetlint.gate.change import by_commit, by_file, by_revision

    if options.revision is not None:
        return by_revision(place.project, options.revision)
    if options.diff_file is not None:
        return by_file(place.project, options.diff_file)
    return by_commit(place.project, os.environ.get("PRE_COMMIT_FROM_REF", ""))


def _check_codes(option: str, words: Sequence[str], rules: Sequence[Rule]) -> None:
    codes = [rule.code for rule in rules]
    for word in words:
        if not word.startswith("T") or not any(code.startswith(word) for code in codes):
            raise UserError(f"{option}: no rule has the code `{clean(word)}`{_meant(word, rules)}")


def _done(place: Desk, options: Options) -> tuple[Done, Plan]:
    """What was found, and what was asked: planned while the files are read."""
    plan = cache(lambda: _plan(place, options))
    facts = place.facts(options.coverage, plan)
    from tenetlint.gate.check import check as run

    done = run(facts, plan())
    lines = tuple(f"bar missed: {line}" for line in _missed(done, plan(), options))
    return done._replace(checked=done.checked._replace(bars=lines)), plan()


def _missed(done: Done, plan: Plan, options: Options) -> list[str]:
    """Why the check fails, a line each."""
    level = Severity(options.fail_on) if options.fail_on else plan.config.fail_on
    lines = []
    if found := _findings(done.checked, level):
        lines.append(found)
    if done.stale and (options.strict_baseline or in_ci()):
        lines.append(stale_words(len(done.stale), plan.baseline_path))
    return lines


def _findings(checked: Checked, level: Severity) -> str:
    from tenetlint.report.words import number

    loud = (Severity.ERROR,) if level is Severity.ERROR else (Severity.ERROR, Severity.WARNING)
    counts = [(sum(item.severity is each for item in checked.items), each.value) for each in loud]
    if not any(count for count, _ in counts):
        return ""
    new = " new" if checked.against else ""
    words = " and ".join(f"{count:,}{new} {name}{'s' * (count != 1)}" for count, name in counts if count)
    total = sum(count for count, _ in counts)
    return f"{words} (of {number(len(checked.items), 'finding')})" if total < len(checked.items) else words


def _tell(done: Done, plan: Plan, options: Options) -> int:
    """The report, then what missed which bar as the last lines; beside a machine's format they go to standard error."""
    checked = done.checked
    name = "full" if options.format_ == "text" and sys.stdout.isatty() else options.format_
    emit(formatter(name)(checked))
    aside = options.format_ not in FOR_PEOPLE
    if done.stale and not any("gone from the code" in line for line in checked.bars):
        click.echo(f"note: {stale_words(len(done.stale), plan.baseline_path)}", err=True)
    for line in checked.bars:
        click.echo(line, err=aside)
    return _exit(checked, options)


def _exit(checked: Checked, options: Options) -> Exit:
    codes = {
        Exit.BUG: bool(checked.failures),
        Exit.UNREAD: checked.unread_code > 0 and not options.allow_unread,
        Exit.MISSED: bool(checked.bars) and not options.exit_zero,
    }
    return worst(*(code for code, holds in codes.items() if holds))


def _paths(place: Desk) -> list[str]:
    """What could be judged: the sources, and whatever was named."""
    there = {source.path for source in place.project.sources} | {each.path for each in place.project.unread}
    named = {path for path in place.only if not (place.project.root / path).is_dir()}
    return sorted(there | named)


def _any(place: Desk, judged: Judged) -> bool:
    sources = {source.path for source in place.project.sources} | {each.path for each in place.project.unread}
    return any(path in judged for path in _paths(place) if path in sources or path.endswith(_BESIDE))


def _leaves_nothing(place: Desk, judged: Judged) -> bool:
    """Whether nothing is left to judge because the configuration says so of the files that a hook names."""
    excluded = all(judged.why_not(path) == "excluded by the configuration" for path in place.only)
    return excluded and not _any(place, judged)


def _show_files(place: Desk, judged: Judged) -> int:
    from tenetlint.project import Role

    sources: dict[str, Role] = {source.path: source.role for source in place.project.sources}
    unread = {each.path: each.reason for each in place.project.unread}
    lines = []
    for path in _paths(place):
        about = f"not read: {unread[path]}" if path in unread else str(sources.get(path, "no Python source"))
        lines.append(f"{clean(path)}: {judged.why_not(path) or clean(about)}\n")
    emit("".join(lines))
    return Exit.KEPT
