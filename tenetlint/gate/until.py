"""Until when something is allowed: a release of OpenStack (`2027.1`) or a day (`2027-03-31`)."""

from __future__ import annotations

import os
import re
import time
from datetime import date

_RELEASE = re.compile(r"(2\d{3})\.([12])", re.ASCII)
_MONTHS = {"1": 4, "2": 10}
"""OpenStack releases at the beginning of April (`.1`) and of October (`.2`)."""


def first_day_over(word: str) -> date | None:
    """The first day on which it is no longer allowed; None for a word that is neither release nor day."""
    if found := _RELEASE.fullmatch(word):
        return date(int(found[1]), _MONTHS[found[2]], 1)
    try:
        return date.fromordinal(date.fromisoformat(word).toordinal() + 1) if re.fullmatch(r"[\d-]{10}", word) else None
    except (ValueError, OverflowError):
        return None


def expired(until: str, today: date) -> bool:
    """Whether the time is over; an empty word is for ever."""
    over = first_day_over(until) if until else None
    return over is not None and today >= over


def current_day() -> date:
    """Today in UTC; `SOURCE_DATE_EPOCH` (seconds) stands for another day, as for reproducible builds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = min(int(epoch), 1 << 40) if epoch.isascii() and epoch.isdigit() else time.time()
    moment = time.gmtime(seconds)
    return date(min(moment.tm_year, 9999), moment.tm_mon, moment.tm_mday)
