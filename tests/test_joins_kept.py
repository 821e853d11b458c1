"""What is joined from kept facts is what would be joined anew; what nobody asks about stays in bytes."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tenetlint.engine import load_rules, run
from tenetlint.facts import Facts
from tenetlint.facts.filed import Filed, in_part, that_speak
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.payload import Subject, is_facts, payload, said
from tenetlint.facts.testcases import Suite
from tenetlint.project import Project

FIXTURES = Path(__file__).parents[1] / "fixtures"
HELPER = "class Base:\n    def run_it(self, value):\n        self.assertEqual(1, value)\n"
CASE = "from top.tests.base import Base\n\n\nclass CaseTest(Base):\n    def test_one(self):\n        self.run_it(2)\n"
ADDED = (
    "\n\ndef added(context):\n    return 1\n",
    "\n\nclass AddedTest:\n    def test_added(self):\n        self.run_it()\n",
    "\n# tenet: allow[TNT804] as agreed\n",
    "\n\nimport unittest\n\n\n@unittest.skip('not today')\ndef test_off():\n    assert False\n",
    "\n)(\n",
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENETLINT_NO_CACHE", raising=False)
    monkeypatch.setenv("TENETLINT_CACHE_DIR", str(tmp_path / "cache"))
    for path, text in {"top/api.py": "A = 1\n", "top/tests/base.py": HELPER, "top/tests/test_a.py": CASE}.items():
        place = tmp_path / "tree" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return tmp_path / "tree"


def anew(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Facts:
    with monkeypatch.context() as patch:
        patch.setenv("TENETLINT_NO_CACHE", "1")
        return Facts.of(Project.open(tree))


def rested(tree: Path) -> Facts:
    """The facts of files that have been left alone for long enough to be known by their stamps."""
    time.sleep(0.03)
    return Facts.of(Project.open(tree))


def test_a_change_to_code_leaves_the_tests_joined(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rested(tree).tests
    (tree / "top/api.py").write_text("A = 2\n\n\ndef f():\n    pass\n")
    monkeypatch.setattr(Suite, "of", lambda facts: pytest.fail("joined again"))
    after = rested(tree)
    assert after.tests == before
    assert isinstance(after.files, Filed)
    assert isinstance(after.files._found["top/tests/test_a.py"], bytes)
    assert [each.path for each in before.checking] == ["top/tests/test_a.py"]
    assert not before.silent


def test_a_change_to_a_helper_joins_them_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Facts.of(Project.open(tree)).tests.checking
    (tree / "top/tests/base.py").write_text(HELPER.replace("assertEqual", "equal"))
    found = Facts.of(Project.open(tree)).tests
    assert found == anew(tree, monkeypatch).tests
    assert found.silent
    assert not found.checking


def test_a_test_that_moves_joins_them_again(tree: Path) -> None:
    assert Facts.of(Project.open(tree)).tests.checking[0].path == "top/tests/test_a.py"
    (tree / "top/tests/test_a.py").rename(tree / "top/tests/test_b.py")
    assert Facts.of(Project.open(tree)).tests.checking[0].path == "top/tests/test_b.py"


def test_files_of_another_state_do_not_get_what_was_joined_of_these(tree: Path) -> None:
    facts = Facts.of(Project.open(tree))
    assert facts.tests.checking
    assert facts.with_files({}).tests.checking == ()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_the_answer_is_the_one_without_a_cache(
    tree: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Random edits of a small project; kept facts and joins against none."""
    chance, rules = random.Random(seed), load_rules()
    for turn in range(8):
        path = chance.choice(sorted(tree.rglob("*.py")))
        if chance.random() < 0.2 and turn:
            path.rename(path.with_name(f"test_moved_{turn}.py"))
        else:
            path.write_text(path.read_text() + chance.choice(ADDED))
        kept, new = rested(tree), anew(tree, monkeypatch)
        assert run(rules, kept) == run(rules, new)
        assert (kept.unread, dict(kept.files)) == (new.unread, dict(new.files))
        assert that_speak(kept.files, kept.files) == [path for path in new.files if new.files[path].comments]


@pytest.mark.parametrize("text", ["", "a = 1\n", "a = 1  # noqa: TNT301\n", "# tenet: allow[TNT301] why [], []\n"])
def test_bytes_tell_whether_there_are_comments(text: str) -> None:
    found = payload(text, Subject("top/a.py", "top.a", False, False))
    facts = said(found)
    assert is_facts(found)
    assert isinstance(facts, FileFacts)
    filed = Filed({"top/a.py": found})
    assert filed.speaks("top/a.py") is bool(facts.comments)
    assert filed["top/a.py"] == facts
    assert filed.speaks("top/a.py") is bool(facts.comments)


def test_what_was_read_to_compare_shapes_is_not_read_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of a run that cannot answer at once leave what they read for the run itself."""
    from tenetlint.answers.fast import Answer
    from tenetlint.answers.rows import SHAPE, Block, Row, packed
    from tenetlint.answers.same import renewed
    from tenetlint.cache.folder import signature

    place, cache = str(tree / "top/api.py"), str(tree.parent / "cache")
    row = Row(str(tree), "top/api.py", "top.api", "01", "another shape", "0" * 40, SHAPE)
    answer = Answer(b"", ((place, "-"),), b"", b"", 0, packed(Block("", True, (), (row,), {})))
    assert renewed(answer, {place: signature(place)}, f"{cache}/answers") is None
    monkeypatch.setattr("tenetlint.facts.gather.payload", lambda text, about: pytest.fail("read again"))
    assert list(rested(tree).files) == ["top/api.py"]
    monkeypatch.undo()
    assert list(anew(tree, monkeypatch).files) == ["top/api.py", "top/tests/base.py", "top/tests/test_a.py"]


def test_in_part_the_facts_of_a_file_are_those_that_are_asked_for() -> None:
    found = payload(CASE, Subject("top/tests/test_a.py", "top.tests.test_a", True, True))
    whole, part = said(found), in_part(Filed({"a.py": found}), "a.py", "classes", "marks")
    assert isinstance(whole, FileFacts)
    assert (part.classes, part.marks) == (whole.classes, whole.marks)
    assert whole.imports
    assert part == FileFacts(classes=whole.classes, marks=whole.marks)
    assert in_part({"a.py": whole}, "a.py", "marks") is whole
