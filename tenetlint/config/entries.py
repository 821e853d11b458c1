"""What the tables of a configuration may hold: accepted findings, and stores that only the project knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tenetlint.config.model import Allowed
from tenetlint.config.values import codes, dotted, one_of, patterns, word, words
from tenetlint.config.wrong import at, each, only_keys, wrong
from tenetlint.facts.vocabulary import Kind
from tenetlint.gate.until import first_day_over
from tenetlint.model import Site
from tenetlint.project.metadata.ini import Option
from tenetlint.report.clean import clean

_ROLES = ("store", "cache", "coordination", "broker")
_TOPOLOGIES = ("central", "replicated", "sharded", "distributed", "local file")
_CONSISTENCIES = ("strong", "eventual", "none")
_ALLOWED_LINE = re.compile(r"(?:(?P<paths>[^:]+):\s*)?(?P<codes>TNT\w*(?:\s*,\s*TNT\w*)*):?\s+(?P<reason>.*)")
_BRACKET = re.compile(r"\(([^()]*)\)\s*\Z")
_LONGEST_ROW = 2000
"""Characters of one accepted finding in an INI file."""


def allowed(value: object, known: Sequence[str], sites: Sequence[Site], *, with_paths: bool) -> tuple[Allowed, ...]:
    """Accepted findings: tables in TOML, lines in an INI file; `sites` are those of the tables, or of the key."""
    if isinstance(value, Option):
        lines = [(line.text, Site(sites[0].path, line.number)) for line in value.filled]
        return each(lines, lambda pair: at(pair[1], lambda: _allowed(_row(pair[0]), known, pair[1], with_paths)))
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        places = sites if len(sites) == len(value) else [sites[0]] * len(value)
        rows = list(zip(value, places, strict=True))
        return each(rows, lambda pair: at(pair[1], lambda: _allowed(pair[0], known, pair[1], with_paths)))
    return wrong("a list of tables is wanted")


def _row(text: str) -> dict[str, object]:
    """`PATTERN…: CODE,… reason (limit=3, until=2027.1)`."""
    if len(text) > _LONGEST_ROW:
        wrong(f"a line of more than {_LONGEST_ROW} characters")
    bracket = _BRACKET.search(text)
    extra = dict(part.strip().partition("=")[::2] for part in bracket[1].split(",")) if bracket else {}
    if bracket and extra.keys() <= {"limit", "until"}:
        text = text[: bracket.start()].rstrip()
    else:
        extra = {}
    found = _ALLOWED_LINE.fullmatch(text)
    if found is None:
        wrong(f"`{clean(text[:60])}` is not `PATTERN: CODE reason`")
    row: dict[str, object] = {"codes": re.split(r"\s*,\s*", found["codes"]), "reason": found["reason"], **extra}
    if found["paths"]:
        row["paths"] = found["paths"].split()
    if (limit := extra.get("limit", "")).isascii() and limit.isdigit():
        row["limit"] = int(limit[:9])
    return row


def _allowed(row: Mapping[str, object], known: Sequence[str], site: Site, with_paths: bool) -> Allowed:
    only_keys(row, ("codes", "reason", "until", "limit", *(["paths"] if with_paths else [])))
    checks: list[Callable[[], object]] = [
        lambda: _codes(row, known),
        lambda: _reason(row),
        lambda: _until(row),
        lambda: _limit(row),
        lambda: with_paths and _paths(row),
    ]
    each(checks, lambda check: check())
    paths = _paths(row) if with_paths else ()
    return Allowed(_codes(row, known), _reason(row), site, paths, _until(row), _limit(row))


def _codes(row: Mapping[str, object], known: Sequence[str]) -> tuple[str, ...]:
    return codes(row.get("codes", []), known) or wrong("no code is named")


def _reason(row: Mapping[str, object]) -> str:
    return word(row.get("reason", "")).strip() or wrong("a reason is wanted")


def _until(row: Mapping[str, object]) -> str:
    until = word(row.get("until", ""))
    if until and first_day_over(until) is None:
        wrong(f"until `{clean(until)}`: a release (`2027.1`) or a day (`2027-03-31`) is wanted")
    return until


def _limit(row: Mapping[str, object]) -> int | None:
    limit = row.get("limit")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        return wrong("limit: a number from 1 is wanted")
    return limit


def _paths(row: Mapping[str, object]) -> tuple[str, ...]:
    return patterns(row.get("paths", [])) or wrong("no path is named")


def stores(value: object) -> tuple[Kind, ...]:
    """Tables that each tell of a store."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        wrong("a list of tables is wanted, in TOML")
    return each(value, _store)


def _store(row: Mapping[str, object]) -> Kind:
    only_keys(row, ("name", "imports", "role", "topology", "consistency", "distributions", "schemes"))
    name = word(row.get("name", ""))
    if not name.strip() or len(name) > 60:
        wrong("a name is wanted")
    imports = tuple(sorted(dotted(row.get("imports", []))))
    if not imports:
        wrong(f"`{clean(name)}`: `imports` must name the modules of its client")
    return Kind(
        clean(name),
        one_of(word(row.get("role", "store")), _ROLES),
        one_of(word(row.get("topology", "central")), _TOPOLOGIES),
        one_of(word(row.get("consistency", "strong")), _CONSISTENCIES),
        imports,
        words(row.get("distributions", [])),
        words(row.get("schemes", [])),
        (),
        False,
    )
