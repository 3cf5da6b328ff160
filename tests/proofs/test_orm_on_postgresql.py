"""What pages about SQLAlchemy say of PostgreSQL, shown on one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from proofs.blocks import blocks
from proofs.orm.program import Program
from proofs.orm.proof import Setup
from proofs.orm.world import World
from proofs.postgresql import Database, psycopg
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql

_BLOCKS = {block.name: block for block in blocks(families=range(1, 6))}


@pytest.fixture
def engine(database: Database) -> Iterator[sa.Engine]:
    """An engine on the empty database."""
    found = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(**database.arguments))
    yield found
    found.dispose()


@pytest.mark.parametrize(("name", "refused"), [("SQA252-bad-1", True), ("SQA252-good-1", False)])
def test_json_has_no_equality(name: str, refused: bool, engine: sa.Engine, folder: Path) -> None:
    with World(folder, Setup()) as world:
        world.load(Program(_BLOCKS[name].example.files))
        table = world.names["Event"].__table__  # type: ignore[attr-defined]
    table.metadata.create_all(engine)
    payload = table.c.payload
    statements = [
        sa.select(payload).distinct(),
        sa.select(sa.func.count()).select_from(table).group_by(payload),
        sa.select(payload).union(sa.select(payload)),
        sa.select(table.c.id).where(payload == sa.cast(sa.literal("{}"), type(payload.type))),
        sa.schema.CreateIndex(sa.Index("ix_payload", payload)),
    ]
    for statement in statements:
        with engine.connect() as connection:
            if refused:
                with pytest.raises(sa.exc.ProgrammingError):
                    connection.execute(statement)
            else:
                connection.execute(statement)


def _plan(engine: sa.Engine, name: str, folder: Path) -> str:
    """How a database would run the query of a page, with enough rows in the table."""
    sent: list[tuple[str, object]] = []
    with World(folder, Setup()) as world:
        world.load(Program(_BLOCKS[name].example.files))
        by_email, user = world.names["by_email"], world.names["User"]
        user.metadata.create_all(engine)  # type: ignore[attr-defined]
        with orm.Session(engine) as session:
            session.add_all([user(email=f"{number}@example.org", active=True) for number in range(2000)])  # type: ignore[operator]
            session.commit()
            session.execute(sa.text("ANALYZE"))
            sa.event.listen(engine, "before_cursor_execute", lambda *given: sent.append((given[2], given[3])))
            found = by_email(session, "7@example.org")  # type: ignore[operator]
            assert found is not None
            (statement, parameters), explain = sent[0], "EXPLAIN QUERY PLAN" if engine.name == "sqlite" else "EXPLAIN"
            rows = session.connection().exec_driver_sql(f"{explain} {statement}", parameters)  # type: ignore[arg-type]
            return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(("name", "scans"), [("SQA324-bad-1", True), ("SQA324-good-1", False)])
def test_a_query_without_an_index_reads_the_whole_table(name: str, scans: bool, engine: sa.Engine, folder: Path) -> None:
    assert ("Seq Scan on users" in _plan(engine, name, folder)) is scans


@pytest.mark.parametrize(("name", "scans"), [("SQA324-bad-1", True), ("SQA324-good-1", False)])
def test_sqlite_reads_the_whole_table_without_an_index(name: str, scans: bool, folder: Path) -> None:
    lite = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    plan = _plan(lite, name, folder)
    lite.dispose()
    assert ("SCAN users" in plan, "SEARCH users USING INDEX" in plan) == (scans, not scans)


@pytest.mark.parametrize(("name", "overlap"), [("SQA320-bad-1", True), ("SQA320-good-1", False)])
def test_pages_overlap_where_nothing_orders_them(name: str, overlap: bool, engine: sa.Engine, folder: Path) -> None:
    """The rows of the first page are changed before the second is read."""
    with World(folder, Setup()) as world:
        world.load(Program(_BLOCKS[name].example.files))
        page, user = world.names["page"], world.names["User"]
        user.metadata.create_all(engine)  # type: ignore[attr-defined]
        with orm.Session(engine) as session:
            session.add_all([user(name=f"user {number:03}") for number in range(100)])  # type: ignore[operator]
            session.flush()
            first = {found.id for found in page(session, 0)}  # type: ignore[operator]
            session.execute(sa.text("UPDATE users SET age = age + 1 WHERE id <= 50"))
            second = {found.id for found in page(session, 1)}  # type: ignore[operator]
    assert bool(first & second) is overlap
    assert (len(first | second) < 100) is overlap


@pytest.mark.parametrize(("name", "function", "each"), [("SQA424-bad-1", "import_users", True), ("SQA424-good-1", "import_users", False), ("SQA424-good-1", "import_many", False)])
def test_a_flush_groups_its_inserts(name: str, function: str, each: bool, engine: sa.Engine, folder: Path) -> None:
    """SQLite, which says of no key whose it is, is sent them row by row even so, but for a list of dictionaries."""
    with World(folder, Setup()) as world:
        world.load(Program(_BLOCKS[name].example.files))
        user = world.names["User"]
        for found, grouped in ((engine, not each), (world.engine, function == "import_many")):
            user.metadata.create_all(found)  # type: ignore[attr-defined]
            sent: list[str] = []
            sa.event.listen(found, "before_cursor_execute", lambda *told: sent.append(told[2]))  # noqa: B023
            with orm.Session(found) as session:
                world.names[function](session, ["ann", "ben", "cay"])  # type: ignore[operator]
            assert len([statement for statement in sent if statement.startswith("INSERT")]) == (1 if grouped else 3)


@pytest.mark.parametrize("ping", [False, True])
def test_a_closed_connection_is_handed_out_without_a_ping(ping: bool, database: Database) -> None:
    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(**database.arguments), pool_pre_ping=ping, pool_size=1
    )
    with engine.connect() as connection:
        process = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    with database.connect() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    with engine.connect() as connection:
        if ping:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        else:
            with pytest.raises(sa.exc.OperationalError):
                connection.scalar(sa.text("SELECT 1"))
    engine.dispose()


def test_a_default_of_words_is_read_once(engine: sa.Engine) -> None:
    """SQA225: 'now()' is the moment when the table was made; what is no literal is refused."""
    metadata = sa.MetaData()
    table = sa.Table(
        "jobs",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("words", postgresql.TIMESTAMP(timezone=True), server_default="now()"),  # noqa: SQA225
        sa.Column("call", postgresql.TIMESTAMP(timezone=True), server_default=sa.func.now()),
    )
    metadata.create_all(engine)
    for _ in range(2):
        with engine.begin() as connection:
            connection.execute(sa.insert(table).values())
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table.c.words, table.c.call)).all()
    assert len({row.words for row in rows}) == 1
    assert len({row.call for row in rows}) == 2
    wrong = sa.Table("others", sa.MetaData(), sa.Column("id", sa.Integer, server_default="nextval('job_ids')"))  # noqa: SQA225
    with pytest.raises(sa.exc.DataError), engine.begin() as connection:
        wrong.create(connection)


def test_a_long_name_of_a_column_is_cut(engine: sa.Engine) -> None:
    """SQA253: two columns that begin alike become one, which PostgreSQL refuses."""
    name = "the_number_of_the_seat_and_the_letter_of_the_row_of_it_in_the_hall"
    table = sa.Table("seats", sa.MetaData(), sa.Column(f"{name}_1", sa.Integer), sa.Column(f"{name}_2", sa.Integer))  # noqa: SQA253
    with pytest.raises(sa.exc.ProgrammingError, match="specified more than once"), engine.begin() as connection:
        table.create(connection)


@pytest.mark.parametrize(("name", "refused"), [("SQA246-bad-1", True), ("SQA246-good-1", False)])
def test_a_smaller_key_refuses_a_large_number(name: str, refused: bool, engine: sa.Engine, folder: Path) -> None:
    with World(folder, Setup()) as world:
        world.load(Program(_BLOCKS[name].example.files))
        author, book = world.names["Author"], world.names["Book"]
        author.metadata.create_all(engine)  # type: ignore[attr-defined]
        with orm.Session(engine) as session:
            session.add(author(id=2**31))  # type: ignore[operator]
            session.flush()
            session.add(book(author_id=2**31))  # type: ignore[operator]
            if refused:
                with pytest.raises(sa.exc.DataError, match="out of range"):
                    session.flush()
            else:
                session.flush()


def test_a_key_of_another_kind_is_refused(engine: sa.Engine) -> None:
    """SQA246: between text and numbers there is no `=`, and so no foreign key; SQLite takes it, and has no use for the index."""
    metadata = sa.MetaData()
    sa.Table("authors", metadata, sa.Column("id", sa.Integer, primary_key=True))
    key = sa.Column("author_id", sa.String, sa.ForeignKey("authors.id"), index=True)  # noqa: SQA246
    sa.Table("books", metadata, sa.Column("id", sa.Integer, primary_key=True), key)
    with pytest.raises(sa.exc.ProgrammingError, match="cannot be implemented"):
        metadata.create_all(engine)
    with sa.create_engine("sqlite://").connect() as connection:
        metadata.create_all(connection)
        joined = "EXPLAIN QUERY PLAN SELECT * FROM authors CROSS JOIN books ON books.author_id = authors.id"
        plan = " ".join(str(row[3]) for row in connection.exec_driver_sql(joined))
        assert "ix_books_author_id" not in plan
