"""Programs that nobody wrote, and damaged copies of real ones: every command ends as documented on them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.hostile.case import CONTROL, CONTROL_CODES, Lay, honest
from tests.hostile.programs import Writer, damaged
from tests.hostile.running import HOME, command, complaints, environment, found_in, run

PER_RUN = 50
COMMANDS = (("check", "--format", "json"), ("score", "--format", "json"), ("facts", "rpc"), ("facts", "database"))


def ends_well(root: Path, contents: dict[str, bytes]) -> None:
    """Run every command on the honest project with more files in it."""
    lay = Lay(root / "tree", root, root)
    honest(lay)
    for path, data in contents.items():
        lay.put(path, data)
    for words in COMMANDS:
        ended = run(command(*words, str(lay.tree)), root, environment())
        assert complaints(ended) == []
        assert ended.code in (0, 1, 4), ended.errors
        if words[0] == "check":
            assert set(CONTROL_CODES) <= found_in(ended.output, CONTROL)


def batches(fast: int, slow: int) -> list[object]:
    """Numbers of batches, the later ones marked slow."""
    return [pytest.param(each, marks=[pytest.mark.slow] if each >= fast else []) for each in range(slow)]


@pytest.mark.parametrize("batch", batches(4, 200))
def test_programs_that_nobody_wrote(tmp_path: Path, batch: int) -> None:
    seeds = range(batch * PER_RUN, (batch + 1) * PER_RUN)
    ends_well(tmp_path, {f"shop/g{seed}.py": Writer(seed).program().encode() for seed in seeds})


def test_they_are_programs() -> None:
    assert all(ast.parse(Writer(seed).program()).body for seed in range(100))


SOURCES = sorted(path for folder in ("tenetlint", "rules", "fixtures") for path in (HOME / folder).rglob("*.py"))


@pytest.mark.parametrize("batch", batches(2, 200))
def test_damaged_copies(tmp_path: Path, batch: int) -> None:
    seeds = range(batch * PER_RUN, (batch + 1) * PER_RUN)
    texts = {seed: SOURCES[seed * 7 % len(SOURCES)].read_bytes() for seed in seeds}
    ends_well(tmp_path, {f"shop/d{seed}.py": damaged(text, seed) for seed, text in texts.items()})
