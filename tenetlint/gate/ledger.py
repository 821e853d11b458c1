"""Everything that a project puts aside, as one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tenetlint.config.model import Allowed
from tenetlint.gate.suppressions import Suppressions
from tenetlint.gate.until import expired
from tenetlint.model import Site


class Entry(NamedTuple):
    """One comment or one entry of the configuration."""

    site: Site
    codes: tuple[str, ...]
    reason: str
    until: str
    over: bool
    """Whether its time has come."""
    where: tuple[str, ...] = ()
    """The patterns that the configuration names."""
    limit: int | None = None

    def as_row(self) -> Mapping[str, object]:
        """For a listing."""
        return {
            "path": self.site.path,
            "line": self.site.line,
            "codes": ", ".join(self.codes),
            "reason": self.reason,
            "until": self.until,
            "expired": self.over,
            "paths": list(self.where),
            "limit": self.limit,
        }


def entries(comments: Suppressions, allowed: Sequence[Allowed], today: date) -> tuple[Entry, ...]:
    """By path and line, comments first."""
    found = [Entry(c.site, c.codes, c.reason, c.until, expired(c.until, today)) for c in comments.found]
    found += [Entry(a.site, a.codes, a.reason, a.until, expired(a.until, today), a.paths, a.limit) for a in allowed]
    return tuple(sorted(found, key=lambda each: (bool(each.where), each.site, each.codes)))
