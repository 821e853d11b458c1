"""Bytes to text as Python itself would have it, but strictly, and with text codecs only."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from pathlib import Path

from tenetlint.files import Unreadable, blob_id, inside, read_bytes
from tenetlint.project.types import Text

__all__ = ["SOURCE_LIMIT", "decode", "inside", "read_bytes", "read_text"]

SOURCE_LIMIT = 2 << 20
"""Bytes. The largest hand-written file seen in 36 OpenStack trees has 1.5 MB; ten times that takes 5 GB to parse."""

_TEXT_CODECS = re.compile(
    r"(?:utf-8(?:-sig)?|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\d+|gbk|gb18030|hz|big5(?:hkscs)?"
    r"|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620|ptcp154|kz1048|hp-roman8)",
    re.ASCII,
)


def read_text(root: Path, path: str, folders: dict[str, str] | None = None) -> Text:
    """Read and decode one source file under `root` (a resolved folder); `folders` as in `inside`."""
    try:
        data = read_bytes(inside(root, path, folders), SOURCE_LIMIT)
    except Unreadable as error:
        raise Unreadable(path, error.reason) from None
    return Text(path, decode(path, data), blob_id(data))


def decode(path: str, data: bytes) -> str:
    """Decode by byte order mark or coding cookie, else UTF-8; a bad byte anywhere makes the file unreadable."""
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except (SyntaxError, UnicodeError, LookupError, ValueError):
        raise Unreadable(path, "its encoding is unknown or contradicts itself") from None
    if not _TEXT_CODECS.fullmatch(_canonical(encoding)):
        raise Unreadable(path, "its encoding is not one for text")
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        raise Unreadable(path, f"not valid {encoding[:20]}") from None


def _canonical(encoding: str) -> str:
    return codecs.lookup(encoding).name
