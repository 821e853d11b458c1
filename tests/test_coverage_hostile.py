"""Coverage files come with the tree: nothing in one can run, write, hang or escape as anything but a `UserError`."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenetlint.errors import UserError
from tenetlint.facts.coverage import sqlite
from tenetlint.facts.coverage.finding import find_coverage
from tenetlint.facts.coverage.model import Coverage
from tenetlint.facts.coverage.raw import MAX_LINE
from tenetlint.files import Unreadable
from tests.coverage_makers import measure, read, write

SOURCES = {"pkg/a.py": "a = 1\nb = 2\nc = 3\n"}
SCHEMA = """
create table coverage_schema (version integer);
create table file (id integer primary key, path text, unique (path));
create table context (id integer primary key, context text, unique (context));
create table line_bits (file_id integer, context_id integer, numbits blob, unique (file_id, context_id));
create table arc (file_id integer, context_id integer, fromno integer, tono integer);
insert into coverage_schema values (7);
insert into file values (1, 'pkg/a.py');
insert into line_bits values (1, 1, x'06');
"""


def report(path: Path) -> Coverage:
    """The report on the one source."""
    return read(path, root=path.parent, files=SOURCES)


def refusal(path: Path) -> str:
    """Why the report is refused: one printable line that names it."""
    start = time.monotonic()
    with pytest.raises(UserError) as caught:
        report(path)
    message = str(caught.value)
    assert message.isprintable()
    assert path.name[-20:].encode("unicode_escape").decode() in message
    assert len(message) < 500
    assert time.monotonic() - start < 30
    return message


def database(path: Path, *statements: str, schema: str = SCHEMA) -> Path:
    """A `.coverage` file made by hand."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(schema)
        for statement in statements:
            made.execute(statement)
        made.commit()
    return path


def test_the_database_made_by_hand_is_read(tmp_path: Path) -> None:
    coverage = report(database(tmp_path / ".coverage"))
    assert coverage.uncovered("pkg/a.py") == {3}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update line_bits set numbits = null", "line_bits"),
        ("update line_bits set numbits = 'abc'", "line_bits"),
        ("update line_bits set numbits = 17", "line_bits"),
        ("update line_bits set file_id = 99", "line_bits"),
        ("update line_bits set file_id = 'x'", "line_bits"),
        ("insert into arc values (1, 1, 'a', 2)", "arc"),
        ("insert into arc values (1, 1, null, 2)", "arc"),
        ("insert into arc values (7, 1, 1, 2)", "arc"),
        ("update file set path = x'ff00'", "file"),
        ("update file set path = null", "file"),
        ("update file set path = '" + "x" * 5000 + "'", "file"),
        ("update coverage_schema set version = 6", "schema version"),
        ("update coverage_schema set version = 'x'", "schema version"),
        ("delete from coverage_schema", "schema version"),
        ("insert into coverage_schema values (7)", "schema version"),
        ("drop table arc", "lacks"),
        ("alter table line_bits drop column numbits", "lacks"),
        ("create view more as select 1", "plain tables"),
        ("create trigger t after insert on arc begin delete from file; end", "plain tables"),
        ("update line_bits set numbits = zeroblob(50000000)", "damaged"),
        ("delete from file", "line_bits"),
    ],
)
def test_odd_databases(tmp_path: Path, statement: str, reason: str) -> None:
    assert reason in refusal(database(tmp_path / ".coverage", statement))


def test_no_file_at_all(tmp_path: Path) -> None:
    assert "no file" in refusal(database(tmp_path / ".coverage", "delete from line_bits", "delete from file"))


_COUNT = "with recursive r({0}) as (select 1 union all select {0} + 1 from r)"


def test_an_endless_view_in_place_of_a_table(tmp_path: Path) -> None:
    endless = f"create view file as {_COUNT.format('id')} select id, 'a' as path from r"
    assert "plain tables" in refusal(database(tmp_path / ".coverage", "drop table file", endless))


def test_a_virtual_table(tmp_path: Path) -> None:
    made = database(tmp_path / ".coverage", "drop table arc", "create table arc (file_id, fromno, tono)")
    _rewrite_schema(made, "arc", "CREATE VIRTUAL TABLE arc USING fts5(file_id, fromno, tono)")
    assert refusal(made)


