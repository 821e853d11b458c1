"""What is wrong with suppressions: findings of their own, which nothing can suppress."""

from __future__ import annotations

from typing import NamedTuple

from tenetlint.model import Site
from tenetlint.report.checked import About
from tenetlint.rule import Severity


def _about(code: str, name: str, summary: str, page: str) -> About:
    return About(code, name, None, Severity.WARNING, summary, f"{summary}\n\n{page}")


MALFORMED = _about(
    "TNT001",
    "malformed-suppression",
    "A suppression names codes and gives a reason.",
    "The form is `# tenet: allow[TNT301] reason (until=2027.1)`; codes and reason are required, and without them "
    "nothing is put aside.",
)
UNKNOWN = _about("TNT002", "unknown-code", "A suppression names rules that exist.", "`tenetlint rules` lists them.")
UNUSED = _about(
    "TNT003",
    "unused-suppression",
    "A suppression puts something aside.",
    "What it was written for is gone; so can it be.",
)
EXPIRED = _about(
    "TNT004",
    "expired-suppression",
    "A suppression is not over.",
    "It was given until a release or day that has come; what it put aside counts again.",
)
EXCEEDED = _about(
    "TNT005",
    "exceeded-limit",
    "What a path is allowed does not grow.",
    "More findings are put aside than the `limit` of the configuration.",
)
FORBIDDEN = _about(
    "TNT006",
    "forbidden-suppression",
    "A suppression names rules that a comment may put aside.",
    "The configuration lists them as `unsuppressable`; nothing is put aside.",
)
ALL = (MALFORMED, UNKNOWN, UNUSED, EXPIRED, EXCEEDED, FORBIDDEN)


class Complaint(NamedTuple):
    """Something wrong with a suppression."""

    about: About
    message: str
    site: Site
