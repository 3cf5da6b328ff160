"""Statements with their steps and uses, clauses, text that is executed, legacy queries, API calls and imports."""

from __future__ import annotations

import pytest
from support.facts import fact, facts, role, told

from flake8_sqla.facts.calls import ApiCall, NameImport
from flake8_sqla.facts.expressions import BooleanOperation, Comparison, Negation
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.statements import Clause, LegacyQuery, Statement, TextExecution, Use

IMPORTS = """import sqlalchemy as sa
from sqlalchemy import select, update, delete, insert, text, and_, or_, case
from sqlalchemy.orm import Session, registry, declarative_base, as_declarative
from models import User, Post
"""


def _outlines(body: str) -> list[tuple[str, tuple[str, ...], Use]]:
    text = f"{IMPORTS}def f(s: Session, conn: sa.Connection):\n    {body}\n"
    return [(found.root, tuple(step.method for step in found.steps), found.use) for found in facts(text, Statement)]


@pytest.mark.parametrize(
    ("body", "outlines"),
    [
        ("return select(User)", [("select", (), Use.OTHER)]),
        ("return sa.select(User).where(User.id == 1).limit(3)", [("select", ("where", "limit"), Use.OTHER)]),
        ("select(User).where(User.id == 1)", [("select", ("where",), Use.DISCARDED)]),
        ("q = select(User)\n    q.where(User.id == 1)", [("select", (), Use.OTHER), ("select", ("where",), Use.DISCARDED)]),
        ("s.execute(update(User).values(a=1))", [("update", ("values",), Use.EXECUTED), ("update", ("values",), Use.OTHER)]),
        ("q = delete(User)\n    s.execute(q)", [("delete", (), Use.OTHER), ("delete", (), Use.EXECUTED)]),
        ("return s.query(User).filter(User.id == 1)", [("query", ("filter",), Use.OTHER)]),
        ("s.query(User).filter(User.id == 1).delete()", [("delete", ("filter",), Use.EXECUTED)]),
        ("s.query(User).update({'a': 1})", [("update", (), Use.EXECUTED)]),
        ("return User.query.filter_by(a=1)", [("query", ("filter_by",), Use.OTHER)]),
        (
            "return sa.union(select(User), select(Post)).limit(1)",
            [("union", ("limit",), Use.OTHER), ("select", (), Use.OTHER), ("select", (), Use.OTHER)],
        ),
        ("return select(User).where(User.id.in_(select(Post.id)))", [("select", ("where",), Use.OTHER), ("select", (), Use.OTHER)]),
        ("return {'a': 1}.update({'b': 2})", []),
        ("return s.delete(User)", []),
        ("return conn.execute(unknown)", []),
        ("return cursor.execute('SELECT 1')", []),
    ],
)
def test_a_statement_is_told_with_its_steps_and_its_use(body: str, outlines: list[tuple[str, tuple[str, ...], Use]]) -> None:
    assert sorted(_outlines(body), key=str) == sorted(outlines, key=str)


def test_a_statement_that_is_executed_has_the_steps_that_its_name_took() -> None:
    assert ("delete", ("where",), Use.EXECUTED) in _outlines("q = delete(User)\n    q = q.where(User.id == 1)\n    conn.execute(q)")


@pytest.mark.parametrize("body", ["return s.query(User).filter(User.id == 1).all()", "return User.query.filter(User.id == 1).first()"])
def test_a_query_that_is_run_at_the_end_of_its_chain_is_told(body: str) -> None:
    assert [(root, steps) for root, steps, _ in _outlines(body)] == [("query", ("filter",))]


def test_a_step_stands_at_its_own_name_in_a_chain_over_several_lines() -> None:
    found = fact(f"{IMPORTS}q = (\n    select(User)\n    .where(User.id == 1)\n    .order_by(User.id)\n)\n", Statement)
    assert [(step.method, step.span) for step in found.steps] == [("where", Span(7, 5, 7, 10)), ("order_by", Span(8, 5, 8, 13))]
    assert found.span.line == 6
    assert len(found.entities) == 1


def test_own_steps_are_those_of_this_chain_alone() -> None:
    found = facts(f"{IMPORTS}q = select(User).where(a)\nr = q.limit(1).offset(2)\n", Statement)
    assert [(len(each.steps), each.own_steps) for each in found] == [(1, 1), (3, 2)]


@pytest.mark.parametrize(("arguments", "given"), [("", False), (", {'a': 1}", True), (", params={'a': 1}", True), (", **more", True)])
def test_parameters_beside_a_statement_are_told(arguments: str, given: bool) -> None:
    found = facts(f"{IMPORTS}def f(s: Session):\n    s.execute(insert(User){arguments})\n", Statement)
    assert [each.parameters_given for each in found if each.use is Use.EXECUTED] == [given]


# -- clauses


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("select(User).where(User.a and User.b)", [("where", BooleanOperation)]),
        ("select(User).where(not User.a)", [("where", Negation)]),
        ("select(User).where(User.a is None)", [("where", Comparison)]),
        ("select(User).where(User.a in [1])", [("where", Comparison)]),
        ("select(User).where((User.a is None) & (User.b > 1))", [("where", Comparison)]),
        ("select(User).where(~(User.a is None))", [("where", Comparison)]),
        ("select(User).join(Post, User.id is None)", [("join", Comparison)]),
        ("and_(User.a is None, User.b == 1)", [("and_", Comparison)]),
        ("case((User.a is None, 1), else_=2)", [("case", Comparison)]),
        ("select(User).where(lambda: User.a is None)", [("where", Comparison)]),
        ("sa.orm.relationship('A', primaryjoin=lambda: User.a is None)", [("primaryjoin", Comparison)]),
        ("select(User).where(User.a == 1, User.b.is_(None))", []),
        ("select(User).where(f(User.a is None))", []),
        ("print(User.a is None)", []),
    ],
)
def test_a_clause_with_an_operator_of_python_is_told(expression: str, found: list[tuple[str, type]]) -> None:
    clauses = facts(f"{IMPORTS}{expression}\n", Clause)
    assert [(clause.position, type(clause.expression)) for clause in clauses] == found


