"""What comments put aside: `# tenet: allow[TNT301] reason (until=2027.1)` and `# noqa: TNT301`, with their mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tenetlint.errors import nearest
from tenetlint.facts.comments import comments
from tenetlint.facts.filefacts import Comment, FileFacts
from tenetlint.files import Unreadable
from tenetlint.gate.complaints import FORBIDDEN, MALFORMED, UNKNOWN, Complaint
from tenetlint.gate.until import first_day_over
from tenetlint.model import Site

_MARK = re.compile(r"#\s*(?=(?:tenet|noqa|type|pragma|nosec|pylint|ruff|mypy)\s*(?::|\b))", re.IGNORECASE)
_TENET = re.compile(r"tenet\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_ALLOW = re.compile(r"allow\s*\[([^\]]*)\]\s*(.*)", re.DOTALL)
_UNTIL = re.compile(r"\(\s*until\s*=([^()]*+)\)\s*\Z")
_NOQA = re.compile(r"noqa\s*:\s*([A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)(.*)", re.IGNORECASE | re.DOTALL)
_HINTS = 200
"""Unknown codes of one project for which the code that may be meant is looked up."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that puts findings aside."""

    site: Site
    codes: tuple[str, ...]
    reason: str
    """Empty for a `noqa` without one."""
    until: str
    first: int
    last: int
    """The lines that it speaks of."""
    marker: str
    """`allow` or `noqa`."""

    def covers(self, code: str, site: Site) -> bool:
        """Whether it speaks of a finding."""
        return code in self.codes and site.path == self.site.path and self.first <= max(site.line, 1) <= self.last


class Suppressions(NamedTuple):
    """All of them by path and line, and what is wrong with those that do not count."""

    found: tuple[Suppression, ...] = ()
    complaints: tuple[Complaint, ...] = ()

    def without(self, forbidden: Sequence[str]) -> Suppressions:
        """Those that count where some codes, or beginnings of codes, must not be put aside; a complaint of the rest."""
        starts = tuple(forbidden)
        left = (replace(each, codes=tuple(c for c in each.codes if not c.startswith(starts))) for each in self.found)
        wrong = (
            Complaint(FORBIDDEN, f"`{code}` must not be put aside by a comment", each.site)
            for each in self.found
            for code in each.codes
            if code.startswith(starts)
        )
        return Suppressions(tuple(each for each in left if each.codes), (*self.complaints, *wrong))


def scan(
    paths: Iterable[str],
    read: Callable[[str], str],
    known: Iterable[str],
    files: Mapping[str, FileFacts] | None = None,
) -> Suppressions:
    """The suppressions in some files; `known` are the codes of all rules. What cannot be read holds none.

    A file whose facts are among `files` is not read for it.
    """
    codes, facts = frozenset(known), files or {}
    found: list[Suppression] = []
    wrong: list[Complaint] = []
    for path in paths:
        try:
            here = facts[path].comments if path in facts else comments(read(path), path)
        except Unreadable:
            continue
        for comment in here:
            for part in _MARK.split(comment.text)[1:]:
                _read(path, comment, part, codes, found, wrong)
    return Suppressions(tuple(found), tuple(wrong))


def _read(
    path: str, comment: Comment, part: str, known: frozenset[str], found: list[Suppression], wrong: list[Complaint]
) -> None:
    """One marker of a comment."""
    site = Site(path, comment.line)
    noqa, tenet = _NOQA.match(part), _TENET.match(part)
    if noqa:
        codes = tuple(code.upper() for code in re.split(r"[,\s]+", noqa[1]) if code.upper().startswith("TNT"))
        wrong += _unknown(codes, known, site, wrong)
        codes = tuple(code for code in codes if code in known)
        if codes:
            found.append(Suppression(site, codes, noqa[2].strip(), "", comment.first, comment.last, "noqa"))
    elif tenet:
        _read_allow(tenet[1], comment, site, known, found, wrong)


def _read_allow(
    words: str, comment: Comment, site: Site, known: frozenset[str], found: list[Suppression], wrong: list[Complaint]
) -> None:
    allow = _ALLOW.match(words)
    codes = tuple(code.strip() for code in allow[1].split(",") if code.strip()) if allow else ()
    reason = allow[2].strip() if allow else ""
    until = _UNTIL.search(reason)
    reason = reason[: until.start()].strip() if until else reason
    word = until[1].strip() if until else None
    mistake = _mistake(allow is not None, codes, reason, word)
    if mistake:
        wrong.append(Complaint(MALFORMED, mistake, site))
        return
    wrong += _unknown(codes, known, site, wrong)
    codes = tuple(code for code in codes if code in known)
    if codes:
        found.append(Suppression(site, codes, reason, word or "", comment.first, comment.last, "allow"))


def _mistake(is_allow: bool, codes: tuple[str, ...], reason: str, until: str | None) -> str:
    if not is_allow:
        return "a comment for `tenet:` that is not `allow[CODE] reason`"
    if not codes:
        return "`allow[]` names no code"
    if not reason:
        return f"`allow[{', '.join(codes)}]` gives no reason"
    if until is not None and first_day_over(until) is None:
        return f"`until={until}` is neither a release (`2027.1`) nor a day (`2027-03-31`)"
    return ""


def _unknown(
    codes: tuple[str, ...], known: frozenset[str], site: Site, wrong: Sequence[Complaint]
) -> Iterator[Complaint]:
    """Complaints of codes that no rule has; `wrong` are those so far."""
    for code in codes:
        if code not in known:
            meant = nearest(code, known) if len(wrong) < _HINTS and len(code) < 60 else ""
            yield Complaint(UNKNOWN, f"no rule has the code `{code[:60]}`{meant}", site)
