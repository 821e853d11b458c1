"""TNT251."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenetlint.facts import Facts, Sighting
from tenetlint.model import Finding, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_MANAGERS = ("DriverManager", "NamedExtensionManager")
_IMPORTS = ("import_object", "import_object_ns", "import_class", "import_module")
_LISTS = re.compile(r"(?:^|/)(?:opts|policy)\.py$|/opts/")


@rule("TNT251", Tenet.OPTIONAL, unit=Unit.NONE, severity=Severity.INFO)
def driver_from_config(facts: Facts) -> Iterator[Finding]:
    """An implementation is chosen by a name that the code does not fix.

    ## What it finds
    `DriverManager(…)` and kin, and `import_object(CONF.…)`, `import_class(CONF.…)`: a class is loaded by a name that an
    option or an argument gives.

    ## Why it matters
    A seam is how something becomes optional. It gives no points by itself: it counts where one of two or more
    implementations is free of what limits, and then as the lower weight of the findings behind it (see TNT201).

    ## What to do instead
    Nothing: this is the tenet kept.

    ## What it does not see
    Choices made by an `if` or by a table of classes. Loaders of option lists and policies are left out.
    """
    for seen in facts.marks("driver-load"):
        if not _LISTS.search(seen.path) and _is_choice(seen):
            yield kept(seen.site, f"`{seen.mark.subject}` loads what `{seen.mark.notes[1]}` names")


def _is_choice(seen: Sighting) -> bool:
    """Whether a name that is not fixed in the code says what is loaded."""
    if seen.mark.subject in _MANAGERS:
        return bool(seen.mark.notes[1])
    return seen.mark.subject in _IMPORTS and "config" in seen.mark.notes[2:]
