"""The operations of revisions: every spelling of one thing is one fact."""

from __future__ import annotations

import pytest
from support.facts import operation, operations, told

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.expressions import Invocation
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN

USERS = TableName("users")


def _plain(found: m.Operation) -> m.Operation:
    """An operation without the place and the circumstances that its spelling brings."""
    changes: dict[str, object] = {"span": Span(1, 0, 1, 0), "setting": Setting(), "table_exists_before": True}
    if isinstance(found, m.AddColumn):
        changes.update(definition=None, type=UNKNOWN, default=UNKNOWN)
    if isinstance(found, m.CreateTable):
        changes["columns"] = ()
    return replace(found, **changes)


HERE = Span(1, 0, 1, 0)


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (
            [
                "op.create_index('ix', 'users', ['a', 'b'], unique=True)",
                "op.create_index(index_name='ix', table_name='users', columns=['a', 'b'], unique=True)",
                "op.create_index(op.f('ix'), 'users', ('a', 'b'), unique=True)",
                "with op.batch_alter_table('users') as batch_op:\n    batch_op.create_index('ix', ['a', 'b'], unique=True)",
                "op.execute('CREATE UNIQUE INDEX ix ON users (a, b)')",
                "op.execute(sa.text('CREATE UNIQUE INDEX ix ON users (a, b)'))",
                "op.get_bind().execute(sa.text('create unique index ix on users (a, b)'))",
                "bind = op.get_bind()\nbind.execute(sa.DDL('CREATE UNIQUE INDEX ix ON users (a, b)'))",
                "op.get_bind().exec_driver_sql('CREATE UNIQUE INDEX ix ON users (a, b)')",
                "columns = ['a', 'b']\nop.create_index('ix', 'users', columns, unique=True)",
            ],
            m.CreateIndex(span=HERE, table=USERS, name="ix", columns=("a", "b"), unique=True),
        ),
        (
            [
                "op.create_index('ix', 'users', ['a'], postgresql_concurrently=True)",
                "op.execute('CREATE INDEX CONCURRENTLY ix ON users (a)')",
            ],
            m.CreateIndex(span=HERE, table=USERS, name="ix", columns=("a",), concurrently=True),
        ),
        (
            [
                "op.drop_index('ix', table_name='users', postgresql_concurrently=True)",
                "with op.batch_alter_table('users') as batch_op:\n    batch_op.drop_index('ix', postgresql_concurrently=True)",
            ],
            m.DropIndex(span=HERE, table=USERS, name="ix", concurrently=True),
        ),
        (
            [
                "op.create_unique_constraint('uq', 'users', ['a'])",
                "with op.batch_alter_table('users') as b:\n    b.create_unique_constraint('uq', ['a'])",
                "op.execute('ALTER TABLE users ADD CONSTRAINT uq UNIQUE (a)')",
            ],
            m.AddUniqueConstraint(span=HERE, table=USERS, name="uq", columns=("a",)),
        ),
        (
            [
                "op.create_foreign_key('fk', 'users', 'teams', ['team_id'], ['id'])",
                "op.create_foreign_key('fk', source_table='users', referent_table='teams', local_cols=['team_id'], remote_cols=['id'])",
                "with op.batch_alter_table('users') as b:\n    b.create_foreign_key('fk', 'teams', ['team_id'], ['id'])",
                "op.execute('ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES teams (id)')",
            ],
            m.AddForeignKey(span=HERE, table=USERS, name="fk", columns=("team_id",), references=TableName("teams")),
        ),
        (
            [
                "op.create_foreign_key('fk', 'users', 'teams', ['a'], ['id'], postgresql_not_valid=True)",
                "op.execute('ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES teams (id) NOT VALID')",
            ],
            m.AddForeignKey(span=HERE, table=USERS, name="fk", columns=("a",), references=TableName("teams"), not_valid=True),
        ),
        (
            [
                "op.create_check_constraint('ck', 'users', 'a > 0')",
                "with op.batch_alter_table('users') as b:\n    b.create_check_constraint('ck', 'a > 0')",
                "op.execute('ALTER TABLE users ADD CONSTRAINT ck CHECK (a > 0)')",
            ],
            m.AddCheckConstraint(span=HERE, table=USERS, name="ck"),
        ),
        (
            [
                "op.create_primary_key('pk', 'users', ['id'])",
                "with op.batch_alter_table('users') as b:\n    b.create_primary_key('pk', ['id'])",
                "op.execute('ALTER TABLE users ADD CONSTRAINT pk PRIMARY KEY (id)')",
            ],
            m.AddPrimaryKey(span=HERE, table=USERS, name="pk", columns=("id",)),
        ),
        (
            [
                "op.drop_constraint('fk', 'users', type_='foreignkey')",
                "op.drop_constraint('fk', 'users', 'foreignkey')",
                "with op.batch_alter_table('users') as b:\n    b.drop_constraint('fk', type_='foreignkey')",
            ],
            m.DropConstraint(span=HERE, table=USERS, name="fk", kind="foreignkey"),
        ),
        (["op.execute('ALTER TABLE users VALIDATE CONSTRAINT fk')"], m.ValidateConstraint(span=HERE, table=USERS, name="fk")),
        (
            [
                "op.add_column('users', sa.Column('a', sa.Integer()))",
                "op.add_column('users', column=sa.Column('a', sa.Integer(), nullable=True))",
                "with op.batch_alter_table('users') as b:\n    b.add_column(sa.Column('a', sa.Integer()))",
                "column = sa.Column('a', sa.Integer())\nop.add_column('users', column)",
                "op.execute('ALTER TABLE users ADD COLUMN a integer')",
            ],
            m.AddColumn(span=HERE, table=USERS, column="a", nullable=True, has_server_default=False),
        ),
        (
            [
                "op.add_column('users', sa.Column('a', sa.Integer(), nullable=False, server_default='1'))",
                "op.execute('ALTER TABLE users ADD COLUMN a integer NOT NULL DEFAULT 1')",
            ],
            m.AddColumn(span=HERE, table=USERS, column="a", nullable=False, has_server_default=True),
        ),
        (
            [
                "op.drop_column('users', 'a')",
                "with op.batch_alter_table('users') as b:\n    b.drop_column('a')",
                "op.execute('ALTER TABLE users DROP COLUMN a')",
            ],
            m.DropColumn(span=HERE, table=USERS, column="a"),
        ),
        (
            [
                "op.alter_column('users', 'a', new_column_name='b')",
                "with op.batch_alter_table('users') as batch:\n    batch.alter_column('a', new_column_name='b')",
                "op.execute('ALTER TABLE users RENAME COLUMN a TO b')",
            ],
            m.RenameColumn(span=HERE, table=USERS, column="a", new_name="b"),
        ),
        (
            [
                "op.alter_column('users', 'a', nullable=False)",
                "with op.batch_alter_table('users') as b:\n    b.alter_column('a', nullable=False)",
                "op.execute('ALTER TABLE users ALTER COLUMN a SET NOT NULL')",
            ],
            m.AlterColumn(span=HERE, table=USERS, column="a", nullable=False),
        ),
        (["op.drop_table('users')", "op.execute('DROP TABLE users')"], m.DropTable(span=HERE, table=USERS)),
        (
            ["op.drop_table('users', if_exists=True)", "op.execute('DROP TABLE IF EXISTS users')"],
            m.DropTable(span=HERE, table=USERS, if_exists=True),
        ),
        (
            ["op.rename_table('users', 'people')", "op.execute('ALTER TABLE users RENAME TO people')"],
            m.RenameTable(span=HERE, table=USERS, new_name=TableName("people")),
        ),
        (
            [
                "op.execute('UPDATE users SET a = 1')",
                "op.execute(sa.update(sa.table('users')).values(a=1))",
                "users = sa.table('users', sa.column('a'))\nop.execute(users.update().values(a=1))",
                "users = sa.Table('users', sa.MetaData())\nop.get_bind().execute(sa.update(users).values({'a': 1}))",
            ],
            m.DataChange(span=HERE, table=USERS, kind="update", has_where=False),
        ),
        (
            [
                "op.execute('DELETE FROM users WHERE a = 1')",
                "users = sa.table('users')\nop.execute(users.delete().where(users.c.a == 1))",
            ],
            m.DataChange(span=HERE, table=USERS, kind="delete", has_where=True),
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, m.Operation) else "",
)
def test_every_spelling_of_an_operation_is_the_same_fact(spellings: list[str], expected: m.Operation) -> None:
    found = {spelling: tuple(map(_plain, operations(spelling))) for spelling in spellings}
    assert found == {spelling: (expected,) for spelling in spellings}


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("", "op.drop_table('users')"),
        ("from alembic import op as operations", "operations.drop_table('users')"),
        ("import alembic", "alembic.op.drop_table('users')"),
        ("import alembic.op as o", "o.drop_table('users')"),
        ("from alembic.op import drop_table", "drop_table('users')"),
        ("drop = op.drop_table", "drop('users')"),
    ],
)
def test_an_operation_is_known_under_every_name(imports: str, call: str) -> None:
    assert _plain(operation(call, imports)) == m.DropTable(span=HERE, table=USERS)


