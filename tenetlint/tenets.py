"""The eight design tenets, verbatim, as Rick Clark wrote them down for OpenStack in May 2010."""

from __future__ import annotations

from enum import IntEnum


class Tenet(IntEnum):
    """One tenet; its value is its number in the list."""

    SCALABILITY = 1
    OPTIONAL = 2
    ASYNCHRONOUS = 3
    HORIZONTAL = 4
    SHARED_NOTHING = 5
    DISTRIBUTED = 6
    EVENTUAL = 7
    TESTED = 8

    @property
    def text(self) -> str:
        """The tenet's own words."""
        return _TEXTS[self]

    @property
    def clause(self) -> str | None:
        """The words of its sub-clause a, or None where it has none."""
        return _CLAUSES.get(self)


_TEXTS = {
    Tenet.SCALABILITY: "Scalability and elasticity are our main goals",
    Tenet.OPTIONAL: "Any feature that limits our main goals must be optional",
    Tenet.ASYNCHRONOUS: "Everything should be asynchronous",
    Tenet.HORIZONTAL: "All required components must be horizontally scalable",
    Tenet.SHARED_NOTHING: "Always use shared nothing architecture (SN) or sharding",
    Tenet.DISTRIBUTED: "Distribute everything",
    Tenet.EVENTUAL: "Accept eventual consistency and use it where it is appropriate",
    Tenet.TESTED: "Test everything",
}

_CLAUSES = {
    Tenet.ASYNCHRONOUS: "if you can't do something asynchronously, see #2",
    Tenet.SHARED_NOTHING: "if you can't share nothing/shard, see #2",
    Tenet.DISTRIBUTED: "especially logic. Move logic to where state naturally exists",
    Tenet.TESTED: "we require tests with submitted code",
}
