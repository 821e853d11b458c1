"""The pages that people read: every link leads somewhere, every command that they show exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tenetlint.cli import cli

HOME = Path(__file__).parents[1]
PAGES = tuple(sorted((*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"))))
LINK = re.compile(r"\]\(([^)\s#]+)?(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"^(?:\$ )?(?:\S*/)?tenetlint ((?:[a-z]\S* ?)+)", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [link for link in links(page) if not leads(page, *link)]
    assert broken == []


@each_page
def test_every_command_shown_exists(page: Path) -> None:
    shown = (words for block in FENCE.findall(page.read_text(encoding="utf-8")) for words in COMMAND.findall(block))
    assert [words for words in shown if not known(words.split())] == []


def test_the_scorecard_on_the_front_page_is_the_tools_own() -> None:
    printed = (HOME / "fixtures" / "projects" / "hangar.txt").read_text(encoding="utf-8").splitlines()
    blocks = FENCE.findall((HOME / "README.md").read_text(encoding="utf-8"))
    (shown,) = (block.splitlines()[1:-1] for block in blocks if "Scorecard of hangar" in block)
    assert [line for line in shown if line not in printed] == []


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Each link that stays in this repository: a path and an anchor, either of them perhaps empty."""
    for path, anchor in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if not path.startswith(("http://", "https://", "mailto:")):
            yield path, anchor


def leads(page: Path, path: str, anchor: str) -> bool:
    """Whether the file is there, and has a heading of that name."""
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    """The headings of a page, spelled as in a link."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def known(words: list[str]) -> bool:
    """Whether these words begin with a command (and its subcommand, where it has some)."""
    command: click.Command | None = cli
    for word in words:
        if not isinstance(command, click.Group):
            break
        command = command.get_command(click.Context(command), word)
    return command is not None


def test_the_checks_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading, here\n[a](b.md) [c](#a-heading-here) [d](page.md#no)\n", encoding="utf-8")
    assert [leads(page, *link) for link in links(page)] == [False, True, False]
    assert known(["score", "."])
    assert known(["facts", "rpc", "."])
    assert not known(["scores"])
    assert not known(["facts", "rpcs"])
