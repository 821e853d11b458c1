"""Functions that give a list page by page, by their names and parameters alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from tenetlint.facts.filefacts import FunctionFact

_LISTING = re.compile(
    r"(?!paginate)_?(?:get|list|find|fetch|iter|index|detail|query|search)(?:_?\w*)?|\w*(?:_all|_list|_index|_iter)"
)
_SIZES = ("limit", "page_size", "max_items", "max_keys")
_PLACES = ("marker", "start_after", "page_token", "next_token", "continuation_token", "last_key", "start_marker")
_WORDS = frozenset({*_SIZES, *_PLACES})


class Page(NamedTuple):
    """The parameters that say how much is wanted, and from where on."""

    size: str
    place: str


def page_of(function: FunctionFact) -> Page | None:
    """How a listing is walked through; None for what lists nothing, or everything at once."""
    if _WORDS.isdisjoint(function.parameters):
        return None
    size = next((each for each in _SIZES if each in function.parameters), None)
    place = next((each for each in _PLACES if each in function.parameters), None)
    if size is None or place is None or not _LISTING.fullmatch(function.qualname.rpartition(".")[2]):
        return None
    return Page(size, place)
