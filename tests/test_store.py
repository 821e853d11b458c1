"""What is kept: by content, whole or not at all, and never in the way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tenetlint.cache.store import NAME, Store, store_at
from tenetlint.facts import Facts
from tenetlint.facts.filefacts import FileFacts, Mark
from tenetlint.facts.gather import gather
from tenetlint.facts.kept import Kept, digest
from tenetlint.facts.rpc import Rpc, RpcUse
from tenetlint.facts.wire import decode, encode
from tenetlint.model import Site
from tenetlint.project import Project

HOME = Path(__file__).parents[1]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache"))


def reopened(store: Store) -> Store:
    store.close()
    return Store(os.path.dirname(store._path))


def test_values_come_back_in_another_run(store: Store) -> None:
    expected = {b"%d" % number: b"value %d" % number for number in range(1200)}
    for key, value in expected.items():
        store.put(key, value)
    again = reopened(store)
    assert again.count() == 1200
    assert again.get([b"%d" % number for number in range(1300)]) == expected


def test_a_new_value_takes_the_place_of_the_old_one(store: Store) -> None:
    store.put(b"a", b"1")
    again = reopened(store)
    again.put(b"a", b"2")
    assert reopened(again).get([b"a"]) == {b"a": b"2"}


def test_a_value_that_was_changed_on_disk_is_not_there(store: Store) -> None:
    store.put(b"a", b"right")
    again = reopened(store)
    again.get([])
    with sqlite3.connect(again._path) as base:
        base.execute("UPDATE kept SET value = CAST(replace(CAST(value AS TEXT), 'right', 'wrong') AS BLOB)")
        base.execute("INSERT INTO kept (key, value) VALUES (?, ?)", (b"b", b"short"))
    base.close()
    assert again.get([b"a", b"b"]) == {}


@pytest.mark.parametrize("damage", [b"SQLite format 3\0", b"x" * 5000])
def test_a_damaged_file_is_removed_and_the_run_goes_on(
    store: Store, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    store.put(b"a", b"1" * 9000)
    again = reopened(store)
    path = Path(again._path)
    path.write_bytes(damage + path.read_bytes()[len(damage) * 2 : -100])
    assert again.get([b"a"]) == {}
    again.put(b"a", b"2")
    again.close()
    assert len(capsys.readouterr().err.splitlines()) == 1
    last = Store(os.path.dirname(again._path))
    last.put(b"a", b"3")
    assert reopened(last).get([b"a"]) == {b"a": b"3"}


def test_a_folder_that_cannot_be_made_costs_one_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cache").write_text("")
    store = Store(str(tmp_path / "cache"))
    store.put(b"a", b"1")
    assert store.get([b"a"]) == {}
    store.close()
    assert capsys.readouterr().err.count("\n") == 1


def test_a_link_is_not_followed(tmp_path: Path, store: Store) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / NAME).symlink_to(tmp_path / "elsewhere")
    store.put(b"a", b"1")
    store.close()
    assert not (tmp_path / "elsewhere").exists()


def test_the_older_half_is_given_up_when_there_is_too_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenetlint.cache.store.MOST", 20_000)
    for number in range(40):
        store.put(b"%d" % number, b"x" * 1000)
    again = reopened(store)
    assert again.count() == 20
    assert set(again.get([b"0", b"39"])) == {b"39"}


def test_a_store_is_refused_where_it_may_come_with_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tree" / "cache"
    folder.mkdir(parents=True, mode=0o700)
    monkeypatch.delenv("CI", raising=False)
    assert store_at(str(folder), str(tmp_path / "tree")) is not None
    assert store_at(None, str(tmp_path)) is None
    monkeypatch.setenv("CI", "true")
    assert store_at(str(folder), str(tmp_path / "tree")) is None
    assert store_at(str(folder), str(tmp_path / "other")) is not None
    folder.chmod(0o777)
    assert store_at(str(folder), str(tmp_path / "other")) is None


WRITER = """
import sys
from tenetlint.cache.store import Store
store = Store(sys.argv[1])
number = 0
while True:
    for _ in range(50):
        store.put(b"%d" % number, b"v" * 3000)
        number += 1
    store.flush()
    print(number, flush=True)
