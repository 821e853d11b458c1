"""Python 2 source becomes what a Python 3 parser reads, line for line."""

from __future__ import annotations

import ast
import re
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenetlint.python2 import parse, repair

HOME = Path(__file__).parents[1]

STATEMENTS = {
    "try: f()\nexcept A, e: pass": "try: f()\nexcept A as e: pass",
    "try: f()\nexcept A,e: g(e)": "try: f()\nexcept A as e: g(e)",
    "try: f()\nexcept (A, B), e: pass": "try: f()\nexcept (A, B) as e: pass",
    "try: f()\nexcept(A, (B, C(1, 2))), e: pass": "try: f()\nexcept(A, (B, C(1, 2))) as e: pass",
    "try: f()\nexcept (A,\n        B), e:\n    pass": "try: f()\nexcept (A,\n        B) as e:\n    pass",
    "try: f()\nexcept A, \\\n       e:\n    pass": "try: f()\nexcept A as \\\n       e:\n    pass",
    "try: f()\nexcept A, (number, words): pass": "try: f()\nexcept A as number_words: pass",
    "try: f()\nexcept A as (number, words): pass": "try: f()\nexcept A as number_words: pass",
    "try: f()\nexcept A, self.error: pass": "try: f()\nexcept A as self_error: pass",
    "try: f()\nexcept A as e: pass\nexcept: pass": "try: f()\nexcept A as e: pass\nexcept: pass",
    "print x": "print(x)",
    "print": "print()",
    "print;print;": "print(); print()",
    "print x, y,": "print(x, y,)",
    "print 'a' % (b,), c # d": "print('a' % (b,), c)",
    "print'a'": "print('a')",
    "print\t1.5": "print(1.5)",
    "print ('a %s') % b": "print(('a %s') % b)",
    "print (a), (b)": "print((a), (b))",
    "print (a)": "print(a)",
    "print (a, b)": "print(a, b)",
    "print -1": "print(-1)",
    "print [1], {}, ~x": "print([1], {}, ~x)",
    "print not x": "print(not x)",
    "print lambda: x, y": "print(lambda: x, y)",
    "print 'a' \\\n    'b', \\\n    c": "print('a' \\\n    'b', \\\n    c)",
    "print f(a,\n  b)": "print(f(a,\n  b))",
    "print >>f, x": "print(file=f, *[x])",
    "print >> f.g(a, b), x, y,": "print(file=f.g(a, b), *[x, y,])",
    "print >>f": "print(file=f)",
    "print >>f, 'a', \\\n    b": "print(file=f, *['a', \\\n    b])",
    "if x: print y; print z": "if x: print(y); print(z)",
    "if f(lambda: 1)[2:3] == {4: 5}: print y": "if f(lambda: 1)[2:3] == {4: 5}: print(y)",
    "while lambda x, y: x: print y": "while lambda x, y: x: print(y)",
    "if x: pass\nelse: print y": "if x: pass\nelse: print(y)",
    "class A:\n    def f(): print x": "class A:\n    def f(): print(x)",
    "exec code": "exec(code)",
    "exec code in ns": "exec(code, ns)",
    "exec 'x = 1' in ns, loc": "exec('x = 1', ns, loc)",
    "exec (code) in ns": "exec((code), ns)",
    "exec(code, ns)": "exec(code, ns)",
    "exec [x for x in y][0] in ns": "exec([x for x in y][0], ns)",
    "raise A, b": "raise A(b)",
    "raise A, 'x %s' % y": "raise A('x %s' % y)",
    "raise A, (b, c)": "raise A(b, c)",
    "raise A, ()": "raise A()",
    "raise A, (b) % c": "raise A((b) % c)",
    "raise A(1), None": "raise A(1)",
    "raise A, b, c": "raise A(b).with_traceback(c)",
    "raise A,b,c": "raise A(b).with_traceback(c)",
    "raise A, None, c": "raise A.with_traceback(c)",
    "raise e[0], e[1], e[2]": "raise e[0](e[1]).with_traceback(e[2])",
    "raise A or B, c": "raise (A or B)(c)",
    "raise A % 1, b": "raise (A % 1)(b)",
    "raise A, lambda b, c: d": "raise A(lambda b, c: d)",
    "raise A, \\\n      'b', \\\n      c": "raise A( \\\n      'b').with_traceback( \\\n      c)",
    "raise A, f(1,\n   2)": "raise A(f(1,\n   2))",
    "if x: raise A, b": "if x: raise A(b)",
    "raise\nraise A\nraise A from b": "raise\nraise A\nraise A from b",
    "if x:\n        a\n\tb": "if x:\n        a\n        b",
    "if x:\n    if y:\n\ta\n    \tb\n    c": "if x:\n    if y:\n        a\n        b\n    c",
    "if x:\n    a = '''\n\t'''\n\f    if y:\n\tb(\n\tc)": "if x:\n    a = '''\n\t'''\n    if y:\n     b(\nc)",
}

