"""What became of the 1.x API, use by use: that each of them is recognised, and by which rule. The rules' own pages and cases say how."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

_BEFORE = '''\
from sqlalchemy import (create_engine, select, text, func, MetaData, Table, Column, Integer, String, and_, or_, case, union, insert, update,
    delete, inspect, Enum, Sequence, Identity, DDL, ForeignKey, event, ARRAY)
import sqlalchemy as sa
from sqlalchemy.orm import (Session, sessionmaker, relationship, joinedload, load_only, defer, undefer, contains_eager, with_parent, backref,
    DeclarativeBase, declarative_base, scoped_session, column_property, noload, mapped_column, Mapped)
engine = create_engine("postgresql+psycopg://h/d")
metadata = MetaData()
t = Table("t", metadata, Column("id", Integer, primary_key=True), Column("name", String))
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    bs: Mapped[list["B"]] = relationship(back_populates="a")
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"), index=True)
    a: Mapped["A"] = relationship(back_populates="bs")
'''
#: (rule, use, code)
RECOGNISED = (
    ("SQA105", "engine.execute", "engine.execute(text('SELECT 1'))"),
    ("SQA105", "engine.scalar", "engine.scalar(text('SELECT 1'))"),
    ("SQA106", "string to execute", "def f(session: Session):\n    session.execute('SELECT 1')"),
    ("SQA105", "keywords to execute", "def f(conn: sa.Connection):\n    conn.execute(text('SELECT :x'), x=1)"),
    ("SQA105", "two dicts", "def f(conn: sa.Connection):\n    conn.execute(insert(t), {'id': 1}, {'id': 2})"),
    ("SQA105", "tuple params", "def f(conn: sa.Connection):\n    conn.execute(text('SELECT 1'), (1, 2))"),
    ("SQA105", "execute bind", "def f(session: Session):\n    session.execute(select(A), bind=engine)"),
    ("SQA105", "execute mapper", "def f(session: Session):\n    session.execute(select(A), mapper=A)"),
    ("SQA117", "execute empty list", "def f(conn: sa.Connection):\n    conn.execute(insert(t), [])"),
    ("SQA510", "implicit autocommit", "with engine.connect() as conn:\n    conn.execute(insert(t), {'id': 1})"),
    ("SQA119", "execution_options autocommit", "def f(conn: sa.Connection):\n    conn.execution_options(autocommit=True)"),
    ("SQA110", "text autocommit", "text('SELECT 1', autocommit=True)"),
    ("SQA105", "branched", "with engine.connect() as conn:\n    conn.connect()"),
    ("SQA110", "close_with_result", "engine.begin(close_with_result=True)"),
    ("SQA105", "run_callable", "engine.run_callable(print)"),
    ("SQA105", "engine.transaction", "engine.transaction(print)"),
    ("SQA105", "contextual_connect", "engine.contextual_connect()"),
    ("SQA105", "table_names", "engine.table_names()"),
    ("SQA105", "has_table", "engine.has_table('t')"),
    ("SQA105", "Table.exists", "t.exists()"),
    ("SQA117", "Inspector.from_engine", "from sqlalchemy.engine.reflection import Inspector\nInspector.from_engine(engine)"),
    ("SQA117", "Inspector()", "from sqlalchemy.engine.reflection import Inspector\nInspector(engine)"),
    ("SQA110", "MetaData(bind)", "MetaData(bind=engine)"),
    ("SQA110", "MetaData(engine)", "MetaData(engine)"),
    ("SQA119", "metadata.bind", "metadata.bind = engine"),
    ("SQA105", "create_all()", "metadata.create_all()"),
    ("SQA105", "drop_all()", "Base.metadata.drop_all()"),
    ("SQA105", "reflect()", "metadata.reflect()"),
    ("SQA105", "Table.create()", "t.create()"),
    ("SQA105", "select.execute()", "select(t).execute()"),
    ("SQA105", "select.scalar()", "select(t).scalar()"),
    ("SQA105", "insert.execute()", "t.insert().execute()"),
    ("SQA105", "text.execute()", "text('x').execute()"),
    ("SQA105", "func.execute()", "func.now().execute()"),
    ("SQA105", "func.scalar()", "func.now().scalar()"),
    ("SQA105", "DDL.execute()", "DDL('x').execute()"),
    ("SQA110", "text bind", "text('x', bind=engine)"),
    ("SQA110", "text bindparams", "text('x', bindparams=[])"),
    ("SQA110", "text typemap", "text('x', typemap={})"),
    ("SQA110", "convert_unicode", "create_engine('postgresql+psycopg://h/d', convert_unicode=True)"),
    ("SQA110", "encoding", "create_engine('postgresql+psycopg://h/d', encoding='utf8')"),
    ("SQA110", "strategy", "create_engine('postgresql+psycopg://h/d', strategy='threadlocal')"),
    ("SQA110", "listeners", "create_engine('postgresql+psycopg://h/d', listeners=[])"),
    ("SQA110", "case_sensitive", "create_engine('postgresql+psycopg://h/d', case_sensitive=False)"),
    ("SQA117", "implicit_returning", "create_engine('postgresql+psycopg://h/d', implicit_returning=False)"),
    ("SQA117", "empty_in_strategy", "create_engine('postgresql+psycopg://h/d', empty_in_strategy='static')"),
    ("SQA117", "server_side_cursors", "create_engine('postgresql+psycopg://h/d', server_side_cursors=True)"),
    ("SQA121", "postgres://", "create_engine('postgres://h/d')"),
    ("SQA110", "URL()", "from sqlalchemy.engine.url import URL\nURL('postgresql', host='h')"),
    ("SQA110", "url.drivername", "from sqlalchemy.engine import make_url\nu = make_url('sqlite://')\nu.drivername = 'x'"),
    ("SQA112", "row[str]", "def f(conn: sa.Connection):\n    for row in conn.execute(select(t)):\n        print(row['name'])"),
    ("SQA112", "row.keys()", "def f(conn: sa.Connection):\n    row = conn.execute(select(t)).one()\n    print(row.keys())"),
    ("SQA112", "row.items()", "def f(conn: sa.Connection):\n    row = conn.execute(select(t)).one()\n    print(row.items())"),
    ("SQA112", "dict(row)", "def f(conn: sa.Connection):\n    row = conn.execute(select(t)).one()\n    print(dict(row))"),
    ("SQA112", "in row", "def f(conn: sa.Connection):\n    row = conn.execute(select(t)).one()\n    print('name' in row)"),
    ("SQA111", "RowProxy", "from sqlalchemy.engine import RowProxy"),
    ("SQA111", "databases", "from sqlalchemy.databases import mysql"),
    ("SQA111", "interfaces", "from sqlalchemy.interfaces import PoolListener"),
    ("SQA111", "Binary", "from sqlalchemy import Binary"),
    ("SQA111", "PassiveDefault", "from sqlalchemy import PassiveDefault"),
    ("SQA111", "ThreadLocalMetaData", "from sqlalchemy import ThreadLocalMetaData"),
    ("SQA104", "select([])", "select([t.c.id])"),
    ("SQA104", "select(whereclause)", "select(whereclause=t.c.id == 1)"),
    ("SQA104", "select(from_obj)", "select(t.c.id, from_obj=t)"),
    ("SQA110", "table.select(where)", "t.select(t.c.id == 1)"),
    ("SQA110", "table.update(where)", "t.update(t.c.id == 1, values={'name': 'x'})"),
    ("SQA110", "table.delete(where)", "t.delete(t.c.id == 1)"),
    ("SQA110", "table.insert(values)", "t.insert({'id': 1})"),
    ("SQA110", "insert values", "insert(t, {'id': 1})"),
    ("SQA110", "insert inline", "insert(t, inline=True)"),
    ("SQA110", "update where", "update(t, t.c.id == 1)"),
    ("SQA110", "delete where", "delete(t, t.c.id == 1)"),
    ("SQA104", "case list", "case([(t.c.id == 1, 'x')], else_='y')"),
    ("SQA104", "case whens", "case(whens={1: 'x'}, value=t.c.id)"),
    ("SQA104", "and_ list", "and_([t.c.id == 1])"),
    ("SQA104", "union list", "union([select(t), select(t)])"),
    ("SQA104", "with_only_columns list", "select(t).with_only_columns([t.c.id])"),
    ("SQA108", "load_only list", "load_only(['id'])"),
    ("SQA317", "and_ empty", "and_()"),
    ("SQA317", "or_ empty", "or_()"),
    ("SQA109", "append_whereclause", "select(t).append_whereclause(t.c.id == 1)"),
    ("SQA109", "append_column", "select(t).append_column(t.c.id)"),
    ("SQA109", "append_from", "select(t).append_from(t)"),
    ("SQA109", "append_order_by", "select(t).append_order_by(t.c.id)"),
    ("SQA118", "select.c", "select(t).c.id"),
    ("SQA118", "select.columns", "select(t).columns"),
    ("SQA118", "select.select()", "select(t).select()"),
    ("SQA118", "select(select)", "select(select(t))"),
    ("SQA118", "select_from(select)", "select(func.count()).select_from(select(t))"),
    ("SQA117", "as_scalar", "select(t.c.id).as_scalar()"),
    ("SQA109", "apply_labels", "select(t).apply_labels()"),
    ("SQA117", "select.column()", "select(t).column(t.c.id)"),
    ("SQA117", "select.froms", "select(t).froms"),
    ("SQA117", "distinct(col)", "select(t).distinct(t.c.name)"),
    ("SQA110", "union order_by", "union(select(t), select(t), order_by='id')"),
    ("SQA117", "tometadata", "t.tometadata(metadata)"),
    ("SQA117", "Column.copy", "t.c.id.copy()"),
    ("SQA110", "autoload", "Table('x', metadata, autoload=True)"),
    ("SQA110", "useexisting", "Table('x', metadata, useexisting=True)"),
    ("SQA117", "mustexist", "Table('x', metadata, mustexist=True)"),
    ("SQA117", "inherit_schema", "Enum('a', name='e', inherit_schema=True)"),
    ("SQA117", "Sequence order", "Sequence('s', order=True)"),
    ("SQA117", "Identity on_null", "Identity(on_null=True)"),
    ("SQA110", "String convert_unicode", "String(convert_unicode=True)"),
    ("SQA117", "postgresql.Any", "from sqlalchemy.dialects.postgresql import Any\nAny(1, t.c.id)"),
    ("SQA110", "DDL(on)", "DDL('x', on='postgresql')"),
    ("SQA105", "execute_at", "DDL('x').execute_at('after-create', t)"),
    ("SQA101", "session.query", "def f(session: Session):\n    session.query(A).all()"),
    ("SQA113", "Query.get", "def f(session: Session):\n    session.query(A).get(1)"),
    ("SQA109", "from_self", "def f(session: Session):\n    session.query(A).from_self()"),
    ("SQA109", "select_entity_from", "def f(session: Session):\n    session.query(A).select_entity_from(t)"),
    ("SQA109", "with_polymorphic", "def f(session: Session):\n    session.query(A).with_polymorphic('*')"),
    ("SQA109", "with_lockmode", "def f(session: Session):\n    session.query(A).with_lockmode('update')"),
    ("SQA108", "join str", "def f(session: Session):\n    session.query(A).join('bs')"),
    ("SQA110", "join aliased", "def f(session: Session):\n    session.query(A).join(A.bs, aliased=True)"),
    ("SQA110", "join from_joinpoint", "def f(session: Session):\n    session.query(A).join(A.bs, from_joinpoint=True)"),
    ("SQA108", "joinedload str", "joinedload('bs')"),
    ("SQA108", "load_only str", "load_only('id')"),
    ("SQA108", "contains_eager alias", "contains_eager('bs', alias='x')"),
    ("SQA108", "with_parent str", "def f(o: A):\n    with_parent(o, 'bs')"),
    ("SQA118", "defer two", "defer(A.id, A.name)"),
    ("SQA117", "Query.with_parent", "def f(session: Session, o: A):\n    session.query(B).with_parent(o)"),
    ("SQA117", "Query.merge_result", "def f(session: Session):\n    session.query(B).merge_result([])"),
    ("SQA117", "Query.with_labels", "def f(session: Session):\n    session.query(B).with_labels()"),
    ("SQA117", "Query.values", "def f(session: Session):\n    session.query(B).values(B.id)"),
    ("SQA117", "Query.value", "def f(session: Session):\n    session.query(B).value(B.id)"),
    ("SQA117", "Query.add_column", "def f(session: Session):\n    session.query(B).add_column(B.id)"),
    ("SQA117", "Query.as_scalar", "def f(session: Session):\n    session.query(B.id).as_scalar()"),
    ("SQA117", "Query.instances", "def f(session: Session):\n    session.query(B).instances(None)"),
    ("SQA117", "Query.tuples", "def f(session: Session):\n    session.query(B).tuples()"),
    ("SQA117", "Result.tuples", "def f(session: Session):\n    session.execute(select(B)).tuples()"),
    ("SQA108", "filter str", "def f(session: Session):\n    session.query(B).filter('id = 1')"),
    ("SQA108", "order_by str", "def f(session: Session):\n    session.query(B).order_by('id desc')"),
    ("SQA108", "from_statement str", "def f(session: Session):\n    session.query(B).from_statement('SELECT 1')"),
    ("SQA118", "execute(query)", "def f(session: Session):\n    session.execute(session.query(B))"),
    ("SQA107", "Session autocommit", "Session(autocommit=True)"),
    ("SQA107", "sessionmaker autocommit", "sessionmaker(autocommit=True)"),
    ("SQA107", "subtransactions", "def f(session: Session):\n    session.begin(subtransactions=True)"),
    ("SQA107", "session.transaction", "def f(session: Session):\n    session.transaction"),
    ("SQA107", "session.autocommit", "def f(session: Session):\n    session.autocommit"),
    ("SQA118", "close_all", "Session.close_all()"),
    ("SQA118", "mapped_table", "inspect(A).mapped_table"),
    ("SQA117", "flush objects", "def f(session: Session, a: A):\n    session.flush([a])"),
    ("SQA116", "bulk_save_objects", "def f(session: Session, a: A):\n    session.bulk_save_objects([a])"),
    ("SQA116", "bulk_insert_mappings", "def f(session: Session):\n    session.bulk_insert_mappings(A, [])"),
    ("SQA116", "bulk_update_mappings", "def f(session: Session):\n    session.bulk_update_mappings(A, [])"),
    ("SQA102", "declarative_base()", "declarative_base()"),
    ("SQA102", "ext declarative_base", "from sqlalchemy.ext.declarative import declarative_base as made\nmade()"),
    ("SQA102", "ext as_declarative", "from sqlalchemy.ext.declarative import as_declarative\n@as_declarative()\nclass Made: pass"),
    ("SQA111", "ext synonym_for", "from sqlalchemy.ext.declarative import synonym_for"),
    ("SQA111", "ext has_inherited_table", "from sqlalchemy.ext.declarative import has_inherited_table"),
    ("SQA102", "declarative_base(bind)", "declarative_base(bind=engine)"),
    ("SQA111", "instrument_declarative", "from sqlalchemy.ext.declarative import instrument_declarative"),
    ("SQA111", "ext.mypy", "from sqlalchemy.ext.mypy import plugin"),
    ("SQA110", "orm.mapper", "from sqlalchemy.orm import mapper\nmapper(A, t)"),
    ("SQA110", "relation", "from sqlalchemy.orm import relation\nrelation(B)"),
    ("SQA110", "eagerload", "from sqlalchemy.orm import eagerload\neagerload(A.bs)"),
    ("SQA110", "joinedload_all", "from sqlalchemy.orm import joinedload_all\njoinedload_all(A.bs)"),
    ("SQA111", "MapperExtension", "from sqlalchemy.orm import MapperExtension"),
    ("SQA111", "comparable_property", "from sqlalchemy.orm import comparable_property"),
    ("SQA110", "compile_mappers", "from sqlalchemy.orm import compile_mappers\ncompile_mappers()"),
    ("SQA117", "declarative_mixin", "from sqlalchemy.orm import declarative_mixin\n@declarative_mixin\nclass M: pass"),
    ("SQA115", "dynamic_loader", "from sqlalchemy.orm import dynamic_loader\nclass C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs = dynamic_loader(B)"),
    ("SQA115", "lazy dynamic", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs = relationship(B, lazy='dynamic')"),
    ("SQA114", "backref", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs = relationship(B, backref='c')"),
    ("SQA114", "orm.backref", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs = relationship(B, backref=backref('c'))"),
    ("SQA117", "lazy noload", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs = relationship(B, lazy='noload')"),
    ("SQA117", "noload()", "noload(A.bs)"),
    ("SQA110", "cascade_backrefs", "relationship(B, cascade_backrefs=True)"),
    ("SQA110", "relationship extension", "relationship(B, extension=None)"),
    ("SQA110", "column_property extension", "column_property(t.c.id, extension=None)"),
    ("SQA117", "column_property init", "column_property(t.c.id, init=False)"),
    ("SQA110", "mapper order_by", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    __mapper_args__ = {'order_by': 'id'}"),
    ("SQA242", "attribute metadata", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    metadata: Mapped[str]"),
    ("SQA242", "attribute registry", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    registry: Mapped[str] = mapped_column()"),
    ("SQA117", "event mapper", "from sqlalchemy.orm import mapper\nevent.listen(mapper, 'init', print)"),
    ("SQA120", "scoped_session(async)", "from sqlalchemy.ext.asyncio import async_sessionmaker\nscoped_session(async_sessionmaker())"),
    ("SQA120", "class_=AsyncSession", "from sqlalchemy.ext.asyncio import AsyncSession\nsessionmaker(class_=AsyncSession)"),
    ("SQA111", "future select", "from sqlalchemy.future import select as s"),
    ("SQA117", "automap reflect", "from sqlalchemy.ext.automap import automap_base\nAuto = automap_base()\nAuto.prepare(engine, reflect=True)"),
    ("SQA118", "secondary lambda str", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    bs: Mapped[list[B]] = relationship(secondary='lambda: t')"),
    ("SQA103", "Column in declarative", "class C(Base):\n    __tablename__ = 'c'\n    id = Column(Integer, primary_key=True)"),
    ("SQA409", "nested begin", "with engine.connect() as conn:\n    with conn.begin():\n        with conn.begin():\n            pass"),
    ("SQA105", "reflecttable", "inspect(engine).reflecttable(t, None)"),
    ("SQA110", "func bind", "func.now(bind=engine)"),
    ("SQA117", "sqlite memory uri", "create_engine('sqlite:///file:x?mode=memory&cache=shared&uri=true')"),
    ("SQA112", "row[col]", "def f(conn: sa.Connection):\n    row = conn.execute(select(t)).first()\n    print(row[t.c.name])"),
    ("SQA104", "select(positional where)", "select(t, t.c.id == 1)"),
    ("SQA328", "in_ list of select", "select(t).where(t.c.id.in_([select(t.c.id)]))"),
    ("SQA328", "== select", "select(A).where(A.id == select(B.a_id))"),
    ("SQA328", "in_(subquery)", "select(A).where(A.id.in_(select(B.a_id).subquery()))"),
    ("SQA117", "ARRAY.any", "Column('x', ARRAY(Integer)).any(1)"),
    ("SQA108", "join chain", "def f(session: Session):\n    session.query(A).join(A.bs, B.a)"),
    ("SQA109", "negative slice", "def f(session: Session):\n    session.query(B)[-1]"),
    ("SQA117", "exclude_properties", "class C(Base):\n    __tablename__ = 'c'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    x: Mapped[int]\n    __mapper_args__ = {'exclude_properties': ['x']}"),
    ("SQA118", "first_init", "event.listen(A, 'first_init', print)"),
)
#: (use, code, why nothing is to be said)
RIGHTLY_SILENT = (
    ("future engine", "create_engine('postgresql+psycopg://h/d', future=True)", "accepted, and says nothing"),
    ("future session", "Session(future=True)", "accepted, and says nothing"),
    ("postgresql://", "create_engine('postgresql://h/d')", "the project does not say that it allows SQLAlchemy 2.1"),
    ("oracle://", "create_engine('oracle://h/d')", "the project does not say that it allows SQLAlchemy 2.1"),
    ("isnot", "t.c.id.isnot(None)", "an old name that works like the new one"),
    ("notin_", "t.c.id.notin_([1])", "an old name that works like the new one"),
    ("notlike", "t.c.name.notlike('x')", "an old name that works like the new one"),
    ("nullsfirst", "t.c.id.nullsfirst()", "an old name that works like the new one"),
    ("sessionmaker autocommit False", "sessionmaker(autocommit=False)", "accepted, and says nothing"),
    ("filter_by ambiguous", "def f(session: Session):\n    session.execute(select(A).join(B).filter_by(id=1))", "the project does not say that it allows SQLAlchemy 2.1"),
    ("or_ starred", "def f(conds):\n    return select(t).where(or_(*conds))", "whether the list is ever empty, nobody says"),
)


def _codes(code: str, folder: Path) -> set[str]:
    text = f"{_BEFORE}{code}\n"
    reviewer = Reviewer.with_all_rules(Settings(), lambda rule: not rule.startswith("SQA9"))
    reports = reviewer.review(str(folder / "app.py"), text.splitlines(keepends=True), ast.parse(text))
    return {report.code for report in reports if report.line > _BEFORE.count("\n")}


@pytest.mark.parametrize(("rule", "use", "code"), RECOGNISED, ids=[use for _, use, _ in RECOGNISED])
def test_it_is_recognised(rule: str, use: str, code: str, folder: Path) -> None:
    assert rule in _codes(code, folder)


@pytest.mark.parametrize(("use", "code", "reason"), RIGHTLY_SILENT, ids=[use for use, _, _ in RIGHTLY_SILENT])
def test_nothing_is_said_of_what_works_as_before(use: str, code: str, reason: str, folder: Path) -> None:
    assert not any(found.startswith("SQA1") for found in _codes(code, folder))
