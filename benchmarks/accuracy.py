"""How right the censuses are: pinned releases, hand-checked truth, one table.

    python -m benchmarks.accuracy                       gets the releases with pip, keeps them in .demo/
    python -m benchmarks.accuracy --trees DIR           takes them from DIR/nova, DIR/cinder, … instead
    python -m benchmarks.accuracy --nova-git CLONE      also measures the Nova of 2013-08-28, out of a clone

Prints what was missed and what is false, and exits with 1 where a figure is under its bar. benchmarks/truth/README.md
says what the truth is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import census
from benchmarks.demo import DEMO, DemoError, say
from benchmarks.releases import Release, tree_of
from benchmarks.revisions import RevisionError, unpack
from benchmarks.rpc_accuracy import Callers, Sends, Share, rows, score_callers, score_sends
from tenetlint.facts import Facts
from tenetlint.project import Project

RELEASES = (
    Release("nova", "nova==34.0.0"),
    Release("cinder", "cinder==29.0.0"),
    Release("neutron", "neutron==29.0.0"),
    Release("heat", "openstack-heat==27.0.1"),
    Release("trove", "trove==26.0.0"),
    Release("glance", "glance==33.0.0"),
    Release("keystone", "keystone==30.0.0"),
    Release("swift", "swift==2.38.3"),
)
OLD, OLD_COMMIT = "nova2013", "a4028e6a36acd41839502c6832c93065ed5aaaeb"
SITES_OF_OLD = {"call": 158, "cast": 79, "mixed": 3}
"""Rows of layer `site`; each may be missed by `TOLERANCE`."""
TOLERANCE = 2
BARS = {"precision": 0.99, "recall": 0.98, "kind": 0.99, "fanout": 0.95, "method": 0.95}
CALLER_BARS = {"precision": 0.97, "recall": 0.90}
DATABASE_BARS = {
    "direct": (0.99, 0.99),
    "object": (0.98, 0.90),
    "session": (0.98, 0.97),
    "transaction": (0.98, 0.97),
    "lock": (0.98, 0.97),
}
"""Precision and recall, each."""


@dataclass
class Outcome:
    """What was measured on one project."""

    name: str
    sends: Sends
    undecided: int
    callers: Callers | None = None
    database: tuple[census.Measured, ...] = ()
    faults: list[str] = field(default_factory=list)
    """Figures under their bars, in words."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line names; the exit code."""
    options = _options(arguments)
    try:
        outcomes = list(_outcomes(options))
    except (DemoError, RevisionError) as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2
    print("\n".join(_lines(outcomes, left_out=None if options.nova_git or options.trees else OLD)))
    faults = [fault for each in outcomes for fault in each.faults]
    print("\n".join(faults) or "every figure is above its bar")
    return 1 if faults else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the censuses against hand-checked truth.")
    parser.add_argument("--trees", type=Path, help="a folder with the unpacked releases, by name")
    parser.add_argument("--cache", type=Path, default=DEMO, help="where fetched releases are kept")
    parser.add_argument("--nova-git", type=Path, help="a clone of openstack/nova, bare or not, for the year 2013")
    parser.add_argument("--only", action="append", default=[], help="one project by name; repeatable")
    return parser.parse_args(arguments)


def _outcomes(options: argparse.Namespace) -> Iterator[Outcome]:
    for release in RELEASES:
        if not options.only or release.name in options.only:
            yield measure(release.name, tree_of(release, options.cache, options.trees))
    if options.only and OLD not in options.only:
        return
    if options.nova_git:
        with tempfile.TemporaryDirectory() as folder:
            yield measure(OLD, unpack(options.nova_git, OLD_COMMIT, Path(folder) / OLD))
    elif options.trees:
        yield measure(OLD, tree_of(Release(OLD, ""), trees=options.trees))


