"""Options that every command takes: they change how the work is done, and never what comes out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import click

from tenetlint.errors import UserError
from tenetlint.workers import MAX_JOBS


def with_common_options(command: click.Command) -> click.Command:
    """The command, and all below it, with `--jobs`, `--cache-dir`, `--no-cache` and `--timings`."""
    for each in _leaves(command):
        each.params.extend(_options())
    return command


def _leaves(command: click.Command) -> Iterator[click.Command]:
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _leaves(each)
    else:
        yield command


def _options() -> list[click.Parameter]:
    make = partial(click.Option, expose_value=False)
    folder, number = click.Path(file_okay=False), click.IntRange(1, MAX_JOBS)
    return [
        make(["--jobs"], type=number, metavar="N", callback=_jobs, help="How many workers read files."),
        make(["--cache-dir"], type=folder, callback=_cache_dir, help="Keep what is computed here."),
        make(["--no-cache"], is_flag=True, callback=_no_cache, help="Compute everything anew, and keep nothing."),
        make(["--timings"], is_flag=True, callback=_timings, help="Say where the time went, on standard error."),
    ]


def _jobs(context: click.Context, _: click.Parameter, value: int | None) -> None:
    _set(context, "TENETLINT_JOBS", None if value is None else str(value))


def _cache_dir(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value == "":
        raise UserError("--cache-dir: it has no name")
    _set(context, "TENETLINT_CACHE_DIR", None if value is None else os.path.abspath(value))


def _no_cache(context: click.Context, _: click.Parameter, value: bool) -> None:
    _set(context, "TENETLINT_NO_CACHE", "1" if value else None)


def _set(context: click.Context, name: str, value: str | None) -> None:
    """Tell it to whoever asks the environment, workers too, until the command ends."""
    if value is None:
        return
    before = os.environ.get(name)
    os.environ[name] = value

    def restore() -> None:
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before

    context.call_on_close(restore)


def _timings(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from tenetlint.stages import Timings

        timings = Timings()
        context.call_on_close(lambda: click.echo(timings.table(), err=True, nl=False))
