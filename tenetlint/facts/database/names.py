"""The words by which database code is noticed. What is noticed counts only after the join has resolved it."""

from __future__ import annotations

import re
from functools import lru_cache

LAYER_WORDS = frozenset({
    "db", "dbapi", "db_api", "database", "persistence", "repositories", "repository", "sql", "sqlalchemy", "storage",
})
"""Names of packages and modules that hold a project's own database layer."""

SQL_LIBRARIES = ("sqlalchemy", "oslo_db", "oslo.db", "neutron_lib.db")
"""Libraries that talk to a database server; vendored copies are recognised by `is_sql_import`."""

SCHEMA_LIBRARIES = ("alembic", "migrate")
"""Libraries that change schemas: a module that uses one is a tool, not the database API."""

SESSION_VERBS = frozenset({
    "query", "execute", "add", "add_all", "delete", "flush", "merge", "refresh", "expire", "expire_all",
    "scalar", "scalars", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "commit", "rollback",
    "get", "get_one",
})
"""What is done to an SQLAlchemy session."""

HTTP_VERBS = frozenset({"get", "delete", "add", "execute", "refresh", "merge"})
"""Verbs that sessions of other libraries (requests, XenAPI, keystoneauth, redis) have too."""

HELPERS = frozenset({"model_query", "get_session", "get_engine", "update_on_match"})
"""Calls that open or start a query without naming a session."""

LOCKS = frozenset({"with_for_update", "with_lockmode"})

BEGINNERS = frozenset({"begin", "begin_nested", "begin_twophase"})

SQLITE_VERBS = frozenset({"execute", "executemany", "executescript"})

_HANDLE = re.compile(r"_*(?:db|dbapi|db_?api|database_?api|impl)|\w+_db_?api|_*storage_conn", re.IGNORECASE)
_SESSION = re.compile(r"_*(?:session|sess|db_session|write_session|read_session|sa_session)(?:\(\))?")
_CONNECTION = re.compile(r"_*(?:conn|connection|engine|\w+_conn|\w+_engine)(?:\(\))?")
_CURSOR = re.compile(r"_*(?:conn|connection|cur|cursor|curs|\w+_conn|db|src|dest)(?:\(\))?")
_SCOPE = re.compile(
    r"(?:.*\.)?(?:(?:reader|writer|async_|CONTEXT_READER|CONTEXT_WRITER)(?:\.(?:allow_async|independent|savepoint|"
    r"connection))*|pick_context_manager_\w+|_?session_for_(?:read|write))"
)
_SCOPE_WORDS = ("reader", "writer", "READER", "WRITER", "async_", "pick_context", "session_for")
"""Whatever matches `_SCOPE` holds one of these."""
_SCHEMA_ONLY = re.compile(r"(?:.*\.)?(?:models?|tables|schema|types|exception|exceptions)")


@lru_cache(maxsize=16384)
def is_handle(name: str) -> bool:
    """Whether a variable of this name is likely to be a database API (`db`, `_db`, `dbapi`, `main_db_api`, `IMPL`)."""
    return _HANDLE.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def is_session(name: str) -> bool:
    """Whether a variable of this name is likely to be a session."""
    return _SESSION.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def is_connection(name: str) -> bool:
    """Whether a variable of this name is likely to be a connection or an engine."""
    return _CONNECTION.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def is_cursor(name: str) -> bool:
    """Whether a variable of this name is likely to be a connection or cursor of the `sqlite3` kind."""
    return _CURSOR.fullmatch(name) is not None


@lru_cache(maxsize=16384)
def is_scope(name: str) -> bool:
    """Whether a dotted name is a transaction scope of oslo.db's enginefacade, or a project's short cut to one."""
    return any(each in name for each in _SCOPE_WORDS) and _SCOPE.fullmatch(name.removesuffix("()")) is not None


@lru_cache(maxsize=16384)
def in_layer(dotted: str) -> bool:
    """Whether a dotted name has a segment below its top package that names a database layer."""
    return not LAYER_WORDS.isdisjoint(segments(dotted)[1:])


@lru_cache(maxsize=16384)
def is_sql_module(module: str) -> bool:
    """Whether a module is, by its name, the SQL implementation of something (`backends.sql`)."""
    return not {"sql", "sqlalchemy"}.isdisjoint(segments(module)[1:])


@lru_cache(maxsize=16384)
def holds_schema_only(module: str) -> bool:
    """Whether a module is, by its name, about tables and types and not about access."""
    return _SCHEMA_ONLY.fullmatch(module) is not None


@lru_cache(maxsize=16384)
def is_sql_import(target: str) -> bool:
    """Whether an imported name belongs to an SQL library, or to a vendored copy of oslo.db."""
    return (
        any(target == each or target.startswith(each + ".") for each in SQL_LIBRARIES)
        or ".openstack.common.db." in target + "."
        or ".sqlalchemy" in target
    )


@lru_cache(maxsize=16384)
def is_schema_import(target: str) -> bool:
    """Whether an imported name belongs to a library that migrates schemas."""
    return any(target == each or target.startswith(each + ".") for each in SCHEMA_LIBRARIES)


def segments(dotted: str) -> tuple[str, ...]:
    """The names of a dotted chain, without call and subscript signs."""
    return tuple(dotted.replace("()", "").replace("[]", "").split("."))
