"""Python 2 source, read by a Python 3 parser: repaired where the grammars differ, every token left on its line."""

from __future__ import annotations

import ast
import contextlib
import warnings

from tenetlint.python2.brackets import bracket_edits
from tenetlint.python2.edits import applied
from tenetlint.python2.lexer import tokens_of
from tenetlint.python2.literals import literal_edits
from tenetlint.python2.names import name_edits
from tenetlint.python2.statements import statement_edits
from tenetlint.python2.tabs import tab_edits

__all__ = ["parse", "repair"]

# From 3.14 on, `except A, b:` is two exception types (PEP 758); that is not what Python 2 source means by it.
_GRAMMAR = (3, 13)


def parse(text: str, path: str) -> tuple[ast.Module, bool]:
    """The tree of `text`, and whether it had to be repaired first; `path` names it in errors.

    Raises the SyntaxError of `text` itself when repair does not help; a ValueError, RecursionError or MemoryError
    of the parser comes through.
    """
    try:
        return _tree(text, path), False
    except SyntaxError:
        with contextlib.suppress(SyntaxError):
            return _tree(repair(text), path), True
        raise


def repair(text: str) -> str:
    """`text` with what only Python 2 understands spelled as in Python 3: same lines, each token on its line."""
    tokens = tokens_of(text)
    edits = [
        *tab_edits(text, tokens),
        *literal_edits(tokens),
        *name_edits(tokens),
        *bracket_edits(tokens),
        *statement_edits(text, tokens),
    ]
    return applied(text, edits)


def _tree(text: str, path: str) -> ast.Module:
    """The tree of `text`, without the parser's warnings: they speak to its author."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, path, feature_version=_GRAMMAR)