def test_the_columns_of_a_new_table_and_its_references_are_told() -> None:
    found = operation(
        "op.create_table('users', sa.Column('id', sa.Integer()), sa.Column('team_id', sa.ForeignKey('s.teams.id')),"
        " sa.ForeignKeyConstraint(['a'], ['b.id'], postgresql_not_valid=True), schema='app')"
    )
    assert isinstance(found, m.CreateTable)
    assert told(found, "table", "column_names", "table_exists_before") == {
        "table": TableName("users", "app"),
        "column_names": ("id", "team_id"),
        "table_exists_before": False,
    }
    assert [told(reference, "table", "column", "not_valid") for reference in found.references] == [
        {"table": TableName("teams", "s"), "column": "id", "not_valid": False},
        {"table": TableName("b"), "column": "id", "not_valid": True},
    ]


# -- column flags


@pytest.mark.parametrize(
    ("column", "brought"),
    [
        ("sa.Column('a', sa.Integer())", []),
        ("sa.Column('a', sa.Integer(), index=True)", [m.CreateIndex]),
        ("sa.Column('a', sa.Integer(), index=True, unique=True)", [m.CreateIndex]),
        ("sa.Column('a', sa.Integer(), unique=True)", [m.AddUniqueConstraint]),
        ("sa.Column('a', sa.ForeignKey('b.id'))", [m.AddForeignKey]),
        ("sa.Column('a', sa.Integer(), sa.CheckConstraint('a > 0'))", [m.AddCheckConstraint]),
        ("sa.Column('a', sa.Integer(), index=flag)", []),
        ("sa.Column('a', sa.Integer(), **more)", []),
    ],
)
def test_the_flags_of_an_added_column_bring_operations_along(column: str, brought: list[type]) -> None:
    added, *others = operations(f"op.add_column('users', {column})")
    assert isinstance(added, m.AddColumn)
    assert [type(other) for other in others] == brought
    assert {other.setting.spelling for other in others} <= {"column"}
    assert all(other.table == USERS for other in others)


