"""The RPC census that is kept is the one that would be taken, whatever has been edited; and often it need not be."""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from tenetlint.facts import Facts
from tenetlint.facts.filefacts import ClassFact, FileFacts, FunctionFact, Import
from tenetlint.facts.interface import interface
from tenetlint.facts.rpc import Rpc
from tenetlint.project import Project

HANGAR = Path(__file__).parents[1] / "fixtures/projects/hangar"
NAMES = frozenset({"call", "Api", "client"})


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENETLINT_NO_CACHE", raising=False)
    monkeypatch.setenv("TENETLINT_CACHE_DIR", str(tmp_path / "cache"))
    shutil.copytree(HANGAR, tmp_path / "hangar")
    return tmp_path / "hangar"


def census(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Rpc, bool]:
    """The census with what is kept, and whether it was kept."""
    time.sleep(0.03)
    told: list[str] = []
    audit = sys.audit

    def heard(event: str, *words: object) -> None:
        told.append(f"{event} {words[0]} {words[-1]}")
        audit(event, *words)

    monkeypatch.setattr("sys.audit", heard)
    found = Facts.of(Project.open(root, use_git=False), ahead=True).rpc
    monkeypatch.undo()
    return found, "tenetlint.stage RPC census, from workers False" not in told


def taken(root: Path) -> Rpc:
    return Facts.of(Project.open(root, use_git=False)).rpc


EDITS = {
    "a function": "\n\ndef measure_of_things(amount):\n    return amount\n",
    "a method's use": "\n\ndef measure_of_things(amount):\n    return amount.rounded().upper()\n",
    "a sleep": "\n\nimport time\nwhile not time.tzname:\n    time.sleep(1)\n",
}


def edited(root: Path, name: str, more: str) -> None:
    path = root / name
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


@pytest.mark.parametrize("more", EDITS.values(), ids=EDITS)
def test_what_has_no_say_in_it_leaves_it(root: Path, more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "hangar/quiet.py").write_text("import os\n\n\ndef where():\n    return os.sep\n")
    with monkeypatch.context() as patch:
        first, _ = census(root, patch)
    assert first.sites
    edited(root, "hangar/quiet.py", more)
    with monkeypatch.context() as patch:
        again, was_kept = census(root, patch)
    assert again == first == taken(root)
    assert was_kept


@pytest.mark.parametrize("seed", range(5))
def test_after_any_edits_it_is_what_would_be_taken(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    paths = sorted(path for path in root.glob("hangar/**/*.py") if "tests" not in path.parts)
    for _ in range(5):
        path = dice.choice(paths)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        match dice.randrange(5):
            case 0:
                lines.insert(0, "# moved\n")
            case 1:
                lines.append("\n\ndef send(self, client):\n    return client.call({}, 'run')\n")
            case 2:
                lines = [line.replace(".call(", ".cast(") for line in lines]
            case 3:
                lines = [line.replace("cast", "cost") for line in lines]
            case _:
                lines.append(dice.choice(list(EDITS.values())))
        path.write_text("".join(lines), encoding="utf-8")
        with monkeypatch.context() as patch:
            found, _ = census(root, patch)
        assert found == taken(root)


def test_only_the_names_asked_for_are_in_an_interface() -> None:
    def says(file: FileFacts | None) -> str:
        return interface(file, NAMES, {"remotable"})

    plain = FileFacts(functions=(FunctionFact(1, 2, "f", ("a",), ()),), attributes=frozenset({"x"}))
    same = FileFacts(functions=(FunctionFact(3, 4, "g", ("b",), ()),), attributes=frozenset({"y"}))
    assert says(plain) == says(same) == says(FileFacts())
    told = [
        FileFacts(attributes=frozenset({"call"})),
        FileFacts(stores=frozenset({"call"})),
        FileFacts(imports=(Import(1, "a.client", "c", "a.client", ""),)),
        FileFacts(classes=(ClassFact(1, "Api", (), (), ()),)),
        FileFacts(classes=(ClassFact(1, "Mine", ("a.Api",), (), ()),)),
        FileFacts(functions=(FunctionFact(1, 2, "C.call", (), ()),)),
        FileFacts(functions=(FunctionFact(1, 2, "f", ("client",), ()),)),
        FileFacts(functions=(FunctionFact(1, 2, "Api.__init__", ("x",), ()),)),
        FileFacts(functions=(FunctionFact(1, 2, "f", (), ("a.remotable",)),)),
        FileFacts(functions=(FunctionFact(2, 3, "f", (), ("a.remotable",)),)),
        None,
    ]
    assert len({says(each) for each in (FileFacts(), *told)}) == len(told) + 1
