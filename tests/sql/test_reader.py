"""SQL text as PostgreSQL reads it: each statement's operations, and where each statement stands."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import (
    AddCheckConstraint,
    AddColumn,
    AddExcludeConstraint,
    AddForeignKey,
    AddPrimaryKey,
    AddUniqueConstraint,
    AlterColumn,
    CreateIndex,
    CreateTable,
    DataChange,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    ForeignKeyReference,
    Operation,
    OtherCommand,
    RenameColumn,
    RenameTable,
    TableName,
    TransactionControl,
    TypeCommand,
    UnreadableSql,
    ValidateConstraint,
    ViewCommand,
)
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.sql.reader import read_sql
from flake8_sqla.sql.statements import SqlComplaint, SqlStatement

HERE: dict[str, Any] = {"span": FILE_START, "setting": Setting(spelling="sql")}
T = TableName("t")
ON_T: dict[str, Any] = {**HERE, "table": T}
UNREADABLE = UnreadableSql(**HERE)


def operations(text: str, binds: bool = True) -> list[Operation]:
    found = read_sql(text, binds)
    assert not isinstance(found, SqlComplaint), found
    return [_without_detail(operation) for statement in found for operation in statement.operations]


def _without_detail(operation: Operation) -> Operation:
    """Types and defaults of added columns have tests of their own."""
    return replace(operation, type=UNKNOWN, default=UNKNOWN) if isinstance(operation, AddColumn) else operation


def beginnings(text: str) -> list[str]:
    """What stands at each statement's offset, up to a space."""
    found = read_sql(text)
    assert not isinstance(found, SqlComplaint), found
    return [text[statement.offset :].split()[0] for statement in found]


def complaint(text: str, binds: bool = True) -> SqlComplaint:
    found = read_sql(text, binds)
    assert isinstance(found, SqlComplaint), found
    return found


def other(name: str, table: TableName | None = None, **more: Any) -> OtherCommand:
    return OtherCommand(**HERE, command=name, table=table or UNKNOWN, **more)


def view(name: str, table: TableName, **more: Any) -> ViewCommand:
    return ViewCommand(**HERE, command=name, table=table, **more)


def kind(name: str, **more: Any) -> TypeCommand:
    return TypeCommand(**HERE, command=name, object_name="e", **more)


def column(name: str) -> ColumnDefinition:
    return ColumnDefinition(FILE_START, name, "", "operation", name=name)


