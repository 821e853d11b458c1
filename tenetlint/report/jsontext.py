"""Values as JSON that any terminal and any build agent can be shown: pure ASCII, keys sorted."""

from __future__ import annotations

import json
from collections.abc import Mapping

Json = Mapping[str, object]


def dumped(value: object) -> str:
    """An indented document with its newline."""
    return _harmless(json.dumps(value, ensure_ascii=True, allow_nan=False, indent=2, sort_keys=True)) + "\n"


def line_of(value: object) -> str:
    """One line with its newline."""
    return _harmless(json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True)) + "\n"


def _harmless(text: str) -> str:
    """Build agents take `##[` and `##vso[` for a command anywhere in a line; in JSON a `#` can be written otherwise."""
    return text.replace("##", "#\\u0023")
