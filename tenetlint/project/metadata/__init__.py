"""What packaging, deployment and test configuration say of a project, with the lines where they say it."""

from tenetlint.project.metadata.distinfo import built_paths
from tenetlint.project.metadata.gather import Metadata, gather

__all__ = ["Metadata", "built_paths", "gather"]
