"""Which role a path plays. Names only: what a file says of itself must not take it out of judgement."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from tenetlint.project.types import Role

_TEST_FOLDER = re.compile(
    r"tests?|(?:functional|unit|integration|smoke)_?tests?|.+[-_](?:unit|integration)?_?tests?|.*tempest.*"
)
_TEST_FILE = re.compile(r"(?:test_.*|.*_tests?|tests?|conftest)\.py")
_GENERATED = re.compile(r".*_pb2(?:_grpc)?\.py|(?:parsetab|lextab|_version)\.py")
_MIGRATIONS = frozenset({"migrate_repo", "migrations", "alembic", "alembic_migrations", "data_migrations"})
_DATABASES = frozenset({"db", "database", "sql", "sqlalchemy", "storage", "model", "models", "persistence"})
_VENDORED = frozenset({"_vendor", "vendored", "third_party", "thirdparty"})
_BESIDE = frozenset(
    {"api-guide", "api-ref", "benchmark", "benchmarks", "build", "contrib", "devstack", "dist", "doc", "docs"}
    | {"examples", "gate", "hack", "hacking", "install-guide", "integration", "playbooks", "rally-jobs"}
    | {"rally-plugins", "rally-scenarios", "releasenotes", "roles", "samples", "tools"}
)
_INPUTS = frozenset({"examples", "fixtures", "samples"})
"""Top folders of whole projects that are input to something: even what looks like a test in them is none of ours."""
_ANYWHERE = frozenset({"doc", "docs", "releasenotes", "examples", "samples", "api-ref", "node_modules"})
_PACKAGING = frozenset(
    {"ez_setup.py", "fabfile.py", "noxfile.py", "run_tests.py", "setup.py", "tasks.py", "versioneer.py"}
)


def role_of(path: str, packages: frozenset[str] = frozenset()) -> Role:
    """The role of a source file at `path`; `packages` are top-level folders that are import packages by declaration."""
    folder, _, name = path.rpartition("/")
    first, second = _of_folder(folder, packages)
    if first is not None:
        return first
    if _TEST_FILE.fullmatch(name):
        return Role.TEST
    if second is not None:
        return second
    if not folder and name in _PACKAGING:
        return Role.AUXILIARY
    return Role.GENERATED if _GENERATED.fullmatch(name) else Role.PRODUCTION


@lru_cache(maxsize=4096)
def _of_folder(path: str, packages: frozenset[str]) -> tuple[Role | None, Role | None]:
    """What a folder makes of its files: whatever they are called, and where their names do not make them tests."""
    folders = path.split("/") if path else []
    if folders and folders[0] in _INPUTS - packages:
        return Role.AUXILIARY, None
    if any(_TEST_FOLDER.fullmatch(folder) for folder in folders):
        return Role.TEST, None
    if _is_vendored(folders):
        return Role.LIBRARY, None
    if _is_migration(folders):
        return None, Role.MIGRATION
    return None, Role.AUXILIARY if folders and _is_auxiliary(folders, packages) else None


def _is_vendored(folders: list[str]) -> bool:
    pairs = itertools.pairwise(folders[1:])
    return not _VENDORED.isdisjoint(folders) or ("openstack", "common") in pairs


def _is_migration(folders: list[str]) -> bool:
    pairs = itertools.pairwise(folders)
    return not _MIGRATIONS.isdisjoint(folders) or any(
        (above in _DATABASES and below == "migration") or (above == "migration" and below == "versions")
        for above, below in pairs
    )


def _is_auxiliary(folders: list[str], packages: frozenset[str]) -> bool:
    if any(folder.startswith(".") for folder in folders):
        return True
    if folders[0] in packages:
        return folders[1:2] == ["hacking"] or not _ANYWHERE.isdisjoint(folders[1:])
    return folders[0] in _BESIDE or folders[1:2] == ["hacking"] or not _ANYWHERE.isdisjoint(folders)
