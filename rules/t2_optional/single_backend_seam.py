"""TNT202."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.facts.implementations import Seam
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_LIMITING = re.compile(
    r"(?:^|[._ ])(?:db|database|storage|store|stores|backend|backends|scheduler|sql|sqlalchemy)(?:$|[._ ])"
)


@rule("TNT202", Tenet.OPTIONAL, unit=Unit.NONE, severity=Severity.INFO)
def single_backend_seam(facts: Facts) -> Iterator[Finding]:
    """What is pluggable has more than one plug.

    ## What it finds
    A seam for a store or a scheduler (a driver table, `LazyPluggable`, a group of entry points) with one
    implementation. Kept: such a seam with two or more, fakes and no-ops not counted.

    ## Why it matters
    An option with one value is no option: what the one plug needs, every deployment needs. The finding explains why
    TNT201 holds a store for required; it gives no points by itself.

    ## What to do instead
    Write the second implementation, one that is free of what limits, or take the seam away and say what is required.

    ## What it does not see
    Implementations that other distributions bring, and drivers that a class option names.
    """
    for seam in facts.components.choices.seams:
        if seam.kind == "class option" or not seam.real or not _is_limiting(facts, seam):
            continue
        names = ", ".join(f"`{each.name}`" for each in seam.real)
        if len({each.path for each in seam.members}) == 1:
            yield broken(seam.site, f"{seam.kind} `{seam.name}` holds one implementation: {names}")
        elif len(seam.real) > 1:
            yield kept(seam.site, f"{seam.kind} `{seam.name}` holds {len(seam.real)} implementations: {names}")


def _is_limiting(facts: Facts, seam: Seam) -> bool:
    """Whether what is chosen is a store or a scheduler, by the names, or by the client that a member uses."""
    if seam.kind == "folder":
        return any(True for each in seam.real for _ in facts.stores.kinds_within(each.path))
    if seam.kind == "driver table":
        return any(_LIMITING.search(each.target.lower()) for each in seam.real)
    last = seam.name.rpartition(".")[2]
    return any(_LIMITING.search(name.lower()) for name in (last, *(each.name for each in seam.real)))