"""


def test_whoever_is_killed_while_writing_leaves_whole_values(tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    for turn in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, folder], env=os.environ | {"PYTHONPATH": str(HOME)}, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(turn * 0.001)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        store = Store(folder)
        found = store.get([b"%d" % number for number in range(5000)])
        store.close()
        assert store.trouble == ""
        assert len(found) >= 50
        assert set(found.values()) == {b"v" * 3000}


def test_runs_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    once = WRITER.replace("while True:", "for _ in range(10):")
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    runs = [subprocess.Popen([sys.executable, "-c", once, folder], env=environment, stdout=-1) for _ in range(4)]
    for run in runs:
        run.communicate()
    assert [run.returncode for run in runs] == [0] * 4
    store = Store(folder)
    assert store.count() == 500
    store.close()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "tree"
    root.mkdir()
    for number in range(12):
        (root / f"m{number}.py").write_text(f"import os\n\ndef f{number}(a):\n    a.b.c = os.sleep({number})\n")
    (root / "bad.py").write_text("def (:\n")
    (root / "test_it.py").write_text("def test_one():\n    assert 1\n")
    time.sleep(0.05)
    return Project.open(root, use_git=False)


def seen(project: Project, store: Store | None) -> tuple[object, int]:
    """What is gathered, and how many sources did not have to be read."""
    known = len(list(Kept(project, store).known(project.sources)))
    found = gather(project, Kept(project, store))
    return (found.files, found.unread), known


def filled(project: Project, store: Store) -> None:
    kept = Kept(project, store)
    gather(project, kept)
    kept.close()


def test_facts_are_the_same_from_anywhere(project: Project, store: Store) -> None:
    expected, known = seen(project, None)
    assert known == 0
    filled(project, store)
    assert seen(project, store) == (expected, len(project.sources))


def test_a_touched_file_is_read_and_a_changed_one_parsed(project: Project, store: Store) -> None:
    before = gather(project, Kept(project, None))
    filled(project, store)
    os.utime(project.root / "m1.py", ns=(1, 1))
    (project.root / "m2.py").write_text("import sys\n")
    found, known = seen(project, store)
    assert known == len(project.sources) - 2
    fresh = gather(project, Kept(project, None))
    assert found == (fresh.files, fresh.unread)
    assert fresh.files["m1.py"] == before.files["m1.py"]
    assert fresh.files["m2.py"] != before.files["m2.py"]


def test_a_file_that_has_just_changed_is_not_trusted_by_its_stamp(project: Project, store: Store) -> None:
    (project.root / "m3.py").write_text("import sys\n")
    filled(project, store)
    assert seen(project, store)[1] == len(project.sources) - 1


def test_the_census_is_kept_by_the_code(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send = "import oslo_messaging\n\ndef go():\n    oslo_messaging.RPCClient(1, 2).call({}, 'run')\n"
    (project.root / "m5.py").write_text(send)
    plain = Facts.of(project).rpc
    assert [each.kind for each in plain.sites] == ["call"]
    monkeypatch.setenv("TENETLINT_CACHE_DIR", str(tmp_path / "cache"))
    ahead = [Facts.of(project, ahead=True).rpc for _ in range(3)]
    assert ahead == [plain] * 3
    (project.root / "m5.py").write_text(send.replace("call", "cast"))
    assert [each.kind for each in Facts.of(project, ahead=True).rpc.sites] == ["cast"]


def test_a_census_that_cannot_be_taken_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_: object) -> None:
        os._exit(1)

    monkeypatch.setattr(Rpc, "of", die)
    facts = Facts.of(project, ahead=True)
    assert [each.path for each in facts.unread] == ["bad.py", "."]
    assert facts.rpc == Rpc()


def test_every_kind_of_value_survives_the_wire() -> None:
    file = FileFacts(attributes=frozenset({"a", "\ud800"}), marks=(Mark("k", 1, 2, "f", "\ud83d\ude00", ("x",)),))
    use = RpcUse("p", 1, 2, "call", "api", "m", "r", "f", "direct", False, Site("p", 3, 0, "g"))
    assert decode(FileFacts, encode(file)) == file
    assert decode(Rpc, encode(Rpc(uses=(use,)))) == Rpc(uses=(use,))


def test_what_is_no_fact_is_not_written() -> None:
    with pytest.raises(TypeError):
        encode(object())


def test_a_name_tells_where_words_end() -> None:
    assert digest("ab", "c") != digest("a", "bc")
