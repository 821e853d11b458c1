"""Facts of test code: which tests check something, and which never run."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from tenetlint.facts import Facts
from tenetlint.facts.testcases import Suite
from tenetlint.project import Project
from tests.coverage_makers import write

HEAD = "import pytest\nimport unittest\nfrom depot import base\n\n\nclass ATest(unittest.TestCase):\n"


def joined(root: Path, body: str, **others: str) -> Suite:
    """The tests of a project whose class of tests has this body."""
    files = {f"depot/tests/{name}.py": text for name, text in others.items()}
    test = HEAD + indent(dedent(body).strip() + "\n", "    ")
    write(root, {"depot/__init__.py": "", "depot/tests/__init__.py": "", "depot/tests/test_a.py": test, **files})
    return Facts.of(Project.open(root, use_git=False)).tests


def names(tests: Suite) -> tuple[list[str], list[str]]:
    """The tests that check something, and those that do not."""
    checking = [name for each in tests.checking for name in each.names]
    return checking, [each.site.function.rpartition(".")[2] for each in tests.silent]


@pytest.mark.parametrize(
    "body",
    [
        "assert f()",
        "self.assertEqual(1, f())",
        "self.assert_(f())",
        "self.failUnless(f())",
        "self.fail()",
        "mocked.assert_called_once_with()",
        "mocked.method.assert_has_calls([])",
        "with self.assertRaises(E):\n    f()",
        "with pytest.raises(E):\n    f()",
        "self.mox.ReplayAll()\nf()",
        "self.get('/v2', status=404)",
        "self.get('/v2', expected_status=404)",
        "self.get('/v2', check_response_status=[410])",
        "validator.validate(f())",
        "utils.wait_until_true(f)",
        "if f():\n    raise AssertionError()",
        "def inner():\n    assert f()\ninner()",
        "for each in f():\n    with a as b:\n        self.expectThat(each)",
    ],
)
def test_what_a_check_is(tmp_path: Path, body: str) -> None:
    assert names(joined(tmp_path, "def test_x(self):\n" + indent(body, "    "))) == (["test_x"], [])


@pytest.mark.parametrize(
    "body",
    ["f()", "f(status='active')", "mocked.return_value = 1\nf(mocked)", "pass", "'words'", "...", "f().assertion"],
)
def test_what_no_check_is(tmp_path: Path, body: str) -> None:
    tests = joined(tmp_path, "def test_x(self):\n" + indent(body, "    "))
    assert names(tests) == ([], ["test_x"])
    assert tests.silent[0].empty is (body in ("pass", "'words'", "..."))


def test_a_decorator_that_expects(tmp_path: Path) -> None:
    assert names(joined(tmp_path, "@raises(E)\ndef test_x(self):\n    f()")) == (["test_x"], [])


def test_helpers(tmp_path: Path) -> None:
    body = """
    def test_one(self):
        self._one()

    def test_reference(self):
        self._later(self._one)

    def test_imported(self):
        base.look(1)

    def test_other_test(self):
        parent = super()
        parent.test_shallow()

    def test_shallow(self):
        self._three()

    def test_four_deep(self):
        self._four()

    def test_method_of_what_is_tested(self):
        self.thing.look(1)

    def _one(self):
        self._two()

    def _two(self):
        self._three()

    def _three(self):
        assert f()

    def _four(self):
        self._one()

    def _later(self, helper):
        pass
    """
    found = names(joined(tmp_path, body, helpers="def look(at):\n    assert at\n"))
    assert found[1] == ["test_four_deep", "test_method_of_what_is_tested"]


def test_what_runners_call_around_tests_is_no_helper(tmp_path: Path) -> None:
    body = """
    def setUp(self):
        self.check(1)

    def test_again(self):
        self.setUp()
    """
    assert names(joined(tmp_path, body)) == ([], ["test_again"])


def test_what_a_test_is(tmp_path: Path) -> None:
    body = """
    @property
    def test_property(self):
        return 1

    @pytest.fixture()
    def test_fixture(self):
        return 1

    def test_without_itself():
        pass

    def helper(self):
        def test_inner(self):
            pass
    """
    fakes = "class Fake:\n    def test_connection(self):\n        pass\ndef test_function():\n    pass\n"
    plain = "class TestPlain:\n    async def test_method(self):\n        pass\ndef test_function():\n    pass\n"
    tests = joined(tmp_path, body, fakes=fakes, test_plain=plain)
    assert names(tests)[1] == ["test_method", "test_function"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("@unittest.skip('later')\ndef test_x(self):\n    f()", "later"),
        ("@unittest.skip(reason='later')\ndef test_x(self):\n    f()", "later"),
        ("@skip\ndef test_x(self):\n    f()", ""),
        ("@pytest.mark.skip\ndef test_x(self):\n    f()", ""),
        ("@unittest.expectedFailure\ndef test_x(self):\n    f()", ""),
        ("@pytest.mark.xfail(reason='r')\ndef test_x(self):\n    f()", "r"),
        ("@unittest.skipIf(True, 'bug: 1\\n  2 `x`')\ndef test_x(self):\n    f()", "bug - 1 2 'x'"),
        ("@unittest.skipUnless(0, 'z')\ndef test_x(self):\n    f()", "z"),
        ("def test_x(self):\n    'words'\n    self.skipTest('later')\n    f()", "later"),
        ("def test_x(self):\n    raise unittest.SkipTest('later')", "later"),
        ("def test_x(self):\n    raise self.skipException", ""),
        ("def test_x(self):\n    pytest.skip('" + "long " * 30 + "')", ("long " * 30)[:60].strip()),
    ],
)
def test_switched_off(tmp_path: Path, body: str, reason: str) -> None:
    tests = joined(tmp_path, body)
    assert [(each.name, each.reason) for each in tests.switched_off] == [("test_x", reason)]
    assert names(tests) == ([], [])


@pytest.mark.parametrize(
    "body",
    [
        "@unittest.skipIf(sys.platform, 'x')\ndef test_x(self):\n    f()",
        "@unittest.skipIf(False, 'x')\ndef test_x(self):\n    f()",
        "@unittest.skipUnless(True, 'x')\ndef test_x(self):\n    f()",
        "@pytest.mark.xfail(sys.platform, reason='r')\ndef test_x(self):\n    f()",
        "@mock.patch('x')\ndef test_x(self):\n    f()",
        "def test_x(self):\n    f()\n    self.skipTest('later')",
        "def test_x(self):\n    if f():\n        self.skipTest('later')",
        "def test_x(self):\n    self.skipTest",
        "def test_x(self):\n    'words'",
        "def test_x(self):\n    raise",
        "def test_x(self):\n    return",
    ],
)
def test_not_switched_off(tmp_path: Path, body: str) -> None:
    tests = joined(tmp_path, body)
    assert tests.switched_off == ()
    assert sum(map(len, names(tests))) == 1


def test_set_ups_and_classes(tmp_path: Path) -> None:
    body = """
    def setUp(self):
        super(ATest, self).setUp()
        self.skipTest('x')

    def helper(self):
        self.skipTest('y')
    """
    other = "@unittest.skip('z')\nclass B(C):\n    def test_y(self):\n        f()\n"
    other += "@unittest.skip('q')\nclass D:\n    x = 1\n"
    tests = joined(tmp_path, body, test_b=other)
    assert [(each.name, each.reason) for each in tests.switched_off] == [("setUp", "x"), ("B", "z")]


def test_overriding_an_inherited_test_is_no_switch(tmp_path: Path) -> None:
    other = """
    class Base(Root):
        def test_x(self):
            assert f()

    class Middle(Base):
        pass

    class Loop(Loop, Middle):
        @unittest.skip("does not apply")
        def test_x(self):
            f()

        @unittest.skip("new")
        def test_y(self):
            f()
    """
    tests = joined(tmp_path, "x = 1", test_b=dedent(other))
    assert [each.name for each in tests.switched_off] == ["test_y"]
