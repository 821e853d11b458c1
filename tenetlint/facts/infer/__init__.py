"""What an expression may stand for, found by following the project's own code; nothing is imported or run."""

from tenetlint.facts.infer import calls
from tenetlint.facts.infer.engine import Inference, Scope
from tenetlint.facts.infer.index import Index

__all__ = ["Index", "Inference", "Scope", "calls"]
