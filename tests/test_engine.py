"""The engine: every rule is found and asked, and none can cost another its result."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tenetlint.engine import load_rules, run
from tenetlint.errors import UserError
from tenetlint.facts import Facts
from tenetlint.model import Finding, Tier
from tenetlint.rule import rule
from tenetlint.tenets import Tenet
from tests.makers import bad, fake_facts, good, made_rule


@rule("TNT399", Tenet.ASYNCHRONOUS)
def failing(facts: Facts) -> Iterator[Finding]:
    """Fail after the first finding."""
    yield bad("a.py")
    raise KeyError("nothing of the kind")


def test_a_failing_rule_costs_no_other_its_result() -> None:
    steady = made_rule("TNT398", Tenet.ASYNCHRONOUS, findings=(bad("a.py"),))
    first, second, third = run((steady, failing, steady), fake_facts())
    assert len(first.findings) == len(third.findings) == 1
    assert first.crash is None
    assert second.findings == ()
    assert second.crash is not None
    assert second.crash.summary == "KeyError: 'nothing of the kind'"
    assert "in failing" in second.crash.traceback


@rule("TNT397", Tenet.ASYNCHRONOUS)
def refusing(facts: Facts) -> Iterator[Finding]:
    """Ask for a file that the user gave wrongly."""
    raise UserError("coverage.xml: no such file")


def test_a_mistake_of_the_user_is_no_crash() -> None:
    with pytest.raises(UserError, match="no such file"):
        run((refusing,), fake_facts())


def test_findings_come_in_the_order_of_places() -> None:
    given = (bad("b.py", 2), bad("b.py", 1), good("a.py", 9), bad("a.py", 10))
    (found,) = run((made_rule("TNT398", Tenet.ASYNCHRONOUS, findings=given),), fake_facts())
    places = [str(judged.finding.site) for judged in found.findings]
    assert places == ["a.py:9", "a.py:10", "b.py:1", "b.py:2"]


def test_each_finding_knows_how_its_code_is_reached() -> None:
    given = (bad("core.py"), bad("plugin/x.py"), bad("default/x.py"), good("default/y.py"))
    (found,) = run((made_rule("TNT398", Tenet.ASYNCHRONOUS, findings=given),), fake_facts())
    by_path = {judged.finding.site.path: judged for judged in found.findings}
    assert (by_path["core.py"].tier, by_path["core.py"].why) == (Tier.REQUIRED, "")
    assert (by_path["plugin/x.py"].tier, by_path["plugin/x.py"].alternative) == (Tier.PLUGIN, None)
    assert by_path["default/x.py"].alternative == "other/driver.py"
    assert by_path["default/x.py"].why == "loaded when an option names it"
    assert by_path["default/y.py"].alternative is None


def test_the_catalogue_is_loaded_by_code_and_each_code_once() -> None:
    codes = [found.code for found in load_rules()]
    assert codes == sorted(set(codes))
