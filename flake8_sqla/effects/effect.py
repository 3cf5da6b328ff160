"""The effect of each operation, by the version of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flake8_sqla.effects.functions import is_volatile
from flake8_sqla.effects.locks import Effect, Lock, Work
from flake8_sqla.effects.type_changes import type_change
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.record import record
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: Since when a constant default is noted in the catalogue, a CHECK proves SET NOT NULL, …
_FAST_DEFAULTS = 11
PROVEN_NOT_NULL = 12
_LIGHT_ATTACH = 12
_ADD_VALUE_IN_TRANSACTION = 12
_DETACH_LOCKS_PARTITION = 14
_VIRTUAL_BY_DEFAULT = 18

_BRIEF = Effect(Lock.ACCESS_EXCLUSIVE)
_HARMLESS = Effect(Lock.SHARE_UPDATE_EXCLUSIVE)
_UNTOLD = Effect(UNKNOWN, UNKNOWN)


@record
class Circumstances:
    """What else decides: the server's version, whether a validated check proves the column not null, the session's time zone."""

    version: int
    proven_not_null: bool = False
    utc_session: bool = False


def effect_of(operation: m.Operation, version: int, *, proven_not_null: bool = False, utc_session: bool = False) -> Effect:
    """What the operation does to a table that was there before. A table that the same transaction made is nobody else's business."""
    handler = _HANDLERS.get(type(operation))
    return handler(operation, Circumstances(version, proven_not_null, utc_session)) if handler is not None else _UNTOLD


def _create_table(operation: m.CreateTable, at: Circumstances) -> Effect:
    return Effect(referenced=Lock.SHARE_ROW_EXCLUSIVE if operation.references else Lock.NONE)


def _drop(operation: m.Operation, at: Circumstances) -> Effect:
    """A table or column that goes takes its foreign keys with it, which locks the other tables too."""
    return Effect(Lock.ACCESS_EXCLUSIVE, referenced=Lock.ACCESS_EXCLUSIVE)


def _brief(operation: m.Operation, at: Circumstances) -> Effect:
    return _BRIEF


def _add_column(operation: m.AddColumn, at: Circumstances) -> Effect:
    if isinstance(operation.type, SqlType) and operation.type.constrained:
        return Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE)
    return Effect(Lock.ACCESS_EXCLUSIVE, _filling(operation, at.version))


def _filling(operation: m.AddColumn, version: int) -> Work | Unknown:
    default = operation.default
    if not isinstance(default, ServerDefault):
        return UNKNOWN
    match default.kind:
        case "none":
            return Work.NONE
        case "identity" | "serial":
            return Work.REWRITE
        case "computed":
            virtual = default.stored is False or (default.stored is None and version >= _VIRTUAL_BY_DEFAULT)
            if not virtual:
                return Work.REWRITE
            # NOT NULL on what is computed when it is read: the rows are read.
            return Work.SCAN if operation.nullable is False else Work.NONE
        case _:
            if version < _FAST_DEFAULTS:
                return Work.REWRITE
            volatile = is_volatile(default.functions)
            return UNKNOWN if volatile is UNKNOWN else Work.REWRITE if volatile else Work.NONE


def _alter_column(operation: m.AlterColumn, at: Circumstances) -> Effect:
    work: Work | Unknown = Work.NONE
    new = operation.new_type
    if new is not None:
        old = operation.old_type
        work = type_change(UNKNOWN if old is None else old, new, operation.using, at.version, at.utc_session)
    if operation.nullable is False and not _is_not_null_already(operation, at):
        work = UNKNOWN if work is UNKNOWN else max(work, Work.SCAN)
    elif operation.nullable is UNKNOWN:
        work = UNKNOWN
    return Effect(Lock.ACCESS_EXCLUSIVE, work)


def _is_not_null_already(operation: m.AlterColumn, at: Circumstances) -> bool:
    if operation.existing_nullable is False:
        return True
    return at.proven_not_null and at.version >= PROVEN_NOT_NULL


