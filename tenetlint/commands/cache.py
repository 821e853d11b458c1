"""`tenetlint cache info` and `tenetlint cache clean`: what is kept between runs."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tenetlint.cache.folder import objection, wanted
from tenetlint.commands.output import Exit, emit
from tenetlint.errors import UserError
from tenetlint.report.clean import clean

if TYPE_CHECKING:
    from tenetlint.cache.holdings import Holding

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


@click.group()
def cache() -> None:
    """What is kept between runs: answers, and facts by content."""


@cache.command()
def info() -> int:
    """Say where it lies, how much it is and how old."""
    from tenetlint.cache.holdings import holdings
    from tenetlint.cache.store import Store

    folder = _folder()
    found = holdings(folder)
    answers = [each for each in found if each.is_answer]
    facts = [each for each in found if not each.is_answer]
    kept = Store(folder).count() if facts else 0
    emit(f"place    {clean(folder)}\n")
    emit(f"answers  {_words(len(answers), answers)}\nfacts    {_words(kept, facts)}\n")
    return Exit.KEPT


@cache.command(name="clean")
def clean_() -> int:
    """Remove what tenetlint has put there, and nothing else."""
    from tenetlint.cache.holdings import remove
    from tenetlint.report.words import number

    folder = _folder()
    taken = remove(folder)
    size = sum(each.size for each in taken)
    emit(f"{clean(folder)}: {number(len(taken), 'file')} removed, {size:,} bytes\n")
    return Exit.KEPT


def _folder() -> str:
    """The cache that runs would use; a UserError where they use none."""
    folder = wanted([])
    if folder is None:
        raise UserError("no cache is used: it is switched off, or there is no home for it")
    if trouble := objection(folder):
        raise UserError(f"the cache `{clean(folder)}` is not used: {trouble}")
    return os.path.abspath(folder)


def _words(count: int, files: Sequence[Holding]) -> str:
    """`1,505 entries, 13,200,000 bytes, changed 3 minutes to 2 days ago`."""
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    size = sum(each.size for each in files)
    if not files:
        return entries
    now = time.time()
    ages = sorted({_age(now - each.changed): each.changed for each in files}.items(), key=lambda pair: -pair[1])
    newest, oldest = ages[0][0], ages[-1][0]
    return f"{entries}, {size:,} bytes, stored {newest if newest == oldest else f'{newest} to {oldest}'} ago"


def _age(seconds: float) -> str:
    for length, word in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= length:
            count = int(seconds // length)
            return f"1 {word}" if count == 1 else f"{count} {word}s"
    return "seconds"
