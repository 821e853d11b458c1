"""TNT753."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT753", Tenet.EVENTUAL, weight=2.0)
def last_write_wins(facts: Facts) -> Iterator[Finding]:
    """Timestamps decide between copies: the last write wins.

    ## What it finds
    An order between two times of writes (`row["timestamp"] < known["timestamp"]`, `max(put_timestamp,
    delete_timestamp)`): copies that disagree are settled by their own stamps. Comparisons with a clock, an expiry or
    a deadline do not count.

    ## Why it matters
    Every copy comes to the same answer alone, in whatever order it hears of the writes: no lock, no leader, no round
    trip.

    ## What to do instead
    Nothing: this is the tenet kept. Clocks must be close, and a time alone cannot merge two wishes.

    ## What it does not see
    Comparisons written in SQL, and version vectors.
    """
    for seen in facts.marks("last-write"):
        yield kept(seen.site, f"times of writes ({seen.mark.subject}) decide which of two copies is newer")
