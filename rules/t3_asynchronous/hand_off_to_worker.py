"""TNT352."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts, Sighting
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_HANDLERS = re.compile(r"\w*(?:Manager|Service|Engine|Controller|Resource|Endpoints?|Handler|API|Api)")
_OWN_PACE = re.compile(
    r"_?(?:start|init|run|stop|wait|main|serve|reset)(?:_\w+)?|__init__|\w*(?:periodic|init_host|heartbeat|_loop|monitor)\w*"
)

_WORKERS = re.compile(r"spawn|thread|pool|submit|_reader|iter")
"""Functions that are the way to a worker, or feed one reader, and hand over nothing of their own."""


@rule("TNT352", Tenet.ASYNCHRONOUS)
def hand_off_to_worker(facts: Facts) -> Iterator[Finding]:
    """A handler hands its work to a worker.

    ## What it finds
    In a method of a manager, service, engine or API controller: work handed to a pool or a green thread (`spawn_n`,
    `spawn_after`, `submit`, `add_thread`, `apply_async` …), once for each request.

    ## Why it matters
    Who asked has the answer at once, and the work goes on beside it.

    ## What to do instead
    Nothing; this is the good way.

    ## What it does not see
    Threads started when a service starts, or in a loop or periodic task: they are how the service runs, not an
    answer to anybody. Whether the handler waits for the worker after all.
    """
    for seen in facts.marks("hand-off"):
        if _is_hand_off(facts, seen):
            yield kept(seen.site, f"`{seen.mark.function}` hands its work to a worker by `{seen.mark.subject}`")


def _is_hand_off(facts: Facts, seen: Sighting) -> bool:
    method = seen.mark.function.rpartition(".")[2]
    if seen.mark.loop or "driver." in seen.mark.subject or _OWN_PACE.fullmatch(method) or _WORKERS.search(method):
        return False
    return _HANDLERS.fullmatch(seen.mark.notes[0]) is not None and not _is_periodic(facts, seen)


def _is_periodic(facts: Facts, seen: Sighting) -> bool:
    functions = facts.files[seen.path].functions
    return any(
        "periodic" in decorator
        for function in functions
        if function.qualname == seen.mark.function
        for decorator in function.decorators
    )