TABLES: list[tuple[str, Any]] = [
    ("create index i on t (a)", CreateIndex(**ON_T, name="i", columns=("a",))),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a, lower(b)) INCLUDE (c) WHERE d",
        CreateIndex(
            **HERE, table=TableName("t", "s"), name="i", columns=("a", UNKNOWN), unique=True, concurrently=True, if_not_exists=True
        ),
    ),
    ("CREATE INDEX ON ONLY t USING gin (a jsonb_path_ops)", CreateIndex(**ON_T, columns=("a",), only=True, method="gin")),
    ("DROP INDEX CONCURRENTLY IF EXISTS s.i, j", [DropIndex(**HERE, name=name, concurrently=True) for name in "ij"]),
    ("CREATE TABLE t (a int)", CreateTable(**ON_T, columns=(column("a"),), column_names=("a",))),
    (
        "CREATE TABLE IF NOT EXISTS t (a int REFERENCES p (id), b int, FOREIGN KEY (a, b) REFERENCES s.q (a, b), CHECK (a > 0))",
        CreateTable(
            **ON_T,
            columns=(column("a"), column("b")),
            column_names=("a", "b"),
            references=(
                ForeignKeyReference(table=TableName("p"), column="id"),
                ForeignKeyReference(table=TableName("q", "s")),
            ),
            if_not_exists=True,
        ),
    ),
    ("CREATE TEMP TABLE t AS SELECT 1", CreateTable(**ON_T)),
    ("CREATE TABLE t (a, b) AS SELECT 1, 2", CreateTable(**ON_T, column_names=("a", "b"))),
    ("SELECT * INTO t FROM u", CreateTable(**ON_T)),
    ("CREATE TABLE t PARTITION OF s.p DEFAULT", [CreateTable(**ON_T), other("CREATE PARTITION", TableName("p", "s"))]),
    ("DROP TABLE IF EXISTS t, s.u CASCADE", [DropTable(**HERE, table=name, if_exists=True) for name in (T, TableName("u", "s"))]),
    ("ALTER TABLE s.t RENAME TO u", RenameTable(**HERE, table=TableName("t", "s"), new_name=TableName("u", "s"))),
    ("ALTER TABLE t SET SCHEMA s", RenameTable(**ON_T, new_name=TableName("t", "s"))),
    ("ALTER TABLE t RENAME a TO b", RenameColumn(**ON_T, column="a", new_name="b")),
    ("ALTER TABLE t RENAME CONSTRAINT a TO b", other("RENAME CONSTRAINT", T)),
]
COLUMNS: list[tuple[str, Any]] = [
    ("ADD a int", AddColumn(**ON_T, column="a")),
    ("ADD COLUMN a int NOT NULL DEFAULT 3", AddColumn(**ON_T, column="a", nullable=False, has_server_default=True)),
    ("ADD a int DEFAULT NULL", AddColumn(**ON_T, column="a")),
    ('ADD a "Mood"', AddColumn(**ON_T, column="a")),
    ("ADD a geometry(Point, 4326)", AddColumn(**ON_T, column="a")),
    ("ADD a int DEFAULT NULL::int", AddColumn(**ON_T, column="a")),
    ("ADD a bigserial", AddColumn(**ON_T, column="a", nullable=False, has_server_default=True)),
    ("ADD a int GENERATED ALWAYS AS IDENTITY", AddColumn(**ON_T, column="a", nullable=False, has_server_default=True)),
    ("ADD a int GENERATED ALWAYS AS (b + 1) STORED", AddColumn(**ON_T, column="a", has_server_default=True)),
    ("ADD a int UNIQUE", [AddColumn(**ON_T, column="a"), AddUniqueConstraint(**ON_T, columns=("a",))]),
    ("ADD a int PRIMARY KEY", [AddColumn(**ON_T, column="a", nullable=False), AddPrimaryKey(**ON_T, columns=("a",))]),
    ("ADD a int CONSTRAINT c CHECK (a > 0)", [AddColumn(**ON_T, column="a"), AddCheckConstraint(**ON_T, name="c")]),
    ("DROP COLUMN a CASCADE", DropColumn(**ON_T, column="a")),
    ("ALTER a TYPE varchar(50)", AlterColumn(**ON_T, column="a", type="varchar(50)")),
    ("ALTER a TYPE CHARACTER VARYING(50)", AlterColumn(**ON_T, column="a", type="varchar(50)")),
    ("ALTER a SET DATA TYPE numeric(10,2)[] USING b", AlterColumn(**ON_T, column="a", type="numeric(10, 2)[]", using=True)),
    ("ALTER a TYPE TIMESTAMP WITH TIME ZONE", AlterColumn(**ON_T, column="a", type="timestamp with time zone")),
    ('ALTER a TYPE s."Mood" COLLATE x', AlterColumn(**ON_T, column="a", type='s."Mood"')),
    ("ALTER a SET NOT NULL", AlterColumn(**ON_T, column="a", nullable=False)),
    ("ALTER a DROP NOT NULL", AlterColumn(**ON_T, column="a", nullable=True)),
    ("ALTER a SET DEFAULT now()", AlterColumn(**ON_T, column="a", default_changed=True)),
    ("ALTER a DROP DEFAULT", AlterColumn(**ON_T, column="a", default_changed=True)),
    ("ALTER a ADD GENERATED ALWAYS AS IDENTITY", AlterColumn(**ON_T, column="a", default_changed=True)),
]
CONSTRAINTS: list[tuple[str, Any]] = [
    ("ADD CONSTRAINT c UNIQUE (a, b)", AddUniqueConstraint(**ON_T, name="c", columns=("a", "b"))),
    ("ADD CONSTRAINT c UNIQUE USING INDEX i", AddUniqueConstraint(**ON_T, name="c", using_index="i")),
    ("ADD PRIMARY KEY (a)", AddPrimaryKey(**ON_T, columns=("a",))),
    ("ADD PRIMARY KEY USING INDEX i", AddPrimaryKey(**ON_T, using_index="i")),
    ("ADD FOREIGN KEY (a) REFERENCES s.p", AddForeignKey(**ON_T, columns=("a",), references=TableName("p", "s"))),
    (
        "ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p (id) NOT VALID",
        AddForeignKey(**ON_T, name="c", columns=("a",), references=TableName("p"), not_valid=True),
    ),
    ("ADD CHECK (a > 0)", AddCheckConstraint(**ON_T)),
    ("ADD CONSTRAINT c CHECK (a > 0) NOT VALID", AddCheckConstraint(**ON_T, name="c", not_valid=True)),
    ("ADD CHECK (a > 0) NOT ENFORCED", AddCheckConstraint(**ON_T, not_valid=True)),
    ("ADD CONSTRAINT c EXCLUDE USING gist (a WITH &&)", AddExcludeConstraint(**ON_T, name="c")),
    ("ADD CONSTRAINT c NOT NULL a", AlterColumn(**ON_T, column="a", nullable=False)),
    ("ADD CONSTRAINT c NOT NULL a NOT VALID", other("ADD NOT NULL NOT VALID", T)),
    ("VALIDATE CONSTRAINT c", ValidateConstraint(**ON_T, name="c")),
    ("DROP CONSTRAINT IF EXISTS c", DropConstraint(**ON_T, name="c")),
]
OTHER_CHANGES: list[tuple[str, Any]] = [
    ("ATTACH PARTITION q DEFAULT", replace(other("ATTACH PARTITION", T), partition=TableName("q"))),
    ("DETACH PARTITION q", replace(other("DETACH PARTITION", T), partition=TableName("q"))),
    (
        "DETACH PARTITION q CONCURRENTLY",
        replace(other("DETACH PARTITION", T, concurrently=True, refused_in_transaction=True), partition=TableName("q")),
    ),
    ("DETACH PARTITION q FINALIZE", other("DETACH PARTITION FINALIZE", T)),
    ("SET LOGGED", other("SET LOGGED", T)),
    ("SET UNLOGGED", other("SET UNLOGGED", T)),
    ("SET TABLESPACE x", other("SET TABLESPACE", T)),
    ("SET (fillfactor = 70)", other("SET STORAGE PARAMETERS", T)),
    ("CLUSTER ON i", other("CLUSTER ON", T)),
    ("DISABLE TRIGGER ALL", other("DISABLE TRIGGER", T)),
    ("ENABLE ALWAYS TRIGGER x", other("ENABLE TRIGGER", T)),
    ("ENABLE ROW LEVEL SECURITY", other("ENABLE ROW LEVEL SECURITY", T)),
    ("NO FORCE ROW LEVEL SECURITY", other("NO FORCE ROW LEVEL SECURITY", T)),
    ("OWNER TO me", other("OWNER TO", T)),
    ("REPLICA IDENTITY FULL", other("REPLICA IDENTITY", T)),
    ("ALTER a SET STATISTICS 300", other("SET STATISTICS", T)),
]
ROWS: list[tuple[str, Any]] = [
    ("INSERT INTO t VALUES (1)", DataChange(**ON_T, kind="insert")),
    ("UPDATE t SET a = 1", DataChange(**ON_T, kind="update", has_where=False)),
    ("UPDATE t SET a = 1 WHERE b", DataChange(**ON_T, kind="update", has_where=True)),
    ("UPDATE t SET a = 1 WHERE true", DataChange(**ON_T, kind="update", has_where=False)),
    ("DELETE FROM t WHERE 1=1", DataChange(**ON_T, kind="delete", has_where=False)),
    ("DELETE FROM t WHERE 1 = 1 AND (true OR a)", DataChange(**ON_T, kind="delete", has_where=False)),
    ("DELETE FROM t WHERE 1 = 2", DataChange(**ON_T, kind="delete", has_where=True)),
    ("DELETE FROM t WHERE NULL = NULL", DataChange(**ON_T, kind="delete", has_where=True)),
    ("DELETE FROM t WHERE CURRENT OF c", DataChange(**ON_T, kind="delete", has_where=True)),
    ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", DataChange(**ON_T, kind="merge")),
    (
        "WITH x AS (DELETE FROM u RETURNING *) INSERT INTO t SELECT * FROM x",
        [DataChange(**HERE, table=TableName("u"), kind="delete", has_where=False), DataChange(**ON_T, kind="insert")],
    ),
    ("WITH x AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM x", DataChange(**ON_T, kind="update", has_where=False)),
    ("EXPLAIN ANALYZE DELETE FROM t", [other("EXPLAIN"), DataChange(**ON_T, kind="delete", has_where=False)]),
    ("EXPLAIN DELETE FROM t", other("EXPLAIN")),
    ("TRUNCATE t, u", [other("TRUNCATE", T), other("TRUNCATE", TableName("u"))]),
    ("COPY t FROM '/tmp/x'", other("COPY", T)),
    ("SELECT 1 UNION SELECT f(a) FROM t", []),
    ("VALUES (1)", []),
]
OTHERS: list[tuple[str, Any]] = [
    ("VACUUM", other("VACUUM", refused_in_transaction=True)),
    ("VACUUM (FULL false) t", other("VACUUM", T, refused_in_transaction=True)),
    ("VACUUM FULL t", other("VACUUM FULL", T, refused_in_transaction=True)),
    ("ANALYZE t", other("ANALYZE", T)),
    ("REINDEX TABLE t", other("REINDEX", T)),
    ("REINDEX INDEX CONCURRENTLY i", other("REINDEX", concurrently=True, refused_in_transaction=True)),
    ("REINDEX DATABASE d", other("REINDEX", refused_in_transaction=True)),
    ("CLUSTER t USING i", other("CLUSTER", T)),
    ("CLUSTER", other("CLUSTER", refused_in_transaction=True)),
    ("CREATE MATERIALIZED VIEW t AS SELECT 1", view("CREATE MATERIALIZED VIEW", T)),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY t", other("REFRESH MATERIALIZED VIEW", T, concurrently=True)),
    ("DROP MATERIALIZED VIEW t", view("DROP MATERIALIZED VIEW", T)),
    ("CREATE OR REPLACE VIEW v AS SELECT 1", view("CREATE VIEW", TableName("v"))),
    ("DROP VIEW v CASCADE", view("DROP VIEW", TableName("v"), cascade=True)),
    ("CREATE VIEW v AS SELECT a, t.b FROM t", view("CREATE VIEW", TableName("v"), uses=((T, "a"), (T, "b"), (T, "")))),
    ("CREATE VIEW v AS SELECT * FROM t x", view("CREATE VIEW", TableName("v"), uses=((T, "*"), (T, "")))),
    (
        "CREATE VIEW v AS SELECT x.a, c FROM t x JOIN s.u ON true",
        view("CREATE VIEW", TableName("v"), uses=((T, "a"), (UNKNOWN, "c"), (T, ""), (TableName("u", "s"), ""))),
    ),
    ("ALTER VIEW v ALTER a SET DEFAULT 3", other("ALTER VIEW")),
    ("ALTER INDEX i RENAME TO j", other("ALTER INDEX RENAME", object_name="i", new_name="j")),
    ("ALTER FOREIGN TABLE f ADD a int", other("ALTER FOREIGN TABLE")),
    ("ALTER TYPE e ADD VALUE 'x'", kind("ALTER TYPE ADD VALUE")),
    ("ALTER TYPE e RENAME VALUE 'x' TO 'y'", kind("ALTER TYPE RENAME VALUE")),
    ("CREATE TYPE e AS ENUM ('x')", kind("CREATE TYPE")),
    ("DROP TYPE e", kind("DROP TYPE")),
    ("DROP TYPE IF EXISTS e", kind("DROP TYPE", guarded=True)),
    ("ALTER TYPE e RENAME TO f", kind("ALTER TYPE RENAME", new_name="f")),
    ("CREATE DATABASE d", other("CREATE DATABASE", refused_in_transaction=True)),
    ("DROP DATABASE d", other("DROP DATABASE", refused_in_transaction=True)),
    ("CREATE TABLESPACE x LOCATION '/x'", other("CREATE TABLESPACE", refused_in_transaction=True)),
    ("ALTER SYSTEM SET a = 1", other("ALTER SYSTEM", refused_in_transaction=True)),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; DROP TABLE t $$", other("CREATE FUNCTION")),
    ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", other("CREATE FUNCTION")),
    ("CREATE TRIGGER x BEFORE INSERT ON t EXECUTE FUNCTION f()", other("CREATE TRIGGER", T)),
    ("DROP TRIGGER x ON t", other("DROP TRIGGER", T)),
    ("CREATE POLICY p ON t USING (true)", other("CREATE POLICY", T)),
    ("CREATE EXTENSION x", other("CREATE EXTENSION")),
    ("CREATE SEQUENCE x", other("CREATE SEQUENCE")),
    ("CREATE SCHEMA x", other("CREATE SCHEMA")),
    ("CREATE SCHEMA x CREATE TABLE t ()", [other("CREATE SCHEMA"), CreateTable(**HERE, table=TableName("t", "x"))]),
    ("SET LOCAL lock_timeout = '3s'", other("SET")),
    ("RESET ALL", other("RESET")),
    ("SHOW x", other("SHOW")),
    ("LOCK TABLE t IN SHARE MODE", other("LOCK TABLE", T)),
    ("COMMENT ON TABLE t IS 'x'", other("COMMENT ON", T)),
    ("COMMENT ON COLUMN t.a IS 'x'", other("COMMENT ON", T)),
    ("GRANT SELECT ON t TO me", other("GRANT", T)),
    ("REVOKE me FROM you", other("REVOKE")),
    ("DO $$ BEGIN DROP TABLE t; END $$", UNREADABLE),
    ("CALL f()", UNREADABLE),
    ("NOTIFY x", other("NOTIFY")),
    ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO me", other("ALTER DEFAULT PRIVILEGES")),
]


