"""TNT751."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT751", Tenet.EVENTUAL, weight=0.5)
def compare_and_swap(facts: Facts) -> Iterator[Finding]:
    """Updates are optimistic: they apply only to the state expected.

    ## What it finds
    `conditional_update(…)`, `update_on_match(…)`, a `save` or `update` with `expected_task_state=` (or another
    `expected_*`), and updates `where` a generation, revision, version or reservation is the one that was read,
    followed by a look at `rowcount`.

    ## Why it matters
    Nobody waits and nothing is locked; who loses a race learns it and tries again. The store must still be consistent
    for the one row, so it counts half.

    ## What to do instead
    Nothing: this is the tenet kept where a decision must be made on one row.

    ## What it does not see
    Comparisons of versions in HTTP headers (`If-Match`), and generations that are checked by a trigger of the
    database.
    """
    for seen in facts.marks("compare-and-swap"):
        yield kept(seen.site, f"`{seen.mark.subject}` applies only to {seen.mark.notes[0]}")
