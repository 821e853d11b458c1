"""TNT353."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts, Site
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_BASES = ("Daemon", "DaemonStrategy")


@rule("TNT353", Tenet.ASYNCHRONOUS, Tenet.EVENTUAL)
def background_daemon(facts: Facts) -> Iterator[Finding]:
    """Work is done by a daemon that nobody waits for.

    ## What it finds
    Classes that derive from a class named `Daemon` or `DaemonStrategy`: a process of its own that goes over the stored
    state again and again and brings it where it should be.

    ## Why it matters
    Requests need not wait for what a daemon will do anyway, and what fails is done again on its next round.

    ## What to do instead
    Nothing; this is the good way.

    ## What it does not see
    Periodic tasks inside a service (`reconcile-task` looks at those). Daemons whose base class has another name.
    """
    for path, file in facts.in_role():
        for each in file.classes:
            base = next((base for base in each.bases if base.rpartition(".")[2] in _BASES), None)
            if base is not None:
                yield kept(Site(path, each.line, 0, each.qualname), f"`{each.qualname}` is a daemon of its own")
