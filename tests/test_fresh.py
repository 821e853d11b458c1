"""What nobody asks for is left out of what a file says, and nobody reads it who could ask otherwise than by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tenetlint.answers.words import _Others, _sort
from tenetlint.cache.folder import home
from tenetlint.facts.filefacts import FileFacts
from tenetlint.facts.fresh import Words, listed, strings, with_unheard_of, without_fresh
from tenetlint.facts.payload import Subject, payload, said

HOME = Path(__file__).parents[1]
READERS = {
    "functions": {
        "rules/t1_scale/paginated_listing.py": "by its parameters, which `fresh` asks about too",
        "rules/t3_asynchronous/hand_off_to_worker.py": "by the function of a mark",
        "tenetlint/facts/database/handles.py": "by the function of a mark",
        "tenetlint/facts/database/objects.py": "by its decorators, or by the name that a mark calls",
        "tenetlint/facts/hierarchy.py": "by name; who lists them all asks whether a name is among them",
        "tenetlint/facts/infer/index.py": "by the names of `asked`",
        "tenetlint/facts/interface.py": "by the names of `asked`",
        "tenetlint/facts/locks.py": "by the name of a lock",
        "tenetlint/facts/reach.py": "by a name in a string",
        "tenetlint/facts/rpc/remotable.py": "by its decorators",
        "tenetlint/facts/services.py": "by names in strings here",
    },
    "methods": {
        "tenetlint/facts/database/direct.py": "by the name that a mark calls",
        "tenetlint/facts/database/layer.py": "by the name that a mark calls",
        "tenetlint/facts/hierarchy.py": "by name",
        "tenetlint/facts/testcases.py": "by the subject of a mark",
    },
    "attributes": {
        "tenetlint/facts/clients.py": "by the words of the vocabulary and the configuration",
        "tenetlint/facts/infer/index.py": "by the names of `asked`",
        "tenetlint/facts/interface.py": "by the names of `asked`",
        "tenetlint/facts/rpc/sends.py": "by words of the vocabulary, which are in `asked`",
        "tenetlint/facts/rpc/uses.py": "by the names of `asked`",
        "tenetlint/facts/services.py": "by the words of the vocabulary, and strings here",
        "tenetlint/facts/stores.py": "by strings here",
    },
    "stores": {
        "tenetlint/facts/infer/index.py": "by the names of `asked`",
        "tenetlint/facts/interface.py": "by the names of `asked`",
    },
}
"""Who reads what `without_fresh` leaves out, and how each asks: by a name that somebody says, or by what stays."""
MAKERS = {"extract.py", "skeleton.py", "filefacts.py", "fresh.py", "shape.py"}


def readers(field: str) -> set[str]:
    """The files that read a field of facts; trees, layers and handles have fields of the same names."""
    found = set()
    for path in sorted([*HOME.glob("tenetlint/**/*.py"), *HOME.glob("rules/**/*.py")]):
        if path.name in MAKERS or "tenetlint/facts/coverage" in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == field and not _is_other(node.value):
                found.add(str(path.relative_to(HOME)))
    return found


def _is_other(holder: ast.expr) -> bool:
    """Whether a holder is known to be something else than facts, with a field of that name."""
    return ast.unparse(holder) in {
        "self", "self.layer", "self.hierarchy", "hierarchy", "tree", "found.tree", "home", "facts", "found", "values",
        "self.facts",
    }  # fmt: skip


@pytest.mark.parametrize("field", READERS)
def test_whoever_reads_what_is_left_out_is_known(field: str) -> None:
    assert readers(field) == set(READERS[field]), "say here how it asks; see tenetlint/facts/fresh.py"


def facts(text: str) -> FileFacts:
    found = said(payload(text, Subject("top/a.py", "top.a", False, False)))
    assert isinstance(found, FileFacts)
    return found


OLD = "class Depot:\n    def where(self):\n        return self.place\n"
WORDS = Words(listed([payload(OLD, Subject("top/a.py", "top.a", False, False))], [], [b"main far"]), ["asked"])


@pytest.mark.parametrize(
    "more",
    [
        "def grown(a):\n    return a.regrown\n",
        "def grown():\n    def regrown():\n        a.grown2 = 1\n",
        "async def grown(*, b):\n    b.place = 1\n",
    ],
)
def test_fresh_names_leave_nothing(more: str) -> None:
    left = without_fresh(facts(OLD + more), WORDS, False)
    assert left == facts(OLD)._replace(stores=left.stores)
    assert without_fresh(facts(more + OLD), WORDS, False).functions[0].qualname == "Depot.where"


@pytest.mark.parametrize(
    "more",
    [
        "def where():\n    pass\n",
        "def main():\n    pass\n",
        "def asked():\n    pass\n",
        "def grown(asked):\n    pass\n",
        "def get_grown(limit, marker):\n    pass\n",
        "@property\ndef grown():\n    pass\n",
        "def __len__(self):\n    pass\n",
        "def größe():\n    pass\n",
        "def grown():\n    def where():\n        pass\n",
    ],
)
def test_what_somebody_may_ask_for_stays(more: str) -> None:
    assert without_fresh(facts(OLD + more), WORDS, False).functions != facts(OLD).functions


def test_a_methods_name_goes_with_it() -> None:
    more = facts(OLD + "    def grown(self):\n        return 1\n    def main(self):\n        return 1\n")
    assert without_fresh(more, WORDS, False).classes[0].methods == ("where", "main")


def test_the_first_function_of_a_package_stays() -> None:
    more = facts(OLD + "def grown():\n    pass\n")
    assert without_fresh(more, WORDS, True).functions == more.functions


def test_attributes_that_only_files_say_are_as_they_were() -> None:
    old, new = facts(OLD), facts(OLD.replace("place", "far + self.where + self.asked"))
    assert with_unheard_of(new, old, WORDS).attributes == {"far", "asked", "place"}


def test_words_are_whole() -> None:
    words = Words(listed([rb'["x\nsaid","x\u001bbroken","a.b:c"]'], [b"packed-up"], [b"heard"]), [])
    assert [name for name in ("said", "nsaid", "broken", "b", "packed", "heard") if words.is_fresh(name)] == ["nsaid"]
    assert words.is_fresh("sai")
    assert not words.is_fresh("a\nb")


def test_strings_that_explain_are_none() -> None:
    found = strings(b'"""Why."""\nA = "a", f"b{c}d"\n"""So."""\ndef f():\n    "doc"\n    return {"e": 1}\n')
    assert sorted(found.split()) == [b"a", b"b", b"d", b"e"]
    assert strings(b"print 'a'") == b"print 'a'"


def test_judges_are_heard_wherever_they_are_installed() -> None:
    others = _Others([], [])
    for path in ("facts/services.py", "rules/t1_scale/rule.py", "gate/check.py"):
        _sort(f"{home()}/{path}", f"A = {path!r}".encode(), others)
    _sort("/elsewhere/rules/rule.py", b"A = 'elsewhere'", others)
    _sort("/elsewhere/setup.cfg", b"[tenetlint]", others)
    _sort("/elsewhere/tox.ini", b"[tox]", others)
    judges = [b"facts/services.py", b"rules/t1_scale/rule.py", b"elsewhere", b"[tenetlint]"]
    assert [each for each in others.judges if each] == judges
    assert others.texts == [b"[tox]"]
