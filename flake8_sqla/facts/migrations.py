"""Revisions and their operations, the same for every spelling.

`op.create_index(…)`, `batch_op.create_index(…)`, `op.add_column(…, sa.Column(index=True))` and `op.execute("CREATE INDEX …")` all
become `CreateIndex`.
"""

from __future__ import annotations

from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.place import FILE_START, Span
from flake8_sqla.facts.record import field, record
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


@record
class TableName:
    """A table's name and schema; the schema is empty where none is said."""

    name: str
    schema: str = ""

    def __str__(self) -> str:
        """As one would write it in SQL."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@record(kw_only=True)
class Operation:
    """What every operation has. `table_exists_before`: false for a table that this path made itself."""

    span: Span
    setting: Setting = Setting()
    table: TableName | Unknown = UNKNOWN
    table_exists_before: bool | Unknown = True

    @property
    def outside_transaction_only(self) -> bool:
        """Whether PostgreSQL refuses this inside a transaction block."""
        return False


@record(kw_only=True)
class ForeignKeyReference:
    """Where a foreign key points, and how. `not_valid`: existing rows are not checked."""

    table: TableName | Unknown
    column: str | Unknown = UNKNOWN
    not_valid: bool | Unknown = False


@record(kw_only=True)
class CreateTable(Operation):
    """A table made. `references` are the tables its foreign keys lock.

    `shapes` are its columns for those who replay the history, where they asked; `complete`: it has no others.
    `constraints` are the keys and constraints of the table, each as the operation that would add it. The types of its enums are
    operations of their own before it.
    """

    references: tuple[ForeignKeyReference, ...] = ()
    columns: tuple[ColumnDefinition, ...] = ()
    column_names: tuple[str, ...] = ()
    if_not_exists: bool | Unknown = False
    shapes: tuple[ColumnShape, ...] = field(default=(), compare=False)
    complete: bool = field(default=False, compare=False)
    constraints: tuple[Operation, ...] = field(default=(), compare=False)


@record(kw_only=True)
class DropTable(Operation):
    """A table dropped. `cascade`: with all that depends on it."""

    if_exists: bool | Unknown = False
    cascade: bool = field(default=False, compare=False)


@record(kw_only=True)
class RenameTable(Operation):
    """A table renamed, or moved to another schema."""

    new_name: TableName | Unknown = UNKNOWN


@record(kw_only=True)
class AddColumn(Operation):
    """A column added. What its flags bring with them (index, unique, foreign key) follows as operations of their own.

    `has_server_default` is true for any default the server fills in, identity and generated columns included; `default` says which.
    """

    column: str | Unknown = UNKNOWN
    type: SqlType | Unknown = UNKNOWN
    nullable: bool | Unknown = True
    has_server_default: bool | Unknown = False
    default: ServerDefault | Unknown = UNKNOWN
    definition: ColumnDefinition | None = None


@record(kw_only=True)
class DropColumn(Operation):
    """A column dropped. `cascade`: with all that depends on it."""

    column: str | Unknown = UNKNOWN
    cascade: bool = field(default=False, compare=False)


@record(kw_only=True)
class AlterColumn(Operation):
    """A column changed. `nullable` is None where it is left alone; `type` and `existing_type` None where they are not given.

    `default_changed` says that the server default is set or dropped, `default_dropped` that it is dropped. `existing_nullable` is None
    where it is not said.
    `given` are the names of the keywords of Alembic's call; UNKNOWN where they cannot be read, and for SQL.
    """

    column: str | Unknown = UNKNOWN
    nullable: bool | Unknown | None = None
    type: Expression | str | None = None
    existing_type: Expression | None = None
    using: bool = False
    default_changed: bool = False
    default_dropped: bool = field(default=False, compare=False)
    existing_nullable: bool | Unknown | None = None
    given: frozenset[str] | Unknown = field(default=UNKNOWN, compare=False)

    @property
    def new_type(self) -> SqlType | Unknown | None:
        """The type the column gets; None where it keeps its own."""
        return sql_type(self.type)

    @property
    def old_type(self) -> SqlType | Unknown | None:
        """The type the column has, as `existing_type` says; None where nothing is said."""
        return sql_type(self.existing_type)


@record(kw_only=True)
class RenameColumn(Operation):
    """A column renamed. `given` is that of `AlterColumn`."""

    column: str | Unknown = UNKNOWN
    new_name: str | Unknown = UNKNOWN
    given: frozenset[str] | Unknown = field(default=UNKNOWN, compare=False)


@record(kw_only=True)
class CreateIndex(Operation):
    """An index built. `columns` are names; an expression among them is UNKNOWN.

    `only`: ON ONLY a partitioned table, whose partitions are left alone. `method` is empty for btree, the default.
    """

    name: str | Unknown | None = None
    columns: tuple[str | Unknown, ...] | Unknown = UNKNOWN
    unique: bool | Unknown = False
    concurrently: bool | Unknown = False
    if_not_exists: bool | Unknown = False
    only: bool = False
    method: str | Unknown = ""

    @property
    def outside_transaction_only(self) -> bool:
        """CREATE INDEX CONCURRENTLY cannot run inside a transaction block."""
        return self.concurrently is True


@record(kw_only=True)
class DropIndex(Operation):
    """An index dropped. `table_given`: the operation says of which table; SQL for PostgreSQL need not."""

    name: str | Unknown | None = None
    table_given: bool | Unknown = field(default=UNKNOWN, compare=False)
    concurrently: bool | Unknown = False

    @property
    def outside_transaction_only(self) -> bool:
        """DROP INDEX CONCURRENTLY cannot run inside a transaction block."""
        return self.concurrently is True


@record(kw_only=True)
class AddUniqueConstraint(Operation):
    """A unique constraint added. `using_index`: it takes over an index that stands already."""

    name: str | Unknown | None = None
    columns: tuple[str | Unknown, ...] | Unknown = UNKNOWN
    using_index: str | Unknown | None = None


@record(kw_only=True)
class AddPrimaryKey(Operation):
    """A primary key added."""

    name: str | Unknown | None = None
    columns: tuple[str | Unknown, ...] | Unknown = UNKNOWN
    using_index: str | Unknown | None = None


@record(kw_only=True)
class AddForeignKey(Operation):
    """A foreign key added. `inline`: by `inline_references=True`, in ADD COLUMN itself; `new_empty_column`: so, with nothing to check."""

    name: str | Unknown | None = None
    columns: tuple[str | Unknown, ...] | Unknown = UNKNOWN
    references: TableName | Unknown = UNKNOWN
    not_valid: bool | Unknown = False
    new_empty_column: bool | Unknown = False
    inline: bool | Unknown = field(default=False, compare=False)


@record(kw_only=True)
class AddCheckConstraint(Operation):
    """A check constraint added. `not_null`: the columns of which it proves that they hold no NULL."""

    name: str | Unknown | None = None
    not_valid: bool | Unknown = False
    not_null: tuple[str, ...] = ()


@record(kw_only=True)
class AddExcludeConstraint(Operation):
    """An exclusion constraint added."""

    name: str | Unknown | None = None


@record(kw_only=True)
class DropConstraint(Operation):
    """A constraint dropped; `kind` is `foreignkey`, `unique`, `check`, `primary` or empty where it is not said."""

    name: str | Unknown | None = None
    kind: str | Unknown = ""


@record(kw_only=True)
class ValidateConstraint(Operation):
    """A NOT VALID constraint validated: the table is scanned."""

    name: str | Unknown = UNKNOWN


@record(kw_only=True)
class DataChange(Operation):
    """Rows written; `kind` is `insert`, `update`, `delete` or `merge`. `has_where`: not every row is touched.

    `many`: one execution writes more than a row or two: a list of parameters, a range or a list of keys, a query's rows.
    `mentions` are the names in the statement: tables, columns, and whatever else is spelt like one.
    """

    kind: str
    has_where: bool | Unknown = UNKNOWN
    many: bool | Unknown = field(default=UNKNOWN, compare=False)
    mentions: frozenset[str] = field(default=frozenset(), compare=False)


@record(kw_only=True)
class TransactionControl(Operation):
    """BEGIN, COMMIT, ROLLBACK … as SQL, or `commit()` and `begin()` on the migration's connection."""

    command: str


