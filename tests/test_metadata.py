"""What packaging, deployment and coverage configuration say, and on which line."""

from __future__ import annotations

import configparser
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.project import CoverageConfig, EntryPoint, PasteFactory, Project, Requirement, Unread
from tenetlint.project.metadata import gather
from tenetlint.project.metadata.ini import parse_ini
from tenetlint.project.metadata.requirements import file_scope, requirement
from tenetlint.project.metadata.tree import Tree


def opened(root: Path, files: dict[str, str]) -> Project:
    """A project of one module and the given files."""
    for path, text in {"pkg/__init__.py": "", **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Project.open(root, use_git=False)


def points(project: Project) -> list[tuple[str, str, str, int]]:
    """Group, name, target and line of the entry points."""
    return [(point.group, point.name, point.target, point.line) for point in project.entry_points]


def needs(project: Project) -> list[tuple[str, str, int]]:
    """Name, scope and line of the requirements."""
    return [(each.name, each.scope, each.line) for each in project.requirements]


SETUP_CFG = """\
[metadata]
name = my-project
description-file =
    README.rst
# a comment
[files]
packages =
    pkg
[entry_points]
console_scripts =
    pkg-api = pkg.cmd.api:main
    # pkg-old = pkg.cmd.old:main
    pkg-worker=pkg.cmd.worker : main [extra]

wsgi_scripts =
    pkg-wsgi = pkg.wsgi:init_application
Pkg.Drivers = one = pkg.one:Driver  # why not
[extras]
mongodb =
    pymongo>=3.0.2,!=3.1 # Apache-2.0
test =
    pytest
[options]
install_requires =
    SQLAlchemy[asyncio]>=1.4;python_version>'3'
    oslo.db
"""


def test_setup_cfg(tmp_path: Path) -> None:
    project = opened(tmp_path, {"setup.cfg": SETUP_CFG})
    assert (project.name, project.unread) == ("my-project", ())
    assert points(project) == [
        ("console_scripts", "pkg-api", "pkg.cmd.api:main", 11),
        ("console_scripts", "pkg-worker", "pkg.cmd.worker:main", 13),
        ("wsgi_scripts", "pkg-wsgi", "pkg.wsgi:init_application", 16),
        ("pkg.drivers", "one", "pkg.one:Driver", 17),
    ]
    assert project.requirements == (
        Requirement("pymongo", frozenset(), "extra:mongodb", "setup.cfg", 20),
        Requirement("pytest", frozenset(), "test", "setup.cfg", 22),
        Requirement("sqlalchemy", frozenset({"asyncio"}), "install", "setup.cfg", 25),
        Requirement("oslo-db", frozenset(), "install", "setup.cfg", 26),
    )


def test_setuptools_spells_entry_points_otherwise(tmp_path: Path) -> None:
    text = "[options]\npackages = find:\ninstall_requires = file: x\n  ===\n"
    text += "[options.entry_points]\nconsole_scripts =\n    a = pkg.a:main\n"
    text += "[options.extras_require]\nredis = redis\n"
    project = opened(tmp_path, {"setup.cfg": text, "x": "six\n"})
    assert points(project) == [("console_scripts", "a", "pkg.a:main", 7)]
    assert needs(project) == [("redis", "extra:redis", 9), ("six", "install", 1)]
    assert project.packages == ("pkg",)


def test_a_bad_line_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    project = opened(tmp_path, {"setup.cfg": "[metadata]\nwhat is this\nname = kept\n"})
    assert project.unread == (Unread("setup.cfg", "line 2 is neither a section nor an option"),)
    assert project.name == "kept"


keys = st.sampled_from(["a", "b c", "A", "use", "x.y", "/v1", ""])
values = st.sampled_from(["", "1", "x = y", "a:b", "[x]", "# no", "v ; w", "; no", "%(x)s"])
ini_lines = st.one_of(
    st.builds("{}{}{}".format, keys, st.sampled_from(["=", " = ", ": ", ":"]), values),
    st.sampled_from(["[s]", "[t]", "[DEFAULT]", "[a]b]", "[s] tail", "", "  ", "# c", "; c", "  # c", "  [s]", "word"]),
    st.builds("  {}".format, values),
    st.builds("\t\t{}".format, values),
)


@given(st.lists(ini_lines, max_size=14))
@example(["[s]", "  a = 1", "   b = 2", " c = 3"])
@example(["[s]", "a = 1", "[t]", "   b = 2"])
def test_ini_files_mean_what_the_standard_library_takes_them_for(lines: list[str]) -> None:
    text = "\n".join(lines)
    parser = configparser.RawConfigParser(strict=False, default_section="no such section")
    try:
        parser.read_string(text)
    except configparser.Error:
        parse_ini(text)
        return
    ini = parse_ini(text)
    theirs = {(section, key): parser[section][key] for section in parser.sections() for key in parser[section]}
    ours = {(option.section, option.key): option.text for option in ini.options}
    assert ours == {key: value.strip() for key, value in theirs.items()}
    assert [name for name, _ in ini.sections] == [] or set(parser.sections()) == {name for name, _ in ini.sections}
    for option in ini.options:
        assert lines[option.line - 1].strip().lower().startswith(option.key)


PYPROJECT = """\
[project]
name = "my-project"
dependencies = [
    "SQLAlchemy>=1.4",  # MIT
    "oslo.db[mysql]>=4.44",
]
dynamic = ["version"]

[project.optional-dependencies]
redis = ["redis>=3.4"]
Doc = [
    "sphinx",
]

[project.scripts]
pkg-api = "pkg.cmd.api:main"
"pkg.worker" = "pkg.cmd.worker:main"

[project.entry-points.wsgi_scripts]
pkg-wsgi = "pkg.wsgi:application"

[project.entry-points."pkg.drivers"]
one = "pkg.one:Driver [extra]"

[dependency-groups]
test = ["pytest", {include-group = "other"}]
other = ["mypy"]
docs = ["docutils"]

[tool.setuptools]
script-files = ["./bin/tool"]
packages = ["pkg"]
"""


def test_pyproject(tmp_path: Path) -> None:
    project = opened(tmp_path, {"pyproject.toml": PYPROJECT, "bin/tool": "import os\n"})
    assert (project.name, project.scripts, project.unread) == ("my-project", ("bin/tool",), ())
    assert points(project) == [
        ("console_scripts", "pkg-api", "pkg.cmd.api:main", 16),
        ("console_scripts", "pkg.worker", "pkg.cmd.worker:main", 17),
        ("wsgi_scripts", "pkg-wsgi", "pkg.wsgi:application", 20),
        ("pkg.drivers", "one", "pkg.one:Driver", 23),
    ]
    assert needs(project) == [
        ("sqlalchemy", "install", 4),
        ("oslo-db", "install", 5),
        ("redis", "extra:redis", 10),
        ("sphinx", "doc", 12),
        ("pytest", "test", 26),
        ("mypy", "test", 27),
        ("docutils", "doc", 28),
    ]


def test_other_tools_tables(tmp_path: Path) -> None:
    text = '[tool.poetry]\nname = "x"\n[tool.poetry.scripts]\na = "pkg.a:main"\nb = {reference = "pkg.b:main"}\n'
    text += '[tool.poetry.plugins."g.h"]\nc = "pkg.c:C"\n[tool.poetry.dependencies]\npython = "^3.8"\npymongo = "*"\n'
    project = opened(tmp_path, {"pyproject.toml": text})
    assert [point[:3] for point in points(project)] == [
        ("console_scripts", "a", "pkg.a:main"),
        ("console_scripts", "b", "pkg.b:main"),
        ("g.h", "c", "pkg.c:C"),
    ]
    assert (project.name, needs(project)) == ("x", [("pymongo", "install", 10)])


def test_dependencies_from_files(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\n'
    text += 'dependencies = {file = ["deps/base.in"]}\noptional-dependencies.redis = {file = "deps/redis.in"}\n'
    project = opened(tmp_path, {"pyproject.toml": text, "deps/base.in": "six\n", "deps/redis.in": "redis\n"})
    assert needs(project) == [("six", "install", 1), ("redis", "extra:redis", 1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[project\n", "not valid TOML (line 1)"),
        ("a = \xff\n", "not valid TOML (line 1)"),
        ("a." * 40 + "a = 1\n", "a key of more than 32 parts"),
        ('x = {"a" . b . ' + "c." * 40 + "d = 1}\n", "a key of more than 32 parts"),
        ("[" + "t." * 40 + "t]\n", "a key of more than 32 parts"),
        ("a = " + "[" * 3000 + "]" * 3000 + "\n", "nested too deeply, or a number too large"),
        ("a = " + "9" * 5000 + "\n", "nested too deeply, or a number too large"),
        ("#" * (257 << 10), "larger than 256 KiB"),
    ],
)
def test_a_toml_file_that_means_harm_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    project = opened(tmp_path, {"pyproject.toml": text, "setup.cfg": "[metadata]\nname = kept\n"})
    assert project.unread == (Unread("pyproject.toml", reason),)
    assert project.name == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "project = 1\n",
        "[project]\nname = 1\nscripts = 2\ndependencies = {a = 1}\noptional-dependencies = [1]\n",
        "[project]\nentry-points = {a = 1}\n",
        "[project]\ndependencies = [1, '', '@', '-']\n[project.scripts]\na = 1\n[tool]\nsetuptools = []\n",
        "[tool.coverage]\nrun = 1\nreport = {fail_under = 'x', omit = {}}\n",
        "[tool.coverage.report]\nfail_under = true\n[tool.coverage.run]\nbranch = 'x'\nsource = 1\n",
        "[tool.setuptools]\npackages = {find = {}}\n",
        "[tool.setuptools.dynamic]\ndependencies = 1\noptional-dependencies = {a = 1}\n",
    ],
)
def test_tables_of_another_shape_say_nothing(tmp_path: Path, text: str) -> None:
    project = opened(tmp_path, {"pyproject.toml": text})
    assert (project.entry_points, project.requirements, project.coverage.fail_under) == ((), (), None)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("requirements.txt", "install"),
        ("requirements-py3.txt", "install"),
        ("tools/pip-requires", "install"),
        ("test-requirements.txt", "test"),
        ("tools/test-requires", "test"),
        ("tools/requirements.txt", "test"),
        ("requirements-dev.txt", "test"),
        ("doc/requirements.txt", "doc"),
        ("releasenotes/requirements.txt", "doc"),
        ("driver-requirements.txt", "extra:driver"),
        ("pkg/requirements.txt", None),
        ("upper-constraints.txt", None),
    ],
)
def test_scopes_of_requirement_files(path: str, scope: str | None) -> None:
    assert file_scope(path) == scope


