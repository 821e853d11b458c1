"""The cases: what is run on which tree, and what it is held against."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.demo import say
from benchmarks.speed import peers, trees
from benchmarks.speed.measure import Cost, Job, interleaved, middle
from benchmarks.speed.table import Row
from tenetlint.project import Role

PARSE = """import ast, sys
for path in open(sys.argv[1], encoding="utf-8"):
    ast.parse(open(path[:-1], "rb").read())
"""
WORDS = {"help": ("--help",), "rules": ("rules",), "explain": ("explain", "TNT301")}
FUNCTION = "the same, a function added"


class Setting(NamedTuple):
    """What all cases share."""

    trees: Mapping[str, Path]
    """By the project's name; the first is what single rows are measured on."""
    work: Path
    runs: int
    peer_runs: int

    @property
    def main(self) -> tuple[str, Path]:
        """The project that single rows are measured on; its package has its name."""
        return next(iter(self.trees.items()))


def tool(*words: str | Path) -> tuple[str, ...]:
    """A command of this checkout."""
    return (sys.executable, "-P", "-m", "tenetlint", *map(str, words))


def cold(setting: Setting) -> list[Row]:
    """Without a cache, every tree; against one process that parses the same files."""
    rows = []
    for name, tree in setting.trees.items():
        say(f"cold, {name}")
        jobs = {
            "AST": parse(setting, name, tree),
            "score": Job(tool("score", "--no-cache", tree)),
            "check": Job(tool("check", "--no-cache", tree)),
        }
        costs = interleaved(jobs, setting.runs)
        rows.append(Row(f"AST, {name} with tests", costs["AST"], None, "", None))
        rows += [against(f"`{each}`, cold, {name}", costs[each], costs["AST"], "AST", bar) for each, bar in COLD]
    return rows


COLD = (("score", 0.8), ("check", 0.7))


def warm(setting: Setting) -> list[Row]:
    """Nothing changed; and what needs no project at all."""
    name, tree = setting.main
    say("unchanged, and without a project")
    jobs = {"PY": Job((sys.executable, "-c", "pass"))}
    cache = ("--cache-dir", str(setting.work / "cache-warm"))
    jobs |= {each: Job(tool(each, tree, *cache)) for each in ("score", "check")}
    jobs |= {each: Job(tool(*words)) for each, words in WORDS.items()}
    interleaved(jobs, 2)  # fills the cache, and compiles
    costs = interleaved(jobs, max(setting.runs, 11))
    rows = [Row("PY: `python -c pass`", costs["PY"], None, "", None)]
    rows += [against(f"`{each}`, nothing changed, {name}", costs[each], costs["PY"], "PY", 5) for each, _ in COLD]
    return rows + [against(f"`{' '.join(words)}`", costs[each], costs["PY"], "PY", 12) for each, words in WORDS.items()]


def edited(setting: Setting) -> list[Row]:
    """`check` after one file changed, the rest kept; against parsing everything but the tests."""
    name, tree = setting.main
    say("one file changed")
    copy = trees.copy(tree, setting.work / "edited" / name)
    found = trees.sources(copy)
    plain, rpc = trees.ordinary(found), trees.rpc_module(found)
    command = tool("check", copy, "--cache-dir", setting.work / "cache-edited")
    jobs = {
        "AST": parse(setting, f"{name}-code", copy, (Role.TEST,)),
        "ordinary": Job(command, before=trees.statement(copy / plain.path)),
        FUNCTION: Job(command, before=trees.function(copy / plain.path)),
    }
    if rpc:
        jobs["rpc"] = Job(command, before=trees.statement(copy / rpc.path))
    interleaved(jobs, 1)  # fills the cache
    costs = _settled(jobs, setting.runs)
    rows = [Row(f"AST, {name} without tests", costs["AST"], None, "", None)]
    rows.append(against(f"`check`, a statement added to `{plain.path}`", costs["ordinary"], costs["AST"], "AST", 0.15))
    rows.append(against(FUNCTION, costs[FUNCTION], costs["AST"], "AST", 0.15))
    if rpc:
        rows.append(against(f"`check`, a statement added to `{rpc.path}`", costs["rpc"], costs["AST"], "AST", 0.35))
    return rows


