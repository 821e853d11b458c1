"""Every hostile input, each beside an honest file, on the command line as a user has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenetlint.report.formats import FORMATS
from tests.hostile.case import CONTROL, CONTROL_CODES, FOUND, KEPT, UNREAD, Case, Lay, honest
from tests.hostile.corpus import CASES
from tests.hostile.formats import READERS
from tests.hostile.running import Ended, command, complaints, environment, found_in, raw_in, run, snapshot


def laid(case: Case, root: Path) -> Lay:
    """The honest project with the case in it."""
    lay = Lay(root / "tree", root / "beside", root / "traps")
    for folder in (lay.tree, lay.beside, lay.traps):
        folder.mkdir()
    honest(lay)
    case.build(lay)
    return lay


def ended(case: Case, lay: Lay) -> Ended:
    """How the tool ends on it; a check writes every format there is."""
    names = {"tree": str(lay.tree), "beside": str(lay.beside), "traps": str(lay.traps)}
    outputs = [word for name in FORMATS for word in ("--output-file", f"{lay.beside}/out.{name}:{name}")]
    words = [word.format(**names) for word in case.arguments] or ["check", str(lay.tree), "--format", "json", *outputs]
    given = {"TENETLINT_NO_CACHE": "", "XDG_CACHE_HOME": "{beside}/home", **case.environment}
    variables = environment(**{name: value.format(**names) for name, value in given.items()})
    return run(command(*words), Path(case.folder.format(**names)), variables)


def wrong_with(case: Case, root: Path) -> list[str]:
    """Everything that a run on the case did and should not have done."""
    lay = laid(case, root)
    before = snapshot(lay.tree)
    result = ended(case, lay)
    found = complaints(result)
    if trapped := sorted(os.listdir(lay.traps)):
        found.append(f"traps were sprung: {trapped}")
    if snapshot(lay.tree) != before:
        found.append("the input was changed")
    if result.code not in case.ends:
        found.append(f"it ends with {result.code}, not {case.ends}: {result.errors[-500:]!r}")
    if (
        case.control
        and result.code in (KEPT, FOUND, UNREAD)
        and not set(CONTROL_CODES) <= found_in(result.output, CONTROL)
    ):
        found.append("the honest file was not judged")
    return found + [complaint for name in FORMATS for complaint in _unreadable(name, lay.beside / f"out.{name}")]


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


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=str(case), marks=[pytest.mark.slow] if case.slow else []) for case in CASES]
)
def test_hostile(case: Case, tmp_path: Path) -> None:
    assert wrong_with(case, tmp_path) == []


def test_every_format_is_read_back() -> None:
    assert set(READERS) == set(FORMATS)
