"""Every format read by validators and readers that we did not write, taken from the package indexes."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jsonschema
import lxml.etree
import pytest

from tenetlint.report.checked import Checked
from tenetlint.report.formats import formatter
from tests.checked_makers import EVIL, checked, clear, hostile, many

pytestmark = pytest.mark.network

RESULTS: Mapping[str, Checked] = {
    "ordinary": checked(),
    "clear": clear(),
    "hostile": hostile(),
    "hostile file": hostile(line=0, column=0),
    "no text": hostile("\udcff\udc80"),
    "many": many(300),
}
PREFERENCES = {"SARIF2005", "SARIF2017"}
"""What Microsoft's validator would like: an address of the tool, and lines for a finding on a file as a whole."""

each_result = pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS.keys())
Run = Callable[..., subprocess.CompletedProcess[str]]


def done(*command: str | Path, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program that must succeed."""
    finished = subprocess.run(
        [str(word) for word in command],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        encoding="utf-8",
    )
    assert finished.returncode == 0, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Installs an npm package in a folder of its own."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    home = tmp_path_factory.mktemp("npm")

    def install(package: str) -> Path:
        done("npm", "install", "--silent", "--no-save", "--prefix", home, package)
        return home / "node_modules"

    return install


@pytest.fixture(scope="session")
def multitool(node: Callable[[str], Path]) -> Path:
    """Microsoft's SARIF tools, with the official schema beside them."""
    return node("@microsoft/sarif-multitool-linux@5.7.0") / "@microsoft" / "sarif-multitool-linux"


@pytest.fixture(scope="session")
def rdformat(node: Callable[[str], Path]) -> Path:
    """A validator of reviewdog's format."""
    return node("@umbrelladocs/rdformat-validator@1.0.1") / ".bin" / "rdformat-validator"


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Takes one file from PyPI without installing anything."""
    home = tmp_path_factory.mktemp("downloads")

    def take(requirement: str, *options: str) -> Path:
        before = set(home.iterdir())
        done(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *options, "--dest", home, requirement)
        (new,) = set(home.iterdir()) - before
        return new

    return take


@pytest.fixture(scope="session")
def junit_schema(downloads: Callable[..., Path]) -> lxml.etree.XMLSchema:
    """Jenkins' schema, as pytest's source distribution ships it."""
    with tarfile.open(downloads("pytest==9.0.2", "--no-binary", "pytest")) as archive:
        (member,) = [each for each in archive.getmembers() if each.name.endswith("/junit-10.xsd")]
        extracted = archive.extractfile(member)
        assert extracted is not None
        return lxml.etree.XMLSchema(lxml.etree.parse(extracted))


@pytest.fixture(scope="session")
def zuul_validate(downloads: Callable[..., Path]) -> Callable[[object], None]:
    """Zuul's own check of file comments, from its released wheel."""
    wheel = downloads("zuul==14.3.0")
    target = wheel.parent / "zuul_filecomments.py"
    with zipfile.ZipFile(wheel) as archive:
        target.write_bytes(archive.read("zuul/lib/filecomments.py"))
    spec = importlib.util.spec_from_file_location("zuul_filecomments", target)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda comments: module.validate(comments)


@pytest.fixture(scope="session")
def sarif_tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second reader of SARIF, in an environment of its own."""
    home = tmp_path_factory.mktemp("sarif-tools")
    venv.create(home, with_pip=True)
    done(home / "bin" / "python", "-m", "pip", "install", "--quiet", "sarif-tools==3.0.5")
    return home / "bin" / "sarif"


@each_result
def test_sarif_keeps_the_official_schema(result: Checked, multitool: Path) -> None:
    schema = json.loads((multitool / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(formatter("sarif")(result)), schema)


@each_result
def test_sarif_pleases_microsoft_and_github(result: Checked, multitool: Path, tmp_path: Path) -> None:
    assert faults(formatter("sarif")(result), multitool, tmp_path) <= PREFERENCES


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [('"ruleIndex": 1', '"ruleIndex": 77'), ('"uri": "setup.cfg"', '"uri": "a b"')],
)
def test_the_sarif_validator_finds_faults(spoil: str, expected: str, multitool: Path, tmp_path: Path) -> None:
    spoilt = formatter("sarif")(checked()).replace(spoil, expected)
    assert faults(spoilt, multitool, tmp_path) - PREFERENCES


def faults(sarif: str, multitool: Path, folder: Path) -> set[str]:
    """The rules of Microsoft's validator that warn or fail; its exit code says nothing."""
    (folder / "x.sarif").write_text(sarif, encoding="utf-8")
    options = ("--level", "Error;Warning", "--kind", "Fail", "--rule-kind", "Sarif;Gh", "--log", "ForceOverwrite")
    command: Sequence[str | Path] = (multitool / "Sarif.Multitool", "validate", folder / "x.sarif", *options)
    done(*command, "-o", folder / "log.sarif", DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    (run,) = json.loads((folder / "log.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert "invocations" not in run or all(each["executionSuccessful"] for each in run["invocations"])
    return {found["ruleId"].partition("/")[0] for found in run.get("results", [])}


@each_result
def test_gitlab_agrees_with_another_converter(result: Checked, sarif_tools: Path, tmp_path: Path) -> None:
    """sarif-tools makes the same issues of our SARIF: checks, severities and lines."""
    (tmp_path / "x.sarif").write_text(formatter("sarif")(result), encoding="utf-8")
    done(sarif_tools, "codeclimate", tmp_path / "x.sarif", "-o", tmp_path / "theirs.json")
    theirs = json.loads((tmp_path / "theirs.json").read_text(encoding="utf-8"))
    ours = [each for each in json.loads(formatter("gitlab")(result)) if each["check_name"] != "TNT-unread"]
    reported = len(result.items)
    assert len(ours) == reported
    assert essence(ours) <= essence(theirs), "theirs holds what was put aside as well"
    assert set(ours[0]) <= set(theirs[0]) if ours else True


def essence(issues: Sequence[Mapping[str, object]]) -> Counter[tuple[object, ...]]:
    """Check and line of each issue."""
    return Counter((each["check_name"], int(lines(each)["begin"])) for each in issues)


def lines(issue: Mapping[str, object]) -> Mapping[str, int]:
    """Where an issue begins."""
    location = issue["location"]
    assert isinstance(location, dict)
    found: Mapping[str, int] = location["lines"]
    return found


@each_result
def test_junit_keeps_the_schema_of_jenkins(result: Checked, junit_schema: lxml.etree.XMLSchema) -> None:
    junit_schema.assertValid(lxml.etree.fromstring(formatter("junit")(result).encode()))


def test_the_schema_of_jenkins_is_strict(junit_schema: lxml.etree.XMLSchema) -> None:
    spoilt = formatter("junit")(checked()).replace("<testcase ", '<testcase line="3" ', 1)
    assert not junit_schema.validate(lxml.etree.fromstring(spoilt.encode()))


@each_result
def test_zuul_takes_the_comments(result: Checked, zuul_validate: Callable[[object], None]) -> None:
    told = json.loads(formatter("zuul")(result))
    zuul_validate(told["zuul"]["file_comments"])
    assert all(isinstance(line, str) and not {"\n", "\x1b"} & set(line) for line in told["zuul"]["warnings"])


def test_zuul_refuses_a_line_that_is_no_number(zuul_validate: Callable[[object], None]) -> None:
    with pytest.raises(Exception, match="expected int"):
        zuul_validate({"a.py": [{"line": "3", "message": "x"}]})


@each_result
def test_rdjson_is_reviewdogs_format(result: Checked, rdformat: Path) -> None:
    assert rd_errors(rdformat, formatter("rdjson")(result)) == 0
    for line in formatter("rdjsonl")(result).splitlines()[:2]:
        assert rd_errors(rdformat, line) == 0


def test_the_validator_of_reviewdogs_format_finds_faults(rdformat: Path) -> None:
    assert rd_errors(rdformat, '{"diagnostics": [{"message": 1, "location": {}}]}') > 0


def rd_errors(rdformat: Path, text: str) -> int:
    """How many errors the validator sees."""
    options = ("--strict", "--no-extra-fields", "--format", "json")
    finished = subprocess.run(
        [str(rdformat), *options], input=text, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return int(json.loads(finished.stdout)["totalErrors"])


def test_the_hostile_words_are_hostile() -> None:
    assert all(each in EVIL for each in ("\x1b", "\x00", "\udcff", "]]>", "</script>", "::error", "##vso[", "\n"))
