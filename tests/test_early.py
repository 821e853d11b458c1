"""What is joined before the tests are read is what would be joined after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenetlint.facts import Facts
from tenetlint.facts import early as module
from tenetlint.facts.early import JOINS, joined
from tenetlint.facts.vocabulary import Additions
from tenetlint.project import Project
from tests.coverage_makers import write

FILES = {
    "setup.cfg": "[metadata]\nname = depot\n[files]\npackages = depot\n[entry_points]\nconsole_scripts =\n"
    "    depot-api = depot.api:main\n",
    "depot/__init__.py": "",
    "depot/db/__init__.py": "",
    "depot/db/api.py": "from oslo_db import api\nIMPL = api.DBAPI('sqlalchemy')\n\n\ndef box_get(context, ident):\n"
    "    return IMPL.box_get(context, ident)\n",
    "depot/api.py": "from depot.db import api as db\nfrom depot.tests import fakes\nfrom oslo_config import cfg\n\n"
    "OPTS = [cfg.StrOpt('driver', default=fakes.NAME)]\n\n\ndef main(context):\n    db.box_get(context, 1)\n"
    "    db.box_lose(context)\n",
    "depot/tests/__init__.py": "",
    "depot/tests/fakes.py": "from depot.db import api as db\n\nNAME = 'depot.fake.Driver'\n\n\n"
    "def box_lose(context):\n    db.box_get(context, 2)\n",
    "depot/tests/db/__init__.py": "",
    "depot/tests/db/api.py": "def box_lose(context):\n    pass\n",
    "depot/tests/test_api.py": "from depot import api\n\n\ndef test_it():\n    assert api.main\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write(tmp_path, FILES)
    return Project.open(tmp_path, use_git=False)


def test_early_and_late_joins_are_equal(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts.of(project, ahead=True)
    assert set(JOINS) <= set(vars(facts)), "they were not made early"
    monkeypatch.setattr(module, "JOINS", ())
    late = Facts.of(project, ahead=True)
    assert not set(JOINS) & set(vars(late))
    assert {name: getattr(facts, name) for name in JOINS} == {name: getattr(late, name) for name in JOINS}
    assert facts.database.sites
    assert facts.options


def test_a_join_that_fails_early_is_made_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tenetlint.facts.database.Database.of", lambda facts: 1 / 0)
        facts = Facts.of(project, ahead=True)
    assert set(joined(facts)) == set(JOINS) - {"database"}
    assert facts.database.sites


def test_what_the_configuration_adds_is_asked_once(project: Project) -> None:
    asked: list[int] = []

    def additions() -> Additions:
        asked.append(1)
        return Additions(frozenset({"depot.rpc.Client"}))

    for ahead in (True, False):
        assert Facts.of(project, additions=additions, ahead=ahead).additions.rpc_clients == {"depot.rpc.Client"}
    assert asked == [1, 1]