def test_requirement_files(tmp_path: Path) -> None:
    text = "# a comment\npbr>=2.0 # Apache\nSQLAlchemy \\\n  >=1.4\n\n-r more/base.txt\n--requirement=../outside.txt\n"
    text += "-e git+https://user:word@example.org/x.git#egg=my_Thing[redis]\n-c constraints.txt\n--index-url x\n"
    text += "http://example.org/oslo.tar.gz#egg=oslo.config-1.2\nfoo@ https://example.org/foo.whl\n===\n"
    (tmp_path.parent / "outside.txt").write_text("secret\n")
    more = "six\n-r ../requirements.txt\n-r /etc/passwd\n-r none.txt\n"
    project = opened(tmp_path, {"requirements.txt": text, "more/base.txt": more})
    assert needs(project) == [
        ("six", "install", 1),
        ("pbr", "install", 2),
        ("sqlalchemy", "install", 3),
        ("my-thing", "install", 8),
        ("oslo-config-1-2", "install", 11),
        ("foo", "install", 12),
    ]
    assert project.requirements[3].extras == {"redis"}
    assert [unread.reason for unread in project.unread] == ["it leads out of the project"] * 2


@given(st.text(max_size=60))
@example("a[")
@example("a[b,,c]; extra == 'd'")
@example("-e #egg=")
def test_no_text_breaks_a_requirement(text: str) -> None:
    found = requirement(text, "install", "x", 1)
    assert found is None or found.name == found.name.lower()


