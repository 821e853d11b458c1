"""What a cheap look passes over holds nothing: with the cheap look and without it, all is the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.releases import Release, tree_of
from tenetlint.facts import comments, extract
from tenetlint.facts.chunks import without_checked
from tenetlint.facts.payload import Subject, payload, said
from tenetlint.files import Unreadable
from tenetlint.gate.suppressions import Suppressions, scan
from tenetlint.project.reading import read_text

HOME = Path(__file__).parents[1]
CODES = ("TNT301", "TNT302", "TNT104")
PARTS = ("#", " ", "noqa", "NoQA", ":", "tenet", "allow[TNT301]", "TNT301", "tnt302,E501", "why", "\n", "x = 1", "\r")


def found(texts: Iterable[tuple[str, str]]) -> list[Suppressions]:
    return [scan([path], lambda _, text=text: text, CODES) for path, text in texts]  # type: ignore[misc]


def without(patch: pytest.MonkeyPatch) -> None:
    """Every file is looked at whole."""
    patch.setattr(comments, "may_put_aside", lambda text: True)


def texts_below(*folders: Path) -> list[tuple[str, str]]:
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            try:
                found.append((path.name, read_text(folder.resolve(), path.relative_to(folder).as_posix()).text))
            except Unreadable:
                continue
    return found


def test_no_comment_of_ours_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_below(HOME / "fixtures", HOME / "tenetlint", HOME / "tests")
    texts.append(("said.py", "a()  # noqa: E501, TNT301\nb()  # tenet: allow[TNT302] why\n"))
    filtered = found(texts)
    without(monkeypatch)
    assert filtered == found(texts)
    assert any(each.found for each in filtered)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_no_comment_is_passed_over_however_it_is_written(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        filtered = found([("a.py", text), ("b.cfg", text)])
        without(patch)
        assert filtered == found([("a.py", text), ("b.cfg", text)])


@pytest.mark.network
def test_no_comment_of_a_released_project_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tree_of(Release("swift", "swift==2.38.3"))
    texts = texts_below(tree)
    filtered = found(texts)
    without(monkeypatch)
    assert filtered == found(texts)


TEST_FILE = Subject("tests/test_a.py", "tests.test_a", True, True)
HEADS = (
    "class T(Base):\n",
    "    def test_a(self):\n",
    "    def helper(self, b, *args):\n",
    "    async def test_b(self):\n",
    "    @mock.patch(x)\n",
    "    @mock.patch(x)\n    @skip('why')\n    @other\n",
    "    @raises(\n        E)\n",
    "    @mock.patch(\n        x,\n    )\n",
    "    @(\n        skip)('why')\n",
    "    def setUp(self):\n",
    "  def indented_less(self):\n",
    "def outer():\n",
    "@skip('why')\nclass Later:\n",
    "    def test_c(self,\n               c):\n",
    "def test_d():\n",
    "    x = '''\n",
    '    """\n',
)
LINES = (
    "        self.assertEqual(1, a(\n",
    "            2))\n",
    "        self.assertTrue(x)\n",
    "        with self.assertRaises(E):\n",
    "            self.fail()\n",
    "        m.assert_called_once_with(1)  # why\n",
    "        self.assertion = 3\n",
    "        self.check_it()\n",
    "        raise E(1)\n",
    "        assert x, y\n",
    "        _verify(x)\n",
    "        x = 1 + \\\n",
    "        with open(x) as y, \\\n",
    "            checked(x):\n",
    "        self.skipTest('why')\n",
    "        def inner(self):\n",
    "            import os\n",
    '        """Says.\n',
    '        self.assertFalse(x)"""\n',
    '        """\n',
    "        '''\n",
    "        # a comment\n",
    "        x = [\n",
    "    1,\n",
    "        ]\n",
    "        s = 'a\\\n",
    "        self.assertIn(x)'\n",
    "\n",
    "        \n",
    "\tx = 1\n",
    "        print 'two'\n",
    "        y = = 1\n",
    "<<<<<<< ours\n",
)
METHODS = st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=5).map("".join)).map("".join)


def facts_of(text: str, whole: bool) -> object:
    with pytest.MonkeyPatch.context() as patch:
        if whole:
            patch.setattr(extract, "without_checked", lambda text: None)
        return said(payload(text, TEST_FILE))


