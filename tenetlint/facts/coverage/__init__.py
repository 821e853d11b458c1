"""Coverage reports of any common format → what the tests run, and what is kept out of the measurement."""

from tenetlint.facts.coverage.finding import find_coverage
from tenetlint.facts.coverage.joining import join_coverage
from tenetlint.facts.coverage.model import Coverage, FileCoverage
from tenetlint.facts.coverage.omissions import Hidden, Omission, join_omissions
from tenetlint.facts.coverage.reading import SourceLike, read_coverage
from tenetlint.facts.coverage.statements import Statements, read_statements, statement_lines

__all__ = [
    "Coverage",
    "FileCoverage",
    "Hidden",
    "Omission",
    "SourceLike",
    "Statements",
    "find_coverage",
    "join_coverage",
    "join_omissions",
    "read_coverage",
    "read_statements",
    "statement_lines",
]
