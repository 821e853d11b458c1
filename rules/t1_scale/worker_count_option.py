"""TNT152."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_COUNT = re.compile(r"(?!\w*request_workers)(?:\w*_)?(?:workers|processes|num_workers|worker_count)")
_TOOLS = re.compile(r"(?:^|/)(?:cli|bin|bench\w*)(?:/|\.py$)")
_PLAIN = re.compile(r"(?:\w*_)?workers|concurrency|max_clients|(?:\w*_)?processes|servers_per_port")


@rule("TNT152", Tenet.SCALABILITY, Tenet.HORIZONTAL, weight=0.5)
def worker_count_option(facts: Facts) -> Iterator[Finding]:
    """The number of workers is an option.

    ## What it finds
    Integer options named `workers`, `…_workers` or `…_processes`, and reads of `workers`, `concurrency` or
    `max_clients` from a plain configuration file.

    ## Why it matters
    A service whose number of processes can be set grows to the size of its machine, and has to keep its state out of
    the process: what works with four workers on one host works with four hosts.

    ## What to do instead
    Nothing; this is the good way. A default of one is no breach.

    ## What it does not see
    Workers that a process manager starts from outside, as a WSGI server does.
    """
    for option in facts.options:
        if _TOOLS.search(option.site.path):
            continue
        if option.kind == "IntOpt" and _COUNT.fullmatch(option.name):
            yield kept(option.site, f"`{option.name}` sets how many workers run")
    for seen in facts.marks("conf-get"):
        if _PLAIN.fullmatch(seen.mark.subject):
            yield kept(seen.site, f"`{seen.mark.subject}` sets how many workers run")
