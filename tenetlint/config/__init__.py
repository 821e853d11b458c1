"""The configuration of a project: found in its files, understood as a whole, all mistakes told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tenetlint import __version__
from tenetlint.config.keys import READERS
from tenetlint.config.model import BASELINE, Allowed, Config
from tenetlint.config.sources import FILES, SECTION, Setting, find
from tenetlint.config.wrong import Wrong, wrong
from tenetlint.errors import Mistakes, UserError, nearest
from tenetlint.facts.vocabulary import Additions
from tenetlint.model import Site
from tenetlint.report.clean import clean

_PLAIN = ("select", "ignore", "exclude", "fail-on", "baseline", "severity", "unsuppressable", "required-version")
"""Keys that are fields of a `Config` under the same name."""

__all__ = ["BASELINE", "FILES", "Allowed", "Config", "load"]


def load(root: Path, known: Sequence[str]) -> Config:
    """The configuration of the project at `root` (a resolved folder); `known` are the codes of all rules.

    Raises one error for all mistakes in all files.
    """
    found = find(root)
    mistakes = list(found.broken)
    values: dict[str, object] = {}
    origins: dict[str, Site] = {}
    for setting in found.settings:
        try:
            value = _value(setting, known)
        except Wrong as error:
            mistakes += [f"{_place(fault.site or setting.site, setting.key)}: {fault.words}" for fault in error.faults]
            continue
        if setting.key not in values:
            values[setting.key], origins[setting.key] = value, setting.site
    if mistakes:
        raise Mistakes(mistakes)
    _check_version(values, origins)
    return _config(values, origins)


def _place(site: Site, key: str) -> str:
    return f"{clean(str(site))}: {clean(key)}"


def _value(setting: Setting, known: Sequence[str]) -> object:
    read = READERS.get(setting.key)
    if read is None and setting.key in ("tool", SECTION) and setting.site.path == FILES[0]:
        wrong(f"in this file the keys stand without `[tool.{SECTION}]`")
    if read is None:
        wrong(f"no such key{nearest(setting.key, READERS)}")
    return read(setting.value, known, setting.tables or (setting.site,))


def _check_version(values: Mapping[str, object], origins: Mapping[str, Site]) -> None:
    wanted = str(values.get("required-version", ""))
    if not wanted:
        return
    from packaging.specifiers import SpecifierSet

    if not SpecifierSet(wanted).contains(__version__, prereleases=True):
        site = origins["required-version"]
        raise UserError(f"{site}: required-version: `{clean(wanted)}` is wanted, and this is tenetlint {__version__}")


def _config(values: Mapping[str, Any], origins: Mapping[str, Site]) -> Config:
    plain = {key.replace("-", "_"): value for key, value in values.items() if key in _PLAIN}
    allowed = (*values.get("exceptions", ()), *values.get("per-path-ignores", ()))
    additions = Additions(values.get("vocabulary.rpc-clients", frozenset()), values.get("vocabulary.stores", ()))
    return Config(**plain, allowed=allowed, additions=additions, origins=origins)
