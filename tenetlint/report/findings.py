"""Findings for people: one line each on a pipe, with source and evidence on a terminal, or by file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from tenetlint.model import Site
from tenetlint.report.checked import Checked, Item
from tenetlint.report.clean import clean
from tenetlint.report.words import number

EVIDENCE_SHOWN = 5


def concise(checked: Checked) -> str:
    """`path:LINE:COL: TNT301 message`, the shape that Zuul makes inline comments of; a file as a whole is line 1."""
    sys.audit("tenetlint.concise")
    lines = [f"{_place(item.site)}: {item.code} {_words(item)}" for item in checked.items]
    return _joined([*lines, *_close(checked)])


def full(checked: Checked) -> str:
    """Each finding with its source line and its evidence."""
    lines = [line for item in checked.items for line in _block(item)]
    return _joined([*lines, *_close(checked)])


def grouped(checked: Checked) -> str:
    """The findings of each file under its name."""
    lines: list[str] = []
    for path, items in groupby(checked.items, key=lambda item: item.path):
        lines += [clean(path), *(f"  {_inside(item.site)} {item.code} {_words(item)}" for item in items), ""]
    return _joined([*lines, *_close(checked)])


def _joined(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _place(site: Site) -> str:
    return f"{clean(site.path)}:{max(site.line, 1)}:{max(site.column, 1)}"


def _inside(site: Site) -> str:
    return f"{max(site.line, 1)}:{max(site.column, 1)}".rjust(8)


def _words(item: Item) -> str:
    caused = f" (brought about by {clean(str(item.caused_by))})" if item.caused_by else ""
    return f"{clean(item.message)}{caused}"


def _block(item: Item) -> Iterator[str]:
    yield f"{_place(item.site)}: {item.code} {_words(item)}"
    if item.snippet is not None:
        gutter = str(item.line).rjust(5)
        yield f"{gutter} | {clean(item.snippet)}"
        if item.column:
            yield f"{' ' * 5} | {' ' * (len(clean(item.snippet[: item.column - 1])))}^ {item.name}, {item.severity}"
    for evidence in item.evidence[:EVIDENCE_SHOWN]:
        yield f"      - {clean(str(evidence.site))} {clean(evidence.says)}"
    if len(item.evidence) > EVIDENCE_SHOWN:
        yield f"      - and {len(item.evidence) - EVIDENCE_SHOWN} more"
    yield ""


def _close(checked: Checked) -> Iterator[str]:
    """What was not judged; silent when all is well, as a hook should be."""
    for missing in checked.unread:
        yield f"not read: {clean(missing.path)}: {clean(missing.reason)}"
    for failure in checked.failures:
        yield f"rule {failure.code} failed, a bug of tenetlint: {clean(failure.summary)}"
    if checked.items and checked.put_aside:
        yield f"{number(len(checked.put_aside), 'finding')} put aside"
