"""JUnit XML, as strict readers take it: one test case for each rule, and for each file that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from tenetlint.report.checked import About, Checked, Item
from tenetlint.report.checks.shared import Gap, gaps, label, said, words
from tenetlint.report.clean import clean
from tenetlint.report.words import number
from tenetlint.report.xmltext import allowed, document
from tenetlint.rule import Severity


def render(checked: Checked) -> str:
    """The cases of a rule are named alike in every run, so a server can follow them."""
    return document(suites("tenetlint", list(_cases(checked))))


def suites(name: str, cases: list[Element]) -> Element:
    """One suite with its counts, in its frame."""
    root = Element("testsuites")
    suite = SubElement(root, "testsuite", name=allowed(clean(name)), tests=str(len(cases)))
    for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(word, str(sum(case.find(tag) is not None for case in cases)))
    suite.extend(cases)
    return root


def case(classname: str, name: str) -> Element:
    """A test case that passes, as long as nothing is put into it."""
    return Element("testcase", classname=allowed(clean(classname)), name=allowed(clean(name)), time="0")


def put(into: Element, tag: str, kind: str, message: str, body: str = "") -> None:
    """A failure, an error or a reason for skipping."""
    element = SubElement(into, tag, message=allowed(message), type=kind)
    element.text = allowed(body) or None


def _cases(checked: Checked) -> Iterator[Element]:
    ordered = sorted(checked.items, key=lambda item: (item.path, item.code, item.line, item.column))
    for (path, name), items in groupby(ordered, key=lambda item: (item.path, label(item))):
        yield _judged(path, name, list(items))
    broken = {item.code for item in ordered}
    yield from (_passed(rule) for rule in checked.rules if rule.code not in broken)
    yield from (_unjudged(gap) for gap in gaps(checked))


def _unjudged(gap: Gap) -> Element:
    """An error where code is missing from the result."""
    unjudged = case(gap.path or "tenetlint", "can be judged")
    put(unjudged, "error" if gap.serious else "skipped", "unread", clean(gap.reason))
    return unjudged


def _judged(path: str, name: str, items: list[Item]) -> Element:
    """One rule in one file: it fails, unless all that was found is information."""
    told = "\n".join(line for item in items for line in _lines(item))
    judged = case(path, name)
    if all(item.severity is Severity.INFO for item in items):
        SubElement(judged, "system-out").text = allowed(told)
    else:
        put(judged, "failure", items[0].code, f"{number(len(items), 'finding')}: {words(items[0])}", told)
    return judged


def _lines(item: Item) -> Iterator[str]:
    yield f"{clean(str(item.site))}: {words(item)}"
    yield from (f"  - {said(evidence)}" for evidence in item.evidence)


def _passed(rule: About) -> Element:
    return case("tenetlint", f"{rule.code} {rule.name}")
