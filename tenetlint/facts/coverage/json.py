"""Reports of `coverage json`, formats 2 and 3 and the one before the number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from tenetlint.facts.coverage.raw import Budget, RawFile, flaw, lines, shown

FORMATS = (1, 2, 3)


def read(path: Path, data: bytes) -> tuple[RawFile, ...]:
    """The files of a report; what does not have the format's shape is a `UserError`."""
    report = _mapping(path, _load(path, data), "the report")
    meta = _mapping(path, report.get("meta", {}), "`meta`")
    version = meta.get("format", 1)
    if type(version) is not int or version not in FORMATS:
        raise flaw(path, f"its format is `{shown(repr(version))}`; known are {FORMATS[0]} to {FORMATS[-1]}")
    if "files" not in report:
        raise flaw(path, "it is JSON, but holds no `files` as a coverage report does")
    budget = Budget(path)
    files = _mapping(path, report["files"], "`files`")
    return tuple(_file(path, name, value, budget) for name, value in files.items())


def _load(path: Path, data: bytes) -> object:
    def refuse(word: str) -> NoReturn:
        raise flaw(path, f"`{shown(word)}` is not a JSON number")

    try:
        loaded: object = json.loads(data, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else "it is not valid JSON"
        raise flaw(path, reason) from None
    return loaded


def _mapping(path: Path, value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise flaw(path, f"{what} is not a JSON object")
    return value


def _file(path: Path, name: str, value: object, budget: Budget) -> RawFile:
    entry = _mapping(path, value, f"`{shown(name)}`")
    budget.spend(files=1)
    for key in ("executed_lines", "missing_lines"):
        if key not in entry:
            raise flaw(path, f"`{shown(name)}` has no `{key}`")
    executed, missing, excluded = (
        lines(_numbers(path, entry.get(key, []), f"`{key}` of `{shown(name)}`", budget))
        for key in ("executed_lines", "missing_lines", "excluded_lines")
    )
    taken = _ways(path, entry, "executed_branches", budget)
    not_taken = _ways(path, entry, "missing_branches", budget)
    starts = sorted(lines({*taken, *not_taken}))
    branches = tuple((line, taken[line] + not_taken[line], taken[line]) for line in starts)
    return RawFile((name,), executed, missing - executed, excluded, branches)


def _numbers(path: Path, value: object, what: str, budget: Budget) -> list[int]:
    if not isinstance(value, list):
        raise flaw(path, f"{what} is not a list")
    budget.spend(lines=len(value))
    if not all(type(each) is int for each in value):
        raise flaw(path, f"{what} holds something else than whole numbers")
    return value


def _ways(path: Path, entry: Mapping[str, object], key: str, budget: Budget) -> Counter[int]:
    """How many branches of a list leave each line."""
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise flaw(path, f"`{key}` is not a list")
    ways: Counter[int] = Counter()
    for pair in value:
        start, _ = _pair(path, _numbers(path, pair, f"a pair of `{key}`", budget), key)
        ways[start] += 1
    return ways


def _pair(path: Path, numbers: list[int], key: str) -> tuple[int, int]:
    if len(numbers) != 2:
        raise flaw(path, f"`{key}` holds something else than pairs of lines")
    return numbers[0], numbers[1]
