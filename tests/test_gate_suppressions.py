"""Comments that put findings aside: which lines they speak of, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.facts.comments import comments
from tenetlint.files import Unreadable
from tenetlint.gate.suppressions import Suppressions, scan
from tenetlint.gate.until import current_day, expired, first_day_over
from tests.gates import API, Repo, made
from tests.test_git import commit

KNOWN = ("TNT301", "TNT302", "TNT104")
ALLOW = "# tenet: allow[TNT301] why"


@pytest.fixture
def repo(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small project."""
    return made(tmp_path, capsys, monkeypatch)


def scanned(text: str, path: str = "a.py") -> Suppressions:
    """The suppressions of one file."""
    return scan([path], lambda _: text, KNOWN)


def covered(text: str, path: str = "a.py") -> list[tuple[int, int]]:
    """First and last line that each suppression speaks of."""
    return [(each.first, each.last) for each in scanned(text, path).found]


def complaints(text: str) -> list[tuple[str, str]]:
    """Code and words of what is wrong."""
    return [(each.about.code, each.message) for each in scanned(text).complaints]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"x = call()  {ALLOW}\n", (1, 1)),
        (f"{ALLOW}\nx = call()\n", (1 + 1, 2)),
        (f"{ALLOW}\n# more words\nx = call()\n", (3, 3)),
        (f"{ALLOW}\n\nx = call()\n", (2, 2)),
        (f"x = call(\n    1,\n    2)  {ALLOW}\n", (1, 3)),
        (f"x = [\n    call(),  {ALLOW}\n    call(),\n]\n", (2, 2)),
        (f"{ALLOW}\nx = [\n    call(),\n]\n", (2, 4)),
        (f"class A:\n    {ALLOW}\n    @dec\n    @dec(\n        1)\n    def f(self):\n        pass\n", (3, 6)),
        (f"for x in call():  {ALLOW}\n    pass\n", (1, 1)),
        (f"x = 1\n{ALLOW}", (3, 3)),
        (f"print 'Python 2', call()  {ALLOW}\n", (1, 1)),
        (f"x = (  {ALLOW}\n", (1, 1)),
        (f"x = call()  # type: ignore[x]  {ALLOW}\n", (1, 1)),
        (f"x = call()\r\ny = call()  {ALLOW}\r\n", (2, 2)),
    ],
)
def test_which_lines_a_comment_speaks_of(text: str, lines: tuple[int, int]) -> None:
    assert covered(text) == [lines]


def test_in_other_files_it_speaks_of_its_line_or_the_next() -> None:
    text = f"[a]\nkey = 1  {ALLOW}\n{ALLOW}\nother = 2\n"
    assert covered(text, "setup.cfg") == [(2, 2), (3, 4)]


def test_a_string_is_no_comment() -> None:
    assert scanned(f'x = "{ALLOW}"\ny = """\n{ALLOW}\n"""\n') == Suppressions()


def test_codes_reason_and_time_are_read() -> None:
    (found,) = scanned("x()  # tenet: allow[TNT301, TNT104] see bug #7 (agreed) (until=2027.1)  # noqa: E501\n").found
    assert (found.codes, found.reason, found.until) == (("TNT301", "TNT104"), "see bug #7 (agreed)", "2027.1")


@pytest.mark.parametrize(
    ("comment", "code", "words"),
    [
        ("# tenet: allow[TNT301]", "TNT001", "`allow[TNT301]` gives no reason"),
        ("# tenet: allow[TNT301] (until=2027.1)", "TNT001", "`allow[TNT301]` gives no reason"),
        ("# tenet: allow[] why", "TNT001", "`allow[]` names no code"),
        ("# tenet: allow TNT301 why", "TNT001", "a comment for `tenet:` that is not `allow[CODE] reason`"),
        ("# tenet:ignore", "TNT001", "a comment for `tenet:` that is not `allow[CODE] reason`"),
        ("# tenet: allow[TNT301] why (until=May)", "TNT001", "`until=May` is neither a release"),
        ("# tenet: allow[TNT310] why", "TNT002", "no rule has the code `TNT310`"),
        ("# noqa: TNT399", "TNT002", "no rule has the code `TNT399`"),
    ],
)
def test_what_is_wrong_is_said_and_puts_nothing_aside(comment: str, code: str, words: str) -> None:
    text = f"x = call()  {comment}\n"
    ((found, message),) = complaints(text)
    assert (found, message[: len(words)]) == (code, words)
    assert scanned(text).found == ()


