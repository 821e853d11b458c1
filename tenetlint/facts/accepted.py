"""Where an API answers before the work is done: statuses of 202, and functions that say they are asynchronous."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache

from tenetlint.facts.filefacts import Mark
from tenetlint.facts.walk import Family, FileContext, Frame, FunctionNode, dotted, last_name

_STATUS = re.compile(r"status(?:_int|_code)?|code|response_code|success_code|default_code|http_status")


def is_accepted(node: ast.expr | None) -> bool:
    """Whether an expression is the status 202: `202`, `'202 Accepted'`, `HTTPStatus.ACCEPTED`, `falcon.HTTP_202`."""
    if isinstance(node, ast.Constant):
        return node.value == 202 or (isinstance(node.value, str) and node.value.split(" ")[0] == "202")
    if isinstance(node, ast.Attribute | ast.Name):
        return last_name(node) in ("ACCEPTED", "HTTP_202", "HTTP_ACCEPTED", "HTTP_202_ACCEPTED")
    return isinstance(node, ast.Call) and last_name(node.func) in ("int", "str") and any(map(is_accepted, node.args))


def _answers(call: ast.expr | None) -> bool:
    """Whether a call gives 202 as an argument or a status keyword."""
    return isinstance(call, ast.Call) and (
        any(map(is_accepted, call.args))
        or any(is_accepted(each.value) and _STATUS.fullmatch(each.arg or "") for each in call.keywords)
    )


def _decorated(file: FileContext, node: FunctionNode, frame: Frame) -> Iterable[Mark]:
    """`@wsgi.response(202)` over a handler; and what a docstring says of being asynchronous."""
    for each in node.decorator_list:
        if _answers(each):
            yield file.mark("accepted", each, _inside(node, frame), dotted(each).removesuffix("()"))
    if _says_asynchronous((ast.get_docstring(node, clean=False) or "").lower()[:_SUMMARY]):
        yield file.mark("said-asynchronous", node, _inside(node, frame), node.name)


def _inside(node: FunctionNode, frame: Frame) -> Frame:
    return Frame(frame, node, frame.below(node.name))


_SUMMARY = 300
"""Characters of a docstring in which it says what the function does."""


def _says_asynchronous(summary: str) -> bool:
    if "asynchronous" not in summary:
        return False
    first = summary.partition("\n\n")[0]
    return bool(re.search(r"\basynchronous(?:ly)?\b", first)) and not re.search(r"\b(?:not|non|un|whether|if)\b", first)


def _status(file: FileContext, node: ast.Assign, frame: Frame) -> Iterable[Mark]:
    """`response.status_int = 202`, `resp = Response(status=202)`."""
    target = node.targets[0]
    if isinstance(target, ast.Attribute) and _STATUS.fullmatch(target.attr) and is_accepted(node.value):
        yield file.mark("accepted", node, frame, dotted(target))
    elif _is_response(node.value):
        yield file.mark("accepted", node, frame, dotted(node.value).removesuffix("()"))


def _return(file: FileContext, node: ast.Return, frame: Frame) -> Iterable[Mark]:
    """`return body, 202`, `return Response(status=202)`."""
    value = node.value
    if isinstance(value, ast.Tuple) and len(value.elts) > 1 and any(map(is_accepted, value.elts[1:])):
        yield file.mark("accepted", node, frame, "return")
    elif _is_response(value):
        yield file.mark("accepted", node, frame, dotted(value).removesuffix("()") if value else "")


_RESPONSES = re.compile(r"\w*(?:Response|Result|response|jsonify|Reply|Accepted)")


def _is_response(node: ast.expr | None) -> bool:
    return node.__class__ is ast.Call and _names_response(last_name(node.func)) and _answers(node)


@lru_cache(maxsize=16384)
def _names_response(name: str) -> bool:
    return _RESPONSES.fullmatch(name) is not None


def _accepted(file: FileContext, call: ast.Call, frame: Frame) -> Iterable[Mark]:
    """`HTTPAccepted(…)`."""
    yield file.mark("accepted", call, frame, dotted(call.func))


FAMILY = Family(
    calls={"HTTPAccepted": _accepted},
    nodes={
        ast.FunctionDef: _decorated,
        ast.AsyncFunctionDef: _decorated,
        ast.Assign: _status,
        ast.Return: _return,
    },
)
