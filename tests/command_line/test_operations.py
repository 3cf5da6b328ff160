"""Every kind of operation has words, and none of them fails."""

from __future__ import annotations

import pytest

from flake8_sqla.command_line.operations import words
from flake8_sqla.effects.table import EXAMPLES
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.unknown import UNKNOWN


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (m.CreateIndex(span=FILE_START, name="ix", unique=True, concurrently=True), "CREATE UNIQUE INDEX CONCURRENTLY ix"),
        (m.CreateIndex(span=FILE_START, name=None), "CREATE INDEX"),
        (m.DropIndex(span=FILE_START, name=UNKNOWN), "DROP INDEX …"),
        (m.AddForeignKey(span=FILE_START, name="fk", not_valid=True), "ADD FOREIGN KEY fk NOT VALID"),
        (m.AddPrimaryKey(span=FILE_START, using_index="ix"), "ADD PRIMARY KEY USING INDEX ix"),
        (m.AddExcludeConstraint(span=FILE_START, name="ex"), "ADD EXCLUDE ex"),
        (m.AlterColumn(span=FILE_START, column="a", nullable=True, default_changed=True), "ALTER COLUMN a DROP NOT NULL, DEFAULT"),
        (m.AlterColumn(span=FILE_START, column="a", nullable=UNKNOWN), "ALTER COLUMN a …"),
        (m.RenameTable(span=FILE_START, new_name=m.TableName("b", "s")), "RENAME TO s.b"),
        (m.RenameColumn(span=FILE_START, column="a", new_name="b"), "RENAME COLUMN a TO b"),
        (m.DataChange(span=FILE_START, kind="update"), "UPDATE"),
        (m.TransactionControl(span=FILE_START, command="COMMIT"), "COMMIT"),
        (m.OtherCommand(span=FILE_START, command="REINDEX", concurrently=True), "REINDEX CONCURRENTLY"),
        (m.RefusedSql(span=FILE_START, complaint="syntax error", text="CREAT"), "SQL that PostgreSQL refuses: syntax error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_operation_is_called_what_sql_calls_it(operation: m.Operation, expected: str) -> None:
    assert words(operation) == expected


@pytest.mark.parametrize("operation", [operation for _, operation in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_no_kind_of_operation_is_without_words_of_its_own(operation: m.Operation) -> None:
    assert type(operation).__name__ not in words(operation)
