"""Cobertura XML, as `coverage xml` and others write it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from tenetlint.facts.coverage.raw import MAX_PATH, Budget, RawFile, flaw, is_line, number, shown

MAX_DEPTH = 50
_CONDITION = re.compile(r"\s*\d{1,3}(?:\.\d{1,3})?%\s*\((\d{1,9})/(\d{1,9})\)\s*", re.ASCII)


def read(path: Path, data: bytes) -> tuple[RawFile, ...]:
    """The files of a report; entities, deep nesting and foreign XML are a `UserError`."""
    report = _Report(path)
    parser = DefusedXMLParser(target=report, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise flaw(path, "it declares or refers to an entity, which no coverage report needs") from None
    except (ParseError, LookupError, ValueError):
        raise flaw(path, "it is not well-formed XML in a known encoding") from None
    return report.files()


class _Report:
    """What the parser tells: keeps sources, files and lines, and no tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.budget = Budget(path)
        self.depth = 0
        self.sources: list[str] = []
        self.words: list[str] | None = None
        self.classes: list[_Class] = []
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise flaw(self.path, f"its elements are nested deeper than {MAX_DEPTH}")
        if self.depth == 1 and tag != "coverage":
            raise flaw(self.path, f"its root element is `{shown(tag)}`, not `coverage` as in Cobertura's format")
        if tag == "source":
            self.words = []
        elif tag == "class":
            self.budget.spend(files=1)
            self.inside = True
            self.classes.append(_Class(attributes.get("filename", "")))
        elif tag == "line" and self.inside:
            self.budget.spend(lines=1)
            self.classes[-1].line(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        if tag == "source" and self.words is not None:
            self.sources.append("".join(self.words).strip()[:MAX_PATH])
            self.words = None
        elif tag == "class":
            self.inside = False

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self.words is not None:
            self.words.append(text)

    def files(self) -> tuple[RawFile, ...]:
        """What was measured."""
        if self.classes and not any(each.hits for each in self.classes):
            raise flaw(self.path, "it gives rates only and no lines, so nothing of it can be checked")
        sources = tuple(dict.fromkeys(source for source in self.sources if source))[:20]
        return tuple(each.file(sources) for each in self.classes)


class _Class:
    """One `<class>`: a source file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hits: dict[int, bool] = {}
        self.branches: dict[int, tuple[int, int]] = {}

    def line(self, attributes: dict[str, str]) -> None:
        """One `<line>`; a number that no line can have is passed over."""
        at = number(attributes.get("number", ""))
        if at is None or not is_line(at):
            return
        self.hits[at] = self.hits.get(at, False) or (number(attributes.get("hits", "")) or 0) > 0
        condition = _CONDITION.fullmatch(attributes.get("condition-coverage", ""))
        if condition:
            covered, total = int(condition[1]), int(condition[2])
            self.branches[at] = (total, min(covered, total))

    def file(self, sources: tuple[str, ...]) -> RawFile:
        """Its lines, under its own name and joined to each source folder."""
        executed = frozenset(line for line, run in self.hits.items() if run)
        names = (*(f"{source.rstrip('/')}/{self.name}" for source in sources), self.name)
        branches = tuple((line, total, covered) for line, (total, covered) in sorted(self.branches.items()))
        return RawFile(names, executed, frozenset(self.hits) - executed, frozenset(), branches)
