"""What could not be read, and whether it would have been judged."""

from __future__ import annotations

from tenetlint.facts import Facts
from tenetlint.project import Role, Unread
from tenetlint.project.roles import role_of


def is_judged(facts: Facts, path: str) -> bool:
    """Whether a file is production code: by its source where there is one, else by its path."""
    known = facts.sources.get(path)
    return (known.role if known else role_of(path)) is Role.PRODUCTION


def unread_code(facts: Facts) -> tuple[Unread, ...]:
    """What was not read, and would have been judged."""
    return tuple(missing for missing in sorted(facts.unread) if is_judged(facts, missing.path))
