"""Reading files that nobody vouches for."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.files import Unreadable, blob_id, read_bytes, read_head, size_words
from tenetlint.project.reading import SOURCE_LIMIT, decode, inside, read_text


def reason(path: Path, limit: int = 100) -> str:
    """Why `path` cannot be read."""
    with pytest.raises(Unreadable) as caught:
        read_bytes(path, limit)
    assert caught.value.path == str(path)
    return caught.value.reason


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 100)
    assert read_bytes(file, 100) == b"x" * 100
    file.write_bytes(b"x" * 101)
    assert reason(file) == "larger than 100 bytes"
    assert read_head(file, 7) == b"x" * 7


def test_only_regular_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path / "pipe") == "not a regular file"
    assert reason(tmp_path) == "it is a folder"
    assert reason(Path("/dev/zero")) == "not a regular file"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert reason(tmp_path / "socket") == "not a regular file"


def test_what_is_missing_looping_or_unnameable_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("")
    assert reason(tmp_path / "none") == "it does not exist"
    assert reason(tmp_path / "file" / "below") == "it does not exist"
    assert reason(tmp_path / "loop") == "a loop of links"
    assert reason(tmp_path / ("x" * 300)) == "its path is too long"
    assert reason(tmp_path / "a\0b") == "its name is not one that the file system knows"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "closed").write_text("")
    (tmp_path / "closed").chmod(0)
    assert reason(tmp_path / "closed") == "permission denied"


def test_a_disk_that_fails_has_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int, count: int) -> bytes:
        raise OSError(5, "Input/output error")

    (tmp_path / "a").write_text("x")
    monkeypatch.setattr("tenetlint.files.os.read", fail)
    assert reason(tmp_path / "a") == "it cannot be opened"


def test_a_link_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.py").write_text("x = 1\n")
    (root / "a.py").symlink_to("../secret.py")
    (root / "b").symlink_to("..")
    for path in ("a.py", "b/secret.py", "../secret.py"):
        with pytest.raises(Unreadable, match="leads out"):
            read_text(root, path)
    with pytest.raises(Unreadable):
        inside(root, "a\0b")


def test_the_sha_is_that_of_git(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    done = subprocess.run(["git", "hash-object", "--no-filters", "a.py"], cwd=tmp_path, capture_output=True, check=True)
    assert read_text(tmp_path, "a.py").sha == done.stdout.decode().strip()
    assert blob_id(b"", "sha256") == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"


def test_line_ends_stay_and_a_byte_order_mark_goes(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\x0c\n")
    assert read_text(tmp_path, "a.py").text == "a\r\nb\rc\x0c\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "x = '\u00e9'"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\nx = '\xc1'\n", "x = '\u0430'"),
        (b"# coding: cp1252\nx = '\x80'\n", "x = '\u20ac'"),
        (b"# coding: euc-jp\nx = '\xa4\xa2'\n", "x = '\u3042'"),
        (b"x = '\xe2\x82\xac'\n", "x = '\u20ac'"),
        (b"x = 1\n\n# coding: hex\n", "# coding: hex"),
    ],
)
def test_text_is_decoded_by_its_cookie(data: bytes, text: str) -> None:
    assert text in decode("a.py", data)


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: rot13\nk = 1\n",
        b"# coding: hex\n61\n",
        b"# coding: zlib\nx\n",
        b"# coding: utf-7\n+AGE-\n",
        b"# coding: unicode_escape\nx = 1\n",
        b"# coding: idna\nx = 1\n",
        b"# coding: punycode\nx = 1\n",
        b"# coding: undefined\nx = 1\n",
        b"# coding: utf-16\nx = 1\n",
        b"# coding: ../../etc/passwd\nx = 1\n",
        b"# coding: no_such_codec\nx = 1\n",
        b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
        b"\xff\xfex\x00",
        b"x = 1\n\n\n# \xff\n",
        b"# coding: ascii\n\n\nx = '\xc3\xa9'\n",
    ],
)
def test_what_is_no_text_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode("a.py", data)


@given(st.binary(max_size=200))
@example(b"#coding:mbcs\n")
@example(b"# coding: \x00\n")
def test_no_bytes_escape_as_another_error(data: bytes) -> None:
    text = ""
    with contextlib.suppress(Unreadable):
        text = decode("a.py", data)
    assert len(text) <= len(data)


def test_a_source_over_two_mebibytes_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"#" * (SOURCE_LIMIT + 1))
    with pytest.raises(Unreadable) as caught:
        read_text(tmp_path, "a.py")
    assert str(caught.value) == "a.py: larger than 2 MiB"


def test_sizes_in_words() -> None:
    assert [size_words(2 << 20), size_words(256 << 10), size_words(1500)] == ["2 MiB", "256 KiB", "1500 bytes"]
