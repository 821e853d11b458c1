"""Opening a project: which files, which roles, which names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.errors import NothingToCheck, UserError
from tenetlint.files import Unreadable
from tenetlint.project import Project, Role, Unread
from tenetlint.project.ignore import Ignore, parse_ignore
from tenetlint.project.modules import Layout
from tenetlint.project.roles import role_of

SHEBANG = "#!/usr/bin/env python\n"


def tree(root: Path, *paths: str, **texts: str) -> Path:
    """Make empty files, and files with a text, below `root`."""
    for path, text in {**dict.fromkeys(paths, ""), **texts}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def texts(root: Path, files: dict[str, str]) -> Path:
    """Make files with a text below `root`."""
    return tree(root, **files)


def paths(project: Project) -> list[str]:
    """The paths of a project's sources."""
    return [source.path for source in project.sources]


def walked(root: Path, *only: str) -> list[str]:
    """The paths of the sources that a walk finds."""
    return paths(Project.open(root, only=only, use_git=False))


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("pkg/compute/manager.py", Role.PRODUCTION),
        ("pkg/cmd/api.py", Role.PRODUCTION),
        ("pkg/cli/main.py", Role.PRODUCTION),
        ("pkg/virt/fake.py", Role.PRODUCTION),
        ("pkg/objects/migration.py", Role.PRODUCTION),
        ("pkg/tools/x.py", Role.PRODUCTION),
        ("pkg/latest/x.py", Role.PRODUCTION),
        ("pkg/contest.py", Role.PRODUCTION),
        ("bin/pkg-server", Role.PRODUCTION),
        ("module.py", Role.PRODUCTION),
        ("pkg/tests/unit/fakes.py", Role.TEST),
        ("test/unit/a.py", Role.TEST),
        ("functionaltests/api/a.py", Role.TEST),
        ("pkg_integrationtests/a.py", Role.TEST),
        ("pkg_tempest_tests/a.py", Role.TEST),
        ("specs-tests/a.py", Role.TEST),
        ("smoketests/a.py", Role.TEST),
        ("pkg/test.py", Role.TEST),
        ("pkg/test_a.py", Role.TEST),
        ("pkg/a_test.py", Role.TEST),
        ("conftest.py", Role.TEST),
        ("pkg/tests/openstack/common/a.py", Role.TEST),
        ("pkg/openstack/common/rpc/a.py", Role.LIBRARY),
        ("pkg/openstack/common/test.py", Role.LIBRARY),
        ("openstack/common/a.py", Role.PRODUCTION),
        ("pkg/_vendor/a.py", Role.LIBRARY),
        ("pkg/db/sqlalchemy/migrate_repo/versions/001_a.py", Role.MIGRATION),
        ("pkg/db/main/migrations/versions/a.py", Role.MIGRATION),
        ("pkg/db/sqlalchemy/alembic/versions/a.py", Role.MIGRATION),
        ("pkg/db/migration/cli.py", Role.MIGRATION),
        ("pkg/compute/migration/a.py", Role.PRODUCTION),
        ("pkg/api/a_pb2.py", Role.GENERATED),
        ("pkg/api/a_pb2_grpc.py", Role.GENERATED),
        ("setup.py", Role.AUXILIARY),
        ("doc/source/conf.py", Role.AUXILIARY),
        ("tools/a.py", Role.AUXILIARY),
        ("contrib/a/a.py", Role.AUXILIARY),
        ("build/lib/pkg/a.py", Role.AUXILIARY),
        ("pkg/hacking/checks.py", Role.AUXILIARY),
        ("pkg/examples/a.py", Role.AUXILIARY),
        (".hidden/a.py", Role.AUXILIARY),
        ("fixtures/depot/depot/api.py", Role.AUXILIARY),
        ("fixtures/depot/tests/test_api.py", Role.AUXILIARY),
        ("pkg/fixtures/a.py", Role.PRODUCTION),
    ],
)
def test_roles_by_path(path: str, role: Role) -> None:
    assert role_of(path) is role


