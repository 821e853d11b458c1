"""`tenetlint config show` and `tenetlint init`: what is set where, and a beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenetlint.commands.output import Exit, emit, write
from tenetlint.report.clean import clean

if TYPE_CHECKING:
    from tenetlint.config import Allowed, Config

_PATH = click.argument("path", type=click.Path(path_type=Path), default=".")

_BEGINNING = """\
# The configuration of tenetlint; `tenetlint config show` tells what is in force, and from where.
required-version = ">={version}"
baseline = "{baseline}"
fail-on = "warning"

# Whatever is accepted needs a reason, and the score is shown with and without it.
# [[exceptions]]
# codes = ["TNT501"]
# reason = "The specification of the 2026.2 cycle keeps the shared database."
# until = "2027.1"
"""
_NEXT = """\
{file}: written. Next:
  tenetlint baseline write        adopt the findings of today
  tenetlint check                 speaks only of new ones from now on
  tenetlint check --diff HEAD~1   in CI: what the last commit adds

.pre-commit-config.yaml
  - repo: local
    hooks:
      - id: tenetlint
        name: tenetlint
        language: python
        entry: tenetlint check --force-exclude --commit
        types: [python]
        require_serial: true
        additional_dependencies: ['tenetlint=={version}']

tox.ini
  [testenv:tenets]
  description = Check the design tenets: what the last commit adds fails.
  skip_install = true
  deps = tenetlint
  commands = tenetlint check --diff HEAD~1 {{posargs}}
"""


@click.group()
def config() -> None:
    """The configuration of a project."""


@config.command()
@_PATH
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def show(path: Path, format_: str) -> int:
    """Print every setting with the file and line that it comes from."""
    from tenetlint.config import load
    from tenetlint.engine import load_rules
    from tenetlint.project.place import around

    found = load(around([path]).root, [rule.code for rule in load_rules()])
    rows = dict(_rows(found))
    if format_ == "json":
        table = {
            key: {"value": value, "origin": str(found.origins.get(key, "default"))} for key, value in rows.items()
        }
        emit(json.dumps(table, indent=2, ensure_ascii=True) + "\n")
        return Exit.KEPT
    for key, value in rows.items():
        origin = clean(str(found.origins.get(key, "default")))
        emit(f"{key} = {clean(json.dumps(value, ensure_ascii=False))}  ({origin})\n")
    return Exit.KEPT


def _rows(found: Config) -> Iterator[tuple[str, object]]:
    yield "required-version", found.required_version
    yield "select", list(found.select)
    yield "ignore", list(found.ignore)
    yield "exclude", list(found.exclude)
    yield "fail-on", found.fail_on.value
    yield "baseline", found.baseline
    yield "unsuppressable", list(found.unsuppressable)
    yield "severity", {code: level.value for code, level in sorted(found.severity.items())}
    yield "exceptions", [_allowed(each) for each in found.allowed if not each.paths]
    yield "per-path-ignores", [_allowed(each) for each in found.allowed if each.paths]
    yield "vocabulary.rpc-clients", sorted(found.additions.rpc_clients)
    yield "vocabulary.stores", [kind.name for kind in found.additions.kinds]


def _allowed(each: Allowed) -> Mapping[str, object]:
    row = {"paths": list(each.paths), "codes": list(each.codes), "reason": each.reason, "until": each.until,
           "limit": each.limit}  # fmt: skip
    return {key: value for key, value in row.items() if value not in ([], "", None)}


@click.command()
@_PATH
def init(path: Path) -> int:
    """Write a first configuration, and say what comes next; a project that has one is left as it is."""
    from tenetlint import __version__
    from tenetlint.config import BASELINE, load
    from tenetlint.config.sources import FILES, find
    from tenetlint.engine import load_rules
    from tenetlint.project.place import around

    root = around([path]).root
    load(root, [rule.code for rule in load_rules()])
    settings = find(root).settings
    if settings or (root / FILES[0]).exists():
        place = settings[0].site.path if settings else FILES[0]
        emit(f"{clean(place)}: configures tenetlint already; `tenetlint config show` tells what is in force\n")
        return Exit.KEPT
    write(root / FILES[0], _BEGINNING.format(version=__version__, baseline=BASELINE))
    emit(_NEXT.format(file=FILES[0], version=__version__))
    return Exit.KEPT
