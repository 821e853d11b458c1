"""Findings: none without evidence, and the first evidence is where to look."""

from __future__ import annotations

import pytest

from tenetlint.model import Evidence, Finding, Site, Verdict, broken


def test_a_finding_needs_evidence() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        Finding(Verdict.KEPT, "nothing", ())


def test_the_first_evidence_is_where_to_look() -> None:
    found = broken(Site("a.py", 3), "`x` waits", Evidence(Site("b.py", 9), "`x` is a call"))
    assert str(found.site) == "a.py:3"
    assert [str(evidence.site) for evidence in found.evidence] == ["a.py:3", "b.py:9"]
    assert str(Site("setup.cfg")) == "setup.cfg"
