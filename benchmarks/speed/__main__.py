"""How fast it is: every case with its bar, in one table.

    python -m benchmarks.speed                      gets the releases with pip, keeps them in .demo/
    python -m benchmarks.speed --trees DIR          takes them from DIR/nova, DIR/cinder, … instead
    python -m benchmarks.speed --rows warm,edited   only some groups of rows
    python -m benchmarks.speed --update-docs        also writes the table into docs/performance.md

Ratios are of medians of whole processes' wall times, taken in one run, interleaved. AST is one process that calls
`ast.parse` on exactly the files that the command reads, PY is `python -c pass`; all with the Python that runs this.
Exits with 1 where a figure is above its bar. Peers are measured where they are installed (benchmarks/peers.txt).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.demo import HOME, DemoError, say
from benchmarks.releases import Release, tree_of
from benchmarks.speed.measure import FailedError
from benchmarks.speed.rows import GROUPS, Setting
from benchmarks.speed.table import Row, missed, table, updated

RELEASES = (
    Release("nova", "nova==34.0.0"),
    Release("cinder", "cinder==29.0.0"),
    Release("neutron", "neutron==29.0.0"),
    Release("swift", "swift==2.38.3"),
)
PAGE = HOME / "docs" / "performance.md"


def main() -> int:
    """Measure, print, and say what was missed."""
    options = _options()
    _even_ground()
    with tempfile.TemporaryDirectory(prefix="tenetlint-speed-") as work:
        trees = {each.name: tree_of(each, trees=options.trees).resolve() for each in RELEASES}
        setting = Setting(trees, Path(work), options.runs, options.peer_runs)
        rows = [row for name in options.rows for row in GROUPS[name](setting)]
    return _told(rows, options.update_docs)


def _told(rows: Sequence[Row], update: bool) -> int:
    text = table(rows)
    print(text)
    if update:
        PAGE.write_text(updated(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    above = missed(rows)
    for case in above:
        say(f"above its bar: {case}")
    return 1 if above else 0


def _even_ground() -> None:
    """What each measured process finds: compiled code is used, nobody's settings and no CI say otherwise."""
    for name in [each for each in os.environ if each.startswith("TENETLINT_")]:
        del os.environ[name]
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "CI"):
        os.environ.pop(name, None)
    os.environ["PYTHONPATH"] = str(HOME)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure how fast tenetlint is.")
    parser.add_argument("--trees", type=Path, metavar="DIR", help="unpacked releases, by project name")
    parser.add_argument("--rows", type=_groups, default=list(GROUPS), metavar="GROUP,…", help=", ".join(GROUPS))
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="of each case (5)")
    parser.add_argument("--peer-runs", type=int, default=1, metavar="N", help="of peers that take minutes (1)")
    parser.add_argument("--update-docs", action="store_true", help=f"write the table into {PAGE.name}")
    return parser.parse_args()


def _groups(words: str) -> list[str]:
    names = words.split(",")
    if unknown := [name for name in names if name not in GROUPS]:
        raise argparse.ArgumentTypeError(f"no rows `{unknown[0]}`: {', '.join(GROUPS)}")
    return names


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (DemoError, FailedError) as error:
        sys.exit(f"speed: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
