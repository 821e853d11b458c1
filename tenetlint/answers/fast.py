"""An unchanged question gets the same answer: what was printed, byte for byte, while nothing that it rests on changed.

The record of an answer names every file and folder that had a say (see `remember`). It is read here before anything
else of the tool is imported.
"""

from __future__ import annotations

import os
import sys
import time

from tenetlint.cache.folder import in_ci, is_fresh, lies_in, objection, signature, tool, wanted

COMMANDS = ("score", "check", "facts")
MAGIC = b"tenetlint answer 3\n"
_VOLATILE = frozenset({"_", "OLDPWD", "PWD", "SHLVL"})
"""Variables of the environment that change by themselves and that nothing here reads."""
_NEVER = ("--output-file", "--timings", "--no-cache")
"""Options whose work is not done by printing."""


class Answer:
    """What a run printed and ended with, and what it rests on. (No named tuple: `typing` takes as long as all else.)"""

    __slots__ = ("code", "errors", "lenient", "output", "question", "rests_on")

    def __init__(
        self,
        question: bytes,
        rests_on: tuple[tuple[str, str], ...],
        output: bytes,
        errors: bytes,
        code: int,
        lenient: bytes = b"",
    ) -> None:
        self.question = question
        self.rests_on = rests_on
        """Paths and their signatures."""
        self.output = output
        self.errors = errors
        self.code = code
        self.lenient = lenient
        """What may change without changing the answer (see `same`)."""


def answer(arguments: list[str]) -> int | None:
    """Print the stored answer and give its exit code; None when there is none that still holds."""
    if not may_be_stored(arguments):
        return None
    started = time.time_ns()
    found = recall(arguments)
    if found is None:
        return None
    changed = {path: mark for path, was in found.rests_on if (mark := signature(path)) != was}
    if changed:
        found = _renewed(found, changed, arguments, started)
    return found.code if found is not None and _printed(found) else None


def _renewed(found: Answer, changed: dict[str, str], arguments: list[str], started: int) -> Answer | None:
    """The answer, if what changed leaves it as it was; kept for the next time, if time stamps can be relied on."""
    if not found.lenient:
        return None
    from tenetlint.answers.same import renewed

    folder = folder_for(arguments)
    if folder is None:
        return None
    again = renewed(found, changed, folder)
    if again is not None and not any(is_fresh(mark, started) for mark in changed.values()):
        from tenetlint.answers.shelf import store

        store(folder, name_of(again.question), packed(again))
    return again


def may_be_stored(arguments: list[str]) -> bool:
    """Whether the command prints its answer and does nothing else."""
    if not arguments or arguments[0] not in COMMANDS or "-" in arguments or "--help" in arguments or "-h" in arguments:
        return False
    return not any(word.startswith(_NEVER) for word in arguments)


def recall(arguments: list[str]) -> Answer | None:
    """The stored answer to these arguments here and now."""
    folder = folder_for(arguments)
    if folder is None:
        return None
    asked = question(arguments)
    try:
        with open(os.path.join(folder, name_of(asked)), "rb") as file:
            found = unpacked(file.read())
    except (OSError, ValueError):
        return None
    return found if found is not None and found.question == asked else None


def folder_for(arguments: list[str]) -> str | None:
    """The folder of answers, if it may be trusted."""
    folder = wanted(arguments)
    if folder is None or objection(folder) or objection(os.path.join(folder, "answers")):
        return None
    if in_ci() and any(lies_in(folder, each) for each in (".", *arguments) if os.path.isdir(each)):
        return None
    return os.path.join(folder, "answers")


def here() -> str:
    """The working folder, empty when it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def question(arguments: list[str]) -> bytes:
    """Everything that the answer depends on, beside files."""
    streams = [_about(stream) for stream in (sys.stdout, sys.stderr)]
    surroundings = sorted(item for item in os.environ.items() if item[0] not in _VOLATILE)
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    everything = (arguments, here(), surroundings, streams, user, _today(), sys.path, tool())
    return repr(everything).encode("utf-8", "backslashreplace")


def _today() -> tuple[str, str]:
    """Allowances end on a day: the local one, or the one of UTC."""
    return time.strftime("%Y-%m-%d %Z"), time.strftime("%Y-%m-%d", time.gmtime())


def _about(stream: object) -> tuple[object, ...]:
    """What the look of the output may depend on."""
    try:
        size = os.get_terminal_size(stream.fileno()) if stream.isatty() else None  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        size = None
    return (size and tuple(size), getattr(stream, "encoding", ""), getattr(stream, "errors", ""))


def _printed(found: Answer) -> bool:
    """Write both streams; false when nothing could be written, and the slow way may try."""
    try:
        for stream, data in ((sys.stdout, found.output), (sys.stderr, found.errors)):
            if data:
                stream.flush()
                stream.buffer.write(data)
                stream.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, AttributeError):
        return False
    return True


def packed(found: Answer) -> bytes:
    """An answer as bytes, with a checksum."""
    lines = "\n".join(f"{was} {path}" for path, was in found.rests_on).encode("utf-8", "surrogateescape")
    parts = (found.question, lines, found.output, found.errors, b"%d" % found.code, found.lenient)
    body = framed(parts)
    return MAGIC + checksum(body) + b"\n" + body


def unpacked(data: bytes) -> Answer | None:
    """The answer behind the bytes; None for any other bytes."""
    rest = data.removeprefix(MAGIC)
    claimed, _, body = rest.partition(b"\n")
    if len(rest) == len(data) or checksum(body) != claimed:
        return None
    asked, lines, output, errors, code, lenient = unframed(body)
    pairs = (line.partition(" ") for line in lines.decode("utf-8", "surrogateescape").split("\n"))
    return Answer(asked, tuple((path, was) for was, _, path in pairs), output, errors, int(code), lenient)


def framed(parts: tuple[bytes, ...]) -> bytes:
    """Some parts as one, with the length of each before them."""
    return b" ".join(b"%d" % len(each) for each in parts) + b"\n" + b"".join(parts)


def unframed(data: bytes) -> list[bytes]:
    """The parts behind `framed` bytes."""
    head, _, body = data.partition(b"\n")
    parts, at = [], 0
    for size in map(int, head.split()):
        parts.append(body[at : at + size])
        at += size
    return parts


def name_of(asked: bytes) -> str:
    """The file name for a question; the question itself stands in the file."""
    return checksum(asked).decode("ascii")


def checksum(data: bytes) -> bytes:
    """32 hexadecimal digits."""
    try:
        from _blake2 import blake2b  # without the 4 ms that importing `hashlib` takes
    except ImportError:
        from hashlib import blake2b
    digits: str = blake2b(data, digest_size=16).hexdigest()
    return digits.encode("ascii")