EXPRESSIONS = {
    "0777, 0, 00, 0x1F": "511, 0, 0, 31",
    "10L, 0xFFl, 0777L, 0b11L": "10, 255, 511, 3",
    "1.5, 08.5, 1e5, 2j, .5": "1.5, 8.5, 1e5, 2j, .5",
    "10Lif x else 0L": "10 if x else 0",
    "ur'a\\d'": "r'a\\d'",
    'f(UR"""a\nb""", uR"c")': 'f("""a\nb""", "c")',
    "b'h\u00e9', Br'\\\u00e9'": "'h\u00e9', '\\\\\u00e9'",
    "'a' b'b' u'c'": "'abc'",
    "b'a' b'b'": "b'ab'",
    "'C:\\users', '\\N', '\\U0011'": "r'C:\\users', r'\\N', r'\\U0011'",
    "'\\u1234', '\\N{EM DASH}', '\\\\users', '\\U0001F600'": "'\\u1234', '\\N{EM DASH}', '\\\\users', '\\U0001F600'",
    "a <> b": "a != b",
    "`a`": "repr(a)",
    "`a, b`": "repr((a, b))",
    "`a` + `(`b`)`": "repr(a) + repr((repr(b)))",
    "[x for x in a, b]": "[x for x in (a, b)]",
    "[x for x in a, b if x in c]": "[x for x in (a, b) if x in c]",
    "[(x, y) for x in a, b for y in c, d, if y]": "[(x, y) for x in (a, b) for y in (c, d,) if y]",
    "[[x for x in a,\n b] for y in c]": "[[x for x in (a,\n b)] for y in c]",
    "[a in b, c], [d for d in e(f, g)]": "[a in b, c], [d for d in e(f, g)]",
    "lambda (a, b): a": "lambda a, b: a",
    "lambda(a, (b, c)), d=(1, 2): a": "lambda a, b, c, d=(1, 2): a",
    "f(lambda x, (a, b): (a, b), (c, d))": "f(lambda x, a, b: (a, b), (c, d))",
    "f(lambda x,\n (a,\n b)=(1, 2): a)": "f(lambda x,\n a=None,\n b=(1, 2): a)",
}

PARAMETERS = {
    "a, (b, c)": "a, b, c",
    "a, (b, (c, d)), e=1": "a, b, c, d, e=1",
    "(a,), (b)": "a, b",
    "x=1, (a, b)=(1, 2), *c": "x=1, a=None, b=(1, 2), *c",
    "a,\n      (b,\n       c)": "a,\n      b,\n       c",
    "a=(1, 2), b=f((3), (4))": "a=(1, 2), b=f((3), (4))",
}

FUNCTION_ONLY = ["x.print = a.print(b)", "print = x", "print.x", "x.exec(y)", "exec.x = y"]
"""`print` and `exec` where they are names, in the eyes of Python 3 alone."""