def test_the_good_codes_of_a_comment_count_beside_an_unknown_one() -> None:
    text = "x()  # tenet: allow[TNT301,TNT999] why\n"
    assert [each.codes for each in scanned(text).found] == [("TNT301",)]
    assert [code for code, _ in complaints(text)] == ["TNT002"]


def test_a_noqa_counts_only_with_our_codes() -> None:
    found = scanned("a()  # noqa\nb()  # noqa: E501\nc()  # NOQA:E501,tnt301 because\nd()  # noqa : TNT302 X1\n").found
    assert [(each.site.line, each.codes, each.reason) for each in found] == [
        (3, ("TNT301",), "because"), (4, ("TNT302",), ""),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_holds_none() -> None:
    def read(path: str) -> str:
        raise Unreadable(path, "gone")

    assert scan(["a.py"], read, KNOWN) == Suppressions()


@given(st.text("#tenetallownoqaTNT301[](): =\"'\n\\\t,.untilx", max_size=120), st.sampled_from(("a.py", "b.cfg")))
@example("# tenet: allow[" + "[" * 100, "a.py")
@example("# noqa: " + "A1," * 1000 + "\n", "a.py")
@example("\f# tenet: allow[TNT301] a\n", "a.py")
@example("if x:\n\t# tenet: allow[TNT301] a\n        y\n", "a.py")
def test_no_text_makes_it_crash(text: str, path: str) -> None:
    for each in comments(text, path):
        assert 1 <= each.first <= each.last
    scan([path], lambda _: text, KNOWN)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2027.1", date(2027, 4, 1)), ("2027.2", date(2027, 10, 1)), ("2027-03-31", date(2027, 4, 1)),
        ("2027.3", None), ("1999.1", None), ("2027-02-30", None), ("9999-12-31", None), ("2027", None), ("", None),
        ("20270331", None), ("2027-W01-1", None), ("٢٠٢٧.1", None),
    ],
)  # fmt: skip
def test_until_a_release_or_a_day(word: str, day: date | None) -> None:
    assert first_day_over(word) == day


def test_it_is_over_on_the_day_of_the_release() -> None:
    assert not expired("2027.1", date(2027, 3, 31))
    assert expired("2027.1", date(2027, 4, 1))
    assert not expired("2027-04-01", date(2027, 4, 1))
    assert not expired("", date(9999, 1, 1))


def test_another_day_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert current_day() == date(1970, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 30)
    assert current_day().year == 9999
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "x")
    assert current_day() > date(2026, 1, 1)


def steer(repo: Repo, comment: str) -> None:
    """Put a comment behind the call in `steer`."""
    repo.replace('"steer", boat=boat)', f'"steer", boat=boat)  {comment}')


def found(repo: Repo, *arguments: str) -> list[str]:
    """What a check of tenet 3 finds, without places."""
    return [line.split(": ", 1)[1] for line in repo.run("check", "--tenet", "3", *arguments).lines if ": TNT" in line]


def test_a_finding_is_put_aside_with_its_reason(repo: Repo) -> None:
    steer(repo, ALLOW)
    assert found(repo) == ["TNT301 `moor` is called, and waited for"]
    assert "1 finding put aside" in repo.run("check").lines


def test_an_unused_suppression_is_a_finding(repo: Repo) -> None:
    repo.replace('cast(context, "ring")', f'cast(context, "ring")  {ALLOW}')
    assert "TNT003 `TNT301` is allowed here, and nothing of it is found" in found(repo)
    assert not any("TNT003" in line for line in repo.run("check", "--select", "TNT4").lines)


