"""The database: who calls its API, who opens sessions, who locks rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenetlint.facts.database.census import DatabaseSite, Handover, Undefined

if TYPE_CHECKING:
    from tenetlint.facts import Facts

__all__ = ["Database", "DatabaseSite", "Handover", "Undefined"]


@dataclass(frozen=True)
class Database:
    """The database census of a project."""

    sites: tuple[DatabaseSite, ...] = ()
    """Every use of a database, by path and line."""
    handovers: tuple[Handover, ...] = ()
    """Database handles that are passed to other code."""
    undefined: tuple[Undefined, ...] = ()
    """Calls of functions that the database API does not have."""
    modules: tuple[str, ...] = ()
    """The dotted names of the modules that were found to be the database API."""

    @classmethod
    def of(cls, facts: Facts) -> Database:
        """The census of joined facts."""
        from tenetlint.facts.database.join import Join

        join = Join(facts)
        sites, undefined = join.sites()
        return cls(sites, join.handovers(), undefined, tuple(sorted(join.layer.modules)))