def _create_index(operation: m.CreateIndex, at: Circumstances) -> Effect:
    if operation.concurrently is UNKNOWN:
        return _UNTOLD
    if operation.concurrently is True:
        return Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.INDEX, refused_in_transaction=True)
    return Effect(Lock.SHARE, Work.NONE if operation.only else Work.INDEX)


def _drop_index(operation: m.DropIndex, at: Circumstances) -> Effect:
    if operation.concurrently is UNKNOWN:
        return _UNTOLD
    if operation.concurrently is True:
        return Effect(Lock.SHARE_UPDATE_EXCLUSIVE, refused_in_transaction=True)
    return _BRIEF


def _keyed(operation: m.AddUniqueConstraint | m.AddPrimaryKey, at: Circumstances) -> Effect:
    if operation.using_index is UNKNOWN:
        return Effect(Lock.ACCESS_EXCLUSIVE, UNKNOWN)
    return Effect(Lock.ACCESS_EXCLUSIVE, Work.INDEX if operation.using_index is None else Work.NONE)


def _add_foreign_key(operation: m.AddForeignKey, at: Circumstances) -> Effect:
    lock = Lock.SHARE_ROW_EXCLUSIVE
    if operation.new_empty_column is True or operation.not_valid is True:
        return Effect(lock, referenced=lock)
    work = UNKNOWN if UNKNOWN in (operation.not_valid, operation.new_empty_column) else Work.SCAN
    return Effect(lock, work, referenced=lock)


def _add_check(operation: m.AddCheckConstraint, at: Circumstances) -> Effect:
    if operation.not_valid is UNKNOWN:
        return Effect(Lock.ACCESS_EXCLUSIVE, UNKNOWN)
    return Effect(Lock.ACCESS_EXCLUSIVE, Work.NONE if operation.not_valid else Work.SCAN)


def _add_exclude(operation: m.AddExcludeConstraint, at: Circumstances) -> Effect:
    return Effect(Lock.ACCESS_EXCLUSIVE, Work.INDEX)


def _drop_constraint(operation: m.DropConstraint, at: Circumstances) -> Effect:
    foreign = operation.kind in ("", UNKNOWN, "foreignkey")
    return Effect(Lock.ACCESS_EXCLUSIVE, referenced=Lock.ACCESS_EXCLUSIVE if foreign else Lock.NONE)


def _validate(operation: m.ValidateConstraint, at: Circumstances) -> Effect:
    return Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.SCAN, referenced=Lock.ROW_SHARE)


def _data_change(operation: m.DataChange, at: Circumstances) -> Effect:
    return Effect(Lock.ROW_EXCLUSIVE, Work.SCAN if operation.kind in ("update", "delete") and operation.has_where is False else UNKNOWN)


def _other(operation: m.OtherCommand, at: Circumstances) -> Effect:
    name = operation.command
    if name == "ALTER TYPE ADD VALUE":
        return Effect(refused_in_transaction=at.version < _ADD_VALUE_IN_TRANSACTION)
    if name == "ATTACH PARTITION":
        parent = Lock.SHARE_UPDATE_EXCLUSIVE if at.version >= _LIGHT_ATTACH else Lock.ACCESS_EXCLUSIVE
        return Effect(parent, Work.SCAN, partition=Lock.ACCESS_EXCLUSIVE)
    if name == "DETACH PARTITION":
        if operation.concurrently:
            return Effect(Lock.SHARE_UPDATE_EXCLUSIVE, partition=Lock.ACCESS_EXCLUSIVE, refused_in_transaction=True)
        strong = at.version >= _DETACH_LOCKS_PARTITION
        return Effect(Lock.ACCESS_EXCLUSIVE, partition=Lock.ACCESS_EXCLUSIVE if strong else Lock.SHARE_UPDATE_EXCLUSIVE)
    if name == "REINDEX":
        if operation.concurrently:
            return Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.INDEX, refused_in_transaction=True)
        return Effect(Lock.SHARE, Work.INDEX, refused_in_transaction=operation.refused_in_transaction)
    if name == "REFRESH MATERIALIZED VIEW":
        if operation.concurrently:
            return Effect(Lock.EXCLUSIVE, Work.SCAN)
        return Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE)
    return COMMANDS.get(name, _UNTOLD)


