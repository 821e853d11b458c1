"""Words from the analysed tree, made safe for a reader: nothing in them can move a cursor or hide what they say."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Controls, bidirectional marks and zero-width characters, lone surrogates, private use, line and paragraph ends."""
_COMMAND = re.compile(r"##(?=\w*\[)")
"""`##[error]`, `##vso[…]`: build agents obey it anywhere in a line."""


def clean(text: str) -> str:
    r"""The text on one line, with every invisible character written out (`\x1b`, `\u202e`); a tab is a space.

    The second `#` of what a build agent takes for a command is `\x23`.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_visible(character) for character in text)
    return _COMMAND.sub(r"#\\x23", text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) not in INVISIBLE:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
