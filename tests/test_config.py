"""Configuration: where it stands, what it may say, and all mistakes at once."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint import __version__
from tenetlint.config import Config, load
from tenetlint.config.keys import READERS
from tenetlint.errors import Mistakes, UserError
from tenetlint.gate.complaints import ALL
from tenetlint.model import Site
from tenetlint.rule import Severity
from tests.gates import Repo, made

KNOWN = ("TNT104", "TNT301", "TNT302", "TNT501")


def loaded(root: Path, **files: str) -> Config:
    """The configuration of a folder with these files; `__` in a name stands for a dot."""
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text)
    return load(root, KNOWN)


def mistakes(root: Path, **files: str) -> tuple[str, ...]:
    """All that is wrong with these files."""
    with pytest.raises(Mistakes) as caught:
        loaded(root, **files)
    return caught.value.lines


def test_without_files_everything_is_as_it_comes(tmp_path: Path) -> None:
    assert loaded(tmp_path) == Config()


def test_the_four_files_say_the_same(tmp_path: Path) -> None:
    toml = (
        'select = ["TNT3"]\nfail-on = "error"\nbaseline = "gate/base.toml"\nexclude = ["tools/"]\n'
        '[{0}severity]\nTNT302 = "info"\n[[{0}exceptions]]\ncodes = ["TNT501"]\nreason = "It is a shared store."\n'
        'until = "2027.1"\n[[{0}per-path-ignores]]\npaths = ["a/*.py", "b"]\ncodes = ["TNT301", "TNT302"]\n'
        'reason = "Old (and frozen)"\nlimit = 3\n[{0}vocabulary]\nrpc-clients = ["acme.rpc.client"]\n'
    )
    ini = (
        "[tenetlint]\nselect = TNT3\nfail-on = error\nbaseline = gate/base.toml\nexclude = tools/\n"
        "severity =\n    TNT302 = info\nexceptions =\n    TNT501: It is a shared store. (until=2027.1)\n"
        "per-path-ignores =\n    a/*.py b: TNT301, TNT302 Old (and frozen) (limit=3)\n"
        "[tenetlint:vocabulary]\nrpc-clients = acme.rpc.client\n"
    )
    found, allowed = [], []
    for name, text in (
        ("tenetlint__toml", toml.format("")),
        ("pyproject__toml", "[tool.tenetlint]\n" + toml.format("tool.tenetlint.")),
        ("setup__cfg", ini),
        ("tox__ini", ini),
    ):
        folder = tmp_path / name
        folder.mkdir()
        config = loaded(folder, **{name: text})
        found.append(
            (config.select, config.fail_on, config.baseline, config.exclude, config.severity, config.additions)
        )
        allowed.append([(a.codes, a.reason, a.paths, a.until, a.limit) for a in config.allowed])
    assert found == found[:1] * 4
    assert allowed == allowed[:1] * 4
    assert found[0][4] == {"TNT302": Severity.INFO}
    assert allowed[0] == [
        (("TNT501",), "It is a shared store.", (), "2027.1", None),
        (("TNT301", "TNT302"), "Old (and frozen)", ("a/*.py", "b"), "", 3),
    ]


def test_the_first_file_that_sets_a_key_counts_for_it(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        tox__ini="[tenetlint]\nselect = TNT104\nbaseline = x.toml\n",
        setup__cfg="[metadata]\nname = a\n\n[tenetlint]\nselect = TNT301\n",
        pyproject__toml='[tool.tenetlint]\nfail-on = "error"\n',
    )
    assert (config.select, config.baseline, config.fail_on) == (("TNT301",), "x.toml", Severity.ERROR)
    assert config.origins == {
        "select": Site("setup.cfg", 5),
        "baseline": Site("tox.ini", 3),
        "fail-on": Site("pyproject.toml", 2),
    }


def test_all_mistakes_in_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        pyproject__toml='[tool.tenetlint]\nslect = ["TNT301"]\nfail-on = "warn"\nselect = ["TNT9"]\nignore = "TNT3"\n',
        setup__cfg="[tenetlint]\nbaseline = ../x.toml\nbasline = y\n",
        tox__ini="[tenetlint]\nseverity =\n    TNT3001 = info\n",
    )
    assert found == (
        "pyproject.toml:2: slect: no such key (did you mean `select`?)",
        "pyproject.toml:3: fail-on: no `warn` (did you mean `warning`?): error, warning",
        "pyproject.toml:4: select: no rule has the code `TNT9` (did you mean `TNT501`?)",
        "pyproject.toml:5: ignore: a list of strings is wanted",
        "setup.cfg:2: baseline: `../x.toml` does not lie in the project",
        "setup.cfg:3: basline: no such key (did you mean `baseline`?)",
        "tox.ini:2: severity: no rule has the code `TNT3001` (did you mean `TNT301`?)",
    )


def test_each_of_several_mistakes_in_one_key_is_told_at_its_table(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        tenetlint__toml='select = ["TNT9", "TNT3", "X"]\n[severity]\nTNT301 = "loud"\nTNT99 = "info"\n'
        '[[exceptions]]\ncodes = ["TNT501"]\nreason = "x"\n[[exceptions]]\ncodes = ["TNT99"]\nreason = "x"\n'
        '[[exceptions]] # third\ncodes = ["TNT5"]\nresaon = "x"\n',
        tox__ini="[tenetlint]\nper-path-ignores =\n    a: TNT301\n    a: TNT301 x\n    b\n",
    )
    assert found == (
        "tenetlint.toml:1: select: no rule has the code `TNT9` (did you mean `TNT501`?)",
        "tenetlint.toml:1: select: no rule has the code `X`",
        "tenetlint.toml:2: severity: no `loud`: error, warning, info",
        "tenetlint.toml:2: severity: no rule has the code `TNT99`",
        "tenetlint.toml:8: exceptions: no rule has the code `TNT99`",
        "tenetlint.toml:11: exceptions: no key `resaon` (did you mean `reason`?)",
        "tox.ini:3: per-path-ignores: `a: TNT301` is not `PATTERN: CODE reason`",
        "tox.ini:5: per-path-ignores: `b` is not `PATTERN: CODE reason`",
    )


def test_each_accepted_finding_stands_at_its_own_line(tmp_path: Path) -> None:
    one, other = 'codes = ["TNT501"]\nreason = "a"\n', 'codes = ["TNT3"]\nreason = "b"\n'
    tables = f"[[{{0}}exceptions]]\n{one}\n[[ {{0}}exceptions ]]\n{other}"
    for name, start in (("tenetlint.toml", ""), ("pyproject.toml", "tool.tenetlint.")):
        (tmp_path / name).write_text(tables.format(start))
        config = load(tmp_path, KNOWN)
        assert [each.site for each in config.allowed] == [Site(name, 1), Site(name, 5)]
        (tmp_path / name).write_text("")
    inline = 'exceptions = [{codes = ["TNT501"], reason = "a"}, {codes = ["TNT3"], reason = "b"}]\n'
    assert {each.site.line for each in loaded(tmp_path, tenetlint__toml=inline).allowed} == {1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[exceptions]]\ncodes = ["TNT501"]\n', "exceptions: a reason is wanted"),
        ('[[exceptions]]\ncodes = ["TNT501"]\nreason = " "\n', "exceptions: a reason is wanted"),
        ('[[exceptions]]\nreason = "x"\n', "exceptions: no code is named"),
        ('[[exceptions]]\ncodes = ["TNT501"]\nreason = "x"\nuntil = "soon"\n', "until `soon`: a release"),
        ('[[exceptions]]\ncodes = ["TNT501"]\nreason = "x"\nlimit = true\n', "limit: a number from 1"),
        ('[[exceptions]]\ncodes = ["TNT501"]\nreason = "x"\npaths = ["a"]\n', "no key `paths`"),
        ('exceptions = "TNT501"\n', "a list of tables is wanted"),
        ('[[per-path-ignores]]\ncodes = ["TNT501"]\nreason = "x"\n', "no path is named"),
        ('[[per-path-ignores]]\npaths = ["["]\ncodes = ["TNT501"]\nreason = "x"\n', "`[` is no pattern of paths"),
        ('required-version = "new"\n', "`new` is no version specifier"),
        ("severity = 1\n", "a table of codes is wanted"),
        ('severity = {TNT301 = "loud"}\n', "no `loud`"),
        ("baseline = 1\n", "a string is wanted"),
        ('vocabulary = {rpc-clients = ["a b"]}\n', "`a b` is no dotted name"),
        ('vocabulary = {clients = ["a"]}\n', "no such key (did you mean `vocabulary.rpc-clients`?)"),
        ('[[vocabulary.stores]]\nimports = ["a"]\n', "a name is wanted"),
        ('[[vocabulary.stores]]\nname = "Shelf"\n', "`imports` must name the modules"),
        ('[[vocabulary.stores]]\nname = "Shelf"\nimports = ["a"]\ntopology = "round"\n', "no `round`"),
        ('[[vocabulary.stores]]\nname = "Shelf"\nimports = ["a"]\nport = 1\n', "no key `port`"),
        ('vocabulary = {stores = "x"}\n', "a list of tables is wanted"),
        ("a = [\n", "tenetlint.toml: not valid TOML"),
        ("a." * 100 + "b = 1\n", "a key of more than 32 parts"),
    ],
)
def test_a_mistake_is_told_in_a_few_words(tmp_path: Path, text: str, words: str) -> None:
    found = mistakes(tmp_path, tenetlint__toml=text)
    assert len(found) == 1
    assert words in found[0]
    assert found[0].startswith("tenetlint.toml:")


def test_a_line_of_an_ini_file_that_is_no_entry(tmp_path: Path) -> None:
    assert mistakes(tmp_path, tox__ini="[tenetlint]\nexceptions =\n    the shared store\n") == (
        "tox.ini:3: exceptions: `the shared store` is not `PATTERN: CODE reason`",
    )
    assert "limit: a number" in mistakes(tmp_path, tox__ini="[tenetlint]\nexceptions =\n  TNT501 x (limit=no)\n")[0]


def test_a_line_of_an_ini_file_has_an_end(tmp_path: Path) -> None:
    found = mistakes(tmp_path, tox__ini=f"[tenetlint]\nexceptions =\n    TNT501 {'x' * 2000}\n")
    assert found == ("tox.ini:3: exceptions: a line of more than 2000 characters",)


def test_a_pyproject_without_our_table_or_that_is_broken_is_none_of_our_business(tmp_path: Path) -> None:
    assert loaded(tmp_path, pyproject__toml='[project]\nname = "a"\n') == Config()
    assert loaded(tmp_path, pyproject__toml="[project\n") == Config()


def test_the_required_version(tmp_path: Path) -> None:
    assert loaded(tmp_path, tenetlint__toml=f'required-version = ">={__version__}"\n').required_version
    with pytest.raises(UserError, match=r"^tenetlint.toml:1: required-version: `>=999` is wanted, and this is tenetl"):
        loaded(tmp_path, tenetlint__toml='required-version = ">=999"\n')


def test_a_file_that_is_none_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tenetlint.toml")
    assert mistakes(tmp_path) == ("tenetlint.toml: not a regular file",)
    (tmp_path / "tenetlint.toml").unlink()
    (tmp_path / "tenetlint.toml").symlink_to("/etc/passwd")
    assert mistakes(tmp_path) == ("tenetlint.toml: it leads out of the project",)


@given(st.text(max_size=200), st.sampled_from(("tenetlint.toml", "pyproject.toml", "setup.cfg", "tox.ini")))
@example("[tenetlint]\nseverity =\n =\n", "tox.ini")
@example("[tenetlint]\nper-path-ignores = : TNT301 (limit=9999999999999999999)", "tox.ini")
@example("[tool.tenetlint]\n[tool.tenetlint.vocabulary]\nstores = [1]", "pyproject.toml")
@example("[[tool.tenetlint]]", "pyproject.toml")
def test_no_text_makes_it_crash(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    root = tmp_path_factory.mktemp("config")
    (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(UserError):
        assert load(root, KNOWN) is not None


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def test_show_tells_the_origin_of_each_value(repo: Repo) -> None:
    repo.write('fail-on = "error"\n[[exceptions]]\ncodes = ["TNT501"]\nreason = "why"\n', "tenetlint.toml")
    shown = repo.run("config", "show")
    assert 'fail-on = "error"  (tenetlint.toml:1)' in shown.lines
    assert 'baseline = "tenets-baseline.toml"  (default)' in shown.lines
    assert 'exceptions = [{"codes": ["TNT501"], "reason": "why"}]  (tenetlint.toml:2)' in shown.lines
    table = json.loads(repo.run("config", "show", "--format", "json").out)
    assert table["fail-on"] == {"value": "error", "origin": "tenetlint.toml:1"}


def test_mistakes_are_printed_one_a_line(repo: Repo) -> None:
    repo.write("slect = 1\nignor = 2\n", "tenetlint.toml")
    for command in (["check"], ["score"], ["config", "show"], ["init"], ["suppressions"], ["baseline", "write"]):
        ended = repo.run(*command)
        assert ended.code == 2
        assert ended.err.splitlines() == [
            "tenetlint: error: tenetlint.toml:1: slect: no such key (did you mean `select`?)",
            "tenetlint: error: tenetlint.toml:2: ignor: no such key (did you mean `ignore`?)",
        ]


def test_init_writes_once(repo: Repo) -> None:
    assert "tenetlint.toml: written" in repo.run("init").out
    load(repo.root, KNOWN)
    before = repo.text("tenetlint.toml")
    assert repo.run("init").out.startswith("tenetlint.toml: configures tenetlint already")
    assert repo.text("tenetlint.toml") == before
    repo.write("[tenetlint]\nselect = TNT3\n", "tox.ini")
    (repo.root / "tenetlint.toml").unlink()
    assert repo.run("init").out.startswith("tox.ini: configures")


def test_a_client_that_only_the_project_knows_counts_for_check_and_score(repo: Repo) -> None:
    """A private library gives the client; without a word in the configuration nobody can know."""
    repo.write(
        "import acme_bus\n\n\nclass Pilot:\n    def __init__(self):\n        self.client = acme_bus.connect()\n\n"
        '    def turn(self, context):\n        return self.client.call(context, "turn")\n',
        "harbour/pilot.py",
    )
    assert "harbour/pilot.py" not in repo.run("check").out
    repo.write('[vocabulary]\nrpc-clients = ["acme_bus.connect"]\n', "tenetlint.toml")
    assert "harbour/pilot.py:9:16: TNT301 `turn` is called" in repo.run("check").out
    assert "harbour/pilot.py" in repo.run("score", "--explain", "3").out


def test_a_client_that_the_project_makes_itself(repo: Repo) -> None:
    repo.write("from harbour import wires\n\n\ndef connect():\n    return wires.find('x')\n", "harbour/bus.py")
    repo.write(
        "from harbour import bus\n\n\ndef turn(context):\n"
        '    return bus.connect().call(context, "turn")\n',
        "harbour/pilot.py",
    )
    assert "harbour/pilot.py" not in repo.run("check").out
    repo.write('[vocabulary]\nrpc-clients = ["harbour.bus.connect"]\n', "tenetlint.toml")
    assert "harbour/pilot.py:5:12: TNT301" in repo.run("check").out


def test_a_store_that_only_the_project_knows(repo: Repo) -> None:
    repo.replace("from harbour", "import acme_shelf\nfrom harbour", "harbour/cmd/api.py")
    assert "Acme" not in repo.run("check").out
    repo.write('[[vocabulary.stores]]\nname = "Acme shelf"\nimports = ["acme_shelf"]\n', "tenetlint.toml")
    assert "TNT501 `Acme shelf`" in repo.run("check").out


def test_an_accepted_exception_raises_the_score_and_both_are_shown(repo: Repo) -> None:
    repo.write(
        '[[exceptions]]\ncodes = ["TNT301"]\nreason = "The answer is the feature."\n'
        '[[exceptions]]\ncodes = ["TNT4"]\nreason = "The broker is sanctioned."\n',
        "tenetlint.toml",
    )
    shown = json.loads(repo.run("score", "--format", "json").out)
    reasons = {each["reason"] for each in shown["put_aside"]}
    assert reasons == {"The answer is the feature.", "The broker is sanctioned."}
    three = shown["tenets"][2]
    repo.write("", "tenetlint.toml")
    plain = json.loads(repo.run("score", "--format", "json").out)["tenets"][2]
    assert three["score_with_put_aside"] == plain["score"] == plain["score_with_put_aside"]
    assert plain["breach"] == three["breach"] + 2


def test_the_page_names_every_key_and_its_examples_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert [key for key in READERS if f"`{key}`" not in page] == []
    assert [each.code for each in ALL if f"| `{each.code}` |" not in page] == []
    codes = [*KNOWN, "TNT303", "TNT305"]
    found = []
    for language, name in (("toml", "tenetlint.toml"), ("ini", "tox.ini")):
        (tmp_path / language).mkdir()
        text = page.partition(f"```{language}\n")[2].partition("```")[0]
        (tmp_path / language / name).write_text(text)
        found.append(load(tmp_path / language, codes))
    assert found[0].additions.kinds[0].name == "Shelf"
    for one, other in zip(found[0].allowed, found[1].allowed, strict=True):
        assert one._replace(site=other.site) == other
    assert (found[0].severity, found[0].exclude) == (found[1].severity, found[1].exclude)
