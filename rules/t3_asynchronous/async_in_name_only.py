"""TNT306."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, Site, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_NAMED = re.compile(r"(?:async|asynchronous)_\w+|\w+_(?:async|asynchronously|nowait)")


@rule("TNT306", Tenet.ASYNCHRONOUS)
def async_in_name_only(facts: Facts) -> Iterator[Finding]:
    """What says that it is asynchronous does not wait.

    ## What it finds
    A method named `…_async`, or whose docstring begins by saying that it works asynchronously, that sends an RPC `call`
    and waits for its answer. Kept: one that casts.

    ## Why it matters
    Who uses it trusts the name and builds on it: the wait is hidden where nobody looks for one.

    ## What to do instead
    Cast, or give the method an honest name.

    ## What it does not see
    Methods that wait in other ways than by RPC. Names with `async` as a parameter only.
    """
    said = {(seen.path, seen.mark.function): seen.site for seen in facts.marks("said-asynchronous")}
    for send in facts.rpc.sends:
        promise = _promise(send.path, send.function, said)
        name = send.method or send.receiver
        if promise is not None and send.kind == "call":
            yield broken(send.site, f"`{name}` is called, and waited for, in what says it is asynchronous", promise)
        elif promise is not None and send.kind == "cast":
            yield kept(send.site, f"`{name}` is cast, as `{send.function}` says", promise)


def _promise(path: str, function: str, said: dict[tuple[str, str], Site]) -> Evidence | None:
    """Where the function says that it does not wait."""
    if (path, function) in said:
        return Evidence(said[path, function], "its docstring says that it is asynchronous")
    if _NAMED.fullmatch(function.rpartition(".")[2]):
        return Evidence(Site(path, 0, 0, function), f"`{function}` is named so")
    return None
