"""Inference on code that is made to mislead it: circles, depths, breadths; and answers that no order changes."""

from __future__ import annotations

import ast
import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenetlint.facts import Facts
from tenetlint.facts.infer.engine import MAX_STEPS, MIN_STEPS, STACK, Inference, deep_stack
from tenetlint.facts.infer.values import (
    Class,
    Client,
    Flag,
    Instance,
    Library,
    Made,
    Other,
    Text,
    Unknown,
    Value,
    Values,
)  # fmt: skip
from tenetlint.project import Project
from tests.inference_projects import BOMBS, CIRCLES, chain, crowd


def project(root: Path, files: Mapping[str, str]) -> Facts:
    """The facts of a small project; every folder is a package."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return Facts.of(Project.open(root, use_git=False))


def test_who_may_call_is_seen_in_the_text(tmp_path: Path) -> None:
    calls = ["helper(1)", "m.helper (\n)", "(m.helper)(1)", "m.helper \\\n(1)", "(m.helper  # why\n (1))"]
    others = ["x = [m.helper]", "helper_2(m.helper, 1)", "m.helper = m.helper[1]", "x = m.helper or (1)"]
    texts = [f"import m\nfrom m import helper\n{each}\n" for each in (*calls, *others)]
    facts = project(tmp_path, {f"pkg/{at}.py": text for at, text in enumerate(texts)})
    assert facts.inference.index.calling(["helper"]) == {f"pkg/{at}.py" for at in range(len(calls))}


def probes(inference: Inference) -> Iterator[tuple[str, ast.expr]]:
    """What stands in `probe(…)` calls, with its path."""
    for path in sorted(inference.index.files):
        tree = inference.tree(path)
        for call in tree.calls.get("probe", ()) if tree else ():
            yield path, call.args[0]


def answers(facts: Facts, order: random.Random | None = None) -> dict[tuple[str, int, int], Values]:
    """What each probe may be, asked in the order of the code or in a shuffled one."""
    inference = facts.inference
    asked = list(probes(inference))
    if order is not None:
        order.shuffle(asked)
    return {
        (path, node.lineno, node.col_offset): inference.ask(node, inference.scope_at(path, node))
        for path, node in asked
    }


def answer(root: Path, files: Mapping[str, str]) -> Values:
    """What the only probe may be."""
    (found,) = answers(project(root, files)).values()
    return found


@pytest.mark.parametrize("files", CIRCLES.values(), ids=CIRCLES)
def test_a_circle_ends(tmp_path: Path, files: Mapping[str, str]) -> None:
    facts = project(tmp_path, files)
    found = answers(facts)
    assert not any(isinstance(each, Client) for values in found.values() for each in values)
    assert len(facts.rpc.sites) == sum("get_rpc_client" in text for text in files.values())


@pytest.mark.parametrize("files", CIRCLES.values(), ids=CIRCLES)
def test_no_order_of_questions_changes_an_answer_in_a_circle(tmp_path: Path, files: Mapping[str, str]) -> None:
    facts = project(tmp_path, files)
    first = answers(facts)
    for seed in range(4):
        again = Facts(facts.project, facts.files, facts.unread)
        assert answers(again, random.Random(seed)) == first


def test_what_grounds_a_circle_is_found_from_everywhere(tmp_path: Path) -> None:
    files = {
        "pkg/a.py": "import oslo_messaging as m\nfrom pkg.b import y\nx = y or m.get_rpc_client(None)\nprobe(x)\n",
        "pkg/b.py": "from pkg.a import x\ny = x\nprobe(y)\nprobe(x)\n",
    }
    facts = project(tmp_path, files)
    for seed in range(6):
        found = answers(Facts(facts.project, facts.files, facts.unread), random.Random(seed))
        assert all(Client() in values for values in found.values())


def test_a_chain_within_the_depth_is_followed(tmp_path: Path) -> None:
    assert Client() in answer(tmp_path, {"pkg/a.py": chain(20, 3)})


def test_a_chain_beyond_the_depth_is_unknown(tmp_path: Path) -> None:
    assert answer(tmp_path, {"pkg/a.py": chain(400, 2)}) == {Unknown()}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_seconds(tmp_path: Path, text: str) -> None:
    started = time.process_time()
    facts = project(tmp_path, {"pkg/a.py": text})
    answers(facts)
    assert facts.rpc is not None
    assert time.process_time() - started < 15


def test_questions_that_use_up_their_budget_make_later_ones_cheaper(tmp_path: Path) -> None:
    facts = project(tmp_path, {"pkg/a.py": crowd(30) + "probe(f1())\n" * 10})
    started = time.process_time()
    answers(facts)
    assert facts.inference.steps <= MAX_STEPS // 2
    assert time.process_time() - started < 15
    assert MIN_STEPS < MAX_STEPS


def test_the_depth_of_the_caller_changes_nothing(tmp_path: Path) -> None:
    """The answer is the same from deep inside a program's own stack."""
    files = {"pkg/a.py": chain(18, 1)}
    shallow = answer(tmp_path, files)

    def from_below(depth: int) -> Values:
        if depth:
            return from_below(depth - 1)
        (found,) = answers(Facts.of(Project.open(tmp_path, use_git=False))).values()
        return found

    assert from_below(400) == shallow