#: Commands that do the same whatever they are given.
COMMANDS: dict[str, Effect] = {
    "ADD NOT NULL NOT VALID": _BRIEF,
    "ALTER CONSTRAINT": _BRIEF,
    "ALTER DEFAULT PRIVILEGES": Effect(),
    "ALTER INDEX": Effect(),
    "ALTER INDEX RENAME": Effect(),
    "ALTER SEQUENCE": Effect(),
    "ALTER TYPE": Effect(),
    "ALTER TYPE RENAME": Effect(),
    "ALTER TYPE RENAME VALUE": Effect(),
    "ANALYZE": _HARMLESS,
    "CLUSTER": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    "CLUSTER ON": _HARMLESS,
    "COMMENT ON": _HARMLESS,
    "CREATE EXTENSION": Effect(),
    "CREATE FUNCTION": Effect(),
    "CREATE PARTITION": _BRIEF,
    "CREATE POLICY": _BRIEF,
    "CREATE RULE": _BRIEF,
    "CREATE STATISTICS": _HARMLESS,
    "CREATE TRIGGER": Effect(Lock.SHARE_ROW_EXCLUSIVE),
    "CREATE TYPE": Effect(),
    "CREATE VIEW": Effect(),
    "DISABLE ROW LEVEL SECURITY": _BRIEF,
    "DISABLE TRIGGER": Effect(Lock.SHARE_ROW_EXCLUSIVE),
    "DROP EXPRESSION": _BRIEF,
    "DROP MATERIALIZED VIEW": _BRIEF,
    "DROP POLICY": _BRIEF,
    "DROP SEQUENCE": Effect(),
    "DROP TRIGGER": _BRIEF,
    "DROP VIEW": _BRIEF,
    "ENABLE ROW LEVEL SECURITY": _BRIEF,
    "ENABLE TRIGGER": Effect(Lock.SHARE_ROW_EXCLUSIVE),
    "FORCE ROW LEVEL SECURITY": _BRIEF,
    "GRANT": Effect(),
    "OWNER TO": _BRIEF,
    "RENAME CONSTRAINT": _BRIEF,
    "REPLICA IDENTITY": _BRIEF,
    "RESET STORAGE PARAMETERS": _HARMLESS,
    "REVOKE": Effect(),
    "SET ACCESS METHOD": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    "SET COLUMN OPTIONS": _HARMLESS,
    "SET COMPRESSION": _BRIEF,
    "SET LOGGED": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    "SET STATISTICS": _HARMLESS,
    "SET STORAGE": _BRIEF,
    "SET STORAGE PARAMETERS": _HARMLESS,
    "SET TABLESPACE": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    "SET UNLOGGED": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    "SET WITHOUT CLUSTER": _HARMLESS,
    "TRUNCATE": _BRIEF,
    "VACUUM": Effect(Lock.SHARE_UPDATE_EXCLUSIVE, refused_in_transaction=True),
    "VACUUM FULL": Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE, refused_in_transaction=True),
}
_HANDLERS: dict[type[m.Operation], Callable[[Any, Circumstances], Effect]] = {
    m.AddCheckConstraint: _add_check,
    m.AddColumn: _add_column,
    m.AddExcludeConstraint: _add_exclude,
    m.AddForeignKey: _add_foreign_key,
    m.AddPrimaryKey: _keyed,
    m.AddUniqueConstraint: _keyed,
    m.AlterColumn: _alter_column,
    m.CommentOnColumn: _other,
    m.CreateIndex: _create_index,
    m.CreateTable: _create_table,
    m.DataChange: _data_change,
    m.DropColumn: _drop,
    m.DropConstraint: _drop_constraint,
    m.DropIndex: _drop_index,
    m.DropTable: _drop,
    m.OtherCommand: _other,
    m.RenameColumn: _brief,
    m.RenameTable: _brief,
    m.TypeCommand: _other,
    m.ValidateConstraint: _validate,
    m.ViewCommand: _other,
}
