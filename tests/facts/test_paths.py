"""What is known of an operation at its place: transaction, loop, branch, and whether its table was there before."""

from __future__ import annotations

import pytest
from support.facts import operation, operations, revision

from flake8_sqla.facts.circumstances import DialectBranch, Setting
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.unknown import UNKNOWN

_USERS = TableName("users")


def _settings(upgrade: str, before: str = "") -> list[Setting]:
    return [found.setting for found in operations(upgrade, before)]


def test_the_spelling_is_told() -> None:
    body = "op.drop_table('a')\nwith op.batch_alter_table('b') as b:\n    b.drop_column('c')\nop.execute('DROP TABLE d')\n"
    assert [setting.spelling for setting in _settings(body)] == ["op", "batch", "sql"]


def test_operations_of_both_directions_are_told_with_theirs() -> None:
    found = revision("op.drop_table('a')", downgrade="op.drop_table('b')")
    assert [each.setting.direction for each in found.upgrade.operations] == ["upgrade"]
    assert [each.setting.direction for each in found.downgrade.operations] == ["downgrade"]


@pytest.mark.parametrize(
    ("body", "autocommit"),
    [
        ("op.drop_table('a')", False),
        ("with op.get_context().autocommit_block():\n    op.drop_table('a')", True),
        ("ctx = op.get_context()\nwith ctx.autocommit_block():\n    op.drop_table('a')", True),
        ("with op.get_context().autocommit_block(), other():\n    op.drop_table('a')", True),
        ("with other():\n    op.drop_table('a')", False),
        ("op.get_bind().execution_options(isolation_level='AUTOCOMMIT')\nop.drop_table('a')", UNKNOWN),
        ("connection.connection.set_isolation_level(0)\nop.drop_table('a')", UNKNOWN),
    ],
)
def test_an_autocommit_block_is_told(body: str, autocommit: object) -> None:
    assert operation(body).setting.autocommit is autocommit


def test_an_autocommit_block_ends() -> None:
    settings = _settings("with op.get_context().autocommit_block():\n    op.drop_table('a')\nop.drop_table('b')")
    assert [setting.autocommit for setting in settings] == [True, False]


def test_after_a_commit_nobody_knows_the_transaction() -> None:
    settings = _settings("op.drop_table('a')\nop.execute('COMMIT')\nop.drop_table('b')")
    assert [setting.autocommit for setting in settings] == [False, False, UNKNOWN]


@pytest.mark.parametrize(
    ("body", "conditional"),
    [
        ("if x:\n    op.drop_table('a')", True),
        ("if x:\n    pass\nelse:\n    op.drop_table('a')", True),
        ("while x:\n    op.drop_table('a')", True),
        ("for x in y:\n    op.drop_table('a')", True),
        ("for x in ['a']:\n    op.drop_table(x)", False),
        ("try:\n    op.drop_table('a')\nexcept E:\n    pass", False),
        ("try:\n    pass\nexcept E:\n    op.drop_table('a')", True),
        ("try:\n    pass\nfinally:\n    op.drop_table('a')", False),
        ("match x:\n    case 1:\n        op.drop_table('a')", True),
        ("with x:\n    op.drop_table('a')", False),
    ],
)
def test_what_may_not_run_is_conditional(body: str, conditional: bool) -> None:
    assert operation(body).setting.conditional is conditional


POSTGRESQL = DialectBranch(only=frozenset({"postgresql"}))
NOT_SQLITE = DialectBranch(never=frozenset({"sqlite"}))


@pytest.mark.parametrize(
    ("body", "branch"),
    [
        ("op.drop_table('a')", DialectBranch()),
        ("if op.get_bind().dialect.name == 'postgresql':\n    op.drop_table('a')", POSTGRESQL),
        ("if 'postgresql' == op.get_bind().dialect.name:\n    op.drop_table('a')", POSTGRESQL),
        ("if op.get_context().dialect.name != 'sqlite':\n    op.drop_table('a')", NOT_SQLITE),
        ("if op.get_bind().dialect.name == 'sqlite':\n    pass\nelse:\n    op.drop_table('a')", NOT_SQLITE),
        ("if op.get_bind().dialect.name == 'sqlite':\n    return\nop.drop_table('a')", NOT_SQLITE),
        ("if op.get_bind().dialect.name != 'postgresql':\n    return\nop.drop_table('a')", POSTGRESQL),
        ("dialect = op.get_bind().dialect.name\nif dialect == 'postgresql':\n    op.drop_table('a')", POSTGRESQL),
        ("is_pg = op.get_bind().dialect.name == 'postgresql'\nif not is_pg:\n    return\nop.drop_table('a')", POSTGRESQL),
        (
            "if op.get_bind().dialect.name in ('postgresql', 'mysql'):\n    op.drop_table('a')",
            DialectBranch(only=frozenset({"postgresql", "mysql"})),
        ),
        ("if op.get_bind().dialect.name == 'postgresql' and x:\n    op.drop_table('a')", POSTGRESQL),
        ("if op.get_bind().engine.name == 'postgresql':\n    op.drop_table('a')", POSTGRESQL),
        ("if is_postgresql():\n    op.drop_table('a')", POSTGRESQL),
    ],
)
def test_a_branch_for_some_databases_is_told(body: str, branch: DialectBranch) -> None:
    assert operation(body, "def is_postgresql():\n    return op.get_bind().dialect.name == 'postgresql'\n").setting.branch == branch