@pytest.mark.parametrize(("text", "expected"), TABLES + ROWS + OTHERS)
def test_a_statement_becomes_its_operations(text: str, expected: Operation | list[Operation]) -> None:
    assert operations(text) == (expected if isinstance(expected, list) else [expected])


@pytest.mark.parametrize(("change", "expected"), COLUMNS + CONSTRAINTS + OTHER_CHANGES)
def test_a_change_of_a_table_becomes_its_operations(change: str, expected: Operation | list[Operation]) -> None:
    assert operations(f"ALTER TABLE t {change}") == (expected if isinstance(expected, list) else [expected])


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("BEGIN", "BEGIN"),
        ("START TRANSACTION", "BEGIN"),
        ("commit", "COMMIT"),
        ("END", "COMMIT"),
        ("ROLLBACK", "ROLLBACK"),
        ("ABORT", "ROLLBACK"),
        ("SAVEPOINT a", "SAVEPOINT"),
        ("RELEASE a", "RELEASE"),
        ("ROLLBACK TO a", "ROLLBACK TO"),
    ],
)
def test_transactions_are_steered(text: str, command: str) -> None:
    assert operations(text) == [TransactionControl(**HERE, command=command)]


def test_the_changes_of_one_alter_table_keep_their_order() -> None:
    kinds = [type(found) for found in operations("alter table t add a int unique, drop column b, alter c set not null, add check (c > 0)")]
    assert kinds == [AddColumn, AddUniqueConstraint, DropColumn, AlterColumn, AddCheckConstraint]