def test_a_declared_package_is_production_whatever_its_name() -> None:
    assert role_of("hacking/core.py") is Role.AUXILIARY
    assert role_of("hacking/core.py", frozenset({"hacking"})) is Role.PRODUCTION
    assert role_of("tools/core.py", frozenset({"tools"})) is Role.PRODUCTION
    assert role_of("tools/doc/a.py", frozenset({"tools"})) is Role.AUXILIARY


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("pkg/__init__.py", "pkg"),
        ("pkg/sub/mod.py", "pkg.sub.mod"),
        ("pkg/sub/__init__.py", "pkg.sub"),
        ("pkg/unmarked/deep/mod.py", "pkg.unmarked.deep.mod"),
        ("src/other/mod.py", "other.mod"),
        ("src/single.py", "single"),
        ("contrib/plug/in/x.py", "in.x"),
        ("spaced/name/mod.py", "name.mod"),
        ("tools/x.py", "tools.x"),
        ("bin/pkg-server", "pkg-server"),
        ("setup.py", "setup"),
    ],
)
def test_module_names_come_from_the_layout(tmp_path: Path, path: str, module: str) -> None:
    marked = ["pkg/__init__.py", "pkg/sub/__init__.py", "src/other/__init__.py", "contrib/plug/in/__init__.py"]
    assert Layout.of(tmp_path, [*marked, path, "spaced/name/__init__.py"]).module(path) == module


def test_a_declared_package_needs_no_mark(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path, ["lib/space/deep/mod.py"], ["lib.space"])
    assert layout.module("lib/space/deep/mod.py") == "space.deep.mod"


