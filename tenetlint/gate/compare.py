"""What a change adds: the findings of the project before it, taken from those of today, by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tenetlint.facts import Facts
from tenetlint.gate.change import Review, nearest_change
from tenetlint.gate.complaints import Complaint
from tenetlint.gate.hits import Hit, Key, surplus
from tenetlint.model import Evidence, Site


class Before(NamedTuple):
    """What was found before the change."""

    counts: Mapping[Key, int]
    complaints: Mapping[tuple[str, str, str], int]

    @classmethod
    def of(cls, left: Iterable[Hit], complaints: Iterable[Complaint], moved: Mapping[str, str]) -> Before:
        """From the findings that counted, and the complaints."""
        wrong = Counter(_kind(each, moved.get(each.site.path, each.site.path)) for each in complaints)
        return cls(Counter(hit.key for hit in left), wrong)


def _kind(complaint: Complaint, path: str) -> tuple[str, str, str]:
    return complaint.about.code, path, complaint.message


def new_hits(left: Sequence[Hit], before: Before, review: Review) -> frozenset[str]:
    """The fingerprints of findings that there are more of than before; of equal ones, those on added lines."""
    return surplus(left, before.counts, on_added_line(review))


def on_added_line(review: Review) -> Callable[[Hit], bool]:
    """Whether a finding stands on a line that the change adds."""
    return lambda hit: hit.site.line in review.change.added(hit.site.path)


def new_complaints(complaints: Iterable[Complaint], before: Before) -> tuple[Complaint, ...]:
    """The complaints that there are more of than before."""
    left = Counter(before.complaints)
    found = []
    for each in complaints:
        kind = _kind(each, each.site.path)
        if left[kind] > 0:
            left[kind] -= 1
        else:
            found.append(each)
    return tuple(found)


class Causes(NamedTuple):
    """Which change brought a finding that stands in a file that the change did not touch."""

    review: Review
    targets: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, facts: Facts, review: Review) -> Causes:
        """By the imports of the project."""
        modules = facts.modules
        targets = {
            path: tuple(sorted({found for each in file.imports if (found := _module(each.target, modules))}))
            for path, file in facts.files.items()
        }
        return cls(review, targets)

    def cause(self, site: Site, evidence: Sequence[Evidence]) -> Site | None:
        """The changed place; None where the finding stands in a changed file."""
        change = self.review.change
        if site.path in change.by_path:
            return None
        told = next((each.site for each in evidence if each.site.path in change.by_path), None)
        if told is not None:
            return told
        file = nearest_change(site.path, self.targets, change)
        file = file or next((each for each in change.files if each.path is not None), None)
        if file is None or file.path is None:
            gone = next((each.old_path for each in change.files if each.old_path), None)
            return Site(gone) if gone else None
        return Site(file.path, min(file.added, default=0))


def _module(target: str, modules: Mapping[str, str]) -> str | None:
    return modules.get(target) or modules.get(target.rpartition(".")[0])
