"""`tenetlint rules` and `tenetlint explain`: the catalogue."""

from __future__ import annotations

import click

from tenetlint.commands.output import Exit, emit
from tenetlint.errors import UserError, nearest


@click.command()
@click.option(
    "--format", "format_", type=click.Choice(("text", "json", "hacking-rst")), default="text", show_default=True
)
def rules(format_: str) -> int:
    """List the rules."""
    from tenetlint.catalogue import as_json, as_text
    from tenetlint.engine import load_rules
    from tenetlint.report.hackingrst import render

    formats = {"text": as_text, "json": as_json, "hacking-rst": render}
    emit(formats[format_](load_rules()))
    return Exit.KEPT


@click.command()
@click.argument("code")
def explain(code: str) -> int:
    """Show the page of one rule (a code or a name) with its examples and how often it is right."""
    from tenetlint.catalogue import page
    from tenetlint.engine import load_rules
    from tenetlint.report.clean import clean

    known = {word: rule for rule in load_rules() for word in (rule.code, rule.name)}
    found = known.get(code) or known.get(code.upper()) or known.get(code.lower())
    if found is None:
        guess = nearest(code.upper(), known) or nearest(code.lower(), known)
        raise UserError(f"no rule `{clean(code)}`{guess}: `tenetlint rules` lists them")
    emit(page(found))
    return Exit.KEPT
