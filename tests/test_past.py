"""A project in another state than the one that lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenetlint.project import Past, Project, Role, Unreadable
from tests.test_project import texts

CFG = "[metadata]\nname = depot\n[files]\npackages = depot\nscripts =\n    bin/depot-run\n"
FILES = {"setup.cfg": CFG, "depot/__init__.py": "", "depot/a.py": "A = 1\n", "bin/depot-run": "import depot\n"}


def of(files: dict[str, bytes]) -> Past:
    """A state that is held in memory."""
    return Past(frozenset(files), files.get)


def test_a_state_in_memory_is_a_project_like_any_other(tmp_path: Path) -> None:
    here = Project.open(texts(tmp_path, FILES))
    there = Project.at(tmp_path, of({path: text.encode() for path, text in FILES.items()}))
    assert (there.name, there.packages, there.sources, there.scripts) == (
        here.name, here.packages, here.sources, here.scripts,
    )  # fmt: skip
    assert there.read("depot/a.py") == here.read("depot/a.py")


def test_a_change_is_taken_back(tmp_path: Path) -> None:
    now = Project.open(texts(tmp_path, {**FILES, "depot/new.py": "", "depot/run": "#!/usr/bin/python\n"}))
    before = now.before({"depot/new.py": None, "depot/a.py": b"A = 0\n", "depot/gone.py": b"G = 1\n"})
    assert [source.path for source in before.sources] == [
        "bin/depot-run", "depot/__init__.py", "depot/a.py", "depot/gone.py", "depot/run",
    ]  # fmt: skip
    assert before.read("depot/a.py").text == "A = 0\n"
    assert before.read("depot/__init__.py").text == ""
    with pytest.raises(Unreadable, match="it does not exist"):
        before.read("depot/new.py")


def test_the_metadata_is_that_of_the_other_state(tmp_path: Path) -> None:
    now = Project.open(texts(tmp_path, FILES))
    assert now.before({"setup.cfg": b"[metadata]\nname = shed\n"}).name == "shed"
    assert now.before({"setup.cfg": None}).name == tmp_path.name


def test_built_metadata_counts_in_both_states(tmp_path: Path) -> None:
    built = {"depot/__init__.py": "", "depot.egg-info/PKG-INFO": "Name: shed\n\n", ".gitignore": "*.egg-info\n"}
    now = Project.open(texts(tmp_path, built))
    assert now.name == now.before({}).name == "shed"


def test_what_is_too_large_or_cannot_be_had_is_said(tmp_path: Path) -> None:
    there = Project.at(tmp_path, of({"a.py": b"#" * (3 << 20), "b.py": b"\xff = 1\n", "c.txt": b""}))
    assert [(each.path, each.reason) for each in there.unread] == [("a.py", "larger than 2 MiB")]
    assert [(each.path, each.role) for each in there.sources] == [("b.py", Role.PRODUCTION)]
    with pytest.raises(Unreadable, match="encoding is unknown"):
        there.read("b.py")


def test_a_folder_of_nothing_is_a_project_without_sources(tmp_path: Path) -> None:
    assert Project.at(tmp_path, of({})).sources == ()
