"""Words as Markdown that shows them and does nothing else: no link, no mention, no markup."""

from __future__ import annotations

import re

from tenetlint.report.clean import clean

_ACTIVE = re.compile(r"[\\`*_\[\]|#~$!{}]")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=[wW]{3})(?=\.)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile("[&<>]")


def plain(text: str) -> str:
    """The words as they are, on one line; a mention (`@name`) stands in code, where it calls nobody."""
    return escaped(text).replace("@", "<code>@</code>")


def code(text: str) -> str:
    """The words in the type of code; nothing in them is read as Markdown, a mention or an address."""
    return f"<code>{escaped(text)}</code>"


def sentence(text: str) -> str:
    """A message: what stands between backticks is shown as code."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def escaped(text: str) -> str:
    """Every character that means something to Markdown or HTML, written so that it means itself."""
    safe = _MARKUP.sub(lambda found: _ENTITIES[found.group()], clean(text))
    return _ADDRESS.sub(r"\\", _ACTIVE.sub(r"\\\g<0>", safe))
