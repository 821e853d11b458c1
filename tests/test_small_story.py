"""The story of a project that adopts the tool, with real git: what was there is left alone, what is added is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tenetlint.commands.output import Exit
from tests.gates import API, DOCK, Repo, made


@pytest.fixture
def adopted(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The project after `init` and `baseline write`, committed."""
    repo = made(tmp_path, capsys, monkeypatch)
    assert repo.run("check").code == Exit.MISSED
    assert repo.run("init").code == Exit.KEPT
    assert repo.run("baseline", "write").code == Exit.KEPT
    repo.commit()
    return repo


def test_adoption_leaves_no_finding(adopted: Repo) -> None:
    assert adopted.run("check") == adopted.run("check", "--diff", "HEAD~1")
    assert adopted.run("check").out == ""
    assert adopted.run("check").code == Exit.KEPT


def test_one_synchronous_call_fails_at_its_line_and_a_cast_passes(adopted: Repo) -> None:
    adopted.write(adopted.text() + DOCK)
    adopted.commit()
    line = adopted.line('"dock"')
    ended = adopted.run("check", "--diff", "HEAD~1")
    assert ended.code == Exit.MISSED
    assert ended.lines[0] == f"{API}:{line}:16: TNT301 `dock` is called, and waited for"
    assert [each for each in ended.lines if ": TNT" in each] == ended.lines[:1]
    assert ended.lines[-1] == "bar missed: 1 new warning"
    assert adopted.run("check").lines[0] == ended.lines[0]
    assert adopted.run("check", "--diff", "HEAD").code == Exit.KEPT
    adopted.replace('return self.client.call(context, "dock"', 'self.client.cast(context, "dock"')
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~1").code == Exit.KEPT
    assert adopted.run("check").code == Exit.KEPT


def test_moving_200_lines_passes(adopted: Repo) -> None:
    filler = "".join(f"LIGHT_{number} = {number}\n" for number in range(200))
    adopted.write(adopted.text() + filler)
    adopted.commit()
    head, body, tail = adopted.text().partition("\n\nclass PilotAPI")
    lines = tail.removesuffix(filler)
    adopted.write(head + "\n" + filler + body + lines)
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~1") == adopted.run("check")
    assert adopted.run("check", "--strict-baseline").code == Exit.KEPT


def test_methods_that_change_places_pass(adopted: Repo) -> None:
    head, *methods = adopted.text().split("    def ")
    random.Random(1).shuffle(methods)
    adopted.write(head + "    def " + "\n    def ".join(method.strip("\n") + "\n" for method in methods))
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~1").code == Exit.KEPT
    assert adopted.run("check", "--strict-baseline").code == Exit.KEPT


@pytest.mark.parametrize("above", [False, True])
def test_a_second_identical_call_in_the_same_function_fails(adopted: Repo, above: bool) -> None:
    call = '        return self.client.call(context, "steer", boat=boat)\n'
    twice = "        if boat:\n    " + call + call if above else call + call
    adopted.replace(call, twice)
    adopted.commit()
    line = next(n for n, each in enumerate(adopted.text().splitlines(), 1) if '"steer"' in each) + (not above)
    for ended in (adopted.run("check", "--diff", "HEAD~1"), adopted.run("check", "--diff", "HEAD~1", "--no-baseline")):
        assert ended.code == Exit.MISSED
        assert [each.split(" ")[0] for each in ended.lines if "TNT" in each] == [f"{API}:{line}:{20 if above else 16}:"]
    assert len([each for each in adopted.run("check").lines if "TNT301" in each]) == 1


