"""Services, commands and tiers, and what a store is held to be, on small projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenetlint.facts import Facts
from tenetlint.facts.vocabulary import vocabulary
from tenetlint.model import Tier
from tenetlint.project import Project

FILES = {
    "setup.cfg": """\
[metadata]
name = depot

[entry_points]
console_scripts =
    depot-server = depot.cmd.server:main
    depot-manage = depot.cmd.manage:main
    depot-sweep = depot.cmd.sweep:main
depot.storage =
    table = depot.storage.table:Driver
    ring = depot.storage.ring:Driver
""",
    "depot/__init__.py": "",
    "depot/cmd/__init__.py": "",
    "depot/cmd/server.py": "from depot import app\n\ndef main():\n    app.serve()\n",
    "depot/cmd/manage.py": "from depot import schema\n\ndef main():\n    schema.sync()\n",
    "depot/cmd/sweep.py": "import os\n\ndef main():\n    os.remove('x')\n",
    "depot/app.py": "def serve():\n    from depot import storage\n    storage.load()\n",
    "depot/schema.py": "def sync():\n    pass\n",
    "depot/names.py": "STORE_TABLE = 'table'\n",
    "depot/storage/__init__.py": """\
from oslo_config import cfg
from stevedore import driver
from depot import names

OPTS = [cfg.StrOpt('store', default=names.STORE_TABLE)]

def load():
    return driver.DriverManager('depot.storage', cfg.CONF.store).driver
""",
    "depot/storage/table.py": "import pymongo\nfrom depot import rows\n\nclass Driver:\n    pass\n",
    "depot/storage/ring.py": "import riak\n\nclass Driver:\n    pass\n",
    "depot/rows.py": "def one():\n    pass\n",
}


def facts_of(root: Path, **changed: str) -> Facts:
    for path, text in {**FILES, **changed}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Facts.of(Project.open(root, use_git=False))


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return facts_of(tmp_path)


def test_services_stay_up_and_commands_end(facts: Facts) -> None:
    assert [each.name for each in facts.components.services] == ["depot-server"]
    assert [each.name for each in facts.components.commands] == ["depot-manage", "depot-sweep"]


@pytest.mark.parametrize(
    ("path", "tier", "why"),
    [
        ("depot/app.py", Tier.REQUIRED, "imported by `depot-server`"),
        ("depot/storage/table.py", Tier.DEFAULT, "`table` of entry point group `depot.storage` is the default"),
        ("depot/rows.py", Tier.DEFAULT, "`table` of entry point group `depot.storage` is the default"),
        ("depot/storage/ring.py", Tier.PLUGIN, "an operator names it: `ring` of entry point group `depot.storage`"),
        ("depot/schema.py", Tier.PLUGIN, "only the command `depot-manage` does"),
        ("setup.cfg", Tier.REQUIRED, ""),
    ],
)
def test_a_tier_and_its_words(facts: Facts, path: str, tier: Tier, why: str) -> None:
    assert facts.components.tier(path) is tier
    assert why in facts.components.why(path)


def test_an_alternative_is_one_without_the_finding(facts: Facts) -> None:
    components = facts.components
    assert components.alternative("depot/storage/table.py", {"depot/storage/table.py"}) == "depot/storage/ring.py"
    both = {"depot/storage/table.py", "depot/storage/ring.py"}
    assert components.alternative("depot/storage/table.py", both) is None
    assert components.alternative("depot/app.py") is None


def test_in_a_library_everything_is_required(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, **{"setup.cfg": "[metadata]\nname = depot\n"})
    assert facts.components.services == ()
    assert facts.components.tier("depot/storage/ring.py") is Tier.REQUIRED


def test_stores_that_may_replace_each_other_are_optional(facts: Facts) -> None:
    assert [(each.name, each.state, each.alternatives) for each in facts.stores.all] == [
        ("MongoDB", "optional", ("Riak",)),
        ("Riak", "optional", ("MongoDB",)),
    ]
    assert facts.stores.limiting == ()


def test_a_store_that_a_service_imports_is_required(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, **{"depot/app.py": "import pymongo\n\ndef serve():\n    pass\n"})
    assert [each.name for each in facts.stores.limiting] == ["MongoDB"]
    assert facts.stores.reached_by(facts.components.services[0]) == ("depot/app.py",)


def test_exceptions_of_a_client_are_no_use_of_it(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, **{"depot/app.py": "from sqlalchemy import exc\n\ndef serve():\n    pass\n"})
    assert "SQL database" not in [each.name for each in facts.stores.all]


def test_a_store_reached_by_its_shard_is_sharded(tmp_path: Path) -> None:
    cells = {f"depot/cell{n}.py": "def get(context):\n    with target_cell(context):\n        pass\n" for n in range(5)}
    facts = facts_of(tmp_path, **{"depot/app.py": "import pymongo\n\ndef serve():\n    pass\n"}, **cells)
    assert [each.state for each in facts.stores.limiting] == ["sharded"]


def test_the_vocabulary_covers_the_stores_and_brokers_of_the_field() -> None:
    names = {kind.name for kind in vocabulary().kinds}
    assert names >= {
        "MySQL", "MariaDB/Galera", "PostgreSQL", "SQLite", "Redis", "memcached", "etcd", "ZooKeeper", "MongoDB", "Riak",
        "Cassandra", "object store", "RabbitMQ", "Qpid", "Kafka", "ZeroMQ", "HTTP queue service",
    }
    assert {kind.topology for kind in vocabulary().kinds} <= {
        "central", "replicated", "sharded", "distributed", "local file",
    }
    assert {kind.consistency for kind in vocabulary().kinds} <= {"strong", "eventual", "none"}
