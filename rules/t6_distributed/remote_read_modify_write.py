"""TNT604."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet


@rule("TNT604", Tenet.DISTRIBUTED, Tenet.EVENTUAL, unit=Unit.NONE, severity=Severity.INFO)
def remote_read_modify_write(facts: Facts) -> Iterator[Finding]:
    """Do not fetch remote state, change it here and write it back.

    ## What it finds
    `zone = api.get_zone(…)` followed, in the same function, by `api.update_zone(…, zone)` on the same receiver, both
    of them RPC. Kept: remote updates that send a change which was not fetched before.

    ## Why it matters
    The decision is made away from the state that it concerns: between the read and the write anybody else can write,
    and the last one wins with what it read long ago. It also costs two round trips where one message would do.

    ## What to do instead
    Send the change, not the result: a message that says what is to happen, applied by the service that owns the
    state.

    ## What it does not see
    Values that are copied into another variable or a dictionary in between, and writes from another function. Too few
    hits exist to measure its precision on 15, so it earns no points.
    """
    for each in facts.scheduling.write_backs:
        if each.fetched is None:
            yield kept(each.site, f"`{each.method}` sends a change, nothing that was fetched before")
            continue
        came = Evidence(each.fetched, f"`{each.name}` comes from `{each.fetch}`")
        yield broken(each.site, f"`{each.method}` writes back `{each.name}`, fetched before", came)