@pytest.mark.parametrize(
    ("column", "empty", "not_valid"),
    [
        ("int REFERENCES p", True, False),
        ("int NOT NULL REFERENCES p", False, False),
        ("int DEFAULT 3 REFERENCES p", False, False),
        ("int REFERENCES p DEFAULT NULL", False, False),
        ("int REFERENCES p NOT ENFORCED", True, True),
    ],
)
def test_a_reference_over_a_new_empty_column_has_nothing_to_check(column: str, empty: bool, not_valid: bool) -> None:
    _, key = operations(f"ALTER TABLE t ADD a {column}")
    assert key == AddForeignKey(**ON_T, columns=("a",), references=TableName("p"), new_empty_column=empty, not_valid=not_valid)


def test_what_cannot_run_in_a_transaction_says_so() -> None:
    refused = ["CREATE INDEX CONCURRENTLY i ON t (a)", "DROP INDEX CONCURRENTLY i", "VACUUM", "REINDEX SCHEMA s", "DISCARD ALL"]
    assert all(operations(text)[0].outside_transaction_only for text in refused)


def test_statements_stand_where_their_first_word_stands() -> None:
    text = "  -- first; not one\n/* ü /* nested; */ */ ALTER TABLE é ADD ü int;;\n\n-- ñ\nupdate t SET a = ';';select 1 -- end"
    assert beginnings(text) == ["ALTER", "update", "select"]
    assert operations(text) == [
        AddColumn(**HERE, table=TableName("é"), column="ü"),
        DataChange(**ON_T, kind="update", has_where=False),
    ]


