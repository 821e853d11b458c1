"""Azure Pipelines logging commands: each finding is an issue of the build."""

from __future__ import annotations

from collections.abc import Iterator

from tenetlint.report.checked import Checked, Item
from tenetlint.report.checks.shared import gaps, portable, short, words
from tenetlint.rule import Severity

TYPE = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "warning"}
"""There are but these two."""


def render(checked: Checked) -> str:
    """One command a line."""
    return "".join(f"{line}\n" for line in _lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    for gap in gaps(checked):
        yield command("error" if gap.serious else "warning", gap.reason, sourcepath=portable(gap.path))
    for item in checked.items:
        yield _issue(item)


def _issue(item: Item) -> str:
    column = str(item.column) if item.column else ""
    line = str(max(item.line, 1))
    return command(
        TYPE[item.severity],
        f"{item.code} {words(item)}",
        sourcepath=portable(item.path),
        linenumber=line,
        columnnumber=column,
        code=item.code,
    )


def command(kind: str, message: str, **properties: str) -> str:
    """`##vso[task.logissue type=…;key=value;]message` in Azure's own escapes; empty properties are left out."""
    told = "".join(f"{key}={_property(value)};" for key, value in properties.items() if value)
    return f"##vso[task.logissue type={kind};{told}]{_data(short(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(short(text)).replace(";", "%3B").replace("]", "%5D")
