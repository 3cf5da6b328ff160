"""The effects as a table for people: each kind of operation with its lock and its work."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import COMMANDS, effect_of
from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.defaults import NO_DEFAULT, ServerDefault
from flake8_sqla.facts.expressions import Argument, Constant, Invocation, Reference
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.record import record
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN


@record
class Row:
    """One line of the table, in words."""

    operation: str
    lock: str
    referenced: str
    work: str
    in_transaction: bool


_COLUMN = {"span": FILE_START, "table": m.TableName("t"), "column": "c"}
_CONSTRAINT = {"span": FILE_START, "table": m.TableName("t")}
_PARENT = m.TableName("p")


def _varchar(length: int) -> Invocation:
    return Invocation(FILE_START, "sqlalchemy.String", (Argument(FILE_START, Constant(FILE_START, length)),))


_INTEGER, _BIGINT = Reference(FILE_START, "sqlalchemy.Integer"), Reference(FILE_START, "sqlalchemy.BigInteger")


def _added(**values: object) -> m.AddColumn:
    return m.AddColumn(**{**_COLUMN, "default": NO_DEFAULT, **values})  # type: ignore[arg-type]


def _altered(**values: object) -> m.AlterColumn:
    return m.AlterColumn(**{**_COLUMN, **values})  # type: ignore[arg-type]


def _command(name: str, **values: object) -> m.OtherCommand:
    return m.OtherCommand(**{**_CONSTRAINT, "command": name, **values})  # type: ignore[arg-type]


#: What is said of each kind of operation, in the order of the documentation.
EXAMPLES: tuple[tuple[str, m.Operation], ...] = (
    ("CREATE INDEX", m.CreateIndex(span=FILE_START)),
    ("CREATE INDEX CONCURRENTLY", m.CreateIndex(span=FILE_START, concurrently=True)),
    ("CREATE INDEX ON ONLY a partitioned table", m.CreateIndex(span=FILE_START, only=True)),
    ("DROP INDEX", m.DropIndex(span=FILE_START)),
    ("DROP INDEX CONCURRENTLY", m.DropIndex(span=FILE_START, concurrently=True)),
    ("ADD UNIQUE", m.AddUniqueConstraint(span=FILE_START)),
    ("ADD UNIQUE USING INDEX", m.AddUniqueConstraint(span=FILE_START, using_index="ix")),
    ("ADD PRIMARY KEY", m.AddPrimaryKey(span=FILE_START)),
    ("ADD PRIMARY KEY USING INDEX over NOT NULL columns", m.AddPrimaryKey(span=FILE_START, using_index="ix")),
    ("ADD EXCLUDE", m.AddExcludeConstraint(span=FILE_START)),
    ("ADD FOREIGN KEY", m.AddForeignKey(span=FILE_START, references=_PARENT)),
    ("ADD FOREIGN KEY NOT VALID", m.AddForeignKey(span=FILE_START, references=_PARENT, not_valid=True)),
    ("ADD CHECK", m.AddCheckConstraint(span=FILE_START)),
    ("ADD CHECK NOT VALID", m.AddCheckConstraint(span=FILE_START, not_valid=True)),
    ("VALIDATE CONSTRAINT", m.ValidateConstraint(span=FILE_START, name="ck")),
    ("DROP CONSTRAINT (a foreign key)", m.DropConstraint(span=FILE_START, kind="foreignkey")),
    ("DROP CONSTRAINT (any other)", m.DropConstraint(span=FILE_START, kind="check")),
    ("ADD COLUMN", _added()),
    ("ADD COLUMN with a constant or stable default", _added(default=ServerDefault("calls", ("now",)))),
    ("ADD COLUMN with a volatile default", _added(default=ServerDefault("calls", ("random",)))),
    ("ADD COLUMN, serial or identity", _added(default=ServerDefault("identity"))),
    ("ADD COLUMN, generated and stored", _added(default=ServerDefault("computed", stored=True))),
    ("ADD COLUMN, generated and virtual (from PostgreSQL 18 on)", _added(default=ServerDefault("computed", stored=False))),
    ("ADD COLUMN, a domain with a constraint", _added(type=SqlType("d", kind="domain", constrained=True))),
    ("DROP COLUMN (the other lock: where it has a foreign key)", m.DropColumn(span=FILE_START)),
    ("SET NOT NULL", _altered(nullable=False)),
    ("DROP NOT NULL", _altered(nullable=True)),
    ("SET or DROP DEFAULT", _altered(default_changed=True)),
    ("TYPE varchar(50) to varchar(100)", _altered(type=_varchar(100), existing_type=_varchar(50))),
    ("TYPE varchar(100) to varchar(50)", _altered(type=_varchar(50), existing_type=_varchar(100))),
    ("TYPE integer to bigint", _altered(type=_BIGINT, existing_type=_INTEGER)),
    ("RENAME COLUMN", m.RenameColumn(span=FILE_START)),
    ("RENAME TABLE", m.RenameTable(span=FILE_START)),
    ("CREATE TABLE with a foreign key", m.CreateTable(span=FILE_START, references=(m.ForeignKeyReference(table=_PARENT),))),
    ("DROP TABLE", m.DropTable(span=FILE_START)),
    ("UPDATE or DELETE of every row", m.DataChange(span=FILE_START, kind="update", has_where=False)),
    ("ATTACH PARTITION without a proving CHECK", _command("ATTACH PARTITION")),
    ("DETACH PARTITION", _command("DETACH PARTITION")),
    ("DETACH PARTITION CONCURRENTLY", _command("DETACH PARTITION", concurrently=True)),
    ("REINDEX", _command("REINDEX")),
    ("REINDEX CONCURRENTLY", _command("REINDEX", concurrently=True)),
    ("REFRESH MATERIALIZED VIEW", _command("REFRESH MATERIALIZED VIEW")),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY", _command("REFRESH MATERIALIZED VIEW", concurrently=True)),
    ("ALTER TYPE ADD VALUE", _command("ALTER TYPE ADD VALUE")),
)


def rows(version: int) -> Iterator[Row]:
    """Every row, for one major version of PostgreSQL."""
    commands = tuple((name, _command(name)) for name in sorted(COMMANDS))
    for name, operation in (*EXAMPLES, *commands):
        effect = effect_of(operation, version)
        referenced = str(effect.referenced or effect.partition)
        yield Row(name, _word(effect.lock), referenced, _word(effect.work), not effect.refused_in_transaction)


def _word(value: object) -> str:
    return "depends" if value is UNKNOWN else str(value)