def test_a_branch_by_anything_else_says_nothing_of_databases() -> None:
    (setting,) = _settings("if dialect() == 'postgresql':\n    op.drop_table('a')")
    assert (setting.branch, setting.conditional) == (DialectBranch(), True)


# -- the path


@pytest.mark.parametrize(
    ("body", "existed"),
    [
        ("op.drop_column('users', 'a')", [True]),
        ("op.create_table('users')\nop.drop_column('users', 'a')", [False, False]),
        ("op.create_table('users', schema='s')\nop.drop_column('users', 'a', schema='s')", [False, False]),
        ("op.create_table('users', schema='s')\nop.drop_column('users', 'a', schema='t')", [False, True]),
        ("op.create_table('users', schema='s')\nop.drop_column('users', 'a')", [False, False]),
        ("if x:\n    op.create_table('users')\nop.drop_column('users', 'a')", [False, UNKNOWN]),
        ("op.create_table('users', if_not_exists=True)\nop.drop_column('users', 'a')", [False, UNKNOWN]),
        ("op.create_table(name)\nop.drop_column('users', 'a')", [False, UNKNOWN]),
        ("op.drop_column(name, 'a')", [UNKNOWN]),
        ("op.execute('CREATE TABLE users (id int)')\nop.drop_column('users', 'a')", [False, False]),
        ("op.execute('CREATE TABLE IF NOT EXISTS users (id int)')\nop.drop_column('users', 'a')", [False, UNKNOWN]),
        ("op.create_table('old')\nop.rename_table('old', 'users')\nop.drop_column('users', 'a')", [False, False, False]),
        ("op.create_table('users')\nop.drop_table('users')\nop.drop_column('users', 'a')", [False, False, True]),
        ("op.drop_column('users', 'a')\nop.create_table('users')", [True, False]),
        ("op.create_table('users')\nwith op.batch_alter_table('users') as b:\n    b.drop_column('a')", [False, False]),
    ],
)
def test_a_table_made_on_the_same_path_did_not_exist_before(body: str, existed: list[object]) -> None:
    assert [found.table_exists_before for found in operations(body)] == existed


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        ("for name in ['a', 'b']:\n    op.drop_table(name)", ["a", "b"]),
        ("for name in ('a', 'b'):\n    op.drop_table(f'{name}_x')", ["a_x", "b_x"]),
        ("for name, other in [('a', 1), ('b', 2)]:\n    op.drop_table(name)", ["a", "b"]),
        ("for name, other in {'a': 1, 'b': 2}.items():\n    op.drop_table(name)", ["a", "b"]),
        ("for name in NAMES:\n    op.drop_table(name)", ["c", "d"]),
        ("for a in ['a', 'b']:\n    for b in ['x', 'y']:\n        op.drop_table(a + b)", ["ax", "ay", "bx", "by"]),
        ("drop('a')\ndrop(name='b')", ["a", "b"]),
        ("drop()", ["e"]),
        ("for name in ['a', 'b']:\n    drop(name)", ["a", "b"]),
        ("twice('a')", ["a", "a2"]),
        ("op.drop_table(NAMES_TEXT)", ["f"]),
    ],
)
def test_loops_and_functions_are_followed_with_their_values(body: str, tables: list[str]) -> None:
    before = (
        "NAMES = ['c', 'd']\nNAMES_TEXT = 'f'\n\ndef drop(name='e'):\n    op.drop_table(name)\n\n\n"
        "def twice(name):\n    drop(name)\n    drop(name + '2')\n"
    )
    assert [str(found.table) for found in operations(body, before)] == tables


def test_a_function_that_calls_itself_is_entered_once() -> None:
    assert [str(found.table) for found in operations("again('a')", "def again(name):\n    op.drop_table(name)\n    again(name)\n")] == ["a"]


def test_a_batch_is_handed_to_a_function() -> None:
    before = "def drop(batch):\n    batch.drop_column('a')\n"
    assert operation("with op.batch_alter_table('users') as b:\n    drop(b)", before).table == _USERS


def test_a_value_given_to_a_function_does_not_leak_out_of_it() -> None:
    before = "def drop(name):\n    op.drop_table(name)\n"
    assert [found.table for found in operations("drop('a')\nop.drop_table(name)", before)] == [TableName("a"), UNKNOWN]


def test_a_value_given_to_a_function_is_not_that_of_a_name_it_binds_itself() -> None:
    before = "def drop(name):\n    name = make()\n    op.drop_table(name)\n"
    assert operation("drop('a')", before).table is UNKNOWN


def test_functions_that_are_only_defined_do_nothing() -> None:
    assert operations("def later():\n    op.drop_table('a')\nlambda: op.drop_table('b')") == ()
