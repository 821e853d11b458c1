"""TNT351."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_DONE = re.compile(r"(?:^|[._])(?:PUT|put|on_put|UPDATE)$|_put_|_PUT|\.PUT_|_ok_resp|Rpc\.|(?:Replicator|RPC)\w*\.")
"""Where 202 says that the thing was there already, or answers another server of the same kind."""

_CATALOGUE = re.compile(r"(?i)(?:flavor|type|qos|quota|key_?pair|security_?group|metadata|tag)s?\w*\.")
"""Entries of a catalogue: one row is written, and nothing is left for later."""


@rule("TNT351", Tenet.ASYNCHRONOUS, weight=0.5)
def accepted_202(facts: Facts) -> Iterator[Finding]:
    """The API answers 202 and does the work later.

    ## What it finds
    Handlers that answer HTTP 202: by decorator (`@wsgi.response(202)`), by setting the status, by returning a response
    with it, or by `HTTPAccepted`.

    ## Why it matters
    The user's request ends when the work has been taken on, and not when it is done: a slow back end does not
    use up the API's threads.

    ## What to do instead
    Nothing; this is the good way.

    ## What it does not see
    Whether anything is left to do after the answer. A `PUT` that answers 202 to say that the thing was there already,
    the answers of a replication protocol, and entries of a catalogue (flavours, types, quotas) are left out.
    """
    for seen in facts.marks("accepted"):
        if not _DONE.search(seen.mark.function) and not _CATALOGUE.search(seen.mark.function):
            yield kept(seen.site, f"`{seen.mark.function or seen.mark.subject}` answers 202 Accepted")