def test_a_generated_column(tmp_path: Path) -> None:
    computed = "create table arc (file_id integer, fromno integer, tono integer as (fromno + 1))"
    assert "lacks" in refusal(database(tmp_path / ".coverage", "drop table arc", computed))


def _rewrite_schema(path: Path, name: str, sql: str) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("pragma writable_schema = on")
        made.execute("update sqlite_master set sql = ? where name = ?", (sql, name))
        made.commit()


def test_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = f"insert into arc {_COUNT.format('n')} select 1, 1, n, n from r limit 200000"
    made = database(tmp_path / ".coverage", rows)
    monkeypatch.setattr(sqlite, "DEADLINE", -1.0)
    assert "too long" in refusal(made)


def test_lines_that_no_file_has_are_dropped(tmp_path: Path) -> None:
    made = database(
        tmp_path / ".coverage",
        "insert into arc values (1, 1, -1, 3), (1, 1, 3, -5), (1, 1, 9000000000, 4)",
        f"update line_bits set numbits = zeroblob({MAX_LINE // 8}) || x'ffffff'",
        "update line_bits set numbits = cast(numbits as blob)",
    )
    assert report(made).uncovered("pkg/a.py") == {1, 2}


def test_a_forged_journal_deletes_nothing(tmp_path: Path) -> None:
    """A hot journal names a super-journal, which plain SQLite deletes when it rolls back."""
    victim = write(tmp_path, {"victim": "precious"}) / "victim"
    made = database(tmp_path / ".coverage")
    before = made.read_bytes()
    name = os.fsencode(victim)
    magic = bytes.fromhex("d9d505f920a163d7")
    header = magic + struct.pack(">IIIII", 0, 0, len(before) // 4096, 512, 4096)
    tail = name + struct.pack(">II", len(name), sum(name)) + magic
    journal = tmp_path / ".coverage-journal"
    journal.write_bytes(header.ljust(512, b"\0") + tail)
    assert "has not finished" in refusal(made)
    assert victim.read_text() == "precious"
    assert made.read_bytes() == before
    assert journal.exists()
    with closing(sqlite3.connect(made)) as careless:
        careless.execute("select * from file").fetchall()
    assert not victim.exists(), "the journal is not the trap that it should be"


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_an_unfinished_writer(tmp_path: Path, suffix: str) -> None:
    made = database(tmp_path / ".coverage")
    (tmp_path / f".coverage{suffix}").write_bytes(b"")
    assert report(made).statements == 3
    (tmp_path / f".coverage{suffix}").write_bytes(b"x")
    assert "has not finished" in refusal(made)


def test_nothing_is_written(tmp_path: Path) -> None:
    made = database(tmp_path / ".coverage")
    before = (made.read_bytes(), made.stat().st_mtime_ns, sorted(os.listdir(tmp_path)))
    report(made)
    assert (made.read_bytes(), made.stat().st_mtime_ns, sorted(os.listdir(tmp_path))) == before


def test_a_database_in_write_ahead_mode_is_left_alone(tmp_path: Path) -> None:
    made = database(tmp_path / ".coverage")
    with closing(sqlite3.connect(made)) as opened:
        opened.execute("pragma journal_mode = wal")
    before = sorted(os.listdir(tmp_path))
    assert report(made).statements == 3
    assert sorted(os.listdir(tmp_path)) == before


def test_a_question_mark_in_the_name_is_no_option(tmp_path: Path) -> None:
    made = database(tmp_path / "a.db")
    odd = made.rename(tmp_path / "a.db?mode=rw&immutable=0#%41 \udcff")
    assert read(odd, root=tmp_path, files=SOURCES).statements == 3


def _cut(data: bytes) -> Iterator[bytes]:
    yield from (data[: len(data) * part // 8] for part in range(1, 8))
    yield data[:-1]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real reports of a small package."""
    root = write(tmp_path_factory.mktemp("real"), {**SOURCES, "main.py": "import pkg.a\n"})
    measure(root, "--branch")
    return root


@pytest.mark.parametrize("name", [".coverage", "coverage.xml", "coverage.json", "coverage.lcov"])
def test_truncated_files(real: Path, tmp_path: Path, name: str) -> None:
    data = (real / name).read_bytes()
    for cut in _cut(data.rstrip()):
        (tmp_path / name).write_bytes(cut)
        refusal(tmp_path / name)


def _xml(lines: str = '<line number="1" hits="1"/>', head: str = "", name: str = "pkg/a.py") -> str:
    return f'<?xml version="1.0"?>\n{head}<coverage><class filename="{name}"><lines>{lines}</lines></class></coverage>'


def test_a_document_type_without_entities_is_fine(tmp_path: Path) -> None:
    head = '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n'
    write(tmp_path, {"r.xml": _xml(head=head)})
    assert report(tmp_path / "r.xml").percent == 100.0


BOMB = '<!DOCTYPE coverage [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = "<a>" * 100_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_xml(head=BOMB), "entity"),
        (_xml(head='<!DOCTYPE coverage [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'), "entity"),
        (_xml(head='<!DOCTYPE coverage [<!ENTITY x SYSTEM "file:///etc/passwd">]>', lines="&x;"), "entity"),
        (f"<coverage>{DEEP}", "nested"),
        ("<coverage", "well-formed"),
        ("<coverage/>x", "well-formed"),
        ("<report/>", "root element"),
        ("<html><body/></html>", "root element"),
        ("<coverage/>", "no file"),
        (_xml().replace("?>", ' encoding="bogus"?>'), "well-formed"),
        (_xml().replace("?>", ' encoding="utf-7"?>'), "well-formed"),
        (_xml(lines=""), "no lines"),
        ('<coverage line-rate="0.83"><class filename="pkg/a.py" line-rate="0.83"/></coverage>', "no lines"),
        (_xml(lines='<line number="-5" hits="1"/><line number="1e9" hits="1"/>'), "no lines"),
        (_xml(name="elsewhere.py"), "none of its paths"),
        (_xml(name="\u202epy.exe\u0085\u2028"), "none of its paths"),
        ("<coverage>" + "<class/>" * 200_001 + "</coverage>", "more than"),
    ],
)
def test_odd_xml(tmp_path: Path, text: str, reason: str) -> None:
    write(tmp_path, {"r.xml": text})
    assert reason in refusal(tmp_path / "r.xml")


def test_one_huge_attribute_is_read_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"r.xml": _xml(name="x" * 20_000_000)})
    assert "none of its paths" in refusal(tmp_path / "r.xml")


def test_odd_numbers_in_xml_are_passed_over(tmp_path: Path) -> None:
    odd = ("-5", "0", "1.5", "1e9", "x", "", "9" * 5000, "999999999", "\u0663")
    lines = "".join(f'<line number="{number}" hits="1"/>' for number in odd)
    lines += '<line number="2" hits="-1"/><line number="3" hits="1" condition-coverage="900% (9/2)"/>'
    write(tmp_path, {"r.xml": _xml(lines=lines)})
    coverage = report(tmp_path / "r.xml")
    assert [(sorted(file.statements), sorted(file.missing)) for file in coverage.files] == [([2, 3], [2])]
    assert coverage.branch_rate == 1.0


def test_totals_are_recomputed(tmp_path: Path) -> None:
    lines = '<line number="1" hits="1"/><line number="2" hits="0"/>'
    lying = _xml(lines=lines).replace("<coverage>", '<coverage line-rate="1" lines-valid="9" lines-covered="9">')
    write(tmp_path, {"r.xml": lying})
    assert report(tmp_path / "r.xml").percent == 50.0


def test_utf_16(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_bytes(_xml().replace("?>", ' encoding="utf-16"?>').encode("utf-16"))
    (tmp_path / "r.json").write_bytes(json.dumps(_json()).encode("utf-16"))
    assert report(tmp_path / "r.xml").percent == report(tmp_path / "r.json").percent == 100.0


def _json(**changes: object) -> dict[str, object]:
    return {"meta": {"format": 3}, "files": {"pkg/a.py": {"executed_lines": [1], "missing_lines": [], **changes}}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "valid JSON"),
        ('{"files": ' + '{"a":' * 100_000, "nested"),
        ('{"files": ' + "9" * 5000 + "}", "valid JSON"),
        ('{"files": NaN}', "NaN"),
        ('{"files": -Infinity}', "Infinity"),
        ('{"a": 1}', "no `files`"),
        ('{"files": []}', "not a JSON object"),
        ('{"files": {}}', "no file"),
        ('{"files": {"pkg/a.py": 1}}', "not a JSON object"),
        ('{"files": {"pkg/a.py": {}}}', "executed_lines"),
        ('{"meta": {"format": 99}, "files": {}}', "format"),
        ('{"meta": {"format": "3"}, "files": {}}', "format"),
        ('{"meta": {"format": true}, "files": {}}', "format"),
        ('{"meta": 1, "files": {}}', "`meta`"),
        (json.dumps(_json(executed_lines="1")), "not a list"),
        (json.dumps(_json(executed_lines=["1"])), "whole numbers"),
        (json.dumps(_json(executed_lines=[True])), "whole numbers"),
        (json.dumps(_json(executed_lines=[1.5])), "whole numbers"),
        (json.dumps(_json(missing_lines=[[1]])), "whole numbers"),
        (json.dumps(_json(excluded_lines={})), "not a list"),
        (json.dumps(_json(missing_branches=1)), "not a list"),
        (json.dumps(_json(missing_branches=[1])), "not a list"),
        (json.dumps(_json(missing_branches=[[1, 2, 3]])), "pairs"),
        (json.dumps(_json(executed_lines=[])), "no statement"),
        ('{"files": {"\\ud800\\u001b[31m": {"executed_lines": [1], "missing_lines": []}}}', "none of its paths"),
    ],
)
def test_odd_json(tmp_path: Path, text: str, reason: str) -> None:
    write(tmp_path, {"r.json": text})
    assert reason in refusal(tmp_path / "r.json")


def test_odd_numbers_in_json_are_dropped(tmp_path: Path) -> None:
    odd = [-5, 0, 10**9, 10**18, -(10**18), 2]
    changed = _json(missing_lines=odd, missing_branches=[[2, -1], [-3, 2], [10**12, 1]], executed_branches=[[2, 3]])
    write(tmp_path, {"r.json": json.dumps(changed)})
    coverage = report(tmp_path / "r.json")
    assert coverage.files[0].statements == {1, 2}
    assert coverage.branch_rate == 0.5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TN:\n", "no file"),
        ("SF:pkg/a.py\nDA:1,1\n", "ends in the middle"),
        ("SF:pkg/a.py\nSF:pkg/b.py\nend_of_record\n", "no `end_of_record`"),
        ("SF:pkg/a.py\nDA:x,1\nend_of_record\n", "number"),
        ("SF:pkg/a.py\nDA:1\nend_of_record\n", "number"),
        ("SF:pkg/a.py\nBRDA:1,0,0,x\nend_of_record\n", "number"),
        ("SF:pkg/a.py\nend_of_record\n", "no statement"),
        ("SF:\x1b[2J`\u202e\nDA:\u0661,1\nend_of_record\n", "number"),
        ("SF:\nDA:1,1\nend_of_record\n", "none of its paths"),
    ],
)
def test_odd_lcov(tmp_path: Path, text: str, reason: str) -> None:
    write(tmp_path, {"r.lcov": text})
    assert reason in refusal(tmp_path / "r.lcov")


def test_odd_numbers_in_lcov_are_dropped(tmp_path: Path) -> None:
    numbers = "".join(f"DA:{number},1\nBRDA:{number},0,0,1\n" for number in ("-5", "0", "9" * 5000, "1000000000"))
    text = (
        f"TN:x\nDA:7,7\nSF:pkg/a.py\nFN:1,f\n{numbers}DA:1,-3\nDA:2,4,hash==\nDA:1,0\nend_of_record\n\nend_of_record\n"
    )
    write(tmp_path, {"r.lcov": text})
    coverage = report(tmp_path / "r.lcov")
    assert coverage.files[0].statements == {1, 2}
    assert coverage.files[0].missing == {1}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello\n", "neither"),
        (b"\x00" * 100, "neither"),
        (b"\xff\xfe", "neither"),
        (b"!coverage.py: This is a private format, don't read it directly!{}", "before 5.0"),
        (b"\x80\x02}q\x01U\x05linesq\x02}q\x03s.", "before 5.0"),
        (b"SQLite format 3\x00", "damaged"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "damaged"),
    ],
)
def test_what_is_no_report(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "r").write_bytes(data)
    assert reason in refusal(tmp_path / "r")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    assert "folder" in refusal(tmp_path)
    assert "not a regular file" in refusal(tmp_path / "fifo")
    assert "does not exist" in refusal(tmp_path / "nothing")
    assert "loop" in refusal(tmp_path / "loop")
    assert "too long" in refusal(tmp_path / ("x" * 300))
    assert refusal(tmp_path / "a\0b\n\x1b")
    assert "not a regular file" in refusal(Path("/dev/zero"))


def test_a_name_that_no_journal_could_have(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(database(tmp_path / "x").rename(tmp_path / ("x" * 250)))


def test_what_is_too_large(tmp_path: Path) -> None:
    for name, head in (("r.xml", b"<coverage>"), (".coverage", sqlite.MAGIC)):
        with (tmp_path / name).open("wb") as stream:
            stream.write(head)
            stream.truncate(sqlite.SIZE_LIMIT + 1)
        assert "larger than" in refusal(tmp_path / name)


def test_what_holds_too_many_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenetlint.facts.coverage.raw.MAX_LINES", 3)
    database(tmp_path / ".coverage", "update line_bits set numbits = x'ffff'")
    write(
        tmp_path,
        {
            "r.json": json.dumps(_json(missing_lines=[2, 3, 4])),
            "r.xml": _xml(lines='<line number="1" hits="1"/>' * 4),
            "r.lcov": "SF:pkg/a.py\n" + "DA:1,1\n" * 4 + "end_of_record\n",
        },
    )
    for name in (".coverage", "r.json", "r.xml", "r.lcov"):
        assert "more than" in refusal(tmp_path / name)


def test_a_data_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = database(tmp_path / ".coverage.host.pid1")

    def gone(path: Path, count: int) -> bytes:
        raise Unreadable(str(path), "it does not exist")

    assert find_coverage(tmp_path) == (made,)
    monkeypatch.setattr("tenetlint.facts.coverage.finding.read_head", gone)
    assert find_coverage(tmp_path) == ()


def test_found_by_itself(tmp_path: Path) -> None:
    assert find_coverage(tmp_path / "nowhere") == ()
    write(tmp_path, {".coveragerc": "[run]\n", ".coverage.toml": "x", "real.xml": _xml()})
    (tmp_path / "coverage.xml").symlink_to("real.xml")
    (tmp_path / ".coverage").mkdir()
    assert find_coverage(tmp_path) == ()
    parallel = [database(tmp_path / f".coverage.host.pid{number}.Xabc") for number in (2, 1)]
    assert find_coverage(tmp_path) == tuple(sorted(parallel))
    write(tmp_path, {"cover/coverage.xml": _xml()})
    assert find_coverage(tmp_path) == (tmp_path / "cover/coverage.xml",)


def _only_user_errors(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        coverage = report(path)
    except UserError as error:
        message = str(error)
    else:
        message = f"{coverage.percent:g}"
        assert 0 <= coverage.percent <= 100
    assert message.isprintable()


HEADS = (b"", sqlite.MAGIC, b"<coverage>", b'{"files": {"pkg/a.py": ', b"SF:pkg/a.py\nDA:1,1\n", b"\xef\xbb\xbf<")
TREE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@TREE
@given(st.sampled_from(HEADS), st.binary(max_size=300))
def test_random_bytes(tmp_path: Path, head: bytes, data: bytes) -> None:
    _only_user_errors(tmp_path / "r", head + data)


@TREE
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["files", "meta", "format", "pkg/a.py", "executed_lines", "missing_lines", "missing_branches"]
                ),
                inner,
            )
        ),
    )
)
def test_random_json(tmp_path: Path, value: object) -> None:
    _only_user_errors(tmp_path / "r", json.dumps({"files": value}).encode())
    _only_user_errors(tmp_path / "r", json.dumps({"files": {"pkg/a.py": value}}).encode())


def _changed(pick: Callable[[], int], data: bytearray) -> bytes:
    for _ in range(pick() % 8 + 1):
        data[pick() % len(data)] = pick() % 256
    return bytes(data)


@TREE
@given(
    st.sampled_from([".coverage", "coverage.xml", "coverage.json", "coverage.lcov"]), st.randoms(use_true_random=False)
)
def test_changed_bytes(real: Path, tmp_path: Path, name: str, random: object) -> None:
    data = bytearray((real / name).read_bytes())
    _only_user_errors(tmp_path / name, _changed(lambda: random.getrandbits(20), data))  # type: ignore[attr-defined]
