"""Every command on twenty released projects, and what came of it in one small file that a review can read.

`python -m benchmarks.primer` runs and shows the differences from `primer.json`; `--update` writes it anew. A change in
a rule is then a change of some numbers there. `--trees DIR` takes unpacked releases from a folder, by name.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.demo import DemoError, say
from benchmarks.releases import Release, tree_of

SUMMARY = Path(__file__).with_suffix(".json")
HOME = Path(__file__).parents[1]
RELEASES = tuple(
    Release(pin.partition("==")[0].removeprefix("openstack-"), pin)
    for pin in (
        "aodh==23.0.0", "barbican==23.0.0", "cinder==29.0.0", "designate==23.0.0", "glance==33.0.0",
        "ironic==39.0.0", "keystone==30.0.0", "magnum==23.0.0", "manila==23.0.1", "mistral==23.0.0",
        "neutron==29.0.0", "nova==34.0.0", "octavia==19.0.0", "openstack-heat==27.0.1", "senlin==16.0.0",
        "swift==2.38.3", "tacker==16.0.0", "trove==26.0.0", "vitrage==15.0.1", "zaqar==23.0.1",
    )
)  # fmt: skip
ENDED_WELL = (0, 1, 4)
LISTS = {"rpc": ("facts", "rpc"), "database": ("facts", "database"), "components": ("facts", "components")}
Json = Mapping[str, Any]


def summary(tree: Path) -> Json:
    """What all commands say of one project, as counts."""
    check = _json(tree, "check", "--allow-unread")
    score = _json(tree, "score", "--allow-unread")
    found = {name: _lines(tree, *words) for name, words in LISTS.items()}
    return {
        "findings": dict(sorted(Counter(each["code"] for each in check["findings"]).items())),
        "scores": {str(each["number"]): each["score"] for each in score["tenets"]},
        "verdicts": {str(each["number"]): each["verdict"] for each in score["tenets"]},
        "unread": len(score["unread"]),
        "facts": {name: len(lines) for name, lines in found.items()},
        "kinds": dict(sorted(Counter(json.loads(line).get("kind", "") for line in found["rpc"]).items())),
        "suppressions": _run(tree, "suppressions").count("\n"),
        "baseline": _baseline(tree),
    }


def _baseline(tree: Path) -> int:
    """How many findings a baseline would hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.toml"
        _run(tree, "baseline", "write", "--baseline", str(path))
        return path.read_text(encoding="utf-8").count('    "')


def _json(tree: Path, *words: str) -> Json:
    found: Json = json.loads(_run(tree, *words, "--format", "json"))
    return found


def _lines(tree: Path, *words: str) -> Sequence[str]:
    return _run(tree, *words, "--format", "jsonl").splitlines()


def _run(tree: Path, *words: str) -> str:
    """What a command prints; a DemoError when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    arguments = [sys.executable, "-P", "-m", "tenetlint", *words, str(tree)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=environment)
    if done.returncode not in ENDED_WELL or "Traceback" in done.stderr:
        raise DemoError(f"`{' '.join(words)}` ends with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout


def measured(releases: Sequence[Release], trees: Path | None) -> Json:
    """The summary of each project by its pin."""
    found = {}
    for release in releases:
        say(release.pin)
        found[release.pin] = summary(tree_of(release, trees=trees))
    return found


def rendered(found: Json) -> str:
    """As text that is the same for the same summary."""
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def digest(found: Json) -> str:
    """The whole in 12 digits."""
    return hashlib.sha256(rendered(found).encode()).hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the summary anew")
    parser.add_argument("--trees", type=Path, help="a folder with unpacked releases, by name")
    parser.add_argument("--only", action="append", help="a project's name; may be repeated")
    options = parser.parse_args(arguments)
    releases = [each for each in RELEASES if not options.only or each.name in options.only]
    found = measured(releases, options.trees)
    known = json.loads(SUMMARY.read_text(encoding="utf-8")) if SUMMARY.exists() else {}
    if options.update:
        SUMMARY.write_text(rendered({**known, **found}), encoding="utf-8")
        return 0
    before = rendered({pin: known.get(pin, {}) for pin in found}).splitlines()
    changed = list(difflib.unified_diff(before, rendered(found).splitlines(), "before", "now", lineterm="", n=3))
    print("\n".join(changed) or f"{len(found)} projects, all as before ({digest(found)})")
    return 1 if changed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DemoError as error:
        sys.exit(f"primer: {error}")