def measure(name: str, tree: Path) -> Outcome:
    """The censuses of one tree against the truth of that name."""
    say(f"measuring {name}")
    facts = Facts.of(Project.open(tree, use_git=False))
    done = Outcome(name, score_sends(facts.rpc.sites, rows(f"rpc-{name}")), len(facts.rpc.undecided))
    done.faults += _under(name, done.sends, BARS)
    if _has_truth(f"rpc-callers-{name}"):
        done.callers = score_callers(facts.rpc.uses, rows(f"rpc-callers-{name}"))
        done.faults += _under(f"{name}, callers", done.callers, CALLER_BARS)
    if _has_truth(f"db-{name}"):
        truth, scope = census.load_truth(f"db-{name}")
        done.database = census.score_database([site.as_row() for site in facts.database.sites], truth, scope)
        done.faults += [fault for each in done.database for fault in _database_faults(name, each)]
    if name == OLD:
        done.faults += _count_faults([send.kind for send in facts.rpc.sends])
    return done


def _has_truth(name: str) -> bool:
    return (census.TRUTH / f"{name}.jsonl").exists()


def _under(name: str, measured: Sends | Callers, bars: dict[str, float]) -> Iterator[str]:
    for key, bar in bars.items():
        share: Share = getattr(measured, key)
        if share.value is not None and share.value < bar:
            yield f"UNDER THE BAR: {name}: {key} {share}, the bar is {bar}"


def _database_faults(name: str, measured: census.Measured) -> Iterator[str]:
    bars = DATABASE_BARS.get(measured.kind, (0.0, 0.0))
    for key, value, bar in (("precision", measured.precision, bars[0]), ("recall", measured.recall, bars[1])):
        if value is not None and value < bar:
            yield f"UNDER THE BAR: {name}, database, {measured.kind}: {key} {value:.3f}, the bar is {bar}"


def _count_faults(kinds: Sequence[str]) -> Iterator[str]:
    for kind, true in SITES_OF_OLD.items():
        if abs(kinds.count(kind) - true) > TOLERANCE:
            yield f"UNDER THE BAR: {OLD}: {kinds.count(kind)} sites of kind {kind}, the truth is {true}"


def _lines(outcomes: Sequence[Outcome], left_out: str | None) -> Iterator[str]:
    yield "sends      true  found  precision  recall  kind   fanout  method  layer  undecided"
    for each in outcomes:
        sends = each.sends
        shares = f"{sends.kind!s:6} {sends.fanout!s:7} {sends.method!s:7} {sends.layer!s:6}"
        figures = f"{sends.precision!s:10} {sends.recall!s:7} {shares} {each.undecided}"
        yield f"{each.name:9} {sends.recall.of:5}  {sends.precision.of:5}  {figures}"
    if left_out:
        yield f"{left_out:9} not measured: name a clone with --nova-git"
    yield "\ncallers    true  found  precision  recall  kind"
    for each in outcomes:
        if each.callers:
            precision, recall, kind = each.callers.precision, each.callers.recall, each.callers.kind
            yield f"{each.name:9} {recall.of:5}  {precision.of:5}  {precision!s:10} {recall!s:7} {kind}"
    yield "\ndatabase"
    yield from (census.table(each.name, each.database) for each in outcomes if each.database)
    wrong = [line for each in outcomes for line in _wrong(each)]
    yield "\n" + ("\n".join(wrong) or "no send or caller is missed or false")


def _wrong(outcome: Outcome) -> Iterator[str]:
    """Every place where the census and the truth differ."""
    sends, callers = outcome.sends, outcome.callers
    shares = {
        "false": sends.precision,
        "missed": sends.recall,
        "kind differs": sends.kind,
        "fanout differs": sends.fanout,
        "method differs": sends.method,
        "layer differs": sends.layer,
    }
    if callers:
        shares |= {"false use": callers.precision, "missed use": callers.recall, "kind of use differs": callers.kind}
    for what, share in shares.items():
        yield from (f"{outcome.name}: {what}: {place}" for place in share.wrong)


if __name__ == "__main__":
    sys.exit(main())