def test_setup_py_is_read_and_never_run(tmp_path: Path) -> None:
    text = """\
import os
from setuptools import setup
os.mkdir("ran")
setup(
    name="x", packages=["pkg"], scripts=["scripts/tool", *find()],
    install_requires=["six", "SQLAlchemy>1", ""], tests_require="nose\\nmock",
    extras_require={"redis": ["redis"]},
    entry_points={"console_scripts": ["a = pkg.a:main", "b=pkg.b:main"], "paste.app_factory": "c = pkg.c:factory"},
    version=os.environ["x"],
)
"""
    project = opened(tmp_path, {"setup.py": text, "scripts/tool": "#!/usr/bin/python\n"})
    assert [point[:3] for point in points(project)] == [
        ("console_scripts", "a", "pkg.a:main"),
        ("console_scripts", "b", "pkg.b:main"),
        ("paste.app_factory", "c", "pkg.c:factory"),
    ]
    assert [each[:2] for each in needs(project)] == [
        ("mock", "test"),
        ("nose", "test"),
        ("six", "install"),
        ("sqlalchemy", "install"),
        ("redis", "extra:redis"),
    ]
    assert (project.name, project.scripts) == ("x", ("scripts/tool",))
    assert not (tmp_path / "ran").exists()


def test_setup_py_may_hold_entry_points_as_text(tmp_path: Path) -> None:
    text = "import setuptools\nsetuptools.setup(entry_points='''\n[console_scripts]\na = pkg.a:main\n''')\n"
    assert [point[:3] for point in points(opened(tmp_path, {"setup.py": text}))] == [
        ("console_scripts", "a", "pkg.a:main")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "print 'Python 2'\n",
        "setup(" + "(" * 300 + ")" * 300 + ")\n",
        "setup(name=-[], packages=" + "-" * 3000 + "1)\n",
        "setup(packages=1, scripts={}, entry_points=[1], extras_require={1: [2]}, install_requires=[None])\n",
        "(lambda: 0)()(name='x')\nsetup(**x)\n",
        "\0",
    ],
)
def test_a_setup_py_that_says_nothing(tmp_path: Path, text: str) -> None:
    project = opened(tmp_path, {"setup.py": text})
    assert (project.entry_points, project.requirements, project.name) == ((), (), tmp_path.name)


