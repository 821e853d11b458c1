"""Rules and their tested examples → the pages that people read, in `docs/rules/` and on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import tenetlint
from tenetlint.measured import BY_CONSTRUCTION, Example, examples, measured
from tenetlint.rule import UNITS, Count, Rule, Unit
from tenetlint.tenets import Tenet

HEADINGS = ("What it finds", "Why it matters", "What to do instead", "What it does not see")
NO_EXAMPLE = Example(none="nobody has looked for one yet")
EXAMPLE_LIMIT = 80
"""Lines of one example file that a page shows."""
LANGUAGES = {
    ".diff": "diff",
    ".py": "python",
    ".cfg": "ini",
    ".ini": "ini",
    ".conf": "ini",
    ".toml": "toml",
    ".xml": "xml",
    ".json": "json",
}


def pages(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Every generated page by its file name: one for each rule, and the index."""
    return {"index.md": _index(rules), **{f"{rule.name}.md": page(rule) for rule in rules}}


def page(rule: Rule) -> str:
    """One rule's page, Markdown: what it is, how it counts, and both of its examples."""
    bad, good = ("Where the credit is due", "Where there is none") if rule.is_credit else ("Breaks it", "Keeps it")
    first, second = ("good", "bad") if rule.is_credit else ("bad", "good")
    parts = (
        f"# {rule.code} {rule.name}",
        rule.page,
        "## How it counts",
        "\n".join(_counting(rule)),
        "## In a real project",
        str(examples().get(rule.code, NO_EXAMPLE)),
        f"## {bad}",
        *_examples(fixtures(rule) / first),
        f"## {good}",
        *_examples(fixtures(rule) / second),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def fixtures(rule: Rule) -> Path:
    """The folder that holds the rule's examples, `bad` and `good`."""
    homes = [Path(home, "fixtures", rule.folder) for home in tenetlint.__path__]
    return next((home for home in homes if home.is_dir()), homes[0])


def as_text(rules: Sequence[Rule]) -> str:
    """The catalogue, one rule a line, by tenet."""
    lines = []
    for tenet in Tenet:
        mine = [rule for rule in rules if rule.tenets[0] is tenet]
        lines += [f"{tenet}. {tenet.text}", *(f"   {rule.code} {rule.name}: {rule.summary}" for rule in mine), ""]
    return "\n".join(lines)


def as_json(rules: Sequence[Rule]) -> str:
    """The catalogue for programs."""
    return json.dumps([_row(rule) for rule in rules], indent=2, sort_keys=True) + "\n"


def _row(rule: Rule) -> dict[str, object]:
    precision = measured().get(rule.code, BY_CONSTRUCTION)
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "tenets": [tenet.value for tenet in rule.tenets],
        "precision": {"accepted": precision.accepted, "sampled": precision.sampled, "source": precision.source},
        "counts": [
            {
                "tenet": count.tenet.value,
                "breach": count.breach.value,
                "weight": count.weight,
                "credit": count.credit.value,
                "credit_weight": count.credit_weight,
            }
            for count in rule.counts
        ],
    }


def _index(rules: Sequence[Rule]) -> str:
    parts = ["# Rules"]
    for tenet in Tenet:
        parts.append(f"## {tenet}. {tenet.text}")
        mine = [rule for rule in rules if rule.tenets[0] is tenet]
        table = [f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.summary} |" for rule in mine]
        parts.append("\n".join(("| code | name | what it asks |", "|---|---|---|", *table)))
    return "\n\n".join(parts) + "\n"


def _counting(rule: Rule) -> Iterator[str]:
    yield f"- Severity: {rule.severity}. Precision measured: {measured().get(rule.code, BY_CONSTRUCTION)}."
    if not any(_counted(count) for count in rule.counts):
        yield "- It is shown, and enters no score."
    for count in rule.counts:
        yield from _count(count)


def _counted(count: Count) -> bool:
    return not count.breach is count.credit is Unit.NONE


def _count(count: Count) -> Iterator[str]:
    limit = f", at most {count.limit:g} in all" if count.limit else ""
    eased = f"; halved where {count.ease.code} is kept in {count.ease.files} files or more" if count.ease else ""
    if count.breach is not Unit.NONE:
        yield f"- Against tenet {count.tenet}, weight {count.weight:g}{limit}: {UNITS[count.breach]}{eased}."
    if count.credit is not Unit.NONE:
        yield f"- For tenet {count.tenet}, weight {count.credit_weight:g}: {UNITS[count.credit]}."


def _examples(folder: Path) -> Iterator[str]:
    """Each file of an example project, the marked lines pointed at."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in LANGUAGES):
        lines = path.read_text(encoding="utf-8").splitlines()
        if lines:
            yield _block(path.relative_to(folder).as_posix(), lines, LANGUAGES[path.suffix])


def _block(name: str, lines: Sequence[str], language: str) -> str:
    shown = [line.replace("# expect: ", "# <- ") for line in lines[:EXAMPLE_LIMIT]]
    rest = [f"# and {len(lines) - EXAMPLE_LIMIT} more lines"] if len(lines) > EXAMPLE_LIMIT else []
    return "\n".join((f"`{name}`", f"```{language}", *shown, *rest, "```"))
