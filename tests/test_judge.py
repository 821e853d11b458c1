"""The judge of what own inference leaves open: what it can tell, and that it runs and imports nothing of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import astroid.manager
import pytest

from tenetlint.facts import Facts
from tenetlint.facts.infer import judge as room
from tenetlint.facts.infer.judge import NOT_KNOWN, OPEN, OTHER, SEND, Question, answer, judge
from tenetlint.project import Project
from tenetlint.worker import Limits

HOME = Path(__file__).parents[1]
CLASS = "from oslo_messaging.rpc import client as rpc\nclient = rpc.RPCClient(None)\n"
MAKE = "import oslo_messaging\nclient = oslo_messaging.get_rpc_client(None, None)\n"


@pytest.fixture
def _astroid_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Asked in this process, the judge changes astroid's only manager."""
    monkeypatch.setattr(astroid.manager, "load_module_from_name", astroid.manager.load_module_from_name)
    brain = dict(astroid.manager.AstroidManager.brain)
    yield
    astroid.manager.AstroidManager.brain.clear()
    astroid.manager.AstroidManager.brain.update(brain)
    astroid.manager.AstroidManager().clear_cache()


def facts(root: Path, files: Mapping[str, str]) -> Facts:
    """The facts of a small project; every folder is a package."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent != root:
            (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return Facts.of(Project.open(root, use_git=False))


def question(path: str, text: str, line: str) -> Question:
    """The call that stands alone on a line."""
    number = text.splitlines().index(line) + 1
    indent = len(line) - len(line.lstrip())
    return Question(path, number, indent, number, len(line), line[: line.rindex("(")].rpartition(".")[2])


def asked(root: Path, files: Mapping[str, str], line: str, path: str = "pkg/a.py") -> bytes:
    """What the judge says of one line, in this process."""
    found = facts(root, files)
    names = {each: name for name, each in found.modules.items()}
    return answer(room._source(found), names[path], question(path, files[path], line))


@pytest.mark.usefixtures("_astroid_as_before")
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"pkg/a.py": MAKE + "client.call({}, 'm')\n"}, SEND),
        ({"pkg/a.py": "from pkg.b import client\nclient.call({}, 'm')\n", "pkg/b.py": MAKE}, SEND),
        ({"pkg/a.py": "from .b import client\nclient.call({}, 'm')\n", "pkg/b.py": MAKE}, SEND),
        ({"pkg/a.py": "from pkg import client\nclient.call({}, 'm')\n", "pkg/__init__.py": MAKE}, SEND),
        ({"pkg/a.py": "from neutron_lib import rpc\nclient = rpc.get_client(None)\nclient.call({}, 'm')\n"}, SEND),
        ({"pkg/a.py": CLASS + "client.call({}, 'm')\n"}, SEND),
        ({"pkg/a.py": "import oslo_messaging\nclient = oslo_messaging.Notifier()\nclient.call({}, 'm')\n"}, OTHER),
        ({"pkg/a.py": "class Client:\n    pass\nclient = Client()\nclient.call({}, 'm')\n"}, OTHER),
        ({"pkg/a.py": "import fractions\nclient = fractions.Fraction()\nclient.call({}, 'm')\n"}, OTHER),
        ({"pkg/a.py": "import unheard_of\nclient = unheard_of.make()\nclient.call({}, 'm')\n"}, OPEN),
        ({"pkg/a.py": "from pkg.b import client\nclient.call({}, 'm')\n", "pkg/b.py": "client = (\n"}, OPEN),
        ({"pkg/a.py": "from pkg.b import client\nclient.call({}, 'm')\n", "pkg/b.py": MAKE + "print client\n"}, SEND),
        ({"pkg/a.py": "def f(client):\n    return client\nclient = f(None) or g()\nclient.call({}, 'm')\n"}, OPEN),
    ],
)  # fmt: skip
def test_a_receiver_is_followed(tmp_path: Path, files: dict[str, str], said: bytes) -> None:
    assert asked(tmp_path, files, "client.call({}, 'm')") == said


@pytest.mark.usefixtures("_astroid_as_before")
def test_a_place_without_such_a_call_stays_open(tmp_path: Path) -> None:
    found = facts(tmp_path, {"pkg/a.py": MAKE})
    assert answer(room._source(found), "pkg.a", Question("pkg/a.py", 1, 0, 1, 9, "call")) == OPEN


@pytest.mark.usefixtures("_astroid_as_before")
def test_nothing_is_imported_or_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    run = f"open({str(mark)!r}, 'w').close()\n"
    files = {
        "pkg/a.py": run + "import pkg.b, json, gi, six\nfrom pkg import c\nclient = c.client\nclient.call({}, 'm')\n",
        "pkg/b.py": run,
        "pkg/c.py": run + MAKE,
        "json.py": run,
        "gi.py": run,
        "six.py": run,
        "oslo_messaging/__init__.py": run,
    }
    before = set(sys.modules)
    path = list(sys.path)
    assert asked(tmp_path, files, "client.call({}, 'm')") == SEND
    assert not mark.exists()
    assert sys.path == path
    ours = {name for name in set(sys.modules) - before if not name.startswith(("astroid", "_", "encodings"))}
    assert not ours & {"pkg", "pkg.a", "pkg.b", "pkg.c", "gi", "oslo_messaging"}


@pytest.mark.usefixtures("_astroid_as_before")
def test_extensions_are_taken_from_what_is_loaded(tmp_path: Path) -> None:
    asked(tmp_path, {"pkg/a.py": MAKE + "client.call({}, 'm')\n"}, "client.call({}, 'm')")
    assert astroid.manager.load_module_from_name("sys") is sys
    with pytest.raises(ImportError):
        astroid.manager.load_module_from_name("_not_loaded_yet")


def _questions(root: Path, lines: int) -> tuple[Facts, list[Question]]:
    text = MAKE + "other = object()\n"
    text += "".join(f"{'client' if place % 2 else 'other'}.call({{}}, 'm{place}')\n" for place in range(lines))
    found = facts(root, {"pkg/a.py": text})
    return found, [question("pkg/a.py", text, line) for line in text.splitlines()[3:]]


def test_answers_do_not_depend_on_their_order(tmp_path: Path) -> None:
    found, questions = _questions(tmp_path, 5)
    forth = judge(found, questions)
    assert [each.what for each in forth] == [OTHER, SEND, OTHER, SEND, OTHER]
    assert judge(found, questions[::-1]) == forth[::-1]


def test_only_so_many_are_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_QUESTIONS", 2)
    found, questions = _questions(tmp_path, 4)
    assert [each.what for each in judge(found, questions)] == [OTHER, SEND, OPEN, OPEN]


def test_without_processes_all_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "can_fork", lambda: False)
    found, questions = _questions(tmp_path, 2)
    assert [each.what for each in judge(found, questions)] == [OPEN, OPEN]


def test_what_takes_too_long_stays_open_and_few_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*arguments: object) -> bytes:
        while True:
            time.sleep(1)

    monkeypatch.setattr(room, "answer", endless)
    found, questions = _questions(tmp_path, 4)
    verdicts = judge(found, questions, Limits(wall=0.2))
    assert [each.what for each in verdicts] == [OPEN] * 4
    assert [each.why for each in verdicts] == ["it takes too long"] * 2 + [NOT_KNOWN] * 2


def test_only_so_much_code_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, questions = _questions(tmp_path, 4)
    monkeypatch.setattr(room, "MAX_BYTES", 2 * found.sources["pkg/a.py"].size)
    assert [each.what for each in judge(found, questions)] == [OTHER, SEND, OPEN, OPEN]


def test_a_bug_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> bytes:
        raise KeyError("bug")

    monkeypatch.setattr(room, "answer", broken)
    found, questions = _questions(tmp_path, 1)
    (verdict,) = judge(found, questions)
    assert verdict.what == OPEN
    assert verdict.why.startswith("a bug of tenetlint: KeyError")


def test_the_asking_process_never_loads_astroid() -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from tenetlint.facts import Facts; from tenetlint.project import Project\n"
        "found = Facts.of(Project.open(Path(sys.argv[1]), use_git=False))\n"
        "print(len(found.rpc.sites), len(found.rpc.undecided), 'astroid' in sys.modules)\n"
    )
    project = HOME / "fixtures" / "facts" / "rpc" / "judged"
    command = [sys.executable, "-c", script, str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HOME)
    sends, undecided, loaded = done.stdout.split()
    assert int(sends) > 0
    assert int(undecided) > 0
    assert loaded == "False"
