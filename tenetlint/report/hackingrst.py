"""The rules as the list that OpenStack projects keep in HACKING.rst, ready to paste."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tenetlint.rule import Rule

WIDTH = 79


def render(rules: Sequence[Rule]) -> str:
    """``- [TNT301] Sentence.`` for each breach, in the order of the codes; credits forbid nothing."""
    return "".join(f"{_entry(rule)}\n" for rule in rules if not rule.is_credit)


def _entry(rule: Rule) -> str:
    text = f"- [{rule.code}] {rule.summary.replace('`', '``')}"
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