@pytest.mark.parametrize("text", ["", "  ", ";;", "-- nothing", "/* nothing */"])
def test_text_without_statements_has_none(text: str) -> None:
    assert read_sql(text) == ()


@pytest.mark.parametrize(
    ("text", "offset", "near"),
    [
        ("SELECT 'é'; SELEC 1", 12, "SELEC"),
        ("ALTER TABLE `t` ADD a int", 12, "`"),
        ("UPDATE t SET a = %s", 17, "%"),
        ("UPDATE t SET a = %(a)s", 17, "%"),
        ("DROP TABLE {name}", 11, "{"),
        ("\\d t", 0, "\\"),
        ("CREATE TABLE :name (a int)", 13, ":name"),
        ("SELECT 12:30", 9, ":"),
    ],
)
def test_text_that_the_grammar_refuses_is_a_complaint(text: str, offset: int, near: str) -> None:
    assert complaint(text) == SqlComplaint(offset, f'syntax error at or near "{near}"')


def test_a_nul_character_ends_no_text_quietly() -> None:
    assert complaint("SELECT 1;\0 DROP TABLE t").offset == 9


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE t SET a = :a WHERE b = :long_name",
        "UPDATE t SET a = 1 WHERE b IN :names",
        "UPDATE t SET a = 1 WHERE b in :n AND c = :ü",
        "UPDATE t SET a = CAST(:a AS int) WHERE b = a::text",
        "UPDATE t SET a = b\\:\\:int WHERE c = '12:30'",
        "UPDATE t SET a = '{\"a\":1, \"b\"\\:2}' WHERE c = ':d'",
    ],
)
def test_parameters_of_text_are_values(text: str) -> None:
    assert operations(text) == [DataChange(**ON_T, kind="update", has_where=True)]


