"""TNT101."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts, Sighting
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import rule
from tenetlint.tenets import Tenet

_FLEET = re.compile(
    r"(?:^|_)(?:host|compute|node|service|agent|network|volume|instance|server|share|router|port|hypervisor|backend|"
    r"worker|conductor|zone|domain|stack|cluster|container|bay|device|chassis|amphora|load_?balancer|guest|"
    r"subnet|snapshot|backup|image)s?(?:_|$)"
)
_SMALL = re.compile(
    r"availability_?zone|cell_?mapping|type|class|trait|flavor|quota|schema|extension|plugin|driver|_tag"
)
_TOOLS = re.compile(r"(?:^|/)(?:cmd|cli|bin|hacking|opts)(?:/|\.py$)|(?:^|[/_])manage(?:\.py|/|_)|status\.py$|upgrade")
_BARE = ("get_all", "list", "list_all", "find_all", "fetch_all", "get_objects")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@rule("TNT101", Tenet.SCALABILITY, weight=2.0, file_local=True)
def list_everything(facts: Facts) -> Iterator[Finding]:
    """Do not list a whole fleet in one go.

    ## What it finds
    A call that lists hosts, nodes, services, instances or another kind of thing of which a large cloud has many, and
    whose only argument is the request context: nothing narrows or limits what comes back. Listings with a limit, a
    filter or any further argument are counted as kept.

    ## Why it matters
    The answer grows with the cloud. What takes a moment with ten hosts takes minutes and gigabytes with ten thousand,
    and it is asked for by code that runs for each request or in a periodic task.

    ## What to do instead
    Ask for a page (`limit`, `marker`), for the few things that are needed (a filter by host or id), or let each node
    answer for itself.

    ## What it does not see
    Command line tools, where one slow listing harms nobody; a function that only hands a listing of its own name on;
    listings whose name has no word for the things listed.
    """
    for seen in facts.marks("listing"):
        if not _is_fleet(seen) or _TOOLS.search(seen.path) or _forwards(seen):
            continue
        if seen.mark.notes:
            yield kept(seen.site, f"`{seen.mark.subject}` is narrowed by `{seen.mark.notes[0]}`")
        else:
            yield broken(seen.site, f"`{seen.mark.subject}` lists everything there is")


def _is_fleet(seen: Sighting) -> bool:
    """The word for the things stands in the name, or in the receiver where the name is a bare `get_all`."""
    receiver, _, name = seen.mark.subject.rpartition(".")
    words = _WORD.sub("_", receiver.rpartition(".")[2] if name in _BARE else name).lower()
    return _FLEET.search(words) is not None and _SMALL.search(words) is None


def _forwards(seen: Sighting) -> bool:
    """`def get_all(context): return IMPL.node_get_all(context)` only hands a listing on."""
    name = seen.mark.subject.rpartition(".")[2]
    function = seen.mark.function.rpartition(".")[2]
    same = name == function or (function in _BARE and name.endswith("_" + function))
    return same or seen.mark.subject.startswith("IMPL.")
