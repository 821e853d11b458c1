"""What the values of a configuration may be; a mistake is words for the person who made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from tenetlint.config.model import Allowed
from tenetlint.errors import nearest
from tenetlint.facts.vocabulary import Additions, Kind
from tenetlint.gate.paths import is_pattern
from tenetlint.gate.until import first_day_over
from tenetlint.model import Site
from tenetlint.project.metadata.ini import Option
from tenetlint.report.clean import clean
from tenetlint.rule import Severity

T = TypeVar("T")

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_ROLES = ("store", "cache", "coordination", "broker")
_TOPOLOGIES = ("central", "replicated", "sharded", "distributed", "local file")
_CONSISTENCIES = ("strong", "eventual", "none")
_ALLOWED_LINE = re.compile(r"(?:(?P<paths>[^:]+):\s*)?(?P<codes>TNT\w*(?:\s*,\s*TNT\w*)*):?\s+(?P<reason>.*)")
_BRACKET = re.compile(r"\(([^()]*)\)\s*\Z")
_LONGEST_ROW = 2000
"""Characters of one accepted finding in an INI file."""
_LONGEST_SPECIFIER = 200


class Wrong(Exception):  # noqa: N818 - it is what is said of a value
    """What is wrong with a value, in a few words."""


def wrong(words: str) -> NoReturn:
    raise Wrong(words)


def word(value: object) -> str:
    """A string."""
    text = value.text if isinstance(value, Option) else value
    return text if isinstance(text, str) and "\n" not in text else wrong("a string is wanted")


def words(value: object) -> tuple[str, ...]:
    """A list of strings; in an INI file separated by commas or lines."""
    if isinstance(value, Option):
        return tuple(part for part in re.split(r"[,\n]\s*", value.text) if part.strip())
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    wrong("a list of strings is wanted")


def one_of(value: str, known: Sequence[str]) -> str:
    """One of some words."""
    return value if value in known else wrong(f"no `{clean(value)}`{nearest(value, known)}: {', '.join(known)}")


def codes(value: object, known: Sequence[str]) -> tuple[str, ...]:
    """Codes, or beginnings of codes (`TNT3`)."""
    found = words(value)
    for each in found:
        if not any(code.startswith(each) for code in known) or not each.startswith("TNT"):
            wrong(f"no rule has the code `{clean(each)}`{nearest(each, known)}")
    return found


def patterns(value: object) -> tuple[str, ...]:
    """Patterns of paths."""
    found = words(value)
    for each in found:
        if not is_pattern(each):
            wrong(f"`{clean(each)}` is no pattern of paths")
    return found


def inner_path(value: object) -> str:
    """A path below the root."""
    text = word(value)
    if not text or text.startswith(("/", "~")) or ".." in text.split("/") or "\0" in text:
        wrong(f"`{clean(text)}` does not lie in the project")
    return text


def specifier(value: object) -> str:
    """Versions as packaging spells them (`>=1.2`)."""
    text = word(value)
    try:
        SpecifierSet(text if len(text) <= _LONGEST_SPECIFIER else "?")
    except InvalidSpecifier:
        wrong(f"`{clean(text)}` is no version specifier (`>=1.2`)")
    return text


def severities(value: object, known: Sequence[str]) -> Mapping[str, Severity]:
    """Severity by code; in an INI file one `TNT301 = info` a line."""
    if isinstance(value, Option):
        pairs = [(line.text.partition("=")[0].strip(), line.text.partition("=")[2].strip()) for line in value.filled]
    elif isinstance(value, dict):
        pairs = [(str(code), str(level)) for code, level in value.items()]
    else:
        wrong("a table of codes is wanted (`TNT301 = \"info\"`)")
    found = {}
    for code, level in pairs:
        if code not in known:
            wrong(f"no rule has the code `{clean(code)}`{nearest(code, known)}")
        found[code] = Severity(one_of(level, [each.value for each in Severity]))
    return found


def allowed(value: object, known: Sequence[str], site: Site, *, with_paths: bool) -> tuple[Allowed, ...]:
    """Accepted findings: tables in TOML, lines in an INI file."""
    if isinstance(value, Option):
        rows = [(_row(line.text), Site(site.path, line.number)) for line in value.filled]
    elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
        rows = [(each, site) for each in value]
    else:
        wrong("a list of tables is wanted")
    return tuple(_allowed(row, known, place, with_paths) for row, place in rows)


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
    keys = ("codes", "reason", "until", "limit", *(["paths"] if with_paths else []))
    for key in row:
        if key not in keys:
            wrong(f"no key `{clean(key)}`{nearest(key, keys)}")
    until, limit = word(row.get("until", "")), row.get("limit")
    if until and first_day_over(until) is None:
        wrong(f"until `{clean(until)}`: a release (`2027.1`) or a day (`2027-03-31`) is wanted")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        wrong("limit: a number from 1 is wanted")
    reason = word(row.get("reason", "")).strip()
    if not reason:
        wrong("a reason is wanted")
    found = codes(row.get("codes", []), known)
    if not found:
        wrong("no code is named")
    paths = patterns(row.get("paths", [])) if with_paths else ()
    if with_paths and not paths:
        wrong("no path is named")
    return Allowed(found, reason, site, paths, until, limit)


def dotted(value: object) -> frozenset[str]:
    """Dotted names."""
    found = words(value)
    for each in found:
        if not _DOTTED.fullmatch(each):
            wrong(f"`{clean(each)}` is no dotted name")
    return frozenset(found)


def stores(value: object) -> tuple[Kind, ...]:
    """Tables that each tell of a store."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        wrong("a list of tables is wanted, in TOML")
    return tuple(_store(each) for each in value)


def _store(row: Mapping[str, object]) -> Kind:
    keys = ("name", "imports", "role", "topology", "consistency", "distributions", "schemes")
    for key in row:
        if key not in keys:
            wrong(f"no key `{clean(key)}`{nearest(key, keys)}")
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


Reader = Callable[[object, Sequence[str], Site], object]

READERS: Mapping[str, Reader] = {
    "select": lambda value, known, site: codes(value, known),
    "ignore": lambda value, known, site: codes(value, known),
    "exclude": lambda value, known, site: patterns(value),
    "fail-on": lambda value, known, site: Severity(one_of(word(value), ("error", "warning"))),
    "baseline": lambda value, known, site: inner_path(value),
    "severity": lambda value, known, site: severities(value, known),
    "exceptions": lambda value, known, site: allowed(value, known, site, with_paths=False),
    "per-path-ignores": lambda value, known, site: allowed(value, known, site, with_paths=True),
    "required-version": lambda value, known, site: specifier(value),
    "vocabulary.rpc-clients": lambda value, known, site: dotted(value),
    "vocabulary.stores": lambda value, known, site: stores(value),
}
"""Every key there is."""

__all__ = ["READERS", "Additions", "Wrong"]
