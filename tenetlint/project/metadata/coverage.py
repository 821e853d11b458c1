"""The project's coverage configuration, from the first file that coverage.py would take it from."""

from __future__ import annotations

import re

from tenetlint.project.metadata.ini import Ini, Option, parse_ini
from tenetlint.project.metadata.toml import read_toml, strings, table
from tenetlint.project.metadata.tree import Tree, lines_of
from tenetlint.project.types import CoverageConfig

_FILES = ((".coveragerc", ""), ("setup.cfg", "coverage:"), ("tox.ini", "coverage:"))
_FLOOR = re.compile(r"(?<![\w-])(?:coverage\s+report\b.*?--fail[-_]under|--cov-fail-under)[= ]\s*(\d{1,3}(?:\.\d+)?)")
_TRUE = frozenset({"1", "yes", "true", "on"})


def coverage_config(tree: Tree) -> CoverageConfig:
    """What `.coveragerc`, `setup.cfg`, `tox.ini` or `pyproject.toml` says, and the floor of a tox command."""
    config = _from_ini(tree) or _from_toml(tree) or CoverageConfig()
    return config if config.fail_under else _with_floor(tree, config)


def _from_ini(tree: Tree) -> CoverageConfig | None:
    for path, prefix in _FILES:
        text = tree.text(path)
        ini = parse_ini(text) if text else None
        first = next((line for name, line in ini.sections if _speaks(name, prefix)), 0) if ini else 0
        if ini and first:
            return _config(ini, prefix, path, first)
    return None


def _speaks(section: str, prefix: str) -> bool:
    return section in (f"{prefix}run", f"{prefix}report", "coverage:run", "coverage:report")


def _config(ini: Ini, prefix: str, path: str, first: int) -> CoverageConfig:
    def get(section: str, *keys: str) -> Option | None:
        return ini.get(prefix + section, *keys) or ini.get(f"coverage:{section}", *keys)

    branch, floor, omit = get("run", "branch"), get("report", "fail_under"), get("run", "omit")
    number = _number(floor.text) if floor else None
    return CoverageConfig(
        omit=_list(omit) + _list(get("report", "omit")),
        exclude_lines=_lines(get("report", "exclude_lines")) + _lines(get("report", "exclude_also")),
        fail_under=number,
        branch=branch.text.lower() in _TRUE if branch else None,
        source=_list(get("run", "source")) + _list(get("run", "source_pkgs")),
        path=path,
        line=omit.line if omit else first,
        floor_path=path if number is not None else "",
        floor_line=floor.line if floor and number is not None else 0,
    )


def _list(option: Option | None) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,\n]\s*", option.text) if part.strip()) if option else ()


def _lines(option: Option | None) -> tuple[str, ...]:
    return tuple(line.text for line in option.filled) if option else ()


def _number(text: str) -> float | None:
    try:
        number = float(text[:20])
    except ValueError:
        return None
    return number if 0 <= number <= 100 else None


def _from_toml(tree: Tree) -> CoverageConfig | None:
    toml = read_toml(tree, "pyproject.toml", "coverage")
    coverage = table(toml.data, "tool", "coverage")
    if not coverage:
        return None
    run, report = table(coverage, "run"), table(coverage, "report")
    branch, floor = run.get("branch"), report.get("fail_under")
    number = _number(str(floor)) if isinstance(floor, int | float) and not isinstance(floor, bool) else None
    return CoverageConfig(
        omit=strings(run.get("omit")) + strings(report.get("omit")),
        exclude_lines=strings(report.get("exclude_lines")) + strings(report.get("exclude_also")),
        fail_under=number,
        branch=branch if isinstance(branch, bool) else None,
        source=strings(run.get("source")) + strings(run.get("source_pkgs")),
        path="pyproject.toml",
        line=toml.line("tool.coverage.run", "omit" if "omit" in run else ""),
        floor_path="pyproject.toml" if number is not None else "",
        floor_line=toml.line("tool.coverage.report", "fail_under") if number is not None else 0,
    )


def _with_floor(tree: Tree, config: CoverageConfig) -> CoverageConfig:
    """The floor that a tox command sets, if any."""
    for number, line in enumerate(lines_of(tree.text("tox.ini") or ""), 1):
        found = _FLOOR.search(line[:2000]) if not line.lstrip().startswith(("#", ";")) else None
        if found and (floor := _number(found[1])) is not None:
            return config._replace(fail_under=floor, floor_path="tox.ini", floor_line=number)
    return config
