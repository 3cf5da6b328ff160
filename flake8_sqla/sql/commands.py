"""From a statement to its operations: one table by the kind of node, and the commands that are not about one table's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flake8_sqla.facts.migrations import Operation, TableName, TransactionControl, TypeCommand, UnreadableSql
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql import data, tables
from flake8_sqla.sql.alterations import alter_table
from flake8_sqla.sql.nodes import HERE, command, dotted, object_name, only, option, table_named, table_of, words
from flake8_sqla.sql.tree import Node
from flake8_sqla.sql.views import view_command

#: Where the parser's word for a statement is not SQL's.
_NAMES = {
    "AlterDatabaseRefreshCollStmt": "ALTER DATABASE",
    "AlterDatabaseSetStmt": "ALTER DATABASE",
    "AlterExtensionContentsStmt": "ALTER EXTENSION",
    "AlterFdwStmt": "ALTER FOREIGN DATA WRAPPER",
    "AlterForeignServerStmt": "ALTER SERVER",
    "AlterOpFamilyStmt": "ALTER OPERATOR FAMILY",
    "AlterRoleSetStmt": "ALTER ROLE",
    "AlterSeqStmt": "ALTER SEQUENCE",
    "AlterStatsStmt": "ALTER STATISTICS",
    "AlterTableMoveAllStmt": "ALTER ALL IN TABLESPACE",
    "AlterTableSpaceOptionsStmt": "ALTER TABLESPACE",
    "AlterTSConfigurationStmt": "ALTER TEXT SEARCH CONFIGURATION",
    "AlterTSDictionaryStmt": "ALTER TEXT SEARCH DICTIONARY",
    "CheckPointStmt": "CHECKPOINT",
    "ClosePortalStmt": "CLOSE",
    "CompositeTypeStmt": "CREATE TYPE",
    "ConstraintsSetStmt": "SET CONSTRAINTS",
    "CreateAmStmt": "CREATE ACCESS METHOD",
    "CreateEventTrigStmt": "CREATE EVENT TRIGGER",
    "AlterEventTrigStmt": "ALTER EVENT TRIGGER",
    "CreateFdwStmt": "CREATE FOREIGN DATA WRAPPER",
    "CreateForeignServerStmt": "CREATE SERVER",
    "CreateOpClassStmt": "CREATE OPERATOR CLASS",
    "CreateOpFamilyStmt": "CREATE OPERATOR FAMILY",
    "CreatePLangStmt": "CREATE LANGUAGE",
    "CreateRangeStmt": "CREATE TYPE",
    "CreateSeqStmt": "CREATE SEQUENCE",
    "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "CreatedbStmt": "CREATE DATABASE",
    "DeclareCursorStmt": "DECLARE",
    "DropTableSpaceStmt": "DROP TABLESPACE",
    "DropdbStmt": "DROP DATABASE",
    "SecLabelStmt": "SECURITY LABEL",
    "VariableShowStmt": "SHOW",
}
_REFUSED_IN_TRANSACTION = frozenset(
    {"CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterSystemStmt"}
)
#: START TRANSACTION is BEGIN, as END is COMMIT and ABORT is ROLLBACK to the parser itself.
_TRANSACTION_COMMANDS = {
    "TRANS_STMT_BEGIN": "BEGIN",
    "TRANS_STMT_START": "BEGIN",
    "TRANS_STMT_COMMIT": "COMMIT",
    "TRANS_STMT_ROLLBACK": "ROLLBACK",
    "TRANS_STMT_SAVEPOINT": "SAVEPOINT",
    "TRANS_STMT_RELEASE": "RELEASE",
    "TRANS_STMT_ROLLBACK_TO": "ROLLBACK TO",
    "TRANS_STMT_PREPARE": "PREPARE TRANSACTION",
    "TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED",
    "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED",
}
#: These reindex table by table, each in a transaction of its own.
_REINDEX_OF_MANY = frozenset({"REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE"})


def operations_of(node: Node) -> Iterator[Operation]:
    """The operations of one statement, in the order in which they happen."""
    handler = _HANDLERS.get(node.kind)
    if handler is not None:
        yield from handler(node)
    else:
        name = _NAMES.get(node.kind) or words(node.kind.removesuffix("Stmt"))
        yield command(name, refused_in_transaction=node.kind in _REFUSED_IN_TRANSACTION)


def _of_relation(name: str, relation: str = "relation") -> Callable[[Node], Iterator[Operation]]:
    """A command about the one table that this field of its node names."""

    def handler(statement: Node) -> Iterator[Operation]:
        table = statement.node(relation)
        yield command(name, table_of(table) if table else UNKNOWN)

    return handler


def _of_relations(name: str) -> Callable[[Node], Iterator[Operation]]:
    """A command about several tables."""

    def handler(statement: Node) -> Iterator[Operation]:
        for node in statement.nodes("relations"):
            yield command(name, table_of(node))

    return handler


def _code(statement: Node) -> Iterator[Operation]:
    """A program, or a call of one: it may do anything."""
    yield UnreadableSql(**HERE)


def _transaction(statement: Node) -> Iterator[Operation]:
    yield TransactionControl(**HERE, command=_TRANSACTION_COMMANDS[statement.text("kind")])


def _create_view(statement: Node) -> Iterator[Operation]:
    yield view_command("CREATE VIEW", table_of(statement.node("view")), statement.node("query"))


def _vacuum(statement: Node) -> Iterator[Operation]:
    is_vacuum = statement.flag("is_vacuumcmd")
    name = "VACUUM" if is_vacuum else "ANALYZE"
    if is_vacuum and option(statement.nodes("options"), "full"):
        name = "VACUUM FULL"
    found: list[TableName | Unknown] = [table_of(node.node("relation")) for node in statement.nodes("rels")]
    for table in found or [UNKNOWN]:
        yield command(name, table, refused_in_transaction=is_vacuum)


def _reindex(statement: Node) -> Iterator[Operation]:
    kind = statement.text("kind")
    concurrently = option(statement.nodes("params"), "concurrently")
    yield command(
        "REINDEX",
        table_of(statement.node("relation")) if kind == "REINDEX_OBJECT_TABLE" else UNKNOWN,
        concurrently=concurrently,
        refused_in_transaction=concurrently or kind in _REINDEX_OF_MANY,
    )


def _cluster(statement: Node) -> Iterator[Operation]:
    if table := statement.node("relation"):
        yield command("CLUSTER", table_of(table))
    else:
        yield command("CLUSTER", refused_in_transaction=True)


def _refresh(statement: Node) -> Iterator[Operation]:
    yield command("REFRESH MATERIALIZED VIEW", table_of(statement.node("relation")), concurrently=statement.flag("concurrent"))


def _alter_enum(statement: Node) -> Iterator[Operation]:
    name = "ALTER TYPE RENAME VALUE" if statement.text("oldVal") else "ALTER TYPE ADD VALUE"
    yield TypeCommand(**HERE, command=name, object_name=statement.texts("typeName")[-1])


def _create_enum(statement: Node) -> Iterator[Operation]:
    yield TypeCommand(**HERE, command="CREATE TYPE", object_name=statement.texts("typeName")[-1])


def _set(statement: Node) -> Iterator[Operation]:
    yield command("RESET" if statement.text("kind") in ("VAR_RESET", "VAR_RESET_ALL") else "SET")


def _discard(statement: Node) -> Iterator[Operation]:
    yield command("DISCARD", refused_in_transaction=statement.text("target") == "DISCARD_ALL")


def _alter_database(statement: Node) -> Iterator[Operation]:
    moved = any(node.text("defname") == "tablespace" for node in statement.nodes("options"))
    yield command("ALTER DATABASE", refused_in_transaction=moved)


def _create_subscription(statement: Node) -> Iterator[Operation]:
    options = statement.nodes("options")
    makes_slot = option(options, "create_slot", absent=option(options, "connect", absent=True))
    yield command("CREATE SUBSCRIPTION", refused_in_transaction=makes_slot)


def _create_schema(statement: Node) -> Iterator[Operation]:
    yield command("CREATE SCHEMA")
    for node in statement.nodes("schemaElts"):
        for operation in operations_of(node):
            if isinstance(operation.table, TableName) and not operation.table.schema:
                operation = replace(operation, table=TableName(operation.table.name, statement.text("schemaname")))
            yield operation


def _create_function(statement: Node) -> Iterator[Operation]:
    yield command("CREATE PROCEDURE" if statement.flag("is_procedure") else "CREATE FUNCTION")


def _define(statement: Node) -> Iterator[Operation]:
    yield command("CREATE " + object_name(statement.text("kind")))


def _create_foreign_table(statement: Node) -> Iterator[Operation]:
    yield command("CREATE FOREIGN TABLE", table_of(statement.node("base").node("relation")))


def _create_statistics(statement: Node) -> Iterator[Operation]:
    yield command("CREATE STATISTICS", only([table_of(node) for node in statement.nodes("relations")]))


def _change_owner(statement: Node) -> Iterator[Operation]:
    kind = object_name(statement.text("objectType"))
    yield command(f"ALTER {kind} OWNER TO")


def _comment(statement: Node) -> Iterator[Operation]:
    kind, names = statement.text("objtype"), dotted(statement.node("object"))
    if kind in ("OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"):
        names = names[:-1]
    elif kind not in ("OBJECT_TABLE", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"):
        names = ()
    yield command("COMMENT ON", table_named(names))


def _grant(statement: Node) -> Iterator[Operation]:
    on_tables = statement.text("objtype") == "OBJECT_TABLE" and statement.text("targtype") == "ACL_TARGET_OBJECT"
    granted = [table_of(node) for node in statement.nodes("objects")] if on_tables else []
    yield command("GRANT" if statement.flag("is_grant") else "REVOKE", only(granted))


def _grant_role(statement: Node) -> Iterator[Operation]:
    yield command("GRANT" if statement.flag("is_grant") else "REVOKE")


def _copy(statement: Node) -> Iterator[Operation]:
    yield from data.query(statement.node("query"))
    table = statement.node("relation")
    yield command("COPY", table_of(table) if table else UNKNOWN)


def _explain(statement: Node) -> Iterator[Operation]:
    yield command("EXPLAIN")
    # Only with ANALYZE is the statement run.
    if option(statement.nodes("options"), "analyze"):
        yield from operations_of(statement.node("query"))


_HANDLERS: dict[str, Callable[[Node], Iterator[Operation]]] = {
    "AlterDatabaseStmt": _alter_database,
    "AlterEnumStmt": _alter_enum,
    "AlterObjectSchemaStmt": tables.set_schema,
    "AlterOwnerStmt": _change_owner,
    "AlterPolicyStmt": _of_relation("ALTER POLICY", "table"),
    "AlterTableStmt": alter_table,
    "CallStmt": _code,
    "ClusterStmt": _cluster,
    "CommentStmt": _comment,
    "CopyStmt": _copy,
    "CreateEnumStmt": _create_enum,
    "CreateForeignTableStmt": _create_foreign_table,
    "CreateFunctionStmt": _create_function,
    "CreatePolicyStmt": _of_relation("CREATE POLICY", "table"),
    "CreateSchemaStmt": _create_schema,
    "CreateStatsStmt": _create_statistics,
    "CreateStmt": tables.create_table,
    "CreateSubscriptionStmt": _create_subscription,
    "CreateTableAsStmt": tables.create_table_as,
    "CreateTrigStmt": _of_relation("CREATE TRIGGER"),
    "DefineStmt": _define,
    "DeleteStmt": data.delete,
    "DiscardStmt": _discard,
    "DoStmt": _code,
    "DropStmt": tables.drop,
    "ExecuteStmt": _code,
    "ExplainStmt": _explain,
    "GrantRoleStmt": _grant_role,
    "GrantStmt": _grant,
    "IndexStmt": tables.create_index,
    "InsertStmt": data.insert,
    "LockStmt": _of_relations("LOCK TABLE"),
    "MergeStmt": data.merge,
    "RefreshMatViewStmt": _refresh,
    "ReindexStmt": _reindex,
    "RenameStmt": tables.rename,
    "RuleStmt": _of_relation("CREATE RULE"),
    "SelectStmt": data.select,
    "TransactionStmt": _transaction,
    "TruncateStmt": _of_relations("TRUNCATE"),
    "UpdateStmt": data.update,
    "VacuumStmt": _vacuum,
    "ViewStmt": _create_view,
    "VariableSetStmt": _set,
}
