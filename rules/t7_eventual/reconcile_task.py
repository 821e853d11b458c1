"""TNT752."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, Tier, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_CONVERGES = re.compile(
    r"(re)?sync|heal|reclaim|clean_?up|expire|reap|check_|\w*_?timeouts?\Z|reconcile|purge|prune|repair|recover"
    r"|clean_|delete_(expired|stale|unused|free)|mark_\w+_down|run_(pending|cleanup)|do_deferred"
    r"|\w+_(expired|orphan|pending|rebooting|stale|unconfirmed|unfinished)"
)
_DAEMON = re.compile(
    r"(Replicator|Auditor|Updater|Reconciler|Expirer|Reaper|Sharder|Reconstructor|Sync|Syncer|Collector)\Z"
)



@rule("TNT752", Tenet.EVENTUAL)
def reconcile_task(facts: Facts) -> Iterator[Finding]:
    """Differences are found and mended in the background.

    ## What it finds
    Periodic tasks that by their name bring two views together (`sync_*`, `heal_*`, `reclaim_*`, `cleanup_*`,
    `expire_*`, `reap_*`, `check_*`, `*_timeouts`), outside plug-ins, and daemon classes that do nothing else
    (replicators, auditors, updaters, reconcilers, expirers, reapers).

    ## Why it matters
    What converges by itself need not be right at once: lost messages, dead nodes and half-done work are mended later,
    and nobody has to hold a lock to prevent them.

    ## What to do instead
    Nothing: this is the tenet kept. It is at its best when the task owns only its share of the items.

    ## What it does not see
    Loops under other names, and what the task does: a task called `sync` that only reports is credited too.
    """
    for seen in facts.marks("reconcile"):
        name = seen.mark.subject
        kind, base = seen.mark.notes
        if facts.components.tier(seen.path) is Tier.PLUGIN:
            continue
        if kind == "task" and _CONVERGES.match(name.lstrip("_")):
            yield kept(seen.site, f"`{name}` is run by `{base}` and brings two views together")
        elif kind == "daemon" and _DAEMON.search(name):
            yield kept(seen.site, f"`{name}` is a daemon (`{base}`) that brings copies together")
