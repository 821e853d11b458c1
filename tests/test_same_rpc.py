"""Random edits of a project with RPC, files that the census looked at first of all: what is said is what is so."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.test_fast import Box
from tests.test_same import asked

HANGAR = Path(__file__).parents[1] / "fixtures/projects/hangar"
TOP = [
    "\n\ndef measure_{0}(amount):\n    return amount.rounded{0}\n",
    "\n\ndef measure_{0}():\n    return {0}\n",
    "\nMEASURE_{0} = {0}\n",
    "# so {0}\n",
    "\n\nclass Measure{0}:\n    def measured_{0}(self):\n        return 1\n",
    "\n\ndef call(self, context):\n    return self.call(context, 'measure_{0}')\n",
    "\nimport time\nwhile MEASURE_{0}:\n    time.sleep(1)\n",
]
WITHIN = ["_measure{0} = {0}", "# so {0}", "", "_measure{0} = self.cast", "client = None", "pass"]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    found = Box(tmp_path)
    shutil.rmtree(found.root)
    shutil.copytree(HANGAR, found.root)
    found.rest()
    return found


def edited(text: str, dice: random.Random) -> str:
    """The text with something at its end, or above a line within it."""
    number = dice.randrange(3)
    if dice.random() < 0.4:
        return text + dice.choice(TOP).format(number)
    lines = text.split("\n")
    place = dice.randrange(len(lines))
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    lines.insert(place, indent + dice.choice(WITHIN).format(number))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_are_answered_as_without_a_cache(box: Box, seed: int) -> None:
    dice = random.Random(seed)
    texts = {path: path.read_text() for path in sorted(box.root.rglob("*.py")) if "rpc" in path.read_text()}
    stored = 0
    for _ in range(7):
        path = dice.choice(list(texts))
        before = path.read_text() if dice.random() < 0.5 else texts[path]
        path.write_text(edited(before, dice))
        box.rest()
        stored += asked(box, "check", ".")[1]
    assert stored or seed


def test_a_statement_in_an_rpc_api_is_answered_from_what_is_stored(box: Box) -> None:
    box.ask("check", ".")
    path = min(path for path in box.root.rglob("*.py") if path.name == "rpcapi.py")
    text = path.read_text()
    at = text.rindex("\n", 0, text.rindex("def "))
    for number in range(3):
        within, below = f"    _measured = {number}", f"def measured_{number}():\n    return 1"
        path.write_text(f"{text[:at]}\n{within}\n{text[at:]}\n\n{below}\n")
        box.rest()
        assert asked(box, "check", ".")[1]
    path.write_text(text.replace("call(", "cast(", 1).replace("cast(", "call(", 1) + "\ncast = None\n")
    box.rest()
    assert not asked(box, "check", ".")[1]
