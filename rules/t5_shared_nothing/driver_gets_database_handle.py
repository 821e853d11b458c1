"""TNT506."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.facts import Facts
from tenetlint.model import Finding, broken, kept
from tenetlint.rule import Severity, Unit, rule
from tenetlint.tenets import Tenet

_LOADERS = ("import_object", "import_object_ns", "DriverManager")
_PACKAGES = frozenset({"driver", "drivers", "plugin", "plugins", "rpcapi", "virt"})


def _is_driver(callee: str) -> bool:
    *packages, name = callee.replace("()", "").split(".")
    if name == "rpcapi":
        return True
    return name in _LOADERS or name.lower().endswith(("driver", "plugin")) or not _PACKAGES.isdisjoint(packages)


@rule("TNT506", Tenet.SHARED_NOTHING, Tenet.DISTRIBUTED, unit=Unit.NONE, severity=Severity.INFO)
def driver_gets_database_handle(facts: Facts) -> Iterator[Finding]:
    """A driver is handed the database.

    ## What it finds
    The database API, or an object of it, as an argument of a call whose callee is a driver or plug-in by its name or
    package, or that loads a class by name (`import_object(driver, db=self.db)`); and the same held by a driver
    (`self.db = db`) or at the top of an `rpcapi` module. Handles that other code gets or holds are kept.

    ## Why it matters
    A driver speaks to a device. With the database in hand it becomes one more writer of the shared state, in code
    that a third party wrote and that may run anywhere.

    ## What to do instead
    Pass the values that the driver needs, and let the caller store what it returns.

    ## What it does not see
    Drivers that import the database themselves (TNT502 and TNT504 do) and base classes that set it on `self`. Too
    few hits exist to measure its precision on 15, so it earns no points.
    """
    for handed in facts.database.handovers:
        verb = "kept by" if handed.kept else "passed to"
        if _is_driver(handed.to):
            yield broken(handed.site, f"`{handed.symbol}`, a database handle, is {verb} `{handed.to}`")
        else:
            yield kept(handed.site, f"`{handed.symbol}` is {verb} `{handed.to}`, which is no driver")
