"""`tenetlint suppressions`: all that is put aside, why, until when and since when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from tenetlint.commands.gate import desk
from tenetlint.commands.output import Exit, emit
from tenetlint.report.clean import clean


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--age/--no-age", default=True, show_default=True, help="Look in git for when each was written.")
def suppressions(path: Path, format_: str, age: bool) -> int:
    """List what comments and the configuration put aside."""
    from tenetlint.gate.ages import ages
    from tenetlint.gate.check import reader
    from tenetlint.gate.ledger import entries
    from tenetlint.gate.suppressions import scan
    from tenetlint.gate.until import current_day

    place = desk([path])
    codes = [rule.code for rule in place.rules]
    found = scan([source.path for source in place.project.sources], reader(place.project), codes)
    rows = entries(found, place.config.allowed, current_day())
    since = ages(place.project.root, [row.site for row in rows]) if age else {}
    table = [{**row.as_row(), "since": since.get(row.site)} for row in rows]
    emit(json.dumps(table, indent=2, ensure_ascii=True) + "\n" if format_ == "json" else _text(table))
    return Exit.KEPT


def _text(table: Sequence[Mapping[str, object]]) -> str:
    return "".join(clean(_line(row)) + "\n" for row in table)


def _line(row: Mapping[str, object]) -> str:
    until = f" (until {row['until']})" if row["until"] else ""
    since = f", since {row['since']}" if row["since"] else ", age unknown"
    limit = f", at most {row['limit']}" if row["limit"] else ""
    return f"{row['path']}:{row['line']}: {row['codes']} {row['reason'] or 'no reason given'}{until}{limit}{since}"