KEYWORDS = ["async", "await", "nonlocal", "True", "False", "None"]
TEMPLATES = [
    "print NAME",
    "print >>a, NAME,",
    "try: a\nexcept A, e: NAME",
    "try: a\nexcept (A, NAME), e: pass",
    "raise A, NAME",
    "raise A, None, NAME",
    "raise A, \\\n  b, \\\n  NAME",
    "exec a in NAME",
    "x = 0777, 10L, ur'a', NAME",
    "x = `a`, NAME",
    "x = a <> NAME",
    "x = a.async(await, True=NAME)",
    "x = [y for y in a, NAME]",
    "x = lambda (a, b): NAME",
    "def f(a, (b, c)): NAME",
    "if a:\n\tb\n        NAME",
    "def f():\n    '''a\n    print b'''\n    return NAME # print c",
    "x = f(a,\n\n  NAME)",
]
SIGNS = [*"()[]{}:;,.`'\"\\ \n\r\t\f=>#-1L\u00e9\x00\ufeff", "'''", '"""', "<>", ">>", "\\\n", "0777", "ur'", "b'"]
WORDS = ["print", "exec", "raise", "except", "lambda", "def", "for", "in", "if", "as", "from", "import", "f", *KEYWORDS]
PIECES = [*SIGNS, *(f"{word} " for word in WORDS)]


def lines_of(tree: ast.AST) -> str:
    """A tree with its line numbers, without its columns."""
    for node in ast.walk(tree):
        if hasattr(node, "col_offset"):
            node.col_offset = node.end_col_offset = 0  # type: ignore[attr-defined]
    return ast.dump(tree, include_attributes=True)


def line_ends(text: str) -> int:
    """How many lines end in a text, as the parser counts them."""
    return len(re.findall(r"\r\n|\r|\n", text))