@record(kw_only=True)
class OtherCommand(Operation):
    """Any other SQL command, by its name in capitals (`VACUUM`, `REINDEX`, `CREATE EXTENSION`, `DETACH PARTITION`, …).

    `refused_in_transaction`: PostgreSQL refuses it inside a transaction block as it is written.
    `partition`: the table that is attached or detached. `object_name`: the type or index that is made or changed; `new_name`: what it is
    called afterwards.
    """

    command: str
    concurrently: bool = False
    refused_in_transaction: bool = False
    partition: TableName | Unknown = UNKNOWN
    object_name: str | Unknown = UNKNOWN
    new_name: str | Unknown | None = None

    @property
    def outside_transaction_only(self) -> bool:
        """Whether PostgreSQL refuses this inside a transaction block."""
        return self.refused_in_transaction


@record(kw_only=True)
class CommentOnColumn(OtherCommand):
    """`alter_column(comment=…)` and nothing else. `given` is that of `AlterColumn`."""

    column: str | Unknown = UNKNOWN
    given: frozenset[str] | Unknown = field(default=UNKNOWN, compare=False)


@record(kw_only=True)
class TypeCommand(OtherCommand):
    """CREATE, ALTER or DROP TYPE, by SQL, by an enum's `create()` and `drop()`, or on the way of `create_table`. `object_name` is the type.

    `guarded`: the type is looked for first, or IF EXISTS says so.
    """

    guarded: bool | Unknown = False