def test_parameters_move_no_statement() -> None:
    assert beginnings("UPDATE t SET a = :a, b = '\\:é' WHERE b IN :b; DROP TABLE t") == ["UPDATE", "DROP"]


@pytest.mark.parametrize("text", ["SET lock_timeout = :x", "COMMENT ON TABLE t IS :text", "ALTER SEQUENCE s RESTART WITH :number"])
def test_a_parameter_may_stand_where_only_a_constant_may(text: str) -> None:
    assert len(operations(text)) == 1


def test_what_bypasses_text_has_no_parameters() -> None:
    assert complaint("UPDATE t SET a = :a", binds=False) == SqlComplaint(17, 'syntax error at or near ":"')
    assert operations("UPDATE t SET a = ':a'", binds=False) == [DataChange(**ON_T, kind="update", has_where=False)]


def test_percent_signs_inside_literals_are_text() -> None:
    assert operations("DELETE FROM t WHERE a LIKE '%s%%'") == [DataChange(**ON_T, kind="delete", has_where=True)]


@pytest.mark.parametrize(
    "deep",
    [
        "SELECT " + "(SELECT " * 80 + "1" + ")" * 80,
        "SELECT " + " || ".join(["a"] * 50_000),
        "SELECT " + "(SELECT " * 2_000 + "1" + ")" * 2_000,
        " UNION ".join(["SELECT 1, 2"] * 5_000),
        "SELECT 1 FROM t" + " JOIN u ON true AND false" * 5_000,
        "SELECT " + "CASE WHEN a THEN 1 ELSE " * 2_000 + "1" + " END" * 2_000,
        "SELECT '\ud800'",
    ],
    ids=["too deep a tree", "chain", "subselects", "union", "joins", "case", "not to be encoded"],
)
def test_a_statement_too_deep_to_read_hides_no_other(deep: str) -> None:
    function = "create function f() returns int begin atomic select 1; select case when true then 1 end; end"
    text = f"/* é */ {deep}; {function}; drop table t"
    found = read_sql(text)
    assert found == (
        SqlStatement(8, (UNREADABLE,)),
        SqlStatement(text.index("create"), (other("CREATE FUNCTION"),)),
        SqlStatement(text.index("drop"), (DropTable(**ON_T),)),
    )