def test_deleting_an_old_finding_asks_for_prune(adopted: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted.replace('return cctxt.call(context, "moor"', 'cctxt.cast(context, "moor"')
    adopted.commit()
    ended = adopted.run("check")
    assert ended.code == Exit.KEPT
    assert ended.err == (
        "note: 1 entry of `tenets-baseline.toml` is gone from the code: "
        "`tenetlint baseline prune` removes what is gone\n"
    )
    monkeypatch.setenv("CI", "true")
    ended = adopted.run("check", "--diff", "HEAD~1")
    assert (ended.code, ended.err) == (Exit.MISSED, "")
    assert ended.lines[-1].endswith("`tenetlint baseline prune` removes what is gone")
    assert adopted.run("baseline", "check").code == Exit.MISSED
    assert adopted.run("baseline", "prune").out == "tenets-baseline.toml: 2 findings, 1 removed\n"
    assert adopted.run("baseline", "check").code == Exit.KEPT
    assert adopted.run("check").code == Exit.KEPT


def test_what_was_pruned_does_not_come_back(adopted: Repo) -> None:
    old = adopted.text()
    adopted.replace('return cctxt.call(context, "moor"', 'cctxt.cast(context, "moor"')
    adopted.run("baseline", "prune")
    adopted.write(old)
    ended = adopted.run("check")
    assert ended.code == Exit.MISSED
    assert ended.lines[0].startswith(f"{API}:{adopted.line(chr(34) + 'moor')}:")


def test_a_suppression_needs_a_reason(adopted: Repo) -> None:
    adopted.write(adopted.text() + DOCK.rstrip("\n") + "  # tenet: allow[TNT301]\n")
    adopted.commit()
    ended = adopted.run("check", "--diff", "HEAD~1")
    assert ended.code == Exit.MISSED
    assert [each.split(" ", 1)[1] for each in ended.lines if ": TNT" in each] == [
        "TNT001 `allow[TNT301]` gives no reason",
        "TNT301 `dock` is called, and waited for",
    ]
    adopted.replace("allow[TNT301]", "allow[TNT301] the operator must see at once whether a berth is free")
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~2").code == Exit.KEPT
    listed = adopted.run("suppressions")
    assert listed.out.startswith(f"{API}:20: TNT301 the operator must see at once whether a berth is free, since 20")


def test_a_cast_that_becomes_a_call_breaks_its_users_and_says_so(adopted: Repo) -> None:
    adopted.write(
        "from harbour import rpcapi\n\n\ndef ring_all(context, boats):\n    api = rpcapi.PilotAPI()\n"
        "    for boat in boats:\n        api.ring(context)\n",
        "harbour/bells.py",
    )
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~1").code == Exit.KEPT
    adopted.replace("self.client.cast(context", "return self.client.call(context")
    adopted.commit()
    ended = adopted.run("check", "--diff", "HEAD~1")
    line = adopted.line('"ring"')
    codes = {each.split(" ")[1]: each for each in ended.lines if ": TNT" in each}
    assert set(codes) == {"TNT104", "TNT301"}
    assert codes["TNT301"].startswith(f"{API}:{line}:")
    assert codes["TNT104"].startswith("harbour/bells.py:7:")
    assert f"(brought about by {API}:" in codes["TNT104"]
    named = adopted.run("check", "--diff", "HEAD~1", API)
    assert {each.split(" ")[1] for each in named.lines if ": TNT" in each} == set(codes)
    assert adopted.run("check", "--diff", "HEAD~1", "harbour/cmd/api.py").code == Exit.KEPT


def test_a_file_that_was_moved_brings_nothing_new(adopted: Repo) -> None:
    (adopted.root / API).rename(adopted.root / "harbour/pilot.py")
    adopted.replace("import rpcapi", "import pilot as rpcapi", "harbour/cmd/api.py")
    adopted.commit()
    assert adopted.run("check", "--diff", "HEAD~1", "--no-baseline").code == Exit.KEPT


def test_the_work_tree_and_the_index_are_left_alone(adopted: Repo) -> None:
    adopted.write(adopted.text() + DOCK)
    index = (adopted.root / ".git/index").read_bytes()
    before = adopted.text()
    adopted.run("check", "--diff", "HEAD~1")
    adopted.run("suppressions")
    assert (adopted.root / ".git/index").read_bytes() == index
    assert adopted.text() == before
