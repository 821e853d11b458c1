"""What the plain values of a configuration may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tenetlint.config.wrong import each, wrong
from tenetlint.errors import nearest
from tenetlint.gate.paths import is_pattern
from tenetlint.project.metadata.ini import Option
from tenetlint.report.clean import clean
from tenetlint.rule import Severity

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_LONGEST_SPECIFIER = 200


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
    return wrong("a list of strings is wanted")


def one_of(value: str, known: Sequence[str]) -> str:
    """One of some words."""
    return value if value in known else wrong(f"no `{clean(value)}`{nearest(value, known)}: {', '.join(known)}")


def codes(value: object, known: Sequence[str]) -> tuple[str, ...]:
    """Codes, or beginnings of codes (`TNT3`)."""
    return each(words(value), lambda one: _code(one, known))


def _code(text: str, known: Sequence[str]) -> str:
    if text.startswith("TNT") and any(code.startswith(text) for code in known):
        return text
    return wrong(f"no rule has the code `{clean(text)}`{nearest(text, known)}")


def patterns(value: object) -> tuple[str, ...]:
    """Patterns of paths."""
    return each(words(value), _pattern)


def _pattern(text: str) -> str:
    if ".." in text.split("/"):
        wrong(f"`{clean(text)}` does not lie in the project")
    return text if is_pattern(text) else wrong(f"`{clean(text)}` is no pattern of paths")


def inner_path(value: object) -> str:
    """A path below the root."""
    text = word(value)
    if not text or text.startswith(("/", "~")) or ".." in text.split("/") or "\0" in text:
        wrong(f"`{clean(text)}` does not lie in the project")
    return text


def specifier(value: object) -> str:
    """Versions as packaging spells them (`>=1.2`)."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

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
    return dict(each(pairs, lambda pair: _severity(*pair, known)))


def _severity(code: str, level: str, known: Sequence[str]) -> tuple[str, Severity]:
    if code not in known:
        wrong(f"no rule has the code `{clean(code)}`{nearest(code, known)}")
    return code, Severity(one_of(level, [each.value for each in Severity]))


def dotted(value: object) -> frozenset[str]:
    """Dotted names."""
    return frozenset(each(words(value), _name))


def _name(text: str) -> str:
    return text if _DOTTED.fullmatch(text) else wrong(f"`{clean(text)}` is no dotted name")