def test_what_is_over_counts_again_and_is_a_finding(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    steer(repo, f"{ALLOW} (until=2027.1)")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert found(repo) == ["TNT301 `moor` is called, and waited for"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1806537600")
    assert found(repo) == [
        "TNT004 `TNT301` was allowed until `2027.1`, which has come",
        "TNT301 `steer` is called, and waited for",
        "TNT301 `moor` is called, and waited for",
    ]


def test_complaints_cannot_be_suppressed(repo: Repo) -> None:
    steer(repo, "# tenet: allow[TNT001,TNT301]")
    assert found(repo)[0] == "TNT001 `allow[TNT001, TNT301]` gives no reason"
    repo.replace("allow[TNT001,TNT301]", "allow[TNT001,TNT301] why")
    assert found(repo)[0].startswith("TNT002 no rule has the code `TNT001`")


CONFIG = '[[per-path-ignores]]\npaths = ["harbour/rpc*"]\ncodes = ["TNT301"]\nreason = "old"\n'


def test_a_path_may_be_allowed_up_to_a_limit(repo: Repo) -> None:
    repo.write(CONFIG + "limit = 2\n", "tenetlint.toml")
    assert found(repo) == []
    repo.write(CONFIG + "limit = 1\n", "tenetlint.toml")
    assert found(repo) == ["TNT005 2 findings are put aside for `harbour/rpc*`, and the limit is 1"]
    assert repo.run("check", "--tenet", "3").lines[0].startswith("tenetlint.toml:1:1: ")


def test_an_entry_that_nothing_needs_is_a_finding(repo: Repo) -> None:
    repo.write(CONFIG.replace("harbour/rpc*", "harbour/cmd"), "tenetlint.toml")
    assert found(repo)[-1] == "TNT003 `TNT301` is allowed for `harbour/cmd`, and nothing of it is found"
    repo.write(CONFIG + 'until = "2020.1"\n', "tenetlint.toml")
    assert found(repo)[-1] == "TNT004 `TNT301` was allowed until `2020.1`, which has come"


def test_all_of_them_are_listed_with_their_age(repo: Repo) -> None:
    steer(repo, f"{ALLOW} (until=2026-12-31)")
    repo.write(CONFIG + "limit = 3\n", "tenetlint.toml")
    repo.commit()
    repo.replace('"moor", boat=boat)', '"moor", boat=boat)  # noqa: TNT301')
    lines = repo.run("suppressions").lines
    day = lines[0].rpartition("since ")[2]
    assert date.fromisoformat(day) <= date.today()
    assert lines == [
        f"{API}:10: TNT301 why (until 2026-12-31), since {day}",
        f"{API}:14: TNT301 no reason given, age unknown",
        f"tenetlint.toml:1: TNT301 old, at most 3, since {day}",
    ]
    assert repo.run("suppressions", "--no-age").lines[0].endswith(", age unknown")
    assert '"since": null' in repo.run("suppressions", "--format", "json").out


def test_the_age_is_that_of_the_comment_and_not_of_the_file(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, year in enumerate(("2021", "2023", "2025")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{year}-05-05T12:00:00Z")
        if number == 1:
            steer(repo, ALLOW)
        commit(repo.root, {API: repo.text() + f"\n# {year}\n", "\u00e9\n.py": f"x()  {ALLOW}\n# {year}\n"})
    assert repo.run("suppressions").lines == [
        f"{API}:10: TNT301 why, since 2023-05-05",
        "\u00e9\\x0a.py:1: TNT301 why, since 2021-05-05",
    ]


def test_what_is_unsuppressable_no_comment_puts_aside(repo: Repo) -> None:
    steer(repo, ALLOW.replace("TNT301", "TNT301, TNT302"))
    repo.write('unsuppressable = ["TNT301"]\n', "tenetlint.toml")
    assert found(repo)[:3] == [
        "TNT003 `TNT302` is allowed here, and nothing of it is found",
        "TNT006 `TNT301` must not be put aside by a comment",
        "TNT301 `steer` is called, and waited for",
    ]
    shown = json.loads(repo.run("score", "--format", "json").out)
    assert shown["put_aside"] == []


def test_how_loud_a_complaint_is_can_be_set(repo: Repo) -> None:
    repo.replace('cast(context, "ring")', f'cast(context, "ring")  {ALLOW}')
    repo.write('exceptions = [{codes = ["TNT3"], reason = "x"}]\n[severity]\nTNT003 = "info"\n', "tenetlint.toml")
    ended = repo.run("check", "--tenet", "3")
    assert [line.split(" ")[1] for line in ended.lines if ": TNT" in line] == ["TNT003"]
    assert ended.code == 0