def test_the_limit_of_recursion_is_put_back() -> None:
    before = sys.getrecursionlimit()
    with deep_stack():
        assert sys.getrecursionlimit() >= STACK > before
    assert sys.getrecursionlimit() == before


def test_values_of_different_kinds_are_different() -> None:
    alike: tuple[Value, ...] = (Library("a"), Made("a"), Text("a"), Other("a"), Client("a"), Flag(None), Unknown())
    assert len({*alike, Class("a", "b"), Instance("a", "b")}) == len(alike) + 2


NAMES = ("a", "b", "c")


@st.composite
def _modules(draw: st.DrawFn) -> dict[str, str]:
    """Small modules that import, inherit, call and assign each other at random."""
    return {f"pkg/{name}.py": draw(_module()) for name in NAMES}


@st.composite
def _module(draw: st.DrawFn) -> str:
    other, name = st.sampled_from(NAMES), st.sampled_from(["x", "y", "z", "K", "f", "client"])
    expression = st.deferred(
        lambda: st.one_of(
            name,
            other,
            st.builds("{}.{}".format, st.one_of(other, name), name),
            st.builds("{}()".format, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("{}.prepare()".format, inner),
            st.builds("self.{}".format, name),
            st.just("oslo_messaging.get_rpc_client(None)"),
        )
    )
    inner = st.one_of(name, st.builds("{}.{}".format, other, name))
    head = st.builds("class K({}):\n    {} = {}".format, expression, name, expression)
    words = "    def m(self, p={}):\n        self.{} = p\n        probe(self.{})"
    method = st.builds(words.format, expression, name, name)
    statement = st.one_of(
        st.builds("from pkg.{} import {}".format, other, name),
        st.builds("from pkg.{} import *".format, other),
        st.builds("from pkg import {}".format, other),
        st.builds("{} = {}".format, name, expression),
        st.builds("{}\n{}".format, head, method),
        st.builds("def f(self={}):\n    return {}".format, expression, expression),
        st.builds("probe({})".format, expression),
        st.builds("{}.call({}, 'm')".format, expression, expression),
    )  # fmt: skip
    return "import oslo_messaging\n" + "\n".join(draw(st.lists(statement, max_size=7))) + "\n"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=_modules(), seed=st.integers(0, 9))
def test_random_modules_end_and_no_order_changes_an_answer(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], seed: int
) -> None:
    facts = project(tmp_path_factory.mktemp("random"), files)
    first = answers(facts)
    again = Facts(facts.project, facts.files, facts.unread)
    assert answers(again, random.Random(seed)) == first
    assert list(again.rpc.sites) == list(facts.rpc.sites)
