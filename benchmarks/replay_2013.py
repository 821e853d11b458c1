"""The founding verdict, replayed from evidence: Nova and Swift as they stood when Soren Hansen wrote, on 2013-08-28.

    git clone --bare https://opendev.org/openstack/nova nova.git
    git clone --bare https://opendev.org/openstack/swift swift.git
    python -m benchmarks.replay_2013 --nova nova.git --swift swift.git

Prints both scorecards and, for Nova, the post's 258 calls against 133 casts beside the census that resolves them.
Exits with 1 when a verdict differs from the post's: tenets 2 to 8 broken and tenet 1 in question for Nova, none
broken for Swift.

The post says that 83 % of Nova was covered, and that figure is all that is known of it: which lines were covered is
lost. The report made here spreads 83 % evenly over the statements of the real files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from benchmarks.revisions import RevisionError, newest_before, unpack
from benchmarks.textual import CATEGORIES, WORDS, Hit, categories, search, truth
from tenetlint.facts import Facts
from tenetlint.facts.coverage.source import ProjectSource
from tenetlint.facts.rpc import Rpc, RpcSend
from tenetlint.project import Project, Role
from tenetlint.report.model import Report
from tenetlint.report.text import plain, text
from tenetlint.reporting import report_on
from tenetlint.scoring import Standing
from tenetlint.tenets import Tenet

NOVA = "a4028e6a36acd41839502c6832c93065ed5aaaeb"
DAY_AFTER = "2013-08-29T00:00:00+00:00"
COVERED = 83
"""Per cent of Nova's statements, in the post."""
POST = {"call": 258, "cast": 133}
"""`grep -rn 'call(' . | grep -v check_call` and `grep -rn 'cast(' .`, in the post."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay what the command line names; the exit code."""
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            wrong = list(_replay(options, Path(folder)))
    except RevisionError as error:
        print(f"replay_2013: {error}", file=sys.stderr)
        return 2
    for line in wrong:
        print(line)
    print("the founding verdict is not reproduced" if wrong else "the founding verdict is reproduced")
    return 1 if wrong else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="replay_2013", description="Replay the founding verdict of 2013-08-28.")
    parser.add_argument("--nova", type=Path, metavar="CLONE", help="a clone of openstack/nova, bare or not")
    parser.add_argument("--swift", type=Path, metavar="CLONE", help="a clone of openstack/swift, bare or not")
    options = parser.parse_args(arguments)
    if not options.nova and not options.swift:
        parser.error("give --nova, --swift or both")
    return options


def _replay(options: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Print as it goes; yields what differs from the post."""
    if options.nova:
        yield from _nova(unpack(options.nova, NOVA, folder / "nova"), folder / "coverage.xml")
    if options.swift:
        commit = newest_before(options.swift, DAY_AFTER)
        print(f"Swift at {commit}\n")
        report = report_on(Facts.of(Project.open(unpack(options.swift, commit, folder / "swift"), use_git=False)))
        print(plain(text([report])))
        yield from _differing(report, dict.fromkeys(Tenet, Standing.BROKEN), wanted=False)


def _nova(root: Path, coverage: Path) -> Iterator[str]:
    print(f"Nova at {NOVA}, {COVERED} % covered\n")
    project = Project.open(root, use_git=False)
    coverage.write_text(synthetic_coverage(project, COVERED), encoding="utf-8")
    facts = Facts.of(project, (coverage,))
    report = report_on(facts)
    print(plain(text([report])))
    print("\n".join(reconciliation(facts, list(search(root)))) + "\n")
    expected = dict.fromkeys(Tenet, Standing.BROKEN) | {Tenet.SCALABILITY: Standing.IN_QUESTION}
    yield from _differing(report, expected, wanted=True)


def _differing(report: Report, verdicts: dict[Tenet, Standing], wanted: bool) -> Iterator[str]:
    for tenet, verdict in verdicts.items():
        found = report.score(tenet).verdict
        if (found is verdict) is not wanted:
            yield f"{report.project}: tenet {tenet} is {found}, {'not ' if wanted else 'and should not be '}{verdict}"


def synthetic_coverage(project: Project, percent: int) -> str:
    """A Cobertura report in which `percent` of the production statements, evenly spread, were run."""
    rows, count = [], 0
    for source in project.sources:
        statements = ProjectSource(project, source.path).statements() if source.role is Role.PRODUCTION else None
        if statements is None:
            continue
        lines = []
        for line in sorted(statements.lines):
            hit = (count + 1) * percent // 100 - count * percent // 100
            lines.append(f'<line number="{line}" hits="{hit}"/>')
            count += 1
        rows.append(f"<class filename={quoteattr(source.path)}><lines>{''.join(lines)}</lines></class>")
    return (
        '<?xml version="1.0" ?>\n<coverage><packages><package name="."><classes>\n'
        + "\n".join(rows)
        + "\n</classes></package></packages></coverage>\n"
    )


def reconciliation(facts: Facts, found: Sequence[tuple[Hit, str]]) -> Iterator[str]:
    """The search's count beside the census, and where the difference comes from."""
    by_hit = categories(facts, [hit for hit, _ in found])
    grepped = [hit for hit, line in found if hit.word == "cast" or "check_call" not in line]
    counted = Counter((by_hit[hit], hit.word) for hit in grepped)
    totals = {word: sum(counted[category, word] for category in CATEGORIES) for word in WORDS}
    yield f"{'':44}{'call':>6}{'cast':>6}"
    yield _row("the post, by text search", POST["call"], POST["cast"])
    yield _row("the same search here", totals["call"], totals["cast"])
    for category in CATEGORIES:
        yield _row(f"   {category}", *(counted[category, word] for word in WORDS))
    yield from _census(facts.rpc, {(hit.path, hit.line) for hit, _ in found})
    yield from _agreement(by_hit)


def _census(rpc: Rpc, seen: set[tuple[str, int]]) -> Iterator[str]:
    """What the census counts, and the sends that the search cannot see."""
    kinds = Counter(send.kind for send in rpc.sends)
    row = _row("resolved by inference (TNT301)", kinds["call"], kinds["cast"])
    yield f"{row}, {kinds['mixed']} decided at run time"
    for send in rpc.sends:
        if send.kind == "mixed":
            yield f"   decided at run time: {_place(send)}"
        elif (send.path, send.line) not in seen:
            yield f"   invisible to the search: {_place(send)}"


def _place(send: RpcSend) -> str:
    return f"{send.path}:{send.line} `{send.method or '?'}` is sent by `{send.receiver}` ({send.kind})"


def _agreement(by_hit: Mapping[Hit, str]) -> Iterator[str]:
    true = truth()
    agreed = sum(by_hit.get(hit) == category for hit, category in true.items())
    yield f"agreement with the hand-checked table: {agreed} of {len(true)} hits"
    for hit, category in true.items():
        if by_hit.get(hit) != category:
            yield f"   {hit.path}:{hit.line} `{hit.word}(` is {by_hit.get(hit, 'not found')}, by hand {category}"


def _row(label: str, calls: int, casts: int) -> str:
    return f"{label:44}{calls:>6,}{casts:>6,}"


if __name__ == "__main__":
    sys.exit(main())
