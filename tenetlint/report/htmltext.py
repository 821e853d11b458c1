"""HTML from nested calls: whatever is not markup of ours is made safe and escaped."""

from __future__ import annotations

import html

from tenetlint.report.clean import clean


class Markup(str):
    """HTML that may stand as it is."""

    __slots__ = ()


VOID = frozenset({"meta"})
"""Elements of ours that have no end; in an SVG there are none."""


def element(tag: str, *children: str, **attributes: str | int) -> Markup:
    """`<tag key="value">children</tag>`; an underscore after a name is dropped (`class_`), one within is a dash."""
    told = "".join(f' {_key(key)}="{escaped(str(value))}"' for key, value in attributes.items())
    inner = "".join(child if isinstance(child, Markup) else escaped(child) for child in children)
    return Markup(f"<{tag}{told}>" if tag in VOID else f"<{tag}{told}>{inner}</{tag}>")


def escaped(text: str) -> str:
    """The words, which end no element and no attribute."""
    return html.escape(clean(text), quote=True)


def sentence(text: str) -> Markup:
    """A message: what stands between backticks is shown as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return Markup(escaped(text))
    return Markup("".join(element("code", part) if number % 2 else escaped(part) for number, part in enumerate(parts)))


def joined(*parts: Markup) -> Markup:
    """One after the other."""
    return Markup("".join(parts))


def ascii_only(page: Markup) -> str:
    """The page in plain ASCII; no build agent finds a command (`##[`) in it."""
    return page.encode("ascii", errors="xmlcharrefreplace").decode("ascii").replace("##", "#&#35;") + "\n"


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
