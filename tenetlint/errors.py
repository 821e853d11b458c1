"""What the user can mend: one base class, one line, exit 2."""

from __future__ import annotations

from collections.abc import Iterable


class UserError(Exception):
    """A mistake outside the tool: the message is one line that names the place and the nearest right thing.

    `exit_code` is what the command line ends with (2 unless a subclass says otherwise).
    """

    exit_code = 2


class Mistakes(UserError):  # noqa: N818 - it is what the user has to mend
    """Several mistakes, one line each."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines))


class NothingToCheck(UserError):  # noqa: N818 - it is what has happened
    """No source file was found where the user pointed."""

    exit_code = 3


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean `x`?)` for the known word most like `word`, or an empty string."""
    import difflib

    words = {each.casefold(): each for each in known if each}
    begun = [each for each in words if len(word) > 2 and each.startswith(word.casefold())]
    found = begun if len(begun) == 1 else difflib.get_close_matches(word.casefold(), list(words), n=1, cutoff=0.6)
    return f" (did you mean `{words[found[0]]}`?)" if found else ""