@pytest.mark.parametrize(
    "deep",
    [
        "SELECT " + " || ".join(["a"] * 140),
        "SELECT " + "(SELECT " * 40 + "1" + ")" * 40,
        " UNION ".join(["SELECT 1, 2"] * 140),
        "WITH a AS (" * 40 + "SELECT 1" + ") SELECT 1" * 40,
    ],
    ids=["chain", "subselects", "union", "common table expressions"],
)
def test_a_deep_statement_is_read_wherever_the_question_comes_from(deep: str) -> None:
    def asked_by(callers: int) -> list[Operation]:
        return asked_by(callers - 1) if callers else operations(f"{deep}; DROP TABLE t")

    for callers in (0, 300):
        read_sql.cache_clear()
        assert asked_by(callers) == [DropTable(**ON_T)]


def test_long_but_flat_statements_are_read() -> None:
    rows = ", ".join(["(-1, 'a'::text, f(2) + 1)"] * 2_000)
    assert operations(f"INSERT INTO t VALUES {rows}") == [DataChange(**ON_T, kind="insert")]
    either = " OR ".join(["a = 1 AND b = 2"] * 2_000)
    assert operations(f"DELETE FROM t WHERE {either}") == [DataChange(**ON_T, kind="delete", has_where=True)]
    drops = "; ".join(["DROP TABLE t", "UPDATE t SET a = 1 WHERE a IN (1, 2)", "DELETE FROM t WHERE 1 = 1"] * 500)
    emptied = DataChange(**ON_T, kind="delete", has_where=False)
    assert operations(drops) == [DropTable(**ON_T), DataChange(**ON_T, kind="update", has_where=True), emptied] * 500


def test_more_than_a_million_characters_are_not_read() -> None:
    assert read_sql("DROP TABLE t; -- " + "x" * 1_000_000) == (SqlStatement(0, (UNREADABLE,)),)


def test_a_statement_whose_shape_surprises_us_is_lost_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_sqla.sql import commands

    monkeypatch.setitem(commands._HANDLERS, "IndexStmt", lambda statement: [statement.no_such_method()])
    assert operations("CREATE INDEX surprise ON t (a); DROP TABLE t") == [UNREADABLE, DropTable(**ON_T)]
    read_sql.cache_clear()


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_parser_is_loaded_only_when_there_is_sql_to_read() -> None:
    code = "import sys; from flake8_sqla.sql.reader import read_sql; {}; print('postgast.native' in sys.modules)"
    assert _run(code.format("pass")) == "False"
    assert _run(code.format("read_sql('SELECT 1')")) == "True"


def test_without_the_parser_sql_says_nothing() -> None:
    code = "import sys; sys.modules['postgast'] = None; from flake8_sqla.sql.reader import read_sql; print(read_sql('  DROP TABLE t'))"
    assert _run(code) == str((SqlStatement(2, (UNREADABLE,)),))


def test_only_the_library_of_postgast_is_loaded_and_others_find_all_of_it() -> None:
    read = "import sys; from flake8_sqla.sql.reader import read_sql; read_sql('ALTER TABLE t ALTER a TYPE int')"
    loaded = "print(sorted(name for name in sys.modules if name.startswith(('postgast', 'google'))))"
    assert _run(f"{read}; {loaded}") == "['postgast.errors', 'postgast.native']"
    assert _run(f"{read}; import postgast; print(postgast.format_sql('select 1'))") == "SELECT 1;"
    first = "import postgast; from flake8_sqla.sql.reader import read_sql"
    assert _run(f"{first}; print(type(read_sql('ALTER TABLE t ALTER a TYPE int')).__name__)") == "tuple"