@record(kw_only=True)
class ViewCommand(OtherCommand):
    """CREATE, ALTER or DROP VIEW, materialized or not. `table` is the view's name.

    `uses` are the columns that its query names, each with its table, `*` for all of a table's; either is UNKNOWN where it cannot be told.
    """

    uses: tuple[tuple[TableName | Unknown, str], ...] = ()
    cascade: bool = False


@record(kw_only=True)
class UnreadableSql(Operation):
    """SQL that is put together at run time, or a command that says nothing to us."""


@record(kw_only=True)
class RefusedSql(Operation):
    """Constant SQL text that PostgreSQL's grammar refuses: its complaint, and the whole text."""

    complaint: str
    text: str


@record
class Entry:
    """One of a revision's entry functions.

    `body` is `missing`, `empty` (nothing but a docstring, pass, `...` or return), `raises` (nothing but a raise) or `code`.
    `declared_irreversible`: a docstring, comment or message says that there is no way back. `annotated`: it says what it returns.
    `commented`: a comment stands in it that is neither Alembic's nor a checker's.
    """

    span: Span
    body: str
    operations: tuple[Operation, ...] = ()
    declared_irreversible: bool = False
    annotated: bool = True
    commented: bool = False


#: The variables at the head of a revision, as Alembic's template writes them.
HEADER_NAMES = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})


@record
class Revision:
    """A revision module. Ids are UNKNOWN where they are not literal; `down_revision` None means a base, a tuple a merge.

    `labelled`: it bears a branch label or depends on another revision, and may exist for that alone.
    `header` are the variables of Alembic's template that it sets.
    """

    span: Span
    revision: str | Unknown
    down_revision: tuple[str, ...] | Unknown | None
    docstring: str
    upgrade: Entry
    downgrade: Entry
    docstring_span: Span = FILE_START
    parents_span: Span = FILE_START
    labelled: bool = False
    depends_on: tuple[str, ...] | Unknown | None = None
    dependency_span: Span = FILE_START
    header: frozenset[str] = HEADER_NAMES

    def words(self) -> list[str]:
        """The classes of its operations, the names of commands (`ALTER TYPE ADD VALUE`), the keywords of added columns, and what is rare.

        `required column` and `enum column` are added ones, `many rows` are changed; `autocommit`, `depends_on`; `root`: it has no
        parents. `upgrade empty`, `downgrade missing` say what the bodies are.
        """
        found = [f"upgrade {self.upgrade.body}", f"downgrade {self.downgrade.body}"]
        for operation in (*self.upgrade.operations, *self.downgrade.operations):
            found.append(operation.__class__.__name__)
            if isinstance(operation, OtherCommand):
                found.append(operation.command)
            elif isinstance(operation, AddColumn):
                found.append("required column" if operation.nullable is False else "")
                found.append("enum column" if isinstance(operation.type, SqlType) and operation.type.kind == "enum" else "")
                found += operation.definition.words() if operation.definition is not None else ()
            elif isinstance(operation, DataChange) and operation.many is True:
                found.append("many rows")
            if operation.setting.autocommit is True:
                found.append("autocommit")
        if self.down_revision in (None, ()):
            found.append("root")
        if isinstance(self.depends_on, tuple):
            found.append("depends_on")
        return found
