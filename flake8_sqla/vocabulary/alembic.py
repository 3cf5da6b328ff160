"""Alembic's operations and their parameters, in the order in which they may be given by position.

Read off Alembic 1.20.1 (`alembic.operations.Operations`); `tests/facts/test_vocabulary.py` holds them against the installed one.
"""

from __future__ import annotations

#: `op.<method>` → its positional parameters. A batch operation has the same without the table's name.
OPERATION_PARAMETERS: dict[str, tuple[str, ...]] = {
    "add_column": ("table_name", "column"),
    "alter_column": ("table_name", "column_name"),
    "bulk_insert": ("table", "rows"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_exclude_constraint": ("constraint_name", "table_name"),
    "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
    "create_index": ("index_name", "table_name", "columns"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_table": ("table_name",),
    "create_table_comment": ("table_name", "comment"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "drop_column": ("table_name", "column_name"),
    "drop_constraint": ("constraint_name", "table_name", "type_"),
    "drop_index": ("index_name", "table_name"),
    "drop_table": ("table_name",),
    "drop_table_comment": ("table_name",),
    "execute": ("sqltext",),
    "rename_table": ("old_table_name", "new_table_name"),
}

BATCH_PARAMETERS: dict[str, tuple[str, ...]] = {
    "add_column": ("column",),
    "alter_column": ("column_name",),
    "create_check_constraint": ("constraint_name", "condition"),
    "create_exclude_constraint": ("constraint_name",),
    "create_foreign_key": ("constraint_name", "referent_table", "local_cols", "remote_cols"),
    "create_index": ("index_name", "columns"),
    "create_primary_key": ("constraint_name", "columns"),
    "create_table_comment": ("comment",),
    "create_unique_constraint": ("constraint_name", "columns"),
    "drop_column": ("column_name",),
    "drop_constraint": ("constraint_name", "type_"),
    "drop_index": ("index_name",),
    "drop_table_comment": (),
    "execute": ("sqltext",),
}

#: What Alembic calls the tables of these parameters.
TABLE_PARAMETERS = ("table_name", "source_table", "old_table_name")
