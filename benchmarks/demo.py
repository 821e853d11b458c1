#!/usr/bin/env python3
"""Two released OpenStack projects, fetched and scored: from nothing to both scorecards with one command.

    python3 benchmarks/demo.py              needs the network once: the tool's dependencies and the two projects
    python3 benchmarks/demo.py --offline    the three small projects of fixtures/projects/ instead; no network

Everything is made in `.demo/` of this checkout and used again by the next run. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
DEMO = HOME / ".demo"
BIN = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
PINNED = ("swift==2.38.3", "nova==34.0.0")
FORMS = (("source", "--no-binary=:all:"), ("wheel", "--only-binary=:all:"))
"""What pip may bring: the source has packaging and configuration that the wheel lacks, so it is asked for first."""


class DemoError(Exception):
    """What went wrong, in one line."""


def main() -> int:
    """Do as the command line says; the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets here, for nothing is installed yet
        raise DemoError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: python3.12 {sys.argv[0]}")
    parser = argparse.ArgumentParser(description="Score two released OpenStack projects.")
    parser.add_argument("--offline", action="store_true", help="score the projects of fixtures/projects/; no network")
    if parser.parse_args().offline:
        return score(installed(), sorted(path for path in (HOME / "fixtures" / "projects").iterdir() if path.is_dir()))
    python = fresh(DEMO / "venv")
    return score(python, [fetch(python, pin) for pin in PINNED])


def score(python: Path, projects: list[Path]) -> int:
    """Run `tenetlint score`, which shows its progress on a terminal."""
    say(f"scoring {' and '.join(project.name for project in projects)}")
    command = [str(python), "-P", "-m", "tenetlint", "score", *map(str, projects)]
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    return subprocess.run(command, env=environment, check=False).returncode


def installed() -> Path:
    """A Python that has the dependencies: this one, or that of an earlier run with the network."""
    made = DEMO / "venv" / BIN
    for python in (Path(sys.executable), made):
        if python.exists() and _has_the_dependencies(python):
            return python
    raise DemoError(
        "the dependencies are not installed here: run it once without --offline, "
        "or install them (python -m pip install .) and run it with that python"
    )


def _has_the_dependencies(python: Path) -> bool:
    modules = "import click, defusedxml, packaging, rich"
    return subprocess.run([python, "-c", modules], capture_output=True, check=False).returncode == 0


def fresh(folder: Path) -> Path:
    """The Python of a virtual environment that holds this checkout."""
    python = folder / BIN
    if not python.exists():
        say(f"making a virtual environment in {_shown(folder)}")
        venv.create(folder, with_pip=True, clear=True)
    say("installing tenetlint and its dependencies")
    pip(python, "install", "--editable", str(HOME))
    return python


def fetch(python: Path, pin: str) -> Path:
    """The unpacked release of a project."""
    name, _, version = pin.partition("==")
    tree = DEMO / f"{name}-{version}"
    if tree.is_dir():
        say(f"{pin} is here already")
        return tree
    say(f"fetching {pin}")
    archive = download(python, pin, DEMO / "downloads" / name)
    say(f"unpacking {archive.name}")
    return unpack(archive, tree)


def download(python: Path, pin: str, into: Path) -> Path:
    """The archive of a release: the source, or the wheel where the source cannot be had."""
    failure = ""
    for form, option in FORMS:
        try:
            pip(python, "download", "--no-deps", option, "--dest", str(into), pin)
        except DemoError as error:
            say(f"no {form} of {pin}")
            failure = str(error)
            continue
        return max(into.iterdir(), key=lambda path: path.stat().st_mtime)
    raise DemoError(failure)


def unpack(archive: Path, tree: Path) -> Path:
    """The archive's content as `tree`, all of it or nothing; what leads out of it is refused."""
    new = tree.with_name(f"{tree.name}.new-{os.getpid()}")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(new)
        return new.rename(tree)
    with tarfile.open(archive) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4, and older ones with backports
        tar.extractall(new, [member for member in tar if _is_plain(member, new)])
    (top,) = new.iterdir()
    top.rename(tree)
    new.rmdir()
    return tree


def _is_plain(member: tarfile.TarInfo, into: Path) -> bool:
    """Whether it is a file or folder that stays inside: links are not needed to read a source tree."""
    return (member.isfile() or member.isdir()) and (into / member.name).resolve().is_relative_to(into)


def pip(python: Path, *arguments: str) -> None:
    """Run pip quietly; its last line is told when it fails."""
    command = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise DemoError(f"pip {arguments[0]} failed: {lines[-1].strip() if lines else 'without a word'}")


def say(words: str) -> None:
    """Tell what is going on, apart from the scorecards."""
    print(f"-- {words}", file=sys.stderr, flush=True)


def _shown(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DemoError as error:
        sys.exit(f"demo: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
