"""How often a rule is right: draws the sample that a person reads, and holds the verdicts against today's hits.

    python -m benchmarks.precision TNT302 --trees DIR              hits to judge, projects in turn, with their lines
    python -m benchmarks.precision TNT302 --pip nova==34.0.0       the same, from source releases that pip fetches
    python -m benchmarks.precision --check --trees DIR             the table; verdicts on lines that are hits no more
    python -m benchmarks.precision --write                         the figures into rules/measured.toml

A tree is a folder of DIR named as its project is in the verdicts; `--only nova` (repeatable) keeps to some. A verdict
is a line of `benchmarks/precision/TNTnnn.jsonl`: project, path, line, accepted, why. What is judged is not drawn
again. Ends with 1 where a verdict has drifted, a figure in `rules/measured.toml` is not its verdicts', or a figure
is below the bar of a rule that scores, and the rule's page does not excuse it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from benchmarks.demo import DemoError
from benchmarks.releases import Release, tree_of
from benchmarks.verdicts import MEASURED, Hit, Verdict, merged, tally, verdicts
from tenetlint.engine import load_rules
from tenetlint.errors import UserError
from tenetlint.facts import Facts
from tenetlint.measured import Precision, measured
from tenetlint.model import Verdict as Judgement
from tenetlint.project import Project
from tenetlint.rule import Rule, Unit

SEED = 20130828
CONTEXT = 3
"""Lines shown before and after a hit."""
BAR, HIGH_BAR = 0.8, 0.9
"""The share that a scoring rule needs, and one with a weight of 1 or more."""
EXACT = {"TNT401": "that a module is imported is certain; the figure says how often its importer uses it"}
"""Rules that count although a reader would accept fewer: what they say is exact, and their page gives the figure."""

Words = Mapping[Hit, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, check or write what the command line names; the exit code."""
    options = _options(arguments)
    if options.write:
        figures = {code: tally(rows) for code, rows in verdicts().items()}
        MEASURED.write_text(merged(MEASURED.read_text(encoding="utf-8"), figures), encoding="utf-8")
        return 0
    try:
        trees = dict(_trees(options))
    except (OSError, DemoError) as error:
        print(f"precision: {error}", file=sys.stderr)
        return 2
    if options.check:
        return _check(trees, options.codes)
    for code in options.codes:
        _draw(code, trees, options.number)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="precision", description="Sample the hits of rules, and check verdicts.")
    parser.add_argument("codes", nargs="*", metavar="CODE", help="the rules to sample, or to check")
    parser.add_argument("--trees", type=Path, metavar="DIR", help="a folder of unpacked projects")
    parser.add_argument("--only", action="append", default=[], metavar="PROJECT", help="only this tree (repeatable)")
    parser.add_argument("--pip", action="append", default=[], metavar="NAME==VERSION", help="a release (repeatable)")
    parser.add_argument("--number", type=int, default=20, metavar="N", help="hits of one rule (default: 20)")
    parser.add_argument("--check", action="store_true", help="the table of verdicts, and what has drifted")
    parser.add_argument("--write", action="store_true", help="write the figures into rules/measured.toml")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.codes) - {rule.code for rule in load_rules()})
    if unknown:
        parser.error(f"no rule {unknown[0]}")
    if not (options.check or options.write or (options.codes and (options.trees or options.pip))):
        parser.error("give --check, --write, or a code and --trees or --pip")
    return options


