"""Results of a check for tests of the formats: one with one of everything, and one out to break them all."""

from __future__ import annotations

import hashlib

from tenetlint.model import Evidence, Site, Tier
from tenetlint.project import Unread
from tenetlint.report.checked import About, Aside, Checked, Failure, Item, Means
from tenetlint.rule import Severity
from tenetlint.tenets import Tenet

EVIL = (
    "\x1b[2J\x1b]8;;http://x\x07::error::[/red][bold red]\u202e\udcff\x9b\x00\n::set-output name=x::y\n"
    "##vso[task.setvariable variable=x]y\n##[error]z\r##teamcity[x]]]>--></script><script>alert(1)</script>"
    "%0A%25;]|`a`*b*_c_@everyone #1 !2 {{7*7}} {0} [go](https://evil.example)"
    " &amp; \\ \ufffe\uffff\U0010ffff\ud800 www.evil.example https://evil.example"
)
"""Everything at once that some reader of some format obeys."""

RULES = (
    About("TNT001", "malformed", None, Severity.ERROR, "A suppression has a code and a reason.", ""),
    About(
        "TNT301",
        "rpc-call",
        Tenet.ASYNCHRONOUS,
        Severity.ERROR,
        "Cast, do not call.",
        "Cast.\n\n## What it finds\n\nCalls.",
    ),
    About("TNT302", "poll-with-sleep", Tenet.ASYNCHRONOUS, Severity.WARNING, "Do not poll.", "Do not poll."),
    About("TNT501", "shared-database", Tenet.SHARED_NOTHING, Severity.INFO, "Share nothing.", "Share nothing."),
)


def mark(word: str) -> str:
    """A fingerprint."""
    return hashlib.sha256(word.encode("utf-8", errors="surrogatepass")).hexdigest()


CALL = Item(
    "TNT301",
    "rpc-call",
    Tenet.ASYNCHRONOUS,
    Severity.ERROR,
    "`reserve` is called, and waited for",
    Site("depot/größe/api.py", 12, 9, "Api.reserve"),
    (Evidence(Site("depot/rpcapi.py", 40, 5, "Client.reserve"), "`reserve` waits for the answer"),),
    mark("call"),
    Tier.REQUIRED,
    "    é = self.client.reserve(context)",
    new=True,
)
SLEEP = Item(
    "TNT302",
    "poll-with-sleep",
    Tenet.ASYNCHRONOUS,
    Severity.WARNING,
    "`wait` sleeps in a loop",
    Site("depot/wait.py", 3, 5, "wait"),
    (),
    mark("sleep"),
    Tier.DEFAULT,
    "    time.sleep(1)",
    caused_by=Site("depot/api.py", 4, 0, "main"),
)
STORE = Item(
    "TNT501",
    "shared-database",
    Tenet.SHARED_NOTHING,
    Severity.INFO,
    "`mysql` is shared by 3 components",
    Site("setup.cfg"),
    tuple(Evidence(Site("depot/db.py", n), f"component {n} reaches it") for n in range(1, 12)),
    mark("store"),
    Tier.PLUGIN,
)
STRAY = Item(
    "TNT001",
    "malformed",
    None,
    Severity.ERROR,
    "no reason",
    Site("depot/wait.py", 9),
    (),
    mark("stray"),
    Tier.REQUIRED,
    "x",
)


def checked() -> Checked:
    """One of everything; two findings are equal but for their line."""
    again = CALL._replace(site=CALL.site._replace(line=14), new=False)
    return Checked(
        "depot",
        "1.2.3",
        (CALL, again, SLEEP, STRAY, STORE),
        (
            Aside(SLEEP._replace(fingerprint=mark("old")), Means.BASELINE, "", Site("tenets-baseline.toml", 7)),
            Aside(SLEEP._replace(fingerprint=mark("ok")), Means.COMMENT, "agreed", Site("depot/wait.py", 3), "2027.1"),
            Aside(STORE._replace(fingerprint=mark("cfg")), Means.CONFIGURATION, "a small site", Site("setup.cfg", 3)),
        ),
        (Unread("depot/broken.py", "not Python 3: invalid syntax (line 3)"),),
        1,
        (Failure("TNT899", "KeyError: 'x'"),),
        RULES,
        42,
        "commit 0123abc",
        "tenets: 3 broken, 1 upheld",
        ("1 error: the bar is none",),
    )


def clear() -> Checked:
    """Nothing found and nothing missing."""
    return Checked("depot", "1.2.3", (), rules=RULES, files=42)


def hostile(evil: str = EVIL, line: int = 3, column: int = 2) -> Checked:
    """Every word that can come from an analysed tree is `evil`."""
    site = Site(f"{evil}.py", line, column, evil)
    item = Item(
        "TNT301",
        "rpc-call",
        Tenet.ASYNCHRONOUS,
        Severity.ERROR,
        evil,
        site,
        (Evidence(site, evil),),
        mark(evil),
        Tier.REQUIRED,
        evil[:400],
        new=True,
        caused_by=site,
    )
    begins = item._replace(site=site._replace(path=f"={evil}"), message=f"=cmd|'/c calc'!A1{evil}", caused_by=None)
    return Checked(
        evil,
        "1.2.3",
        (item, begins),
        (Aside(item, Means.COMMENT, evil, site, evil),),
        (Unread(evil, evil),),
        1,
        (Failure("TNT301", evil),),
        RULES,
        1,
        evil,
        evil,
        (evil,),
    )


def many(count: int) -> Checked:
    """A project with so many findings."""
    items = tuple(
        SLEEP._replace(site=SLEEP.site._replace(line=n), fingerprint=mark(str(n))) for n in range(1, count + 1)
    )
    return clear()._replace(items=items)
