"""`tenetlint cache`: what it tells, and that it takes away nothing but our own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenetlint.cache.holdings import holdings, remove
from tenetlint.cli import run
from tests.test_fast import Box, was_fast

FOREIGN = ("notes.txt", "store-1.sqlite3.bak", "answers/readme", "answers/new-1", "answers/ABC", "sub/store-1.sqlite3")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def home(box: Box) -> Path:
    return box.cache / "tenetlint"


def told(box: Box, *words: str) -> str:
    code, out, err, _ = box.ask("cache", *words)
    assert (code, err) == (0, b"")
    return out.decode()


def test_it_tells_what_is_there(box: Box) -> None:
    assert told(box, "info").splitlines() == [f"place    {home(box)}", "answers  0 entries", "facts    0 entries"]
    box.ask("check", ".")
    place, answers, facts = told(box, "info").splitlines()
    assert place == f"place    {home(box)}"
    assert answers.startswith("answers  1 entry, ")
    assert answers.endswith(" bytes, stored seconds ago")
    assert int(facts.split()[1]) >= 2
    os.utime(next((home(box) / "answers").iterdir()), (1, 1))
    assert "stored 20" in told(box, "info")
    assert "days ago" in told(box, "info")


def test_clean_takes_away_ours_and_nothing_else(box: Box) -> None:
    box.ask("check", ".")
    (home(box) / "sub").mkdir()
    for name in FOREIGN:
        (home(box) / name).write_text("theirs")
    assert " files removed, " in told(box, "clean")
    left = {path.relative_to(home(box)).as_posix() for path in home(box).rglob("*") if path.is_file()}
    assert left == set(FOREIGN)
    assert not was_fast(box.ask("check", ".")[3])


def test_clean_takes_the_folder_where_it_is_empty(box: Box) -> None:
    box.ask("check", ".")
    told(box, "clean")
    assert not home(box).exists()
    assert told(box, "clean").endswith(": 0 files removed, 0 bytes\n")


def test_nothing_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ("0" * 32)).write_text("theirs")
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    (folder / "answers").symlink_to(outside)
    (folder / "store-1.sqlite3").symlink_to(outside / ("0" * 32))
    assert holdings(str(folder)) == ()
    assert remove(str(folder)) == ()
    assert (outside / ("0" * 32)).read_text() == "theirs"


def test_no_cache_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENETLINT_NO_CACHE", "1")
    assert run(["cache", "info"]) == 2
    monkeypatch.delenv("TENETLINT_NO_CACHE")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert run(["cache", "clean", "--cache-dir", str(tmp_path / "open")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("tenetlint: error: no cache is used")
    assert said[1].endswith("is not used: others may write to it")
