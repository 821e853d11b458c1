"""TNT704."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT704", Tenet.EVENTUAL, weight=0.25, file_local=True)
def relational_constraint(facts: Facts) -> Iterator[Finding]:
    """Tables bind each other's rows: foreign keys and unique constraints.

    ## What it finds
    `ForeignKey`, `ForeignKeyConstraint` and `UniqueConstraint` in files that import an SQL library, outside of
    migrations. A plain `Index` is kept: it makes no promise about other rows.

    ## Why it matters
    The store must look at other rows before it may accept one, so those rows cannot live elsewhere: it is the
    opposite of a store that takes each write where it arrives.

    ## What to do instead
    Let keys be made so that they cannot collide, and let a reader live with a reference that leads nowhere yet.

    ## What it does not see
    `unique=True` on a column, and constraints that only migrations create.
    """
    for seen in facts.marks("relational-constraint"):
        name = seen.mark.subject
        if name == "Index":
            yield kept(seen.site, "`Index` binds no other row")
        else:
            yield broken(seen.site, f"`{name}` lets the store refuse a row because of another")
