"""The only package that opens the user's files: sources, roles, packaging metadata, coverage configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenetlint.files import Unreadable
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

if TYPE_CHECKING:
    from tenetlint.project.opening import Project
    from tenetlint.project.past import Past

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


def __getattr__(name: str) -> object:
    """What opens projects is imported when it is asked for: rules and facts need only the types."""
    if name == "Project":
        from tenetlint.project.opening import Project

        return Project
    if name == "Past":
        from tenetlint.project.past import Past

        return Past
    raise AttributeError(name)
