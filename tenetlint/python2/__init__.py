"""Python 2 source, read by a Python 3 parser: repaired where the grammars differ, every token left on its line."""

from __future__ import annotations

import ast
import contextlib
import re
import warnings

__all__ = ["parse", "repair"]

# From 3.14 on, `except A, b:` is two exception types (PEP 758); that is not what Python 2 source means by it.
_GRAMMAR = (3, 13)
LONGEST_NAME = 2000
"""Characters of one identifier. No person writes a longer one, and patterns take their time over them."""
_STEP = LONGEST_NAME // 2
_LONG_STRETCH = re.compile(rf"\w{{{_STEP}}}")


def parse(text: str, path: str, mend: bool = True) -> tuple[ast.Module, bool]:
    """The tree of `text`, and whether it had to be repaired first; `path` names it in errors.

    Raises the SyntaxError of `text` itself when repair does not help, or is not wanted (`mend`); a ValueError,
    RecursionError or MemoryError of the parser comes through. A name of more than `LONGEST_NAME` characters is a
    ValueError, too.
    """
    tree, repaired = _parsed(text, path) if mend else (_tree(text, path), False)
    if _may_be_long(text) and any(map(_is_long, ast.walk(tree))):
        raise ValueError(f"a name of more than {LONGEST_NAME} characters")
    return tree, repaired


def _parsed(text: str, path: str) -> tuple[ast.Module, bool]:
    try:
        return _tree(text, path), False
    except SyntaxError:
        with contextlib.suppress(SyntaxError):
            return _tree(repair(text), path), True
        raise


def _may_be_long(text: str) -> bool:
    """Whether a word may be too long: it fills the stretch between two of the places looked at."""
    return any(_LONG_STRETCH.match(text, at) for at in range(0, len(text), _STEP))


def _is_long(node: ast.AST) -> bool:
    """Whether an identifier of the node is too long."""
    fields = (value for name, value in ast.iter_fields(node) if name != "value")
    return any(isinstance(value, str) and len(value) > LONGEST_NAME for value in fields)


def repair(text: str) -> str:
    """`text` with what only Python 2 understands spelled as in Python 3: same lines, each token on its line."""
    from tenetlint.python2.brackets import bracket_edits
    from tenetlint.python2.edits import applied
    from tenetlint.python2.lexer import tokens_of
    from tenetlint.python2.literals import literal_edits
    from tenetlint.python2.names import name_edits
    from tenetlint.python2.statements import statement_edits
    from tenetlint.python2.tabs import tab_edits

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
