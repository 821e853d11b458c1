"""Words as XML 1.0 can hold them, and elements as text."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 cannot hold, even escaped."""
    return _NO_CHARACTER.sub("\ufffd", text)


def document(root: Element) -> str:
    """An indented document, pure ASCII; no build agent finds a command (`##[`) in it."""
    indent(root)
    data: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return data.decode("ascii").replace("##", "#&#35;") + "\n"
