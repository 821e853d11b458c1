"""What the formats share: messages made safe and short, paths that any reader can take, unique fingerprints."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tenetlint.model import Evidence, Site
from tenetlint.report.checked import Checked, Item
from tenetlint.report.clean import clean
from tenetlint.report.jsontext import Json

MESSAGE_LIMIT = 1_000
EVIDENCE_LIMIT = 8
"""Pieces of evidence that a comment shows: a reader's screen, not the tool's memory, is the limit."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def portable(path: str) -> str:
    """The path itself; a byte that is no text is U+FFFD, since strict readers refuse half a character."""
    return _SURROGATES.sub("\ufffd", path)


def short(text: str) -> str:
    """The words on one safe line, at most `MESSAGE_LIMIT` characters."""
    safe = clean(text)
    return safe if len(safe) <= MESSAGE_LIMIT else f"{safe[: MESSAGE_LIMIT - 3]}..."


def words(item: Item) -> str:
    """What is said of a finding, and which change brought it where that stands elsewhere."""
    caused = f" (brought about by {item.caused_by})" if item.caused_by else ""
    return short(f"{item.message}{caused}")


def label(item: Item) -> str:
    """`TNT301 rpc-call`."""
    return f"{item.code} {item.name}"


def comment(item: Item) -> str:
    """Several lines: code, words, and the evidence with its places."""
    more = len(item.evidence) - EVIDENCE_LIMIT
    rest = [f"- and {more} more"] if more > 0 else []
    told = [f"- {said(evidence)}" for evidence in item.evidence[:EVIDENCE_LIMIT]]
    return "\n".join((f"{label(item)}: {words(item)}", *told, *rest))


def said(evidence: Evidence) -> str:
    """`path:line words`."""
    return short(f"{evidence.site} {evidence.says}")


def around(item: Item) -> tuple[Evidence, ...]:
    """The evidence, and the place that brought the finding."""
    brought = (Evidence(item.caused_by, "the change that brings it"),) if item.caused_by else ()
    return (*item.evidence, *brought)


def fingerprints(items: Sequence[Item]) -> Iterator[str]:
    """One for each item, no two alike: the second of two equal ones is hashed with its count."""
    seen: Counter[str] = Counter()
    for item in items:
        count, seen[item.fingerprint] = seen[item.fingerprint], seen[item.fingerprint] + 1
        again = f"{item.fingerprint}:{count}".encode()
        yield hashlib.sha256(again).hexdigest() if count else item.fingerprint


class Gap(NamedTuple):
    """Something that was not judged."""

    path: str
    """Empty for a rule that failed."""
    reason: str
    serious: bool
    """Whether code may be missing from the result, and not only a document."""


def gaps(checked: Checked) -> Iterator[Gap]:
    """What could not be read, and the rules that failed."""
    for each in checked.unread:
        yield Gap(each.path, f"not read: {each.reason}", checked.unread_code > 0)
    for failure in checked.failures:
        yield Gap("", f"rule {failure.code} failed, a bug of tenetlint: {failure.summary}", True)


def place(site: Site) -> Json:
    """A site as plain values."""
    return {"path": site.path, "line": site.line, "column": site.column, "function": site.function}
