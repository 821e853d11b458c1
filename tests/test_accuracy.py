"""The measure itself: what counts as found, missed, false; the bars; where releases come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import accuracy, releases
from benchmarks.demo import DemoError
from benchmarks.releases import Release, tree_of
from benchmarks.rpc_accuracy import Row, Share, rows, score_callers, score_sends
from tenetlint.facts.rpc import RpcSend, RpcUse
from tenetlint.model import Site

API = """\
import oslo_messaging


class Api:
    def __init__(self):
        self.client = oslo_messaging.get_rpc_client(None, None)

    def lend(self, ctxt):
        return self.client.call(ctxt, "lend")
"""


def send(line: int, kind: str = "call", **more: object) -> RpcSend:
    """One row of a census."""
    made = RpcSend("a.py", line, 1, kind, False, "site", "lend", "client", "f", None)
    return made._replace(**more)  # type: ignore[arg-type]


def true(line: int, kind: str = "call", **more: object) -> Row:
    """One row of the truth."""
    return {"path": "a.py", "line": line, "kind": kind, "fanout": False, "layer": "site", "method": "lend"} | more


def use(line: int, kind: str = "call") -> RpcUse:
    """One use of a typed API."""
    return RpcUse("a.py", line, 1, kind, "Api", "lend", "api", "f", "direct", False, Site("b.py", 1))


def test_missed_and_false_sends_are_counted_and_named() -> None:
    measured = score_sends([send(1), send(2)], [true(1), true(3)])
    assert (measured.precision.value, measured.recall.value) == (0.5, 0.5)
    assert (measured.precision.wrong, measured.recall.wrong) == (("a.py:2",), ("a.py:3",))


def test_only_sites_and_wrappers_are_measured() -> None:
    measured = score_sends([send(1, layer="library")], [true(1, layer="library"), true(2, layer="test")])
    assert (measured.precision, measured.recall) == (Share(0, 0), Share(0, 0))
    assert str(measured.kind) == "-"


def test_kind_fanout_method_and_layer_are_compared_where_both_have_a_row() -> None:
    sends = [send(1), send(2, "cast", fanout=True), send(3, method="burn"), send(4, layer="wrapper")]
    measured = score_sends(sends, [true(1, "cast"), true(2, "cast"), true(3), true(4)])
    assert measured.kind.wrong == ("a.py:1",)
    assert measured.fanout.wrong == ("a.py:2",)
    assert measured.method.wrong == ("a.py:3",)
    assert measured.layer.wrong == ("a.py:4",)


def test_what_is_decided_at_run_time_may_have_any_kind() -> None:
    measured = score_sends([send(1), send(9), send(3)], [true(1, "mixed"), true(2, "mixed", line_alias=9), true(3)])
    assert measured.kind == Share(3, 3)
    assert measured.recall == Share(3, 3)
    either = [true(1, "call", either=True), true(1, "cast", either=True)]
    assert score_sends([send(1, "mixed")], either).kind == Share(1, 1)


def test_a_use_is_false_where_no_row_of_any_form_stands() -> None:
    reference, conditional = {"form": "reference"}, {"form": "direct", "conditional": True}
    forms: list[dict[str, object]] = [{"form": "direct"}, {**reference}, {**conditional}, {"form": "direct"}]
    truth = [true(line, "call", **form) for line, form in enumerate(forms, 1)]
    measured = score_callers([use(1, "cast"), use(2), use(3), use(5)], truth)
    assert measured.precision == Share(3, 4, ("a.py:5",))
    assert measured.recall == Share(1, 2, ("a.py:4",))
    assert measured.kind == Share(0, 1, ("a.py:1",))


def test_every_pinned_release_has_its_truth() -> None:
    for release in accuracy.RELEASES:
        assert rows(f"rpc-{release.name}") or release.name in ("glance", "keystone", "swift")
    old = [row["kind"] for row in rows(f"rpc-{accuracy.OLD}") if row["layer"] == "site"]
    assert {kind: old.count(kind) for kind in accuracy.SITES_OF_OLD} == accuracy.SITES_OF_OLD


def _tree(folder: Path, name: str, text: str) -> Path:
    (folder / name / "shelf").mkdir(parents=True)
    (folder / name / "shelf" / "__init__.py").touch()
    (folder / name / "shelf" / "api.py").write_text(text, encoding="utf-8")
    return folder


def test_a_project_without_rpc_is_above_the_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trees = _tree(tmp_path, "keystone", "x = 1\n")
    assert accuracy.main(["--trees", str(trees), "--only", "keystone"]) == 0
    assert "every figure is above its bar" in capsys.readouterr().out


def test_a_false_send_is_listed_and_under_the_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trees = _tree(tmp_path, "keystone", API)
    assert accuracy.main(["--trees", str(trees), "--only", "keystone"]) == 1
    told = capsys.readouterr().out
    assert "keystone: false: shelf/api.py:9" in told
    assert "UNDER THE BAR: keystone: precision 0.000" in told


def test_the_counts_of_2013_have_a_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trees = _tree(tmp_path, accuracy.OLD, API)
    assert accuracy.main(["--trees", str(trees), "--only", accuracy.OLD]) == 1
    told = capsys.readouterr().out
    assert "1 sites of kind call, the truth is 158" in told
    assert "database, direct: recall 0.000" in told


def test_a_tree_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(["--trees", str(tmp_path), "--only", "nova"]) == 2
    assert "no `nova` in" in capsys.readouterr().err


def test_a_kept_release_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "shelf-1.0").mkdir()
    assert tree_of(Release("shelf", "shelf==1.0"), tmp_path) == tmp_path / "shelf-1.0"


def test_a_download_is_tried_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def download(python: Path, pin: str, into: Path) -> Path:
        tried.append(pin)
        if len(tried) == 1:
            raise DemoError("the network is down")
        return into / "shelf-1.0.tar.gz"

    monkeypatch.setattr(releases, "PAUSE", 0)
    monkeypatch.setattr(releases, "download", download)
    monkeypatch.setattr(releases, "unpack", lambda archive, tree: tree)
    assert tree_of(Release("shelf", "shelf==1.0"), tmp_path) == tmp_path / "shelf-1.0"
    assert tried == ["shelf==1.0", "shelf==1.0"]
