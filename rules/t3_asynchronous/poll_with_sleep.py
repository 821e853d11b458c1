"""TNT302."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts, Sighting
from tenetlint.model import Evidence, Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_OWN_PACE = re.compile(
    r"_?(?:run|run_\w+|main|serve|start|daemonize|forever|work|worker)"
    r"|\w*(?:loop|_thread|periodic|heartbeat|monitor|daemon|forever|watchdog|keepalive|keep_alive|throttle|rate_limit|"
    r"ratelimit|background)\w*"
)
_TOOLS = re.compile(r"(?:^|/)(?:cmd|cli|bin|bench|\w*fakes?)(?:/|\.py$)|(?:^|[/_])manage(?:\.py|/|_)")


@rule("TNT302", Tenet.ASYNCHRONOUS, weight=0.5, file_local=True)
def poll_with_sleep(facts: Facts) -> Iterator[Finding]:
    """Do not wait by sleeping in a loop.

    ## What it finds
    `sleep` with a time above zero in a `while` or `for` statement: somebody waits for a state to come, looks,
    and sleeps again. Kept: the sleep that sets the pace of a daemon's own loop (`run`, `…_loop`, `heartbeat`,
    `monitor` …), a loop that nothing but a flag to stop ends, for which nobody waits; and the pause
    that spreads work over time.

    ## Why it matters
    A thread stands still for the whole wait, the answer comes late by half the interval, and every waiter asks
    again and again, which loads exactly the part that is slow.

    ## What to do instead
    Return at once and go on when an event, a notification or a callback says that the state is there; or give the wait
    to a periodic task that looks at all waiting things together.

    ## What it does not see
    Command line tools and fakes. Sleeps outside loops. Waits in a helper that the loop calls.
    """
    for seen in facts.marks("sleep"):
        if _TOOLS.search(seen.path):
            continue
        if _sets_the_pace(seen):
            yield kept(seen.site, f"`{seen.mark.subject}` sets the pace of a loop that nobody waits for")
        else:
            loop = Evidence(seen.at(seen.mark.loop), "the loop")
            yield broken(seen.site, f"`{seen.mark.subject}` waits inside a `{seen.mark.notes[0]}` loop", loop)


def _sets_the_pace(seen: Sighting) -> bool:
    if seen.mark.notes[0] in ("forever", "until stopped", "pace") or "Daemon" in seen.mark.function:
        return True
    names = (name for name in seen.mark.function.split(".") if not name[:1].isupper())
    return any(_OWN_PACE.fullmatch(name) for name in names)
