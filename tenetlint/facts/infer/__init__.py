"""What an expression may stand for, found by following the project's own code; nothing is imported or run."""

from tenetlint.facts.infer.engine import Inference
from tenetlint.facts.infer.index import Index
from tenetlint.facts.infer.scope import Scope

__all__ = ["Index", "Inference", "Scope"]
