"""What an annotation says, asked only where following the code says nothing: annotations are sometimes wrong."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tenetlint.facts.infer.messaging import vocabulary
from tenetlint.facts.infer.scope import Scope
from tenetlint.facts.infer.values import NOTHING, Class, Client, Instance, Library, Made, Unknown, Value, Values, union
from tenetlint.facts.walk import last_name

if TYPE_CHECKING:
    from tenetlint.facts.infer.engine import Inference

_TRANSPARENT = frozenset({"Optional", "Union", "Annotated", "ClassVar", "Final"})
MAX_LENGTH = 200
"""Characters of an annotation that is written as a string."""


def instead(inference: Inference, found: Values, annotation: ast.expr | None, path: str) -> Values:
    """What was found; where that is nothing known, what the annotation says."""
    if annotation is None or not all(isinstance(each, Unknown) for each in found):
        return found
    return annotated(inference, annotation, path) or found


def annotated(inference: Inference, annotation: ast.expr, path: str) -> Values:
    """Instances of the class that an annotation names, also as a string, optional, or in a union."""
    match annotation:
        case ast.Constant(value=str(text)):
            parsed = inference.parsed(text) if len(text) <= MAX_LENGTH else None
            return annotated(inference, parsed, path) if parsed is not None else NOTHING
        case ast.BinOp(op=ast.BitOr()):
            return union(*(annotated(inference, each, path) for each in (annotation.left, annotation.right)))
        case ast.Subscript() if last_name(annotation.value) in _TRANSPARENT:
            inner = annotation.slice
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return union(*(annotated(inference, each, path) for each in parts))
        case ast.Name() | ast.Attribute():
            named = inference.infer(annotation, inference.scope(Scope(path)))
            return frozenset(made for each in named for made in _instance(each))
    return NOTHING


def _instance(value: Value) -> Values:
    match value:
        case Class():
            return frozenset({Instance(value.path, value.qualname)})
        case Library(name) if vocabulary().clients.fullmatch(name):
            return frozenset({Client()})
        case Library(name) if not name.startswith(("builtins.", "typing.")):
            return frozenset({Made(name)})
    return NOTHING