def _trees(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Each project's name and root."""
    if options.trees:
        for root in sorted(path for path in options.trees.iterdir() if path.is_dir()):
            if not options.only or root.name in options.only:
                yield root.name, root
    for release in options.pip:
        name = release.partition("==")[0]
        yield name, tree_of(Release(name, release))


def hits(rule: Rule, project: str, facts: Facts) -> Words:
    """What a rule says of a project, by place: breaches, or the credits of a credit rule; words in order of place."""
    said = [each for each in rule.check(facts) if (each.verdict is Judgement.KEPT) is rule.is_credit]
    return {Hit(project, each.site.path, each.site.line): each.message for each in said}


def in_turn(found: Iterable[Hit], judged: frozenset[Hit], number: int) -> Sequence[Hit]:
    """At most `number` hits without a verdict: one of each project in turn, within a project in a fixed shuffle."""
    by_project: dict[str, list[Hit]] = {}
    for hit in sorted(set(found) - judged):
        by_project.setdefault(hit.project, []).append(hit)
    for project, mine in by_project.items():
        random.Random(f"{SEED} {project}").shuffle(mine)
    rounds = chain.from_iterable(zip_longest(*by_project.values()))
    return [hit for hit in rounds if hit is not None][:number]


def _draw(code: str, trees: Mapping[str, Path], number: int) -> None:
    (rule,) = (rule for rule in load_rules() if rule.code == code)
    said: dict[Hit, str] = {}
    for project, root in trees.items():
        said.update(hits(rule, project, _facts(root)))
    judged = frozenset(row.hit for row in verdicts().get(code, ()))
    for hit in in_turn(said, judged, number):
        print(f"{code} {hit.project} {hit.path}:{hit.line}  {said[hit]}")
        print(*_context(trees[hit.project] / hit.path, hit.line), "", sep="\n")


def _facts(root: Path) -> Facts:
    return Facts.of(Project.open(root, use_git=False))


def _context(path: Path, line: int) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    for number in range(max(line - CONTEXT, 1), min(line + CONTEXT, len(lines)) + 1):
        yield f"  {'>' if number == line else ' '} {number:5} {lines[number - 1]}"


def _check(trees: Mapping[str, Path], codes: Sequence[str]) -> int:
    """Print the table and what has drifted; 1 where something has, or does not suffice."""
    rules = [rule for rule in load_rules() if not codes or rule.code in codes]
    rows = {code: each for code, each in verdicts().items() if code in {rule.code for rule in rules}}
    gone = list(drifted(rules, rows, trees))
    figures = measured()
    stale = [code for code, each in rows.items() if figures.get(code) != tally(each)]
    low = below(rules, figures)
    print(table(rules, figures))
    for code, row in gone:
        print(f"drifted: {code} {row.project} {row.path}:{row.line}")
    for code in stale:
        print(f"rules/measured.toml is not what the verdicts on {code} come to")
    return 1 if gone or stale or set(low) - set(EXACT) else 0


def drifted(
    rules: Sequence[Rule], rows: Mapping[str, Sequence[Verdict]], trees: Mapping[str, Path]
) -> Iterator[tuple[str, Verdict]]:
    """The accepted verdicts on places of these trees where the rule does not speak any more."""
    for project, root in trees.items():
        facts: Facts | None = None
        for rule in rules:
            mine = [row for row in rows.get(rule.code, ()) if row.project == project and row.accepted]
            if mine:
                facts = facts or _facts(root)
                said = hits(rule, project, facts)
                yield from ((rule.code, row) for row in mine if row.hit not in said)


def bar(rule: Rule) -> float | None:
    """The share of right hits that a rule needs to score; None where it does not score."""
    weights = [
        weight
        for count in rule.counts
        for unit, weight in ((count.breach, count.weight), (count.credit, count.credit_weight))
        if unit is not Unit.NONE
    ]
    return (HIGH_BAR if max(weights) >= 1 else BAR) if weights else None


def below(rules: Iterable[Rule], figures: Mapping[str, Precision]) -> Sequence[str]:
    """The codes of rules that score and are right less often than their bar asks."""
    return [rule.code for rule in rules if rule.code in figures and figures[rule.code].share < (bar(rule) or 0.0)]


def table(rules: Sequence[Rule], figures: Mapping[str, Precision]) -> str:
    """One line a rule that was sampled: accepted/sampled, the share, its bar, and on which side it is."""
    return "\n".join(_row(rule, figures[rule.code]) for rule in rules if rule.code in figures)


def _row(rule: Rule, precision: Precision) -> str:
    needed = bar(rule)
    side = "not scored" if needed is None else "above" if precision.share >= needed else "below"
    excuse = f": {EXACT[rule.code]}" if side == "below" and rule.code in EXACT else ""
    asked = "   -" if needed is None else f"{needed:.2f}"
    count = f"{precision.accepted}/{precision.sampled}"
    return f"{rule.code}  {count:>7}  {precision.share:.2f}  bar {asked}  {side}{excuse}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(f"precision: {error}")
