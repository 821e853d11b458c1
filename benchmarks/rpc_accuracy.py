"""Precision and recall of the RPC census against hand-checked rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenetlint.facts.rpc import RpcSend, RpcUse

TRUTH = Path(__file__).parent / "truth"
JUDGED = ("site", "wrapper")
"""The layers that are measured; tests and vendored libraries are not."""

Place = tuple[str, int]
Row = Mapping[str, object]


@dataclass(frozen=True)
class Share:
    """So many of so many, and where the others are."""

    right: int
    of: int
    wrong: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """From 0 to 1, or None where there is nothing to judge."""
        return self.right / self.of if self.of else None

    def __str__(self) -> str:
        return "-" if self.value is None else f"{self.value:.3f}"


@dataclass(frozen=True)
class Sends:
    """How right the sends of one project are."""

    precision: Share
    recall: Share
    kind: Share
    fanout: Share
    method: Share
    layer: Share


@dataclass(frozen=True)
class Callers:
    """How right the uses of typed RPC APIs are; recall over those that are direct and unconditional."""

    precision: Share
    recall: Share
    kind: Share


def rows(name: str) -> list[Row]:
    """The rows of one truth file, such as `rpc-nova`."""
    return [json.loads(line) for line in (TRUTH / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def score_sends(sends: Iterable[RpcSend], truth: Sequence[Row]) -> Sends:
    """The census against the truth, by path and line of layers `site` and `wrapper`."""
    wanted = _by_place(row for row in truth if row["layer"] in JUDGED)
    alias = {(str(row["path"]), _line(row, "line_alias")): _place(row) for row in truth if row.get("line_alias")}
    found: dict[Place, list[RpcSend]] = {}
    for send in sends:
        if send.layer in JUDGED:
            place = (send.path, send.line)
            found.setdefault(alias.get(place, place), []).append(send)
    both = sorted(found.keys() & wanted.keys())
    literal = [place for place in both if wanted[place][0].get("method")]
    casts = [place for place in both if {row["kind"] for row in wanted[place]} == {"cast"}]
    return Sends(
        _share(sorted(found), lambda place: place in wanted),
        _share(sorted(wanted), lambda place: place in found),
        _share(both, lambda place: _same_kind(found[place], wanted[place])),
        _share(casts, lambda place: _same(found[place], wanted[place], "fanout")),
        _share(literal, lambda place: _same(found[place], wanted[place], "method")),
        _share(both, lambda place: _same(found[place], wanted[place], "layer")),
    )


def score_callers(uses: Iterable[RpcUse], truth: Sequence[Row]) -> Callers:
    """The uses against the truth: a reported one is false when no row of any form stands there."""
    wanted = _by_place(truth)
    needed = _by_place(row for row in truth if row["form"] == "direct" and not row.get("conditional"))
    found = {(use.path, use.line): use for use in uses}
    both = sorted(found.keys() & needed.keys())
    return Callers(
        _share(sorted(found), lambda place: place in wanted),
        _share(sorted(needed), lambda place: place in found),
        _share(both, lambda place: str(needed[place][0]["kind"]) in ("mixed", found[place].kind)),
    )


def _by_place(truth: Iterable[Row]) -> dict[Place, list[Row]]:
    places: dict[Place, list[Row]] = {}
    for row in truth:
        places.setdefault(_place(row), []).append(row)
    return places


def _place(row: Row) -> Place:
    return str(row["path"]), _line(row, "line")


def _line(row: Row, key: str) -> int:
    return int(str(row[key]))


def _share(places: Sequence[Place], is_right: Callable[[Place], bool]) -> Share:
    wrong = tuple(f"{path}:{line}" for path, line in places if not is_right((path, line)))
    return Share(len(places) - len(wrong), len(places), wrong)


def _same_kind(found: Sequence[RpcSend], wanted: Sequence[Row]) -> bool:
    """What is decided at run time may be reported with any kind."""
    kinds = {str(row["kind"]) for row in wanted}
    return len(kinds) > 1 or "mixed" in kinds or kinds == {send.kind for send in found}


def _same(found: Sequence[RpcSend], wanted: Sequence[Row], key: str) -> bool:
    return not {getattr(send, key) for send in found}.isdisjoint({row.get(key) for row in wanted})
