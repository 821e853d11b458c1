"""Other linters, where they are installed (`pip install -r benchmarks/peers.txt`)."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.speed.measure import Job

CONTRACT = """[importlinter]
root_package = {package}
include_external_packages = True
[importlinter:contract:1]
name = layers
type = forbidden
source_modules = {package}
forbidden_modules = tenetlint_none
allow_indirect_imports = true
"""


class Peer(NamedTuple):
    """A linter, and how it is run on a package."""

    name: str
    module: str
    arguments: tuple[str, ...]
    warm: bool = False
    """Whether it keeps a cache of its own, and is compared with a warm run."""
    codes: tuple[int, ...] = (0, 1)
    """Its exit codes after work that was done; any other is that of a failure."""


IMPORTS = ("--config", "{work}/contract.ini", "--cache-dir", "{work}/imports")
PEERS = (
    Peer("ruff check, warm", "ruff", ("check", "-q", "--isolated", "{package}", "--cache-dir={work}/ruff"), warm=True),
    Peer("import-linter, warm", "importlinter", IMPORTS, warm=True, codes=(0,)),
    Peer("bandit", "bandit", ("-q", "-r", "{package}")),
    Peer("flake8 + hacking", "flake8", ("--isolated", "-j2", "{package}")),
    Peer("vulture", "vulture", ("{package}",), codes=(0, 3)),
    Peer("pylint, errors only, `compute`", "pylint", ("-j1", "-E", "{package}/compute"), codes=(0, 2)),
)


def job(peer: Peer, tree: Path, package: str, work: Path) -> Job | None:
    """How it is run on the package of a tree; None where it is not installed."""
    if importlib.util.find_spec(peer.module) is None:
        return None
    words = [each.format(package=package, work=work) for each in peer.arguments]
    if peer.module == "importlinter":
        (work / "contract.ini").write_text(CONTRACT.format(package=package), encoding="utf-8")
        program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
        return Job((program, *words), tree, codes=peer.codes) if program else None
    return Job((sys.executable, "-m", peer.module, *words), tree, codes=peer.codes)
