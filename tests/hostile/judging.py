"""Lay a case, run the tool on it, and say everything that is wrong with how that ended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tenetlint.report.formats import FORMATS
from tests.hostile.case import CONTROL, CONTROL_CODES, FOUND, KEPT, UNREAD, Case, Lay, honest
from tests.hostile.formats import READERS
from tests.hostile.running import (
    TOOL,
    WALL,
    Ended,
    Judgement,
    command,
    complaints,
    environment,
    found_in,
    raw_in,
    run,
    snapshot,
)


def laid(case: Case, root: Path) -> Lay:
    """The honest project with the case in it."""
    lay = Lay(root / "tree", root / "beside", root / "traps")
    for folder in (lay.tree, lay.beside, lay.traps):
        folder.mkdir(parents=True)
    honest(lay)
    case.build(lay)
    return lay


def ended(case: Case, lay: Lay, python: Sequence[str] = TOOL, jobs: int = 1, wall: float = WALL) -> Ended:
    """How the tool ends on it; a check writes every format there is."""
    names = {"tree": str(lay.tree), "beside": str(lay.beside), "traps": str(lay.traps)}
    outputs = [word for name in FORMATS for word in ("--output-file", f"{lay.beside}/out.{name}:{name}")]
    words = [word.format(**names) for word in case.arguments] or ["check", str(lay.tree), "--format", "json", *outputs]
    given = {
        "TENETLINT_NO_CACHE": "",
        "TENETLINT_JOBS": str(jobs),
        "HOME": "{beside}/home",
        "XDG_CACHE_HOME": "{beside}/home",
        **case.environment,
    }
    variables = environment(**{name: value.format(**names) for name, value in given.items()})
    program = [word.format(**names) for word in python]
    return run(command(*words, python=program), Path(case.folder.format(**names)), variables, wall=wall)


def judged(
    case: Case, root: Path, python: Sequence[str] = TOOL, jobs: int = 1, wall: float = WALL
) -> Judgement:
    """How a run on the case ended, and everything that it did and should not have done."""
    lay = laid(case, root)
    before = snapshot(lay.tree)
    result = ended(case, lay, python, jobs, wall)
    found = complaints(result)
    if trapped := sorted(os.listdir(lay.traps)):
        found.append(f"traps were sprung: {trapped}")
    if snapshot(lay.tree) != before:
        found.append("the input was changed")
    if result.code not in case.ends:
        found.append(f"it ends with {result.code}, not {case.ends}: {result.errors[-500:]!r}")
    if _lost(case, result):
        found.append("the honest file was not judged")
    found += [complaint for name in FORMATS for complaint in _unreadable(name, lay.beside / f"out.{name}")]
    return Judgement(result, tuple(found))


def _lost(case: Case, result: Ended) -> bool:
    """Whether what is broken in the honest file went unsaid."""
    if not case.control or result.code not in (KEPT, FOUND, UNREAD):
        return False
    try:
        return not set(CONTROL_CODES) <= found_in(result.output, CONTROL)
    except ValueError:
        return True


def _unreadable(name: str, path: Path) -> list[str]:
    """What is wrong with an output file, if it was written."""
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8")
    try:
        READERS[name](text)
    except Exception as error:
        return [f"{name} cannot be read back: {error}"]
    return [f"{name} holds raw {raw}"] if (raw := raw_in(text)) else []
