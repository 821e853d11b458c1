"""Every key of a configuration, and how its value is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tenetlint.config.entries import allowed, stores
from tenetlint.config.values import codes, dotted, inner_path, one_of, patterns, severities, specifier, word
from tenetlint.gate.complaints import ALL
from tenetlint.model import Site
from tenetlint.rule import Severity

Reader = Callable[[object, Sequence[str], Sequence[Site]], object]
"""From a value, the codes of all rules, and where the value (or each of its tables) stands."""

_COMPLAINTS = tuple(about.code for about in ALL)

READERS: Mapping[str, Reader] = {
    "select": lambda value, known, sites: codes(value, known),
    "ignore": lambda value, known, sites: codes(value, known),
    "exclude": lambda value, known, sites: patterns(value),
    "fail-on": lambda value, known, sites: Severity(one_of(word(value), ("error", "warning"))),
    "baseline": lambda value, known, sites: inner_path(value),
    "severity": lambda value, known, sites: severities(value, (*known, *_COMPLAINTS)),
    "unsuppressable": lambda value, known, sites: codes(value, known),
    "exceptions": lambda value, known, sites: allowed(value, known, sites, with_paths=False),
    "per-path-ignores": lambda value, known, sites: allowed(value, known, sites, with_paths=True),
    "required-version": lambda value, known, sites: specifier(value),
    "vocabulary.rpc-clients": lambda value, known, sites: dotted(value),
    "vocabulary.stores": lambda value, known, sites: stores(value),
}