@given(st.lists(METHODS, min_size=1, max_size=6).map("".join))
def test_what_is_not_parsed_of_a_test_has_no_other_facts(text: str) -> None:
    whole = facts_of(text, whole=True)
    if not isinstance(whole, str):
        assert facts_of(text, whole=False) == whole


@pytest.mark.parametrize(
    "check",
    [
        "self.assertTrue(x)",
        "self._verify_all(\n                x)",
        "with self.subTest(x):\n                check(x)",
        "x = 1 + \\\n                2\n            assert x",
        "raise AssertionError(x)",
    ],
)
def test_methods_that_check_are_not_parsed(check: str) -> None:
    body = f'        """Says."""\n        for x in b:\n            {check}\n\n'
    method = f"    def test_a(self, b=None):\n{body}"
    text = f"class T(Base):\n{method * 3}    def test_z(self):\n        self.f()\n"
    brief = without_checked(text)
    assert brief is not None
    assert brief.count("\n") == text.count("\n")
    assert "for x" not in brief
    assert facts_of(text, whole=False) == facts_of(text, whole=True)


def test_only_the_name_is_left_of_what_runners_call_and_of_what_checks() -> None:
    methods = """
    @mock.patch('a')
    @mock.patch.object(
        b, 'c',
    )
    def setUp(self):
        self.f()

    @unittest.skip('why')
    @mock.patch('a',
                side_effect=b)
    @given(
        1).skip
    def test_a(self,
               a):
        def inner():
            self.assertTrue(a)
    # a comment
        inner()

"""
    text = f"class T(Base):\n{methods}    def test_z(self):\n        self.f()\n"
    brief = without_checked(text)
    assert brief is not None
    assert [line for line in brief.split("\n") if line.strip()] == [
        "class T(Base):",
        "    def setUp(self): raise",
        "    @unittest.skip('why')",
        "    @mock.patch('a',",
        "                side_effect=b)",
        "    @given(",
        "        1).skip",
        "    def test_a(self,",
        "               a):",
        "        raise",
        "    # a comment",
        "        inner()",
        "    def test_z(self):",
        "        self.f()",
    ]
    assert facts_of(text, whole=False) == facts_of(text, whole=True)


def test_a_function_in_a_function_is_none_that_runners_call() -> None:
    text = "def wrap(test):\n    @wraps(test)\n    def setUp(self):\n        help(self)\n    def other(self): pass\n"
    assert without_checked(text) is None
    less = "class A:\n  def f(self):\n    @wraps(f)\n    def setUp(self):\n        help(self)\n    def g(self): pass\n"
    assert without_checked(less) is None


@pytest.mark.parametrize(
    "body",
    [
        "self.f()",
        "self.assertion = 1",
        "# self.assertTrue(x)",
        "self.skipTest('why')\n        self.assertTrue(x)",
        "class Inner:\n            def f(self):\n                self.assertTrue(x)",
        "x = 'a\\\n        self.assertTrue(x)'",
        "self.assertTrue(x)\n        x = \\\n  1",
        'x = """\n        self.assertTrue(x)"""',
    ],
)
def test_other_methods_are(body: str) -> None:
    text = f"class T(Base):\n    def test_a(self):\n        {body}\n\n    def test_z(self): pass\n"
    assert without_checked(text) is None


def test_a_line_of_many_assertions_is_read_once() -> None:
    line = "        " + "x.assert." * 100_000
    assert without_checked(f"class T(Base):\n    def test_a(self):\n{line}\n    def test_z(self): pass\n") is None


def test_a_file_that_ends_too_early_is_found() -> None:
    method = "    def test_a(self):\n        self.assertEqual(1, (2))\n"
    text = f"class T(Base):\n{method * 9}"
    for end in range(text.rindex("(1"), len(text) - 1):
        whole = facts_of(text[:end], whole=True)
        assert facts_of(text[:end], whole=False) == whole
    assert isinstance(facts_of(text[: text.rindex("(2") + 2], whole=False), str)


@pytest.mark.network
def test_what_is_not_parsed_of_released_tests_has_no_other_facts() -> None:
    tree = tree_of(Release("swift", "swift==2.38.3"))
    texts = [text for name, text in texts_below(tree) if name.startswith("test_")]
    assert sum(without_checked(text) is not None for text in texts) > 100
    assert all(facts_of(text, whole=False) == facts_of(text, whole=True) for text in texts)
