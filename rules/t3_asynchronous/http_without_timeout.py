"""TNT304."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_TOOLS = re.compile(r"(?:^|/)(?:cmd|cli|bin|bench)(?:/|\.py$)|(?:^|[/_])manage(?:\.py|/|_)")


@rule("TNT304", Tenet.ASYNCHRONOUS, weight=0.5, file_local=True)
def http_without_timeout(facts: Facts) -> Iterator[Finding]:
    """Do not send an HTTP request that can wait for ever.

    ## What it finds
    `requests.get` and its siblings, requests on a `requests.Session`, `urlopen` and `HTTPConnection` without a timeout.
    `timeout=None` is none. Kept where a timeout is given.

    ## Why it matters
    These libraries wait without end unless told otherwise. One server that accepts a connection and says nothing stops
    the thread for good, and enough of them stop the service.

    ## What to do instead
    Give every request a timeout, best from an option.

    ## What it does not see
    A timeout that may come in through `**kwargs` (not judged), through a global socket default or a session's adapter.
    Command line tools.
    """
    for seen in facts.marks("http"):
        timeout, hidden = seen.mark.notes
        if _TOOLS.search(seen.path):
            continue
        if timeout:
            yield kept(seen.site, f"`{seen.mark.subject}` waits no longer than `{timeout}`")
        elif not hidden:
            yield broken(seen.site, f"`{seen.mark.subject}` has no timeout and can wait for ever")