def _settled(jobs: Mapping[str, Job], runs: int) -> dict[str, list[Cost]]:
    """Each job with the others' edits behind it: one run off the record before those that count."""
    found: dict[str, list[Cost]] = {}
    for name, job in jobs.items():
        found[name] = interleaved({name: job}, runs + 1)[name][1:]
    return found


def memory(setting: Setting) -> list[Row]:
    """What all processes of a cold run have together."""
    name, tree = setting.main
    say("memory")
    costs = interleaved({"score": Job(tool("score", "--no-cache", tree), watched=True)}, 3)["score"]
    most = max(cost.memory for cost in costs)
    return [Row(f"peak memory (PSS of all processes), `score`, cold, {name}", costs, most, "MB", 350)]


def growth(setting: Setting) -> list[Row]:
    """The package once, twice and four times, under other names."""
    name, tree = setting.main
    say("growth")
    jobs = {}
    for times in (1, 2, 4):
        made = trees.multiplied(tree, name, times, setting.work / f"{name}-{times}")
        jobs[f"{name} {times} times"] = Job(tool("score", "--no-cache", made))
    costs = interleaved(jobs, min(setting.runs, 3))
    names = list(jobs)
    first = [Row(f"`score`, cold, {names[0]}", costs[names[0]], None, "", None)]
    return first + [
        against(f"`score`, cold, {more}", costs[more], costs[less], f"of {less}", 2.2) for less, more in pairwise(names)
    ]


def many(setting: Setting) -> list[Row]:
    """One tree of very many small files: it completes, and the parent stays small."""
    say(f"{trees.SMALL:,} files")
    tree = trees.many_small(setting.work / "many")
    job = Job(tool("score", "--no-cache", tree), watched=True, codes=(0,))
    costs = interleaved({"many": job}, 1)["many"]
    return [Row(f"`score` of {trees.SMALL:,} small files: the parent's memory", costs, costs[0].parent, "MB", 200)]


def beside(setting: Setting) -> list[Row]:
    """Peers on the same package in the same run: warm against warm, cold against cold."""
    name, tree = setting.main
    say("peers")
    cache = ("--cache-dir", str(setting.work / "cache-peers"))
    own = {"warm": Job(tool("check", tree, *cache)), "cold": Job(tool("check", "--no-cache", tree))}
    there = {peer: job for peer in peers.PEERS if (job := peers.job(peer, tree, name, setting.work))}
    jobs = own | {peer.name: job for peer, job in there.items()}
    quick = {each: job for each, job in jobs.items() if each == "warm" or "warm" in each}
    interleaved(quick, 2)
    costs = interleaved(quick, setting.runs) | interleaved(_without(jobs, quick), setting.peer_runs)
    rows = []
    for peer in peers.PEERS:
        mine = "warm" if peer.warm else "cold"
        if peer in there:
            rows.append(against(f"`check`, {mine}", costs[mine], costs[peer.name], f"of {peer.name}", 1))
            rows.append(Row(peer.name, costs[peer.name], None, "", None))
        else:
            rows.append(Row(peer.name, (), None, "", None, "not installed"))
    return rows


def _without(jobs: Mapping[str, Job], others: Iterable[str]) -> dict[str, Job]:
    return {name: job for name, job in jobs.items() if name not in others}


def parse(setting: Setting, name: str, tree: Path, but: Sequence[Role] = ()) -> Job:
    """One process that parses exactly the files that the commands read."""
    listed = setting.work / f"{name}.txt"
    paths = [tree / each.path for each in trees.sources(tree) if each.role not in but]
    listed.write_text("".join(f"{path}\n" for path in paths if _parses(path)), encoding="utf-8")
    return Job((sys.executable, "-W", "ignore", "-c", PARSE, str(listed)))


def _parses(path: Path) -> bool:
    """What is Python 2, or broken on purpose, would end the process."""
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            return False
    return True


def against(case: str, costs: Sequence[Cost], base: Sequence[Cost], unit: str, bar: float) -> Row:
    """A row whose figure is the ratio of two medians of wall time."""
    return Row(case, costs, middle(costs) / middle(base), unit, bar)


GROUPS: Mapping[str, Callable[[Setting], list[Row]]] = {
    "cold": cold,
    "warm": warm,
    "edited": edited,
    "memory": memory,
    "growth": growth,
    "many": many,
    "peers": beside,
}
