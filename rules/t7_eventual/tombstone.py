"""TNT754."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT754", Tenet.EVENTUAL)
def tombstone(facts: Facts) -> Iterator[Finding]:
    """Deletes are records too, so that they converge.

    ## What it finds
    Tombstones: `delete_timestamp`, `reclaim_age`, anything called a tombstone, and, where one of these is there, `.ts`
    files.

    ## Why it matters
    A copy that missed the delete would bring the thing back to life. A tombstone tells it, and is itself reclaimed
    after a time by which every copy has heard.

    ## What to do instead
    Nothing: this is the tenet kept.

    ## What it does not see
    Rows that are only marked as deleted (`deleted_at`): they serve history, and no copy learns from them.
    """
    marks = tuple(facts.marks("tombstone"))
    named = any(seen.mark.subject != ".ts" for seen in marks)
    for seen in marks if named else ():
        yield kept(seen.site, f"`{seen.mark.subject}` keeps the delete as a record")