def test_a_flag_is_placed_where_it_stands() -> None:
    _, index = operations("op.add_column(\n    'users',\n    sa.Column('a', sa.Integer(), index=True, unique=True),\n)")
    assert isinstance(index, m.CreateIndex)
    assert told(index.span, "line", "column") == {"line": 13, "column": 37}
    assert told(index, "unique", "columns", "name") == {"unique": True, "columns": ("a",), "name": None}


@pytest.mark.parametrize(
    ("column", "nullable", "default"),
    [
        ("sa.Column('a', sa.Integer())", True, False),
        ("sa.Column('a', sa.Integer(), nullable=False)", False, False),
        ("sa.Column('a', sa.Integer(), primary_key=True)", False, False),
        ("sa.Column('a', sa.Integer(), nullable=flag)", UNKNOWN, False),
        ("sa.Column('a', sa.Integer(), **more)", UNKNOWN, UNKNOWN),
        ("sa.Column('a', sa.Integer(), server_default=sa.text('1'))", True, True),
        ("sa.Column('a', sa.Integer(), server_default=None)", True, False),
        ("sa.Column('a', sa.Integer(), sa.Identity())", True, True),
        ("sa.Column('a', sa.Integer(), sa.Computed('b'), nullable=False)", False, True),
        ("make_column()", UNKNOWN, UNKNOWN),
    ],
)
def test_an_added_column_says_whether_existing_rows_get_a_value(column: str, nullable: object, default: object) -> None:
    added = operations(f"op.add_column('users', {column})")[0]
    assert told(added, "nullable", "has_server_default") == {"nullable": nullable, "has_server_default": default}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("type_=sa.Text(), existing_type=sa.String(10)", {"nullable": None, "default_changed": False, "using": False}),
        ("server_default='1'", {"nullable": None, "default_changed": True, "using": False}),
        ("server_default=None", {"nullable": None, "default_changed": True, "using": False}),
        ("server_default=False, nullable=True", {"nullable": True, "default_changed": False, "using": False}),
        ("nullable=flag", {"nullable": UNKNOWN, "default_changed": False, "using": False}),
        ("type_=sa.Integer(), postgresql_using='a::int'", {"nullable": None, "default_changed": False, "using": True}),
    ],
)
def test_an_altered_column_says_what_changes(arguments: str, expected: dict[str, object]) -> None:
    found = operation(f"op.alter_column('users', 'a', {arguments})")
    assert told(found, "nullable", "default_changed", "using") == expected
    assert isinstance(found, m.AlterColumn)
    assert isinstance(found.type, Invocation) is arguments.startswith("type_")


def test_an_alteration_and_a_renaming_in_one_call_are_two_operations() -> None:
    assert [type(found) for found in operations("op.alter_column('users', 'a', nullable=True, new_column_name='b')")] == [
        m.AlterColumn,
        m.RenameColumn,
    ]


