"""Revisions of one operation each, labelled from what was measured on PostgreSQL (`tests/effects/measured.json`).

A row says what `upgrade` does, which rules of family 6 have to report it (none: the operation is safe), and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from flake8_sqla.pages import ExampleFile

_AUTOCOMMIT = "with op.get_context().autocommit_block():\n    "


@dataclass(frozen=True)
class Row:
    """One revision. `codes` are all that family 6 may report on it, the first of them the one that has to."""

    name: str
    upgrade: str
    codes: tuple[str, ...]
    reason: str
    companions: tuple[ExampleFile, ...] = ()

    def files(self, text: str) -> tuple[ExampleFile, ...]:
        """The revision, in these words, with the files it needs beside it: then it is the first of its history."""
        if not self.companions:
            return (ExampleFile("example.py", text),)
        return (*self.companions, ExampleFile("migrations/versions/a2.py", text))

    @property
    def text(self) -> str:
        """The whole module."""
        body = "\n".join(f"    {line}" for line in self.upgrade.splitlines())
        return (
            f'"""{self.name.replace("_", " ").capitalize()}. Irreversible."""\n'
            "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\n"
            'revision = "b2c3d4e5f6a7"\ndown_revision = "a1b2c3d4e5f6"\n\n\n'
            f"def upgrade() -> None:\n{body}\n\n\n"
            'def downgrade() -> None:\n    raise NotImplementedError("irreversible")\n'
        )


def _unsafe(name: str, upgrade: str, codes: str, reason: str, *companions: ExampleFile) -> Row:
    return Row(name, upgrade, tuple(codes.split()), reason, companions)


_ENVIRONMENT = ExampleFile("migrations/env.py", "# Alembic runs this.\n")
_FIRST = ExampleFile(
    "migrations/versions/a1.py",
    '# The first table.\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
    'revision = "a1b2c3d4e5f6"\ndown_revision = None\n\n\n'
    'def upgrade() -> None:\n    op.create_table("t", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("a", sa.Integer()))\n\n\n'
    'def downgrade() -> None:\n    raise NotImplementedError("irreversible")\n',
)
_MODELS = ExampleFile(
    "app/models.py",
    "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\n"
    'class T(Base):\n    __tablename__ = "t"\n    id: Mapped[int] = mapped_column(primary_key=True)\n    a: Mapped[int]\n',
)
_PACKAGE = ExampleFile("app/__init__.py", "")


def _safe(name: str, upgrade: str, reason: str) -> Row:
    return Row(name, upgrade, (), reason)


ROWS: tuple[Row, ...] = (
    _unsafe("create_index", 'op.create_index("ix_t_a", "t", ["a"])', "SQA601", "SHARE while the index is built: writers wait"),
    _unsafe("create_index_sql", 'op.execute("create unique index ix_t_a on t (a)")', "SQA601", "the same in SQL"),
    _unsafe(
        "add_column_index",
        'op.add_column("t", sa.Column("a", sa.Integer(), index=True))',
        "SQA601",
        "an index built under ACCESS EXCLUSIVE",
    ),
    _unsafe("drop_index", 'op.drop_index("ix_t_a", table_name="t")', "SQA602", "ACCESS EXCLUSIVE on the table"),
    _unsafe(
        "concurrently_in_transaction",
        'op.create_index("ix_t_a", "t", ["a"], postgresql_concurrently=True)',
        "SQA603",
        "fails: cannot run inside a transaction block",
    ),
    _unsafe(
        "column_before_autocommit_block",
        f'op.add_column("t", sa.Column("a", sa.Integer()))\n{_AUTOCOMMIT}op.create_index("ix_t_a", "t", ["a"], postgresql_concurrently=True)',
        "SQA604",
        "the column is committed when the block starts; measured: DuplicateColumn on the next run",
    ),
    _unsafe("unique_constraint", 'op.create_unique_constraint("uq_t_a", "t", ["a"])', "SQA605", "an index built under ACCESS EXCLUSIVE"),
    _unsafe(
        "add_column_unique",
        'op.add_column("t", sa.Column("a", sa.Integer(), unique=True))',
        "SQA605",
        "a second statement builds the index",
    ),
    _unsafe(
        "using_index_keyword",
        'op.create_unique_constraint("uq_t_a", "t", ["a"], postgresql_using_index="ix_t_a")',
        "SQA606 SQA605",
        "raises: SQLAlchemy knows no such keyword",
    ),
    _unsafe(
        "foreign_key",
        'op.create_foreign_key("fk_t_p", "t", "p", ["p_id"], ["id"])',
        "SQA607",
        "SHARE ROW EXCLUSIVE on both tables while all rows are checked",
    ),
    _unsafe(
        "add_column_foreign_key",
        'op.add_column("t", sa.Column("p_id", sa.BigInteger(), sa.ForeignKey("p.id")))',
        "SQA607",
        "the key is a statement of its own, and scans under ACCESS EXCLUSIVE",
    ),
    _unsafe(
        "add_column_foreign_key_inline_with_default",
        'op.add_column("t", sa.Column("p_id", sa.BigInteger(), sa.ForeignKey("p.id"), server_default="1"), inline_references=True)',
        "SQA607",
        "with a default there are values to check",
    ),
    _unsafe("check_constraint", 'op.create_check_constraint("ck_t_a", "t", "a > 0")', "SQA608", "a scan under ACCESS EXCLUSIVE"),
    _unsafe(
        "add_column_check",
        'op.add_column("t", sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0", name="ck_t_a")))',
        "SQA608",
        "an inline check is verified by a full scan",
    ),
    _unsafe(
        "not_valid_and_validate",
        'op.create_foreign_key("fk_t_p", "t", "p", ["p_id"], ["id"], postgresql_not_valid=True)\n'
        'op.execute("alter table t validate constraint fk_t_p")',
        "SQA609",
        "the first lock is kept through the scan",
    ),
    _unsafe(
        "type_integer_to_bigint",
        'op.alter_column("t", "a", type_=sa.BigInteger(), existing_type=sa.Integer())',
        "SQA612",
        "rewrites the table and its indexes",
    ),
    _unsafe(
        "type_varchar_narrower",
        'op.alter_column("t", "a", type_=sa.String(20), existing_type=sa.String(50))',
        "SQA612",
        "rewrites the table",
    ),
    _unsafe(
        "type_json_to_jsonb",
        'op.alter_column("t", "a", type_=postgresql.JSONB(), existing_type=sa.JSON(), postgresql_using="a::jsonb")',
        "SQA612",
        "rewrites the table",
    ),
    _unsafe(
        "type_timestamp_to_timestamptz",
        'op.alter_column("t", "a", type_=sa.DateTime(timezone=True), existing_type=sa.DateTime())',
        "SQA612",
        "free in sessions of UTC only",
    ),
    _unsafe("set_not_null", 'op.alter_column("t", "a", nullable=False)', "SQA613", "a scan under ACCESS EXCLUSIVE"),
    _unsafe(
        "add_column_not_null",
        'op.add_column("t", sa.Column("a", sa.Integer(), nullable=False))',
        "SQA614",
        "fails: the column contains null values",
    ),
    _unsafe(
        "add_column_not_null_client_default",
        'op.add_column("t", sa.Column("a", sa.Integer(), nullable=False, default=0))',
        "SQA614 SQA637",
        "fails all the same",
    ),
    _unsafe(
        "add_column_volatile_default",
        'op.add_column("t", sa.Column("a", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")))',
        "SQA615",
        "rewrites the table",
    ),
    _unsafe("add_column_identity", 'op.add_column("t", sa.Column("a", sa.BigInteger(), sa.Identity()))', "SQA615", "rewrites the table"),
    _unsafe(
        "add_column_stored",
        'op.add_column("t", sa.Column("b", sa.Integer(), sa.Computed("a * 2", persisted=True)))',
        "SQA615",
        "rewrites the table",
    ),
    _unsafe("primary_key", 'op.create_primary_key("t_pkey", "t", ["a"])', "SQA616", "an index built under ACCESS EXCLUSIVE"),
    _unsafe(
        "exclude_constraint",
        'op.create_exclude_constraint("ex_t", "t", ("period", "&&"), using="gist")',
        "SQA617",
        "an index built under ACCESS EXCLUSIVE",
    ),
    _unsafe("rename_column", 'op.alter_column("t", "a", new_column_name="b")', "SQA618", "the running application asks for the old name"),
    _unsafe("rename_table", 'op.rename_table("t", "u")', "SQA619", "the running application asks for the old name"),
    _unsafe(
        "enum_value", "op.execute(\"alter type status add value 'z'\")", "SQA621", "measured: UnsafeNewEnumValueUsage until the commit"
    ),
    _unsafe(
        "validate_after_add_column",
        'op.add_column("u", sa.Column("a", sa.Integer()))\nop.execute("alter table t validate constraint ck_t_a")',
        "SQA622",
        "the scan runs while u is locked ACCESS EXCLUSIVE",
    ),
    _unsafe("reindex_table", 'op.execute("reindex table t")', "SQA623", "SHARE on the table, ACCESS EXCLUSIVE on its indexes"),
    _unsafe(
        "attach_partition",
        "op.execute(\"alter table p attach partition p25 for values from ('2025-01-01') to ('2026-01-01')\")",
        "SQA624",
        "a scan of the partition under ACCESS EXCLUSIVE",
    ),
    _unsafe("update_all_rows", 'op.execute("update t set a = a + 1")', "SQA626", "a lock on every row until the migration ends"),
    _unsafe(
        "colon_in_text",
        "op.execute(\"update t set a = ' :x' where id = 5\")",
        "SQA630",
        "raises: a value is required for bind parameter 'x'",
    ),
    _unsafe(
        "cast_needs_using",
        'op.alter_column("t", "a", type_=sa.Integer(), existing_type=sa.String(20))',
        "SQA631 SQA612",
        "fails: cannot be cast automatically",
    ),
    _unsafe(
        "add_column_enum_without_type",
        'op.add_column("t", sa.Column("b", sa.Enum("x", "y", name="state")))',
        "SQA629",
        "fails: type state does not exist, ADD COLUMN makes none",
        _ENVIRONMENT,
        _FIRST,
    ),
    _unsafe(
        "drop_column_in_use",
        'op.drop_column("t", "a")',
        "SQA620",
        "the running application selects the column with every row",
        _ENVIRONMENT,
        _FIRST,
        _PACKAGE,
        _MODELS,
    ),
    _unsafe(
        "drop_table_in_use",
        'op.drop_table("t")',
        "SQA620",
        "the running application asks for the table",
        _ENVIRONMENT,
        _FIRST,
        _PACKAGE,
        _MODELS,
    ),
    _safe(
        "create_index_concurrently",
        f'{_AUTOCOMMIT}op.create_index("ix_t_a", "t", ["a"], postgresql_concurrently=True)',
        "SHARE UPDATE EXCLUSIVE: nobody waits",
    ),
    _safe(
        "drop_index_concurrently",
        f'{_AUTOCOMMIT}op.drop_index("ix_t_a", table_name="t", postgresql_concurrently=True)',
        "SHARE UPDATE EXCLUSIVE: nobody waits",
    ),
    _safe(
        "index_on_new_table",
        'op.create_table("n", sa.Column("id", sa.Integer(), primary_key=True))\nop.create_index("ix_n_id", "n", ["id"])',
        "nobody else knows the table yet",
    ),
    _safe(
        "foreign_key_not_valid",
        'op.create_foreign_key("fk_t_p", "t", "p", ["p_id"], ["id"], postgresql_not_valid=True)',
        "no scan, the locks last an instant",
    ),
    _safe(
        "add_column_foreign_key_inline",
        'op.add_column("t", sa.Column("p_id", sa.BigInteger(), sa.ForeignKey("p.id")), inline_references=True)',
        "all NULL: there is nothing to check",
    ),
    _safe("check_not_valid", 'op.create_check_constraint("ck_t_a", "t", "a > 0", postgresql_not_valid=True)', "no scan"),
    _safe("validate", 'op.execute("alter table t validate constraint ck_t_a")', "SHARE UPDATE EXCLUSIVE: nobody waits"),
    _safe(
        "unique_using_index", 'op.execute("alter table t add constraint uq_t_a unique using index uq_t_a")', "the index is there already"
    ),
    _safe("type_varchar_wider", 'op.alter_column("t", "a", type_=sa.String(100), existing_type=sa.String(50))', "the catalogue alone"),
    _safe("type_varchar_to_text", 'op.alter_column("t", "a", type_=sa.Text(), existing_type=sa.String(50))', "the catalogue alone"),
    _safe(
        "type_numeric_wider", 'op.alter_column("t", "a", type_=sa.Numeric(12, 2), existing_type=sa.Numeric(10, 2))', "the catalogue alone"
    ),
    _safe(
        "set_not_null_after_check",
        'op.execute("alter table t validate constraint ck_t_a_not_null")\nop.alter_column("t", "a", nullable=False)',
        "the validated check proves it (PostgreSQL 12)",
    ),
    _safe(
        "add_column_to_new_table",
        'op.create_table("n", sa.Column("id", sa.Integer(), primary_key=True))\nop.add_column("n", sa.Column("a", sa.Integer(), nullable=False))',
        "there is no row to fail on",
    ),
    _safe("add_column", 'op.add_column("t", sa.Column("a", sa.Integer()))', "an instant"),
    _safe(
        "add_column_constant_default",
        'op.add_column("t", sa.Column("a", sa.Integer(), nullable=False, server_default="0"))',
        "noted in the catalogue since PostgreSQL 11",
    ),
    _safe(
        "add_column_now",
        'op.add_column("t", sa.Column("a", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()))',
        "now() is stable: one value for all rows",
    ),
    _safe("drop_not_null", 'op.alter_column("t", "a", nullable=True)', "an instant"),
    _safe("set_default", 'op.alter_column("t", "a", server_default=sa.text("gen_random_uuid()"))', "for rows to come only"),
    _safe(
        "drop_table_of_this_revision",
        'op.create_table("n", sa.Column("id", sa.Integer(), primary_key=True))\nop.drop_table("n")',
        "nobody else knew the table",
    ),
    _safe("enum_value_autocommit", f"{_AUTOCOMMIT}op.execute(\"alter type status add value 'z'\")", "committed at once"),
)
