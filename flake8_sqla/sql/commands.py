"""From a statement to its operations: one table by the kind of node, and the commands that are not about one table's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flake8_sqla.facts.migrations import Operation, TableName, TransactionControl, TypeCommand, UnreadableSql
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql import data, tables
from flake8_sqla.sql import postgres as pg
from flake8_sqla.sql.alterations import alter_table
from flake8_sqla.sql.nodes import HERE, command, dotted, object_name, only, option, strings, table_named, table_of
from flake8_sqla.sql.views import view_command

#: Where the parser's word for a statement is not SQL's.
_NAMES = {
    "alter_database_refresh_coll_stmt": "ALTER DATABASE",
    "alter_database_set_stmt": "ALTER DATABASE",
    "alter_extension_contents_stmt": "ALTER EXTENSION",
    "alter_fdw_stmt": "ALTER FOREIGN DATA WRAPPER",
    "alter_foreign_server_stmt": "ALTER SERVER",
    "alter_op_family_stmt": "ALTER OPERATOR FAMILY",
    "alter_role_set_stmt": "ALTER ROLE",
    "alter_seq_stmt": "ALTER SEQUENCE",
    "alter_stats_stmt": "ALTER STATISTICS",
    "alter_table_move_all_stmt": "ALTER ALL IN TABLESPACE",
    "alter_table_space_options_stmt": "ALTER TABLESPACE",
    "alter_tsconfiguration_stmt": "ALTER TEXT SEARCH CONFIGURATION",
    "alter_tsdictionary_stmt": "ALTER TEXT SEARCH DICTIONARY",
    "check_point_stmt": "CHECKPOINT",
    "close_portal_stmt": "CLOSE",
    "composite_type_stmt": "CREATE TYPE",
    "constraints_set_stmt": "SET CONSTRAINTS",
    "create_am_stmt": "CREATE ACCESS METHOD",
    "create_event_trig_stmt": "CREATE EVENT TRIGGER",
    "alter_event_trig_stmt": "ALTER EVENT TRIGGER",
    "create_fdw_stmt": "CREATE FOREIGN DATA WRAPPER",
    "create_foreign_server_stmt": "CREATE SERVER",
    "create_op_class_stmt": "CREATE OPERATOR CLASS",
    "create_op_family_stmt": "CREATE OPERATOR FAMILY",
    "create_plang_stmt": "CREATE LANGUAGE",
    "create_range_stmt": "CREATE TYPE",
    "create_seq_stmt": "CREATE SEQUENCE",
    "create_table_space_stmt": "CREATE TABLESPACE",
    "createdb_stmt": "CREATE DATABASE",
    "declare_cursor_stmt": "DECLARE",
    "drop_table_space_stmt": "DROP TABLESPACE",
    "dropdb_stmt": "DROP DATABASE",
    "sec_label_stmt": "SECURITY LABEL",
    "variable_show_stmt": "SHOW",
}
_REFUSED_IN_TRANSACTION = frozenset(
    {"createdb_stmt", "dropdb_stmt", "create_table_space_stmt", "drop_table_space_stmt", "alter_system_stmt"}
)
#: START TRANSACTION is BEGIN, as END is COMMIT and ABORT is ROLLBACK to the parser itself.
_TRANSACTION_COMMANDS = {
    pg.TRANS_STMT_BEGIN: "BEGIN",
    pg.TRANS_STMT_START: "BEGIN",
    pg.TRANS_STMT_COMMIT: "COMMIT",
    pg.TRANS_STMT_ROLLBACK: "ROLLBACK",
    pg.TRANS_STMT_SAVEPOINT: "SAVEPOINT",
    pg.TRANS_STMT_RELEASE: "RELEASE",
    pg.TRANS_STMT_ROLLBACK_TO: "ROLLBACK TO",
    pg.TRANS_STMT_PREPARE: "PREPARE TRANSACTION",
    pg.TRANS_STMT_COMMIT_PREPARED: "COMMIT PREPARED",
    pg.TRANS_STMT_ROLLBACK_PREPARED: "ROLLBACK PREPARED",
}
#: These reindex table by table, each in a transaction of its own.
_REINDEX_OF_MANY = frozenset({pg.REINDEX_OBJECT_SCHEMA, pg.REINDEX_OBJECT_SYSTEM, pg.REINDEX_OBJECT_DATABASE})


def operations_of(node: pg.Node) -> Iterator[Operation]:
    """The operations of one statement, in the order in which they happen."""
    kind = node.WhichOneof("node") or ""
    handler = _HANDLERS.get(kind)
    if handler is not None:
        yield from handler(getattr(node, kind))
    else:
        name = _NAMES.get(kind) or kind.removesuffix("_stmt").replace("_", " ").upper()
        yield command(name, refused_in_transaction=kind in _REFUSED_IN_TRANSACTION)


def _of_relation(name: str, relation: str = "relation") -> Callable[[Any], Iterator[Operation]]:
    """A command about the one table that this field of its node names."""

    def handler(statement: Any) -> Iterator[Operation]:
        table = table_of(getattr(statement, relation)) if statement.HasField(relation) else UNKNOWN
        yield command(name, table)

    return handler


def _of_relations(name: str) -> Callable[[Any], Iterator[Operation]]:
    """A command about several tables."""

    def handler(statement: Any) -> Iterator[Operation]:
        for node in statement.relations:
            yield command(name, table_of(node.range_var))

    return handler


def _code(statement: Any) -> Iterator[Operation]:
    """A program, or a call of one: it may do anything."""
    yield UnreadableSql(**HERE)


def _transaction(statement: pg.TransactionStmt) -> Iterator[Operation]:
    yield TransactionControl(**HERE, command=_TRANSACTION_COMMANDS[statement.kind])


def _create_view(statement: pg.ViewStmt) -> Iterator[Operation]:
    yield view_command("CREATE VIEW", table_of(statement.view), statement.query)


def _vacuum(statement: pg.VacuumStmt) -> Iterator[Operation]:
    name = "VACUUM" if statement.is_vacuumcmd else "ANALYZE"
    if statement.is_vacuumcmd and option(statement.options, "full"):
        name = "VACUUM FULL"
    found: list[TableName | Unknown] = [table_of(node.vacuum_relation.relation) for node in statement.rels]
    for table in found or [UNKNOWN]:
        yield command(name, table, refused_in_transaction=statement.is_vacuumcmd)


def _reindex(statement: pg.ReindexStmt) -> Iterator[Operation]:
    concurrently = option(statement.params, "concurrently")
    yield command(
        "REINDEX",
        table_of(statement.relation) if statement.kind == pg.REINDEX_OBJECT_TABLE else UNKNOWN,
        concurrently=concurrently,
        refused_in_transaction=concurrently or statement.kind in _REINDEX_OF_MANY,
    )


def _cluster(statement: pg.ClusterStmt) -> Iterator[Operation]:
    if statement.HasField("relation"):
        yield command("CLUSTER", table_of(statement.relation))
    else:
        yield command("CLUSTER", refused_in_transaction=True)


def _refresh(statement: pg.RefreshMatViewStmt) -> Iterator[Operation]:
    yield command("REFRESH MATERIALIZED VIEW", table_of(statement.relation), concurrently=statement.concurrent)


def _alter_enum(statement: pg.AlterEnumStmt) -> Iterator[Operation]:
    name = "ALTER TYPE RENAME VALUE" if statement.old_val else "ALTER TYPE ADD VALUE"
    yield TypeCommand(**HERE, command=name, object_name=strings(statement.type_name)[-1])


def _create_enum(statement: pg.CreateEnumStmt) -> Iterator[Operation]:
    yield TypeCommand(**HERE, command="CREATE TYPE", object_name=strings(statement.type_name)[-1])


def _set(statement: pg.VariableSetStmt) -> Iterator[Operation]:
    yield command("RESET" if statement.kind in (pg.VAR_RESET, pg.VAR_RESET_ALL) else "SET")


def _discard(statement: pg.DiscardStmt) -> Iterator[Operation]:
    yield command("DISCARD", refused_in_transaction=statement.target == pg.DISCARD_ALL)


def _alter_database(statement: pg.AlterDatabaseStmt) -> Iterator[Operation]:
    moved = any(node.def_elem.defname == "tablespace" for node in statement.options)
    yield command("ALTER DATABASE", refused_in_transaction=moved)


def _create_subscription(statement: pg.CreateSubscriptionStmt) -> Iterator[Operation]:
    makes_slot = option(statement.options, "create_slot", absent=option(statement.options, "connect", absent=True))
    yield command("CREATE SUBSCRIPTION", refused_in_transaction=makes_slot)


def _create_schema(statement: pg.CreateSchemaStmt) -> Iterator[Operation]:
    yield command("CREATE SCHEMA")
    for node in statement.schema_elts:
        for operation in operations_of(node):
            if isinstance(operation.table, TableName) and not operation.table.schema:
                operation = replace(operation, table=TableName(operation.table.name, statement.schemaname))
            yield operation


def _create_function(statement: pg.CreateFunctionStmt) -> Iterator[Operation]:
    yield command("CREATE PROCEDURE" if statement.is_procedure else "CREATE FUNCTION")


def _define(statement: pg.DefineStmt) -> Iterator[Operation]:
    yield command(f"CREATE {object_name(statement.kind)}")


def _create_foreign_table(statement: pg.CreateForeignTableStmt) -> Iterator[Operation]:
    yield command("CREATE FOREIGN TABLE", table_of(statement.base_stmt.relation))


def _create_statistics(statement: pg.CreateStatsStmt) -> Iterator[Operation]:
    yield command("CREATE STATISTICS", only([table_of(node.range_var) for node in statement.relations]))


def _change_owner(statement: pg.AlterOwnerStmt) -> Iterator[Operation]:
    yield command(f"ALTER {object_name(statement.object_type)} OWNER TO")


def _comment(statement: pg.CommentStmt) -> Iterator[Operation]:
    names = dotted(statement.object)
    if statement.objtype in (pg.OBJECT_COLUMN, pg.OBJECT_TABCONSTRAINT, pg.OBJECT_TRIGGER, pg.OBJECT_POLICY, pg.OBJECT_RULE):
        names = names[:-1]
    elif statement.objtype not in (pg.OBJECT_TABLE, pg.OBJECT_MATVIEW, pg.OBJECT_FOREIGN_TABLE):
        names = ()
    yield command("COMMENT ON", table_named(names))


def _grant(statement: pg.GrantStmt) -> Iterator[Operation]:
    on_tables = statement.objtype == pg.OBJECT_TABLE and statement.targtype == pg.ACL_TARGET_OBJECT
    granted = [table_of(node.range_var) for node in statement.objects] if on_tables else []
    yield command("GRANT" if statement.is_grant else "REVOKE", only(granted))


def _grant_role(statement: pg.GrantRoleStmt) -> Iterator[Operation]:
    yield command("GRANT" if statement.is_grant else "REVOKE")


def _copy(statement: pg.CopyStmt) -> Iterator[Operation]:
    yield from data.query(statement.query)
    yield command("COPY", table_of(statement.relation) if statement.HasField("relation") else UNKNOWN)


def _explain(statement: pg.ExplainStmt) -> Iterator[Operation]:
    yield command("EXPLAIN")
    # Only with ANALYZE is the statement run.
    if option(statement.options, "analyze"):
        yield from operations_of(statement.query)


_HANDLERS: dict[str, Callable[[Any], Iterator[Operation]]] = {
    "alter_database_stmt": _alter_database,
    "alter_enum_stmt": _alter_enum,
    "alter_object_schema_stmt": tables.set_schema,
    "alter_owner_stmt": _change_owner,
    "alter_policy_stmt": _of_relation("ALTER POLICY", "table"),
    "alter_table_stmt": alter_table,
    "call_stmt": _code,
    "cluster_stmt": _cluster,
    "comment_stmt": _comment,
    "copy_stmt": _copy,
    "create_enum_stmt": _create_enum,
    "create_foreign_table_stmt": _create_foreign_table,
    "create_function_stmt": _create_function,
    "create_policy_stmt": _of_relation("CREATE POLICY", "table"),
    "create_schema_stmt": _create_schema,
    "create_stats_stmt": _create_statistics,
    "create_stmt": tables.create_table,
    "create_subscription_stmt": _create_subscription,
    "create_table_as_stmt": tables.create_table_as,
    "create_trig_stmt": _of_relation("CREATE TRIGGER"),
    "define_stmt": _define,
    "delete_stmt": data.delete,
    "discard_stmt": _discard,
    "do_stmt": _code,
    "drop_stmt": tables.drop,
    "execute_stmt": _code,
    "explain_stmt": _explain,
    "grant_role_stmt": _grant_role,
    "grant_stmt": _grant,
    "index_stmt": tables.create_index,
    "insert_stmt": data.insert,
    "lock_stmt": _of_relations("LOCK TABLE"),
    "merge_stmt": data.merge,
    "refresh_mat_view_stmt": _refresh,
    "reindex_stmt": _reindex,
    "rename_stmt": tables.rename,
    "rule_stmt": _of_relation("CREATE RULE"),
    "select_stmt": data.select,
    "transaction_stmt": _transaction,
    "truncate_stmt": _of_relations("TRUNCATE"),
    "update_stmt": data.update,
    "vacuum_stmt": _vacuum,
    "view_stmt": _create_view,
    "variable_set_stmt": _set,
}