def test_a_root_inside_a_package_keeps_the_names(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/mod.py")
    project = Project.open(tmp_path / "pkg/sub")
    assert [source.module for source in project.sources] == ["pkg.sub", "pkg.sub.mod"]
    assert project.packages == ("pkg",)


def test_a_project_knows_its_sources_packages_and_name(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/__init__.py", "pkg/b.py", "pkg/a.py", "pkg/data.txt", "pkg/tests/__init__.py", "setup.py")
    tree(tmp_path, "pkg_tests/__init__.py", "other/__init__.py", "other/mod.py")
    project = Project.open(tmp_path)
    assert project.packages == ("other", "pkg")
    assert paths(project) == sorted(paths(project))
    assert project.name == tmp_path.name
    assert project.sources[0].size == 0
    assert project.read("pkg/a.py").text == ""
    with pytest.raises(Unreadable):
        project.read("pkg/none.py")


def test_declared_packages_are_the_packages(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/__init__.py", "other/__init__.py", "pkg_integrationtests/__init__.py")
    setup = "[metadata]\nname = my-name\n[files]\npackages =\n    pkg\n    pkg_integrationtests\n"
    texts(tmp_path, {"setup.cfg": setup})
    project = Project.open(tmp_path)
    assert (project.name, project.packages) == ("my-name", ("pkg",))


def test_what_is_no_part_of_the_project_is_not_walked_into(tmp_path: Path) -> None:
    tree(tmp_path, ".git/a.py", ".tox/a.py", "build/a.py", "dist/a.py", "x.egg-info/a.py", "node_modules/a.py")
    tree(tmp_path, "env/pyvenv.cfg", "env/a.py", "old/bin/activate", "old/lib/a.py", "old/include/a.h")
    tree(tmp_path, "pkg/a.py", "pkg/build/a.py", "pkg/__pycache__/a.py")
    assert walked(tmp_path) == ["pkg/a.py", "pkg/build/a.py"]


def test_scripts_are_sources(tmp_path: Path) -> None:
    texts(
        tmp_path,
        {
            "bin/server": SHEBANG,
            "bin/shell": "#!/bin/sh\n",
            "bin/README": "words",
            "bin/legacy": "#!/usr/bin/python2.7 -u\nprint 1\n",
            "scripts/bare": "import os\n",
            "scripts/image": "\0\0",
            "scripts/named.cgi": SHEBANG,
            "plugins/hook": SHEBANG,
            "pkg-1.0.data/scripts/worker": "#!python\n",
            "LICENSE": "words",
            "pkg/mod.txt": SHEBANG,
            "setup.cfg": "[files]\nscripts =\n  scripts/bare\n  scripts/image\n  ./scripts/named.cgi\n  bin/none\n",
        },
    )
    project = Project.open(tmp_path, use_git=False)
    assert project.scripts == (
        "bin/legacy",
        "bin/server",
        "pkg-1.0.data/scripts/worker",
        "scripts/bare",
        "scripts/named.cgi",
    )
    assert set(paths(project)) - set(project.scripts) == {"plugins/hook"}
    assert {source.module for source in project.sources} >= {"server", "worker", "hook"}


def test_links_are_followed_inside_only_and_count_once(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "pkg/a.py", "pkg/hidden/.b/c.py")
    tree(tmp_path, "secret.py", "outside/d.py")
    (root / "out.py").symlink_to("../secret.py")
    (root / "twice.py").symlink_to("pkg/a.py")
    (root / "inner.py").symlink_to("pkg/hidden/.b/c.py")
    (root / "none.py").symlink_to("nowhere")
    (root / "loop.py").symlink_to("loop.py")
    (root / "device.py").symlink_to("/dev/zero")
    (root / "linked").symlink_to("../outside")
    (root / "again").symlink_to(".")
    (root / "folder.py").symlink_to("pkg")
    project = Project.open(root, use_git=False)
    assert paths(project) == ["inner.py", "pkg/a.py"]
    assert [(unread.path, unread.reason) for unread in project.unread] == [
        ("device.py", "it leads out of the project"),
        ("loop.py", "a loop of links"),
        ("none.py", "a link to nothing"),
        ("out.py", "it leads out of the project"),
    ]


def test_what_cannot_be_a_source_is_listed_as_unread(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "big.py").write_bytes(b"#" * ((2 << 20) + 1))
    project = Project.open(tmp_path)
    assert paths(project) == ["a.py"]
    assert project.unread == (Unread("big.py", "larger than 2 MiB"), Unread("pipe.py", "not a regular file"))


def test_a_very_deep_tree_ends_in_a_note(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(50):
            os.mkdir("d" * 200, dir_fd=here)
            below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
    finally:
        os.close(here)
    project = Project.open(tmp_path, use_git=False)
    assert paths(project) == ["a.py"]
    assert [unread.reason for unread in project.unread] == ["its path is too long"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_is_listed_as_unread(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "closed/b.py")
    (tmp_path / "closed").chmod(0)
    try:
        assert Project.open(tmp_path).unread == (Unread("closed", "permission denied"),)
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_a_folder_that_fails_is_listed_as_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.py", "closed/b.py")
    scandir = os.scandir

    def refuse(folder: Path) -> object:
        if str(folder).rstrip("/").endswith("closed"):
            raise PermissionError(13, "no")
        return scandir(folder)

    monkeypatch.setattr("tenetlint.project.listing.os.scandir", refuse)
    project = Project.open(tmp_path, use_git=False)
    assert project.unread == (Unread("closed", "permission denied"),)
    monkeypatch.setattr("tenetlint.project.listing.os.scandir", lambda _: refuse(Path("closed")))
    assert Project.open(tmp_path, use_git=False).sources == ()


def test_an_entry_that_cannot_be_told_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        name = "a.py"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise OSError(5, "Input/output error")

    tree(tmp_path, "a.py")
    monkeypatch.setattr("tenetlint.project.listing._entries", lambda _: [Entry()])
    assert walked(tmp_path) == ["a.py"]


def test_names_that_are_no_text_are_paths_all_the_same(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\n[red].py")
    (tmp_path / name).write_text("x = 1\n")
    project = Project.open(tmp_path, use_git=False)
    assert paths(project) == [name]
    assert project.read(name).text == "x = 1\n"


def test_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(NothingToCheck, match="no Python source"):
        Project.open(tmp_path)
    tree(tmp_path, "README.md", "doc/a.rst")
    with pytest.raises(NothingToCheck):
        Project.open(tmp_path)
    with pytest.raises(NothingToCheck):
        Project.open(tmp_path / "README.md")


def test_a_missing_path_is_told_what_it_resembles(tmp_path: Path) -> None:
    tree(tmp_path, "project/a.py")
    with pytest.raises(UserError, match="did you mean `project`"):
        Project.open(tmp_path / "projet")
    with pytest.raises(UserError, match=r"did you mean `a\.py`"):
        Project.open(tmp_path / "project", only=["b.py"])
    with pytest.raises(UserError, match="no such file or folder"):
        Project.open(tmp_path / "none" / "at all")
    with pytest.raises(UserError, match="no such file or folder"):
        Project.open(tmp_path / "a\0b")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UserError, match="no such file or folder"):
        Project.open(tmp_path / "loop")


def test_only_keeps_what_it_names(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/__init__.py", "pkg/a.py", "pkg/ab.py", "pkg/sub/b.py", "other.py", "notes.txt")
    texts(tmp_path, {".gitignore": "pkg/secret.py\n", "pkg/secret.py": "", "tool": SHEBANG})
    assert walked(tmp_path, "pkg/sub", "pkg/a.py") == ["pkg/a.py", "pkg/sub/b.py"]
    assert walked(tmp_path, str(tmp_path / "pkg/ab.py"), "tool") == ["pkg/ab.py", "tool"]
    assert walked(tmp_path, "pkg/secret.py") == ["pkg/secret.py"]
    assert len(walked(tmp_path, ".")) == 6
    project = Project.open(tmp_path, only=["pkg/a.py"])
    assert (project.packages, project.sources[0].module) == (("pkg",), "pkg.a")
    with pytest.raises(NothingToCheck):
        walked(tmp_path, "notes.txt")
    with pytest.raises(UserError, match="outside of"):
        walked(tmp_path, str(tmp_path.parent))


def test_one_file_is_judged_within_its_project(tmp_path: Path) -> None:
    tree(tmp_path, "pyproject.toml", "pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/a.py", "pkg/b.py")
    project = Project.open(tmp_path / "pkg/sub/a.py")
    assert (project.root, paths(project)) == (tmp_path.resolve(), ["pkg/sub/a.py"])
    assert project.sources[0].module == "pkg.sub.a"


def test_ignore_files_are_honoured_in_a_walk(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py", "pkg/gen/b.py", "pkg/keep_gen.py", "pkg/x_gen.py", "top.py", "pkg/top.py", "odd/c.py")
    texts(tmp_path, {".gitignore": "gen/\n*_gen.py\n!keep_gen.py\n/top.py\n", "odd/.gitignore": "*\n!c.py\n"})
    assert walked(tmp_path) == ["odd/c.py", "pkg/a.py", "pkg/keep_gen.py", "pkg/top.py"]


def test_an_ignore_file_out_of_measure_is_noted(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "sub/b.py")
    texts(tmp_path, {".gitignore": "x\n" * 1001})
    os.mkfifo(tmp_path / "sub/.gitignore")
    project = Project.open(tmp_path, use_git=False)
    assert project.unread == (
        Unread(".gitignore", "more than 1000 patterns"),
        Unread("sub/.gitignore", "not a regular file"),
    )
    texts(tmp_path, {".gitignore": "x\n" * 999})
    (tmp_path / "sub/.gitignore").unlink()
    texts(tmp_path, {"sub/.gitignore": "x\ny\n"})
    assert [unread.path for unread in Project.open(tmp_path, use_git=False).unread] == ["sub/.gitignore"]


PIECES = ["a", "b", "ab", "*", "**", "?", "/", "[ab]", "[!a]", "[a-b]", "\\a", "!", "-", ".", "[[:alpha:]]", "[]a]"]
PIECES += ["[^b]", " ", "\\ ", "[b-a]", "[", "\u00e9", "[!]]", "\\*", "[\\]]", "[a-]", "[--b]", "[[:no:]]", "\\", "#"]
NAMES = ["a", "b", "ab", "a-", "*", "]", "\u00e9", "a b", " ", "[", "a.b", "-", "!a", "ba", "#"]
patterns = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), min_size=1, max_size=3)
places = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty repository."""
    folder = tmp_path_factory.mktemp("ignore")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def by_git(folder: Path, data: bytes, asked: list[str]) -> list[bool]:
    """Whether git ignores each path."""
    (folder / ".gitignore").write_bytes(data)
    command = ["git", "check-ignore", "--no-index", "-z", "--stdin", "-n", "-v"]
    done = subprocess.run(command, cwd=folder, input="\0".join(asked).encode(), capture_output=True, check=False)
    fields = done.stdout.split(b"\0")
    return [rule != b"" and not rule.startswith(b"!") for rule in fields[2::4]]


def by_us(data: bytes, path: str) -> bool:
    """Whether the pattern files ignore a path, or a folder above it."""
    ignore, names = Ignore("", parse_ignore(data)), path.split("/")
    above = ("/".join(names[:count]) for count in range(1, len(names)))
    return any(ignore.says(folder, True) for folder in above) or bool(ignore.says(path, False))


@given(patterns, places)
@example(["[b-a]", "[!b-a]c", "[[:digit:][:space:]]"], ["a", "b", "-", "ac", "1", " ", "x/1"])
def test_patterns_mean_what_git_takes_them_for(repository: Path, lines: list[str], asked: list[str]) -> None:
    lines = [line for line in lines if "[/" not in line and "/]" not in line]
    data = "\n".join(lines).encode()
    assert [by_us(data, path) for path in asked] == by_git(repository, data, asked)


@pytest.mark.parametrize("pattern", [b"*a" * 60 + b"b", b"**/a/" * 60 + b"b", b"[a-" * 9000, b" " * 60000 + b"a"])
def test_no_pattern_takes_long(pattern: bytes) -> None:
    ignore = Ignore("", parse_ignore(pattern))
    assert not ignore.says("a" * 255, False)
    assert not ignore.says("a/" * 2000 + "c", False)


def git(folder: Path, *arguments: str) -> None:
    """Run plain git."""
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = tree(tmp_path / "home", "pkg/__init__.py", "pkg/a.py", "gone.py", ".hidden/b.py")
    texts(root, {".gitignore": "ignored/\n"})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    return root


def test_a_checkout_is_listed_by_git(checkout: Path) -> None:
    tree(checkout, "new.py", "ignored/c.py")
    (checkout / "gone.py").unlink()
    project = Project.open(checkout, use_git=True)
    assert paths(project) == [".hidden/b.py", "new.py", "pkg/__init__.py", "pkg/a.py"]
    assert project.sources[0].role is Role.AUXILIARY
    assert project.unread == ()
    assert walked(checkout) == ["new.py", "pkg/__init__.py", "pkg/a.py"]


def test_a_folder_that_a_repository_ignores_is_walked(checkout: Path) -> None:
    tree(checkout, "ignored/pkg/c.py")
    assert paths(Project.open(checkout / "ignored")) == ["pkg/c.py"]


def test_where_git_fails_the_tree_is_walked(checkout: Path) -> None:
    (checkout / ".git/index").write_bytes(b"DIRC" + b"\xff" * 40)
    assert paths(Project.open(checkout)) == ["gone.py", "pkg/__init__.py", "pkg/a.py"]
    with pytest.raises(UserError, match="not in a work tree"):
        Project.open(checkout, use_git=True)


def test_what_a_sparse_checkout_leaves_out_is_unread(checkout: Path) -> None:
    git(checkout, "sparse-checkout", "set", "pkg")
    assert Unread(".hidden/b.py", "left out by a sparse checkout") in Project.open(checkout).unread


def test_a_tracked_folder_that_became_a_link_out_is_not_entered(checkout: Path, tmp_path: Path) -> None:
    tree(tmp_path, "outside/__init__.py", "outside/a.py")
    (checkout / "pkg/a.py").unlink()
    (checkout / "pkg/__init__.py").unlink()
    (checkout / "pkg").rmdir()
    (checkout / "pkg").symlink_to("../outside")
    project = Project.open(checkout)
    assert [unread.reason for unread in project.unread] == ["it leads out of the project"] * 2
