"""The only package that opens the user's files: sources, roles, packaging metadata, coverage configuration."""

from tenetlint.files import Unreadable
from tenetlint.project.opening import Project
from tenetlint.project.past import Past
from tenetlint.project.types import (
    CoverageConfig,
    EntryPoint,
    PasteFactory,
    Requirement,
    Role,
    Source,
    Text,
    Unread,
)

__all__ = [
    "CoverageConfig",
    "EntryPoint",
    "Past",
    "PasteFactory",
    "Project",
    "Requirement",
    "Role",
    "Source",
    "Text",
    "Unread",
    "Unreadable",
]
