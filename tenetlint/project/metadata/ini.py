"""INI files as `RawConfigParser(strict=False)` reads them, but with line numbers and without a fatal error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tenetlint.project.metadata.tree import lines_of

_SECTION = re.compile(r"\[(.+)\]")
_DELIMITER = re.compile(r"[=:]")


class Line(NamedTuple):
    """One line of a value, stripped."""

    number: int
    text: str


class Option(NamedTuple):
    """A key of a section; the key is in lower case."""

    section: str
    key: str
    line: int
    values: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The value's lines as one."""
        return "\n".join(line.text for line in self.values).strip()

    @property
    def filled(self) -> tuple[Line, ...]:
        """The value's lines that are not empty."""
        return tuple(line for line in self.values if line.text)


class Ini(NamedTuple):
    """All options in order; of two with the same section and key the later one counts."""

    options: tuple[Option, ...]
    sections: tuple[tuple[str, int], ...]
    """Names and lines."""
    bad: tuple[int, ...]
    """Lines that are neither section nor option."""

    def section(self, name: str) -> tuple[Option, ...]:
        """The options of one section."""
        found = {option.key: option for option in self.options if option.section == name}
        return tuple(found.values())

    def get(self, section: str, *keys: str) -> Option | None:
        """The first of `keys` that the section has."""
        found = {option.key: option for option in self.options if option.section == section}
        return next((found[key] for key in keys if key in found), None)


@dataclass(slots=True)
class _Reader:
    section: str | None = None
    indent: int = 0
    option: tuple[str, str, int, list[Line]] | None = None
    options: list[tuple[str, str, int, list[Line]]] = field(default_factory=list)
    sections: list[tuple[str, int]] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)

    def take(self, number: int, raw: str) -> None:
        text = raw.strip()
        if text.startswith(("#", ";")):
            return
        if not text:
            self._empty(number)
            return
        indent = len(raw) - len(raw.lstrip())
        if self.option and indent > self.indent:
            self.option[3].append(Line(number, text))
            return
        self.indent = indent
        self._head(number, text)

    def _empty(self, number: int) -> None:
        if self.option:
            self.option[3].append(Line(number, ""))

    def _head(self, number: int, text: str) -> None:
        if found := _SECTION.match(text):
            self.section, self.option = found[1], None
            self.sections.append((found[1], number))
        elif self.section is not None and (found := _DELIMITER.search(text)) and found.start():
            key, value = text[: found.start()].rstrip().lower(), text[found.end() :].strip()
            self.option = (self.section, key, number, [Line(number, value)])
            self.options.append(self.option)
        else:
            self.bad.append(number)


def parse_ini(text: str) -> Ini:
    """Read `text`; never raises."""
    reader = _Reader()
    for number, raw in enumerate(lines_of(text), 1):
        reader.take(number, raw)
    return Ini(tuple(_options(reader)), tuple(reader.sections), tuple(reader.bad))


def _options(reader: _Reader) -> Iterator[Option]:
    for section, key, line, values in reader.options:
        yield Option(section, key, line, tuple(values))
