"""`tenetlint facts`: the census behind the score, one record per site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenetlint.commands.output import Exit, emit, progress, target, write

if TYPE_CHECKING:
    from tenetlint.facts import Facts
    from tenetlint.facts.rpc import RemotableMethod, RpcSend, RpcUse, Undecided

FORMATS = ("text", "jsonl")

Row = Mapping[str, object]


@click.group()
def facts() -> None:
    """Print the facts that the scores rest on."""


def _options(command: Callable[..., int]) -> Callable[..., int]:
    """The argument and options that every census takes."""
    for option in (
        click.option(
            "--output-file", multiple=True, metavar="PATH[:FORMAT]", help="Write to a file as well; repeatable."
        ),
        click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option("--allow-unread", is_flag=True, help="Do not exit with 4 when production code could not be read."),
        click.argument("path", type=click.Path(path_type=Path), default="."),
    ):
        command = option(command)
    return command


_RPC_TABLES = ("callers", "remotable", "undecided")
_RPC_HELP = {
    "callers": "The uses of typed RPC APIs instead of the sends.",
    "remotable": "The methods that a decorator turns into RPC calls instead of the sends.",
    "undecided": "What looks like a send, and nobody can tell, instead of the sends.",
}


def _rpc_tables(command: Callable[..., int]) -> Callable[..., int]:
    for name in _RPC_TABLES:
        command = click.option(f"--{name}", "table", flag_value=name, default=None, help=_RPC_HELP[name])(command)
    return command


@facts.command()
@_rpc_tables
@_options
def rpc(path: Path, allow_unread: bool, format_: str, output_file: tuple[str, ...], table: str | None) -> int:
    """Every RPC send: call, cast, fan-out. How many stayed undecided is said on standard error."""

    def rows(found: Facts) -> Iterable[Row]:
        census = found.rpc
        if table is None and census.undecided:
            click.echo(f"undecided: {len(census.undecided)} (`--undecided` lists them)", err=True)
        tables: Mapping[str | None, Sequence[RpcSend | RpcUse | RemotableMethod | Undecided]] = {
            "callers": census.uses, "remotable": census.remotable, "undecided": census.undecided
        }  # fmt: skip
        return [each.as_row() for each in tables.get(table, census.sites)]

    return _census(path, rows, allow_unread, format_, output_file, ahead=True)


@facts.command()
@_options
def database(path: Path, allow_unread: bool, format_: str, output_file: tuple[str, ...]) -> int:
    """Every access to a database: direct, by object, session, transaction, lock, or a local file."""
    return _census(
        path, lambda found: [row.as_row() for row in found.database.sites], allow_unread, format_, output_file
    )


@facts.command()
@_options
def components(path: Path, allow_unread: bool, format_: str, output_file: tuple[str, ...]) -> int:
    """Every service and command of the project, what it starts with, and how many files it reaches."""
    return _census(path, _components, allow_unread, format_, output_file)


def _components(found: Facts) -> Iterable[Row]:
    services, commands = found.components.services, found.components.commands
    for each in (*services, *commands):
        yield {
            "path": each.site.path,
            "line": each.site.line,
            "name": each.name,
            "kind": each.kind,
            "service": each in services,
            "seeds": list(each.seeds),
            "reaches": len(found.components.reach(each)) if each in services else None,
        }


def _census(
    path: Path,
    rows: Callable[[Facts], Iterable[Row]],
    allow_unread: bool,
    format_: str,
    output_file: tuple[str, ...],
    ahead: bool = False,
) -> int:
    files = [target(word, FORMATS, format_) for word in output_file]
    found = _open(path, ahead)
    table = list(rows(found))
    for file, name in files:
        write(file, _render(table, name))
    emit(_render(table, format_))
    return _exit(found, allow_unread)


def _open(path: Path, ahead: bool) -> Facts:
    from tenetlint.facts import Facts
    from tenetlint.project import Project

    with progress() as told:
        return Facts.of(Project.open(path), progress=told, ahead=ahead)


def _exit(found: Facts, allow_unread: bool) -> int:
    """4 when the census is not whole, with the reasons on standard error."""
    from tenetlint.facts.unread import unread_code
    from tenetlint.report.clean import clean

    missing = () if allow_unread else unread_code(found)
    for unread in missing:
        click.echo(f"not read: {clean(unread.path)}: {clean(unread.reason)}", err=True)
    return Exit.UNREAD if missing else Exit.KEPT


def _render(rows: Iterable[Row], format_: str) -> str:
    import json

    from tenetlint.report.clean import clean

    if format_ == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=True, allow_nan=False) + "\n" for row in rows)
    return "".join(clean(_line(row)) + "\n" for row in rows)


def _line(row: Row) -> str:
    """`path:line kind=call method=…`: what is empty or false is left out."""
    place = f"{row['path']}:{row['line']}"
    rest = (f"{key}={value}" for key, value in row.items() if key not in ("path", "line") and value)
    return " ".join((place, *rest))
