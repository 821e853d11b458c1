"""What own inference leaves open: decided by another inference where that can, else said to be undecided."""

from __future__ import annotations

import ast

from tenetlint.facts.infer.judge import OPEN, SEND, Question, judge
from tenetlint.facts.infer.transports import sending
from tenetlint.facts.infer.values import Send
from tenetlint.facts.rpc.census import Undecided
from tenetlint.facts.rpc.guards import guard_of
from tenetlint.facts.rpc.sends import Sends
from tenetlint.facts.trees import Tree
from tenetlint.facts.walk import dotted


def decide(sends: Sends) -> None:
    """Turn what is open into sends, or drop it, or leave it."""
    places = sorted(sends.open)
    questions = [_question(*sends.open[place]) for place in places]
    for place, verdict in zip(places, judge(sends.index.facts, questions), strict=True):
        if verdict.what == SEND:
            _found(sends, *sends.open[place])
        if verdict.what == OPEN:
            sends.undecided.append(_row(*sends.open[place], verdict.why))


def _row(tree: Tree, call: ast.Call, node: ast.Attribute, why: str) -> Undecided:
    return Undecided(tree.path, call.lineno, call.col_offset + 1, dotted(node.value), tree.qualname(call), why)


def _question(tree: Tree, call: ast.Call, node: ast.Attribute) -> Question:
    end = (call.end_lineno or call.lineno, call.end_col_offset or call.col_offset)
    return Question(tree.path, call.lineno, call.col_offset, *end, node.attr)


def _found(sends: Sends, tree: Tree, call: ast.Call, node: ast.Attribute) -> None:
    known = [each for each in sending(node.attr, "client") if isinstance(each, Send)]
    guard = guard_of(tree, call, tree.function_of(call))
    sends.note(tree, call, known, dotted(node.value), guard)