def test_an_alteration_that_only_says_what_is_there_is_none() -> None:
    assert operations("op.alter_column('users', 'a', existing_type=sa.Integer())") == ()


def test_a_comment_alone_is_an_operation_of_its_own() -> None:
    (found,) = operations("op.alter_column('users', 'a', comment='x', existing_type=sa.Text())")
    assert isinstance(found, m.CommentOnColumn)
    assert (found.command, found.table, found.column) == ("COMMENT ON", TableName("users"), "a")
    assert found.given == {"table_name", "column_name", "comment", "existing_type"}
    assert [type(found) for found in operations("op.alter_column('users', 'a', comment='x', nullable=True)")] == [m.AlterColumn]


@pytest.mark.parametrize("call", ["op.create_table_comment('users', 'x')", "op.drop_table_comment('users')"])
def test_a_comment_on_a_table(call: str) -> None:
    (found,) = operations(call)
    assert isinstance(found, m.OtherCommand)
    assert (found.command, found.table) == ("COMMENT ON", TableName("users"))


# -- unknown


@pytest.mark.parametrize(
    ("call", "unknown"),
    [
        (
            "op.create_index(make(), make(), make(), unique=flag, postgresql_concurrently=flag)",
            ("table", "name", "columns", "unique", "concurrently"),
        ),
        ("op.create_index('ix', 'users', ['a'], **options)", ("unique", "concurrently", "if_not_exists")),
        ("op.create_index(*arguments)", ("table", "columns", "unique", "concurrently")),
        ("op.create_index('ix', 'users', ['a', *more])", ("columns",)),
        ("op.create_index('ix', 'users', ['a'], schema=make())", ("table",)),
        ("op.drop_column(table, name)", ("table", "column")),
        ("op.create_foreign_key(name, a, b, c, d, postgresql_not_valid=x)", ("name", "table", "columns", "references", "not_valid")),
        ("op.create_foreign_key('fk', 'a', 'b', ['c'], ['d'], referent_schema=x)", ("references",)),
        ("op.drop_constraint(name, table, type_=kind)", ("name", "table", "kind")),
        ("op.rename_table(a, b)", ("table", "new_name")),
        ("op.drop_table(name, if_exists=x)", ("table", "if_exists")),
        ("op.create_index(f'ix_{x}', f'{x}_users', ['a'])", ("name", "table")),
        ("op.execute(f'CREATE INDEX ix_{x} ON {x} (a)')", ("name", "table")),
    ],
)
def test_what_cannot_be_read_is_unknown(call: str, unknown: tuple[str, ...]) -> None:
    assert told(operation(call), *unknown) == dict.fromkeys(unknown, UNKNOWN)


def test_an_expression_among_the_columns_of_an_index_is_unknown() -> None:
    found = operation("op.create_index('ix', 'users', ['a', sa.text('lower(b)')])")
    assert isinstance(found, m.CreateIndex)
    assert found.columns == ("a", UNKNOWN)


def test_schemas_are_part_of_a_tables_name() -> None:
    assert operation("op.drop_table('users', schema='app')").table == TableName("users", "app")
    assert operation("op.drop_table('users', schema=None)").table == USERS
    assert operation("with op.batch_alter_table('users', schema='app') as b:\n    b.drop_column('a')").table == TableName("users", "app")
    assert operation("op.execute('DROP TABLE app.users')").table == TableName("users", "app")


# -- SQL


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("op.execute('CREATE INDEX ON')", m.RefusedSql),
        ("op.execute(make())", m.UnreadableSql),
        ("op.execute()", m.UnreadableSql),
        ("op.execute('COMMIT')", m.TransactionControl),
        ("op.execute('VACUUM users')", m.OtherCommand),
        ("op.get_bind().commit()", m.TransactionControl),
        ("bind = op.get_bind()\nbind.rollback()", m.TransactionControl),
    ],
)
def test_other_sql_has_a_kind_of_its_own(call: str, kind: type) -> None:
    assert type(operation(call)) is kind


@pytest.mark.parametrize(
    "call", ["op.execute('SELECT 1')", "op.execute('')", "op.execute('-- nothing')", "op.execute(sa.select(1))", "op.get_bind()"]
)
def test_what_changes_nothing_is_no_operation(call: str) -> None:
    assert operations(call) == ()


def test_each_statement_of_a_long_text_is_placed_on_its_own_line() -> None:
    found = operations('op.execute("""\n    CREATE INDEX a ON t (x);\n    DROP TABLE é;\n    DELETE FROM u\n""")')
    assert [(type(each), each.span.line, each.span.column) for each in found] == [
        (m.CreateIndex, 12, 8),
        (m.DropTable, 13, 8),
        (m.DataChange, 14, 8),
    ]
    assert {each.setting.statements_in_string for each in found} == {3}
