"""Types, defaults and conditions: what SQLAlchemy's objects and SQL's words say is compared as one thing."""

from __future__ import annotations

import pytest
from support.facts import operation, operations

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.defaults import NO_DEFAULT, ServerDefault
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN

_BEFORE = "from sqlalchemy.dialects import mysql, postgresql\nfrom sqlmodel import AutoString\nfrom app.types import Money\n"


def _type(written: str) -> object:
    found = operations(f"op.add_column('t', sa.Column('a', {written}))", _BEFORE)[0]
    assert isinstance(found, m.AddColumn)
    return found.type


def _added(column: str) -> m.AddColumn:
    found = operations(f"op.add_column('t', sa.Column('a', {column}))", _BEFORE)[0]
    assert isinstance(found, m.AddColumn)
    return found


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        (["sa.Integer()", "sa.Integer", "sa.INTEGER()", "sa.types.Integer()"], ["integer", "int", "int4", "pg_catalog.int4"]),
        (["sa.BigInteger()", "sa.BIGINT"], ["bigint", "int8"]),
        (["sa.SmallInteger()"], ["smallint", "int2"]),
        (["sa.String(50)", "sa.VARCHAR(length=50)", "sa.Unicode(50)", "AutoString(length=50)"], ["varchar(50)", "character varying(50)"]),
        (["sa.String()", "sa.String", "sa.String(length=None)"], ["varchar", "character varying"]),
        (["sa.Text()", "sa.UnicodeText", "sa.TEXT()"], ["text"]),
        (["sa.CHAR(10)"], ["char(10)", "character(10)", "bpchar(10)"]),
        (["sa.CHAR()"], ["char"]),
        (["sa.Numeric(10, 2)", "sa.DECIMAL(precision=10, scale=2)"], ["numeric(10, 2)", "decimal(10,2)"]),
        (["sa.Numeric(10)"], ["numeric(10)"]),
        (["sa.Float()", "sa.Double()", "sa.FLOAT(53)"], ["double precision", "float8"]),
        (["sa.REAL()", "sa.Float(precision=24)"], ["real", "float4"]),
        (["sa.DateTime()", "sa.DateTime", "postgresql.TIMESTAMP()"], ["timestamp", "timestamp without time zone"]),
        (["sa.DateTime(timezone=True)", "sa.DateTime(True)", "sa.TIMESTAMP(timezone=True)"], ["timestamptz", "timestamp with time zone"]),
        (
            ["postgresql.TIMESTAMP(True, 3)", "postgresql.TIMESTAMP(timezone=True, precision=3)"],
            ["timestamp(3) with time zone", "timestamptz(3)"],
        ),
        (["sa.ARRAY(sa.Text)", "postgresql.ARRAY(sa.Text())"], ["text[]"]),
        (["postgresql.BIT(10, varying=True)"], ["bit varying(10)", "varbit(10)"]),
        (["sa.String(20).with_variant(sa.Text(), 'postgresql')", "sa.Text().with_variant(sa.String(20), 'mysql')"], ["text"]),
        (["sa.Uuid()", "sa.UUID", "postgresql.UUID(as_uuid=True)"], ["uuid"]),
        (["sa.Uuid(native_uuid=False)"], ["char(32)"]),
    ],
)
def test_a_type_is_the_same_however_it_is_written(objects: list[str], words: list[str]) -> None:
    wanted = sql_type(words[0])
    assert isinstance(wanted, SqlType)
    assert {written: sql_type(written) for written in words} == dict.fromkeys(words, wanted)
    assert {written: _type(written) for written in objects} == dict.fromkeys(objects, wanted)


@pytest.mark.parametrize("written", ["Money()", "Money", "make()", "sa.String(LENGTH)", "sa.Enum(*names)", "sa.ARRAY(Money)"])
def test_a_type_that_cannot_be_read_is_unknown(written: str) -> None:
    assert _type(written) is UNKNOWN


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sa.Enum('a', 'b', name='state')", SqlType("state", kind="enum", values=("a", "b"))),
        ("postgresql.ENUM('a', name='state', create_type=False)", SqlType("state", kind="enum", values=("a",))),
        ("sa.Enum('a', 'bb', native_enum=False)", SqlType("varchar", (2,), values=("a", "bb"))),
        ("sa.Enum('a', native_enum=False, create_constraint=True, length=9)", SqlType("varchar", (9,), values=("a",), checked=True)),
        ("mysql.ENUM('a', 'b')", SqlType("enum", kind="enum", values=("a", "b"))),
        ("postgresql.DOMAIN('d', sa.Integer())", SqlType("d", kind="domain")),
        ("postgresql.DOMAIN('d', sa.Integer(), not_null=True)", SqlType("d", kind="domain", constrained=True)),
        ("mysql.TINYINT(1)", SqlType("tinyint", (1,), kind="foreign")),
    ],
)
def test_a_type_of_its_own_kind(written: str, expected: SqlType) -> None:
    assert _type(written) == expected


