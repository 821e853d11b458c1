"""A small project under git, and the tool run in it as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tenetlint.cli import run
from tests.test_git import commit, git, write

API = "harbour/rpcapi.py"
FILES = {
    "setup.cfg": "[metadata]\nname = harbour\n\n[files]\npackages =\n    harbour\n\n[entry_points]\n"
    "console_scripts =\n    harbour-api = harbour.cmd.api:main\n",
    "harbour/__init__.py": "",
    "harbour/cmd/__init__.py": "",
    "harbour/cmd/api.py": "from harbour import rpcapi\n\n\ndef main():\n    return rpcapi.PilotAPI().steer(None, 1)\n",
    API: """import oslo_messaging as messaging


class PilotAPI:
    def __init__(self):
        target = messaging.Target(topic="pilot", version="1.0")
        self.client = messaging.get_rpc_client(messaging.get_rpc_transport(None), target)

    def steer(self, context, boat):
        return self.client.call(context, "steer", boat=boat)

    def moor(self, context, boat, host):
        cctxt = self.client.prepare(server=host, version="1.1")
        return cctxt.call(context, "moor", boat=boat)

    def ring(self, context):
        self.client.cast(context, "ring")
""",
}
DOCK = """
    def dock(self, context, boat):
        return self.client.call(context, "dock", boat=boat)
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Of standard output."""
        return self.out.splitlines()


@dataclass(frozen=True)
class Repo:
    """A repository whose folder one stands in."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ended:
        """Run the tool."""
        self.capsys.readouterr()
        code = run(arguments)
        shown = self.capsys.readouterr()
        return Ended(code, shown.out, shown.err)

    def text(self, path: str = API) -> str:
        """What a file holds."""
        return (self.root / path).read_text()

    def write(self, text: str, path: str = API) -> None:
        """Replace a file."""
        write(self.root, {path: text})

    def replace(self, old: str, new: str, path: str = API) -> None:
        """Replace words that must be there."""
        assert old in self.text(path)
        self.write(self.text(path).replace(old, new), path)

    def commit(self) -> str:
        """Commit everything."""
        return commit(self.root, {})

    def line(self, words: str, path: str = API) -> int:
        """The number of the only line that holds some words."""
        found = [number for number, line in enumerate(self.text(path).splitlines(), 1) if words in line]
        assert len(found) == 1
        return found[0]


def made(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The project, committed once, where no CI is."""
    root = tmp_path / "harbour"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, FILES)
    monkeypatch.chdir(root)
    monkeypatch.delenv("CI", raising=False)
    return Repo(root, capsys)
