"""The arithmetic of the speed benchmark: medians, ratios, bars, the trees that it makes up, and the page it fills."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.speed import peers, table, trees
from benchmarks.speed.__main__ import PAGE
from benchmarks.speed.measure import Cost, FailedError, Job, interleaved, middle, run
from benchmarks.speed.rows import against
from benchmarks.speed.table import Row, line, missed, updated

BASE = [Cost(wall, 1.0) for wall in (2.0, 1.0, 9.0)]


def test_a_ratio_is_of_medians() -> None:
    row = against("x", [Cost(3.0, 0.5), Cost(1.0, 0.5), Cost(4.0, 0.5)], BASE, "AST", 1.5)
    assert middle(BASE) == 2.0
    assert row.figure == 1.5
    assert row.is_kept
    assert line(row) == "| x | 1.000 | 3.000 | 4.000 | 0.500 | 1.50 AST | \u2264 1.5 | ok |"


def test_what_is_above_its_bar_is_said() -> None:
    over, bare = against("slow", BASE, BASE, "PY", 0.99), Row("base", BASE, None, "", None)
    absent = Row("peer", (), None, "", None, "not installed")
    assert missed([over, bare, absent]) == ["slow"]
    assert line(over).endswith("| 1.00 PY | \u2264 0.99 | **missed** |")
    assert line(absent) == "| peer |  |  |  |  |  |  | not installed |"


def test_the_table_says_on_what_and_when() -> None:
    first, _, head, *rest = table.table([Row("base", BASE, None, "", None)]).splitlines()
    assert first.startswith("Measured on 20")
    assert " cores of " in first
    assert head.count("|") == rest[1].count("|")


def test_the_page_has_a_place_for_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    again = updated(updated(page, "one"), "two")
    assert "\ntwo\n" in again
    assert "one" not in again.partition(table.BEGIN)[2].partition(table.END)[0]
    assert again.partition(table.BEGIN)[0] == page.partition(table.BEGIN)[0]
    with pytest.raises(ValueError, match="no <!--"):
        updated("nothing here", "x")


def test_jobs_take_turns() -> None:
    order: list[str] = []
    jobs = {
        name: Job((sys.executable, "-c", "pass"), before=lambda name=name: order.append(name))  # type: ignore[misc]
        for name in "ab"
    }
    found = interleaved(jobs, 2)
    assert order == ["a", "b", "a", "b"]
    assert [len(each) for each in found.values()] == [2, 2]
    assert all(cost.wall > 0 and cost.cpu > 0 for each in found.values() for cost in each)


def test_a_run_that_fails_does_not_count() -> None:
    with pytest.raises(FailedError, match="exit code 7"):
        run("x", Job((sys.executable, "-c", "raise SystemExit(7)")))


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="the kernel does not tell")
def test_memory_is_of_all_processes() -> None:
    hold = "import os, time; x = bytearray(40 << 20); x[::4096] = b'1' * len(x[::4096]); time.sleep(0.5)"
    alone = run("x", Job((sys.executable, "-c", hold), watched=True))
    both = run("x", Job((sys.executable, "-c", f"import os; os.fork()\n{hold}"), watched=True))
    assert 40 < alone.memory < 70
    assert both.memory > alone.memory + 35
    assert both.parent < 70


def test_a_copy_under_another_name_imports_itself() -> None:
    text = "import depot\nfrom depot.api import x\n    from depot import y\nimport depots\n"
    text += "z = 'depot.api' + 'my depot.api'\n"
    found = trees.renamed(text.encode(), b"depot", b"depot2").decode()
    assert found.splitlines() == [
        "import depot2",
        "from depot2.api import x",
        "    from depot2 import y",
        "import depots",
        "z = 'depot2.api' + 'my depot.api'",
    ]


def test_trees_are_multiplied_and_made_up() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder, "base")
        (base / "depot").mkdir(parents=True)
        (base / "depot/__init__.py").write_text("import depot\n")
        made = trees.multiplied(base, "depot", 3, Path(folder, "made"))
        assert (made / "depot3/__init__.py").read_text() == "import depot3\n"
        many = trees.many_small(Path(folder, "many"), 2_500)
        assert len(trees.sources(many)) == 2_500 + 4


def test_edits_differ_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("def f(a, b):\n    return 1\n\n\ndef g():\n    return 2\n")
    statement, function = trees.statement(path), trees.function(path)
    seen = set()
    for edit in (statement, statement, function, function):
        edit()
        compile(path.read_text(), "a.py", "exec")
        seen.add(path.read_text())
    assert len(seen) == 4
    statement()
    assert "def g():\n    _edit = 3\n    return 2" in path.read_text()


def test_a_peer_that_is_not_there_is_no_job(tmp_path: Path) -> None:
    assert peers.job(peers.Peer("x", "no_such_module_here", ()), tmp_path, "depot", tmp_path) is None
    found = peers.job(peers.Peer("json", "json", ("{package}", "{work}"), codes=(0, 3)), tmp_path, "depot", tmp_path)
    assert found is not None
    assert found.codes == (0, 3)
    assert found.command[1:] == ("-m", "json", "depot", str(tmp_path))
