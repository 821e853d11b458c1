"""TNT303."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet


@rule("TNT303", Tenet.ASYNCHRONOUS, weight=0.5, file_local=True)
def polling_looping_call(facts: Facts) -> Iterator[Finding]:
    """Do not start a timer and stand waiting for it.

    ## What it finds
    A looping call that is started and waited for: `timer.start(interval=1).wait()`, in one step or in two. Kept: a
    looping call that is started and left to run.

    ## Why it matters
    It is polling with better manners: the thread that waits holds its request, its locks and its place in the
    pool until the state has come or the time is out.

    ## What to do instead
    Let the timer's function do the next step itself, or react to the event that the other side sends.

    ## What it does not see
    Waits on timers that another function started.
    """
    waited = set()
    for seen in facts.marks("timer-wait"):
        line, column = (int(each) for each in seen.mark.notes)
        waited.add((seen.path, line, column))
        start = Evidence(seen.at(line), "the timer is started here")
        yield broken(seen.site, f"`{seen.mark.subject}` is started, then waited for", start)
    for seen in facts.marks("timer-start"):
        if (seen.path, seen.mark.line, seen.mark.column) not in waited:
            yield kept(seen.site, f"`{seen.mark.subject}` is started and left to run")