METADATA = """\
Metadata-Version: 2.1
Name: my-project
Requires-Dist: SQLAlchemy>=1.4
Requires-Dist: oslo.db (>=4.44)
Requires-Dist: redis>=3 ; extra == 'redis'
Requires-Dist: pytest; python_version > "3" and extra == "test"

Requires-Dist: not-this
"""


def test_an_unpacked_wheel(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.whl", "w") as wheel:
        wheel.writestr("pkg/__init__.py", "")
        wheel.writestr("pkg-1.0.data/scripts/pkg-tool", "#!python\n")
        wheel.writestr("my_project-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("my_project-1.0.dist-info/entry_points.txt", "[console_scripts]\na = pkg.a:main\n\n[g]\nb=pkg.b")
        wheel.writestr("my_project-1.0.dist-info/top_level.txt", "pkg\n")
    with zipfile.ZipFile(tmp_path / "x.whl") as wheel:
        wheel.extractall(tmp_path / "tree")
    project = Project.open(tmp_path / "tree", use_git=False)
    folder = "my_project-1.0.dist-info"
    assert (project.name, project.packages) == ("my-project", ("pkg",))
    assert project.scripts == ("pkg-1.0.data/scripts/pkg-tool",)
    assert project.entry_points == (
        EntryPoint("console_scripts", "a", "pkg.a:main", f"{folder}/entry_points.txt", 2),
        EntryPoint("g", "b", "pkg.b", f"{folder}/entry_points.txt", 5),
    )
    assert needs(project) == [
        ("sqlalchemy", "install", 3),
        ("oslo-db", "install", 4),
        ("redis", "extra:redis", 5),
        ("pytest", "test", 6),
    ]


def test_an_sdist_without_requirement_files(tmp_path: Path) -> None:
    files = {
        "PKG-INFO": "Name: my-project\n",
        "x.egg-info/requires.txt": "six\n\n[:python_version<'3']\nfutures\n\n[redis]\nredis\n\n[test:x]\npytest\n",
        "x.egg-info/entry_points.txt": "[console_scripts]\nbuilt = pkg.b:main\n",
        "setup.cfg": "[entry_points]\nconsole_scripts =\n    written = pkg.w:main\n",
    }
    project = opened(tmp_path, files)
    assert project.name == "my-project"
    assert [each[:2] for each in needs(project)] == [
        ("six", "install"),
        ("futures", "install"),
        ("redis", "extra:redis"),
        ("pytest", "test"),
    ]
    assert [point[1] for point in points(project)] == ["written"]


def test_what_is_written_wins_over_what_a_build_left(tmp_path: Path) -> None:
    files = {"requirements.txt": "six\n", "x.egg-info/requires.txt": "stale\n"}
    assert [each[0] for each in needs(opened(tmp_path, files))] == ["six"]


PASTE = """\
[composite:api]
use = egg:Paste#urlmap
/v2: api_v2
[app:api_v2]
paste.app_factory = pkg.api : APIRouter.factory
use = other
[filter:auth]
paste.filter_factory=pkg.auth:filter_factory
option_factory = 1
[app:call]
use = call:pkg.wsgi:root
[app:file]
use = config:other.ini#x
[unrelated]
paste.app_factory = pkg.no:factory
"""


def test_paste_files(tmp_path: Path) -> None:
    files = {"etc/pkg/api-paste.ini": PASTE, "doc/api-paste.ini": PASTE, "etc/notes.txt": PASTE}
    files["etc/proxy.conf-sample"] = "[DEFAULT]\n# x\n[app:proxy]\nuse = egg:pkg#proxy\n"
    assert opened(tmp_path, files).paste == (
        PasteFactory("composite:api", "use", "egg:Paste#urlmap", "etc/pkg/api-paste.ini", 2),
        PasteFactory("app:api_v2", "paste.app_factory", "pkg.api:APIRouter.factory", "etc/pkg/api-paste.ini", 5),
        PasteFactory("filter:auth", "paste.filter_factory", "pkg.auth:filter_factory", "etc/pkg/api-paste.ini", 8),
        PasteFactory("app:call", "use", "call:pkg.wsgi:root", "etc/pkg/api-paste.ini", 11),
        PasteFactory("app:proxy", "use", "egg:pkg#proxy", "etc/proxy.conf-sample", 4),
    )


COVERAGERC = """\
[run]
branch = True
source = pkg
omit =
    pkg/tests/*
    pkg/old.py, pkg/older.py

[report]
exclude_lines =
    pragma: no cover
    def __repr__
fail_under = 82.5
"""
CONFIG = CoverageConfig(
    omit=("pkg/tests/*", "pkg/old.py", "pkg/older.py"),
    exclude_lines=("pragma: no cover", "def __repr__"),
    fail_under=82.5,
    branch=True,
    source=("pkg",),
    path=".coveragerc",
    line=4,
    floor_path=".coveragerc",
    floor_line=12,
)


def test_coveragerc(tmp_path: Path) -> None:
    assert opened(tmp_path, {".coveragerc": COVERAGERC}).coverage == CONFIG


def test_setup_cfg_and_tox_ini_prefix_the_sections(tmp_path: Path) -> None:
    text = COVERAGERC.replace("[run]", "[coverage:run]").replace("[report]", "[coverage:report]")
    for name in ("tox.ini", "setup.cfg"):
        config = opened(tmp_path, {name: text}).coverage
        assert (config.path, config.floor_path, config.floor_line, config.omit) == (name, name, 12, CONFIG.omit)


def test_coverage_in_pyproject(tmp_path: Path) -> None:
    text = '[tool.coverage.run]\nbranch = false\nsource = ["pkg"]\nomit = [\n  "pkg/tests/*",\n]\n'
    text += '[tool.coverage.report]\nexclude_also = ["def __repr__"]\nfail_under = 70\n'
    config = opened(tmp_path, {"pyproject.toml": text}).coverage
    assert config == CoverageConfig(
        ("pkg/tests/*",), ("def __repr__",), 70.0, False, ("pkg",), "pyproject.toml", 4, "pyproject.toml", 9
    )


@pytest.mark.parametrize(
    ("command", "floor"),
    [
        ("coverage report --fail-under=98 --skip-covered", 98.0),
        ("coverage report --skip-covered --fail-under 46.5", 46.5),
        ("pytest --cov=pkg --cov-fail-under=80", 80.0),
        ("diff-cover --fail-under 100 cover/coverage.xml", None),
        ("# coverage report --fail-under=98", None),
        ("coverage report --fail-under=980", None),
        ("coverage report -m", None),
    ],
)
def test_a_floor_in_a_tox_command(tmp_path: Path, command: str, floor: float | None) -> None:
    config = opened(tmp_path, {"tox.ini": f"[testenv:cover]\ncommands =\n  {command}\n"}).coverage
    place = ("tox.ini", 3) if floor else ("", 0)
    assert (config.fail_under, config.floor_path, config.floor_line, config.path) == (floor, *place, "")


def test_a_floor_that_is_no_share_is_none(tmp_path: Path) -> None:
    assert opened(tmp_path, {".coveragerc": "[report]\nfail_under = many\n"}).coverage.fail_under is None
    assert opened(tmp_path, {".coveragerc": "[report]\nfail_under = nan\n"}).coverage.fail_under is None
    assert opened(tmp_path, {".coveragerc": "[report]\nfail_under = -1\n"}).coverage.fail_under is None


def test_metadata_that_cannot_be_opened_is_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "setup.cfg")
    (tmp_path / "pyproject.toml").symlink_to("/etc/hostname")
    (tmp_path / "tox.ini").mkdir()
    assert [unread.reason for unread in opened(tmp_path, {}).unread] == [
        "it leads out of the project",
        "not a regular file",
        "it is a folder",
    ]


def test_a_root_that_cannot_be_listed_is_noted(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "none", ())
    gather(tree)
    assert tree.unread == [Unread(".", "it does not exist")]


NAMES = ("setup.cfg", "pyproject.toml", "setup.py", "requirements.txt", "tox.ini", ".coveragerc", "PKG-INFO")
BUILT = ("x.egg-info/requires.txt", "x.dist-info/METADATA", "x.dist-info/entry_points.txt", "etc/api-paste.ini")
WORDS = b"[project] [ ] = : \n \r\n \x00 \xff {} ' \" # ; [entry_points] a.b -r extra== Name: Requires-Dist: setup( )"
soup = st.lists(st.sampled_from([*WORDS.split(b" "), b" ", b"a", b"\xef\xbb\xbf"]), max_size=40).map(b"".join)


@given(st.one_of(st.binary(max_size=80), soup))
def test_no_bytes_in_metadata_break_the_opening(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.mktemp("soup")
    for name in NAMES + BUILT:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(data)
    metadata = gather(Tree(root, NAMES + BUILT))
    assert all(point.line >= 1 and point.path in NAMES + BUILT for point in metadata.entry_points)


@pytest.mark.parametrize(
    "text",
    [
        "[a]\nb" + " " * 500_000 + "c\n",
        "[" * 500_000,
        "[s]\n" + "a = 1\n" * 80_000,
        "[s]\na =\n" + " x = y[\n" * 80_000,
        '["' + '""' * 60_000,
        "a = '" + "'" * 100_000,
        "a" * 250_000,
        "".join(f'k{number} = "v"\n' for number in range(14_000)),
        "-r a\n" * 50_000,
        "a\\\n" * 100_000,
    ],
)
def test_no_metadata_takes_long(tmp_path: Path, text: str) -> None:
    for name in ("setup.cfg", "pyproject.toml", "requirements.txt", "tox.ini", "x.ini"):
        (tmp_path / name).write_text(text if name != "pyproject.toml" else "[project.scripts]\n" + text)
    assert gather(Tree(tmp_path, ("requirements.txt", "x.ini"))) is not None