def read(text: str) -> ast.Module:
    """The tree of a text, however often the parser warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


@pytest.mark.parametrize(("old", "new"), STATEMENTS.items(), ids=STATEMENTS)
def test_a_statement_is_read_on_its_lines(old: str, new: str) -> None:
    assert lines_of(read(repair(f"first\n{old}\nlast"))) == lines_of(read(f"first\n{new}\nlast"))


@pytest.mark.parametrize(("old", "new"), EXPRESSIONS.items(), ids=EXPRESSIONS)
def test_an_expression_is_read_on_its_lines(old: str, new: str) -> None:
    assert lines_of(read(repair(f"x = \\\n{old}\nlast"))) == lines_of(read(f"x = \\\n{new}\nlast"))


@pytest.mark.parametrize(("old", "new"), PARAMETERS.items(), ids=PARAMETERS)
def test_the_parts_of_a_tuple_parameter_become_parameters(old: str, new: str) -> None:
    assert lines_of(read(repair(f"def f({old}): pass"))) == lines_of(read(f"def f({new}): pass"))


@pytest.mark.parametrize("source", FUNCTION_ONLY)
def test_print_and_exec_may_be_names(source: str) -> None:
    assert repair(source) == source


def test_print_is_a_function_where_the_source_says_so() -> None:
    source = "from __future__ import (division,\n  print_function)\nprint (a), (b)\n"
    assert repair(source) == source


@pytest.mark.parametrize("word", KEYWORDS)
def test_a_later_keyword_is_a_name_in_the_tree(word: str) -> None:
    tree, repaired = parse(f"a.{word}.b(c,\n  d.{word})\n", "a.py")
    assert repaired
    assert ast.unparse(tree) == f"a.{word}.b(c, d.{word})"
    found = {(node.end_lineno, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert found == {(1, "b"), (1, word), (2, word)}


@pytest.mark.parametrize("word", [word for word in KEYWORDS if word != "None"])
def test_a_later_keyword_may_be_bound(word: str) -> None:
    tree, repaired = parse(f"f(c,\n  {word}=d)\n{word} = e\nlambda {word}=g: h\n", "a.py")
    assert repaired
    assert ast.unparse(tree) == f"f(c, {word}=d)\n{word} = e\nlambda {word}=g: h"
    assert [(node.lineno, node.arg) for node in ast.walk(tree) if isinstance(node, ast.keyword)] == [(2, word)]


def test_names_that_became_keywords_may_stand_anywhere() -> None:
    source = "from a.async import await\nimport nonlocal as async\nx = [async, await(1)]\nwhile nonlocal:\n    pass"
    tree, _ = parse(source, "a.py")
    assert ast.unparse(tree) == source
    assert isinstance(read(repair("await(1)")).body[0].value, ast.Call)  # type: ignore[attr-defined]


def test_constants_may_be_assigned_to() -> None:
    tree, repaired = parse("True, False = 1, 0\nx[True] = f(None)\nif x: True = 0777\n", "a.py")
    first, second = tree.body[:2]
    assert repaired
    assert isinstance(first, ast.Assign)
    assert [type(node) for node in ast.walk(first.targets[0])][1:3] == [ast.Name, ast.Name]
    assert sum(isinstance(node, ast.Constant) for node in ast.walk(second)) == 2


def test_coroutines_keep_their_keywords() -> None:
    source = "async def f():\n    await g(0777)\n    async with a: pass\n    nonlocal b\n    await = c.await\n"
    tree = read(repair(source.replace("await = ", "")))
    assert [type(node).__name__ for node in tree.body[0].body] == ["Expr", "AsyncWith", "Nonlocal", "Expr"]  # type: ignore[attr-defined]
    assert sum(isinstance(node, ast.Await) for node in ast.walk(tree)) == 1


def test_a_string_or_a_comment_is_never_touched() -> None:
    words = "print x, 0777, 10L <> `a` raise A, b"
    source = f"x = '{words}' # {words}\n'''\n{words}\n\texcept A, e:\n'''\n# except A, e:\nprint r'{words}'"
    assert repair(source) == source.replace("print r", "print(r") + ")"


@pytest.mark.parametrize(
    "source",
    [
        "print NAME, a",
        "raise A, NAME",
        "x = 10L, 0xFFL, 0777L, NAME",
        "x = ur'a', NAME",
        "x = a <> NAME",
        "exec a in NAME",
        "def f((a, b), c=NAME): pass",
        "x = lambda (a, b): NAME",
        "if a:\n\tprint NAME",
    ],
)
def test_columns_stay_where_they_can(source: str) -> None:
    tree, repaired = parse(f"{source}\n", "a.py")
    (name,) = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "NAME")
    assert repaired
    assert (name.lineno - 1, name.col_offset) == (source.count("\n"), source.splitlines()[-1].index("NAME"))


def test_what_parses_is_not_repaired() -> None:
    tree, repaired = parse("print (a), (b)\n'\\d'\n", "a.py")
    assert not repaired
    assert isinstance(tree.body[0].value, ast.Tuple)  # type: ignore[attr-defined]


def test_the_error_is_that_of_the_source_as_it_stands() -> None:
    with pytest.raises(SyntaxError) as caught:
        parse("x = 1\nprint 'a'\ny = = 1\n", "some.py")
    assert (caught.value.filename, caught.value.lineno) == ("some.py", 2)
    assert caught.value.__cause__ is None


def test_other_errors_come_through() -> None:
    with pytest.raises(UnicodeEncodeError):
        parse("\ud800", "a.py")


@pytest.mark.parametrize("folder", ["tenetlint", "rules", "tests"])
def test_valid_python_3_keeps_its_meaning(folder: str) -> None:
    for path in (HOME / folder).rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert ast.dump(read(repair(source))) == ast.dump(read(source)), path


@given(st.lists(st.sampled_from(TEMPLATES), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_name_stays_on_its_line(templates: list[str], line_end: str) -> None:
    source = "".join(f"{each}\n" for each in templates)
    for number in range(len(templates)):
        source = source.replace("NAME", f"name{number}", 1)
    tree, _ = parse(source.replace("\n", line_end), "a.py")
    found = {node.id: node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for number in range(len(templates)):
        assert found[f"name{number}"] == source[: source.index(f"name{number}")].count("\n") + 1


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
@example("try: a\nexcept A, (b,\n  c): pass")
@example("lambda ) ( lambda ]")
@example("def f((a, lambda")
@example("def f((a, b")
@example("raise A,")
@example("exec")
@example("'''")
def test_any_text_is_repaired_and_keeps_its_lines(text: str) -> None:
    assert line_ends(repair(text)) == line_ends(text)


def seconds(text: str) -> float:
    """The processor time that repairing `text` takes."""
    start = time.process_time()
    repair(text)
    return time.process_time() - start


@pytest.mark.parametrize("piece", ["lambda (", "def f((", "[x for x in a, ", "raise a,", "`(", "'\\N{", "\\\n", "if:"])
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    once = min(seconds(piece * 2_000) for _ in range(3))
    assert seconds(piece * 16_000) < 30 * once + 0.1