# -- text, legacy queries, API


@pytest.mark.parametrize(
    ("call", "texts"),
    [
        ("s.execute(text('SELECT 1'))", ["SELECT 1"]),
        ("s.execute('SELECT 1')", ["SELECT 1"]),
        ("conn.exec_driver_sql('SELECT 1')", ["SELECT 1"]),
        ("conn.execute(sa.text('SELECT ' + '1'))", ["SELECT 1"]),
        ("unknown.execute(text('SELECT 1'))", ["SELECT 1"]),
        ("unknown.execute('SELECT 1')", []),
        ("s.execute(text(f'SELECT {x}'))", []),
        ("s.execute()", []),
        ("s.execute(text())", []),
    ],
)
def test_constant_sql_text_is_told(call: str, texts: list[str]) -> None:
    found = facts(f"{IMPORTS}def f(s: Session, conn: sa.Connection):\n    {call}\n", TextExecution)
    assert [each.text for each in found] == texts


@pytest.mark.parametrize(
    ("body", "queries"),
    [
        ("s.query(User)", [("session", "s")]),
        ("User.query.filter_by(a=1)", [("model", "User")]),
        ("anything.query(User).filter_by(a=1)", [("session", "anything")]),
        ("sa.orm.scoped_session(x).query_property()", [("property", "sa.orm.scoped_session(x)")]),
        ("client.query('SELECT 1')", []),
        ("client.query(table).all()", []),
        ("request.query.get('x')", []),
        ("Url.query.split('&')", []),
    ],
)
def test_a_legacy_query_is_told(body: str, queries: list[tuple[str, str]]) -> None:
    found = facts(f"{IMPORTS}def f(s: Session):\n    {body}\n", LegacyQuery)
    assert [(each.form, each.subject) for each in found] == queries


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("declarative_base()", [("sqlalchemy.orm.declarative_base", "sqlalchemy.orm.declarative_base", False)]),
        (
            "from sqlalchemy.ext.declarative import declarative_base as base\nbase()",
            [("sqlalchemy.orm.declarative_base", "sqlalchemy.ext.declarative.declarative_base", False)],
        ),
        ("@as_declarative()\nclass B: ...", [("sqlalchemy.orm.as_declarative", "sqlalchemy.orm.as_declarative", True)]),
        ("@as_declarative\nclass B: ...", [("sqlalchemy.orm.as_declarative", "sqlalchemy.orm.as_declarative", True)]),
        ("registry().generate_base()", [("sqlalchemy.orm.registry.generate_base", "sqlalchemy.orm.registry.generate_base", False)]),
        ("r = registry()\nr.generate_base()", [("sqlalchemy.orm.registry.generate_base", "sqlalchemy.orm.registry.generate_base", False)]),
        ("other.generate_base()", []),
    ],
)
def test_a_call_of_note_is_told_by_its_one_name_and_as_imported(text: str, calls: list[tuple[str, str, bool]]) -> None:
    assert [(call.function, call.path, call.decorator) for call in facts(IMPORTS + text + "\n", ApiCall)] == calls


def test_imports_of_the_libraries_are_told_and_no_others() -> None:
    text = "import os, sqlalchemy as sa\nimport sqlalchemy.orm\nfrom sqlalchemy import select as pick, text\nfrom . import sqlalchemy\nimport sqlalchemy_utils\n"
    assert facts(text, NameImport) == [
        NameImport(Span(1, 11, 1, 27), "sqlalchemy", "", "sa"),
        NameImport(Span(2, 7, 2, 21), "sqlalchemy.orm"),
        NameImport(Span(3, 23, 3, 37), "sqlalchemy", "select", "pick"),
        NameImport(Span(3, 39, 3, 43), "sqlalchemy", "text"),
    ]


# -- the file


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("app/models.py", "x = 1\n", FileRole("app/models.py")),
        ("tests/x.py", "x = 1\n", FileRole("tests/x.py", test=True)),
        ("app/test_x.py", "x = 1\n", FileRole("app/test_x.py", test=True)),
        ("app/x_test.py", "x = 1\n", FileRole("app/x_test.py", test=True)),
        ("conftest.py", "x = 1\n", FileRole("conftest.py", test=True)),
        ("app/latest.py", "x = 1\n", FileRole("app/latest.py")),
        ("tools\\x.py", "x = 1\n", FileRole("tools\\x.py", script=True)),
        ("./scripts/x.py", "x = 1\n", FileRole("./scripts/x.py", script=True)),
        ("versions/x.py", "revision = 'a'\ndown_revision = None\n", FileRole("versions/x.py", migration=True)),
        ("versions/x.py", "revision: str = 'a'\ndown_revision: str | None = None\n", FileRole("versions/x.py", migration=True)),
        ("x.py", "revision = 'a'\n", FileRole("x.py")),
        ("env.py", "from alembic import context\ncontext.configure(url=1)\n", FileRole("env.py", environment=True)),
        ("", "x = 1\n", FileRole("")),
    ],
)
def test_a_file_has_its_part_in_the_project(path: str, text: str, expected: FileRole) -> None:
    assert role(text, path) == expected


def test_an_empty_file_has_no_facts() -> None:
    assert facts("", object) == []
    assert told(role(""), "migration", "environment") == {"migration": False, "environment": False}