def test_a_type_says_itself_as_sql_does() -> None:
    assert str(sql_type("numeric(10,2)[]")) == "numeric(10, 2)[]"
    assert str(sql_type("timestamp with time zone")) == "timestamptz"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("sa.Integer()", NO_DEFAULT),
        ("sa.Integer(), server_default=None", NO_DEFAULT),
        ("sa.Integer(), server_default='0'", ServerDefault("value")),
        ("sa.Text(), server_default='now()'", ServerDefault("value")),
        ("sa.Boolean(), server_default=sa.false()", ServerDefault("value")),
        ("sa.Text(), server_default=sa.text(\"'f(x)'\")", ServerDefault("value")),
        ("sa.DateTime(), server_default=sa.func.now()", ServerDefault("calls", ("now",))),
        ("sa.DateTime(), server_default=sa.text('timezone(\\'utc\\', NOW())')", ServerDefault("calls", ("timezone", "now"))),
        ("sa.Integer(), sa.Identity()", ServerDefault("identity")),
        ("sa.Integer(), server_default=sa.Identity()", ServerDefault("identity")),
        ("sa.Integer(), sa.Computed('b * 2')", ServerDefault("computed")),
        ("sa.Integer(), sa.Computed('b * 2', persisted=True)", ServerDefault("computed", stored=True)),
        ("sa.Integer(), sa.Computed('b * 2', False)", ServerDefault("computed", stored=False)),
        ("sa.Integer(), primary_key=True", ServerDefault("serial")),
        ("sa.Integer(), primary_key=True, autoincrement=False", NO_DEFAULT),
        ("sa.Integer(), sa.ForeignKey('p.id'), primary_key=True", NO_DEFAULT),
        ("sa.Integer(), server_default=default()", UNKNOWN),
        ("sa.Integer(), **options", UNKNOWN),
    ],
)
def test_the_default_of_a_column(column: str, expected: object) -> None:
    assert _added(column).default == expected


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("int", NO_DEFAULT),
        ("int DEFAULT NULL", NO_DEFAULT),
        ("int DEFAULT 3", ServerDefault("value")),
        ("timestamptz DEFAULT CURRENT_TIMESTAMP", ServerDefault("value")),
        ("text DEFAULT pg_catalog.md5(random()::text)", ServerDefault("calls", ("md5", "random"))),
        ("bigserial", ServerDefault("serial")),
        ("int GENERATED ALWAYS AS IDENTITY", ServerDefault("identity")),
        ("int GENERATED ALWAYS AS (b * 2) STORED", ServerDefault("computed", stored=True)),
        ("int GENERATED ALWAYS AS (b * 2) VIRTUAL", ServerDefault("computed", stored=False)),
    ],
)
def test_the_default_of_a_column_in_sql(definition: str, expected: object) -> None:
    found = operation(f"op.execute('ALTER TABLE t ADD a {definition}')")
    assert isinstance(found, m.AddColumn)
    assert found.default == expected


@pytest.mark.parametrize(
    ("condition", "columns"),
    [
        ("'a IS NOT NULL'", ("a",)),
        ("'(\"a\" is not null) and t.b IS NOT NULL'", ("a", "b")),
        ("sa.text('a IS NOT NULL AND a > 0')", ("a",)),
        ("sa.column('a').is_not(None)", ("a",)),
        ("sa.and_(sa.column('a').isnot(None), sa.column('b').isnot(None))", ("a", "b")),
        ("'a IS NOT NULL OR b'", ()),
        ("'a > 0'", ()),
        ("make()", ()),
    ],
)
def test_a_check_proves_columns_not_null(condition: str, columns: tuple[str, ...]) -> None:
    found = operation(f"op.create_check_constraint('ck', 't', {condition})")
    assert isinstance(found, m.AddCheckConstraint)
    assert found.not_null == columns
    if condition.startswith("'"):
        again = operation(f"op.execute('''ALTER TABLE t ADD CONSTRAINT ck CHECK ({condition[1:-1]})''')")
        assert isinstance(again, m.AddCheckConstraint)
        assert again.not_null == columns
