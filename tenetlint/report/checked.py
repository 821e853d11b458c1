"""What a check found: one frozen value, from which each output format is a pure function."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tenetlint.model import Evidence, Site, Tier
from tenetlint.rule import Severity
from tenetlint.tenets import Tenet

if TYPE_CHECKING:
    from tenetlint.project import Unread


class Item(NamedTuple):
    """One finding as a gate reports it."""

    code: str
    """`TNT301`; `TNT001` to `TNT009` are findings on suppressions, and belong to no tenet."""
    name: str
    """The rule's name, `rpc-call`."""
    tenet: Tenet | None
    """The rule's home."""
    severity: Severity
    """The rule's, or the configuration's; info where the finding can be switched off. Info never fails a gate."""
    message: str
    """One line; words from the analysed tree in it are not made safe for any format."""
    site: Site
    """Line 0 is the file as a whole, column 0 the line as a whole; else both are 1-based, in characters."""
    evidence: tuple[Evidence, ...]
    """What else to look at, and why; the first of a finding's evidence (the message at its site) is left out."""
    fingerprint: str
    """64 hexadecimal digits: the same while the line and its function are, wherever they move in the file."""
    tier: Tier
    """How the code is reached from the project's services."""
    snippet: str | None = None
    """The source line without its end, at most 400 characters; None for a file as a whole."""
    new: bool = False
    """A comparison says that the change brought it; False where nothing was compared."""
    caused_by: Site | None = None
    """The changed place that brought it, when it stands in code that the change did not touch."""

    @property
    def path(self) -> str:
        """Relative to the project root, forward slashes; bytes that are no text are surrogate escapes."""
        return self.site.path

    @property
    def line(self) -> int:
        """1-based; 0 for the file as a whole."""
        return self.site.line

    @property
    def column(self) -> int:
        """1-based; 0 for the line as a whole."""
        return self.site.column

    @property
    def function(self) -> str:
        """The enclosing `Class.method`, or an empty string."""
        return self.site.function


class Means(StrEnum):
    """How a finding was put aside."""

    COMMENT = "comment"
    """`# tenet: allow[…]` or `# noqa: …` at its line."""
    CONFIGURATION = "configuration"
    """A path that the configuration allows it for, or an accepted exception."""
    BASELINE = "baseline"
    """It was there when the project adopted the tool."""


class Aside(NamedTuple):
    """A finding that does not count, and why."""

    item: Item
    means: Means
    reason: str
    """Empty for the baseline."""
    site: Site
    """Where that is said."""
    until: str = ""
    """The release or date until when, as written; empty for ever."""


class About(NamedTuple):
    """What an output format tells of a rule."""

    code: str
    name: str
    tenet: Tenet | None
    severity: Severity
    summary: str
    """One sentence with its full stop."""
    page: str
    """Markdown: the summary, then second-level headings."""


class Failure(NamedTuple):
    """A rule that failed: our bug, and part of the check is missing."""

    code: str
    summary: str


class Checked(NamedTuple):
    """The result of one check."""

    project: str
    version: str
    """The tool's."""
    items: tuple[Item, ...]
    """What is reported, by path, line, column, code and message."""
    put_aside: tuple[Aside, ...] = ()
    unread: tuple[Unread, ...] = ()
    """All that could not be read, judged or not."""
    unread_code: int = 0
    """How many of them should have been judged."""
    failures: tuple[Failure, ...] = ()
    rules: tuple[About, ...] = ()
    """Every rule that was asked, by code; an item's is always among them."""
    files: int = 0
    """How many files were judged."""
    against: str = ""
    """What the project was compared with, in words; empty when everything is reported."""
    score_line: str | None = None
    """The scores in one line, where the run worked them out."""
    bars: tuple[str, ...] = ()
    """One line for each bar that was missed: why the run fails. Empty when it passes."""

    @property
    def complete(self) -> bool:
        """Whether everything that should have been judged was."""
        return not self.failures and not self.unread_code


Formatter = Callable[[Checked], str]
