"""What a cheap look passes over holds nothing: with the cheap look and without it, all is the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.releases import Release, tree_of
from tenetlint.facts import comments
from tenetlint.files import Unreadable
from tenetlint.gate.suppressions import Suppressions, scan
from tenetlint.project.reading import read_text

HOME = Path(__file__).parents[1]
CODES = ("TNT301", "TNT302", "TNT104")
PARTS = ("#", " ", "noqa", "NoQA", ":", "tenet", "allow[TNT301]", "TNT301", "tnt302,E501", "why", "\n", "x = 1", "\r")


def found(texts: Iterable[tuple[str, str]]) -> list[Suppressions]:
    return [scan([path], lambda _, text=text: text, CODES) for path, text in texts]  # type: ignore[misc]


def without(patch: pytest.MonkeyPatch) -> None:
    """Every file is looked at whole."""
    patch.setattr(comments, "may_put_aside", lambda text: True)


def texts_below(*folders: Path) -> list[tuple[str, str]]:
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            try:
                found.append((path.name, read_text(folder.resolve(), path.relative_to(folder).as_posix()).text))
            except Unreadable:
                continue
    return found


def test_no_comment_of_ours_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_below(HOME / "fixtures", HOME / "tenetlint", HOME / "tests")
    texts.append(("said.py", "a()  # noqa: E501, TNT301\nb()  # tenet: allow[TNT302] why\n"))
    filtered = found(texts)
    without(monkeypatch)
    assert filtered == found(texts)
    assert any(each.found for each in filtered)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_no_comment_is_passed_over_however_it_is_written(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        filtered = found([("a.py", text), ("b.cfg", text)])
        without(patch)
        assert filtered == found([("a.py", text), ("b.cfg", text)])


@pytest.mark.network
def test_no_comment_of_a_released_project_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tree_of(Release("swift", "swift==2.38.3"))
    texts = texts_below(tree)
    filtered = found(texts)
    without(monkeypatch)
    assert filtered == found(texts)
